"""A person adds a printer and its items in a real browser."""

from playwright.async_api import Page
import pytest

from demo.hass import Hass
from tests.simulators import (
    Job,
    ManualClock,
    MoonrakerServer,
    Printer as SimulatedPrinter,
    extrude,
)

from . import steps
from .browser import sign_in
from .dialogues import Dialogues
from .log import complaints
from .tables import Witness
from .watching import running

TEN_HOURS = Job("boat.gcode", (extrude(36_000, 30_000),), "PLA")
SCREWS = "Grease the Z lead screws"
CAMERA = "Clean the camera lens"


@pytest.mark.real_host
async def test_from_the_first_click_to_the_last(
    real_hass: Hass,
    page: Page,
    printer: SimulatedPrinter[ManualClock],
    server: MoonrakerServer,
) -> None:
    printer.klipper.start(TEN_HOURS)
    printer.clock.advance(36_001)
    printer.klipper.catch_up()
    async with running(real_hass) as api:
        witness, dialogues = Witness(api), Dialogues(page, real_hass.url)
        await sign_in(page, real_hass.url)

        await dialogues.add_printer("not an address")
        assert "This is no address" in await dialogues.message()
        await dialogues.take_picture("no-address")
        await dialogues.add_printer(server.url)
        await dialogues.sees("What kind of printer is it?")
        await dialogues.take_picture("families")
        await dialogues.choose("Bambu Lab")
        await dialogues.tick("steel rods", "camera lens")
        added = await dialogues.outcome()
        assert SCREWS in added
        assert "steel rods" not in added
        await dialogues.finish()
        await witness.sees(steps.ADDED)
        assert await witness.items() == [CAMERA, SCREWS]

        await dialogues.open_page_of_integration()
        await dialogues.begin_item()
        await dialogues.choose("An item of my own")
        await dialogues.fill_item(Name="Rails")
        assert "at least one interval" in await dialogues.message()
        await dialogues.fill_item(**{"hours of printing": "250", "days": "90"})
        await dialogues.finish()
        await witness.sees(steps.OWN_ITEM)
        assert await witness.items() == [CAMERA, SCREWS, "Rails"]
        await dialogues.take_picture("items")

        printer.klipper.start(TEN_HOURS)
        printer.clock.advance(36_001)
        printer.klipper.catch_up()
        await api.action(
            "homeassistant.update_entity", "sensor.printer_lifetime_print_time"
        )
        await witness.sees(steps.PRINTED)
        device_id = await witness.device_id("button.printer_rails_done")
        await dialogues.press(device_id, "Rails done")
        await witness.sees(steps.DONE)
        await dialogues.untick("todo.printer_maintenance", "Rails")
        await witness.sees(steps.UNDONE)
        await dialogues.press(device_id, "Rails done")
        await witness.sees(steps.DONE)

        await dialogues.open_page_of_integration()
        await dialogues.edit("Rails", Name="Grease rails", days="", prints="5")
        await witness.sees(steps.EDITED)
        assert await witness.items() == [CAMERA, "Grease rails", SCREWS]

        await dialogues.rename("Grease rails", "Grease the rails")
        await witness.sees(steps.RENAMED)
        assert await witness.items() == [CAMERA, SCREWS, "Grease the rails"]

        await dialogues.open_page_of_integration()
        await dialogues.edit(CAMERA, days="30")
        await witness.sees(steps.SHORTENED)

        await dialogues.remove("Grease the rails")
        await witness.sees(steps.NO_RAILS)
        await dialogues.remove(SCREWS)
        await witness.sees(steps.NO_SCREWS)
        await dialogues.remove(CAMERA)
        await witness.sees(steps.NO_ITEM)
        assert await witness.items() == []
        await dialogues.take_picture("none")
    assert complaints(real_hass.log()) == []
