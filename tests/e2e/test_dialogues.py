"""A person adds a printer and its items in a real browser."""

from playwright.async_api import Page
import pytest

from demo import DOMAIN
from demo.api import Api
from demo.hass import Hass
from demo.overview import Overview, Printer
from demo.patience import patiently
from tests.simulators import (
    Job,
    ManualClock,
    MoonrakerServer,
    Printer as SimulatedPrinter,
    extrude,
)

from .browser import sign_in
from .dialogues import Dialogues
from .log import complaints

TEN_HOURS = Job("boat.gcode", (extrude(36_000, 30_000),), "PLA")
SCREWS = "Grease the Z lead screws"
CAMERA = "Clean the camera lens"
ITEM_KEYS = {"life_remaining", "due", "done", "counting"}


class Witness:
    """Compare what the dialogues did with what Home Assistant knows."""

    def __init__(self, api: Api) -> None:
        """Ask as a program."""
        self._api = api

    async def printer(self) -> Printer:
        """Return the one printer there is."""
        (printer,) = (await Overview.read(self._api)).printers
        return printer

    async def device_id(self) -> str:
        """Return the id of the printer's device."""
        printer = await self.printer()
        devices = await self._api.call("config/device_registry/list")
        (device,) = (
            found for found in devices if printer.entry_id in found["config_entries"]
        )
        return str(device["id"])

    async def sees(self, name: str, **states: str) -> dict[str, str]:
        """Wait until an item has these sensors and no others; return its entity ids."""

        async def look() -> tuple[set[str], dict[str, str | None]]:
            overview = await Overview.read(self._api)
            (printer,) = overview.printers
            names = {item.name for item in printer.items}
            entities = printer.item(name).entities if name in names else {}
            return set(entities), {key: overview.state(entities, key) for key in states}

        wanted = ITEM_KEYS | states.keys(), states
        await patiently(look, lambda seen: seen == wanted, str)
        return (await self.printer()).item(name).entities

    async def friendly_name(self, entity_id: str) -> str:
        """Return the name that is shown."""
        return str((await self._api.states())[entity_id]["attributes"]["friendly_name"])

    async def sees_no_item(self) -> None:
        """Wait until nothing is left of any item."""

        async def look() -> tuple[int, list[str]]:
            entities = await self._api.call("config/entity_registry/list")
            left = [
                entity["entity_id"]
                for entity in entities
                if entity["platform"] == DOMAIN and entity["config_subentry_id"]
            ]
            return len((await self.printer()).items), left

        await patiently(look, lambda seen: seen == (0, []), str)


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
    await real_hass.start()
    async with Api(real_hass.url) as api:
        await api.wait_until_running()
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
        assert (await witness.printer()).name == "printer"
        await witness.sees(SCREWS, print_time_remaining="450.0", days_remaining="90")
        await witness.sees(CAMERA, days_remaining="180", due="off")

        await dialogues.open_page_of_integration()
        await dialogues.begin_item()
        await dialogues.choose("An item of my own")
        await dialogues.fill_item(Name="Rails")
        assert "at least one interval" in await dialogues.message()
        await dialogues.fill_item(**{"hours of printing": "250", "days": "90"})
        await dialogues.finish()
        before = await witness.sees(
            "Rails", print_time_remaining="250.0", days_remaining="90", due="off"
        )
        assert before["due"] == "binary_sensor.printer_rails_due"
        await dialogues.take_picture("items")

        printer.klipper.start(TEN_HOURS)
        printer.clock.advance(36_001)
        printer.klipper.catch_up()
        entities = (await witness.printer()).entities
        await api.action("homeassistant.update_entity", entities["print_time"])
        await witness.sees("Rails", print_time_remaining="240.0", days_remaining="90")
        await witness.sees(SCREWS, print_time_remaining="440.0", days_remaining="90")
        await dialogues.press(await witness.device_id(), "Rails done")
        await witness.sees("Rails", print_time_remaining="250.0", days_remaining="90")
        await dialogues.untick(entities["todo"], "Rails")
        await witness.sees("Rails", print_time_remaining="240.0", days_remaining="90")
        await dialogues.press(await witness.device_id(), "Rails done")
        await witness.sees("Rails", print_time_remaining="250.0", days_remaining="90")

        await dialogues.open_page_of_integration()
        await dialogues.edit("Rails", Name="Grease rails", days="", prints="5")
        after = await witness.sees(
            "Grease rails", print_time_remaining="250.0", prints_remaining="5"
        )
        assert after["due"] == before["due"]
        assert after["print_time_remaining"] == before["print_time_remaining"]
        name = await witness.friendly_name(after["due"])
        assert name == "printer Grease rails due"

        await dialogues.rename("Grease rails", "Grease the rails")
        kept = await witness.sees(
            "Grease the rails", print_time_remaining="250.0", prints_remaining="5"
        )
        assert kept == after
        assert await witness.friendly_name(kept["done"]) == (
            "printer Grease the rails done"
        )

        await dialogues.open_page_of_integration()
        await dialogues.edit(CAMERA, days="30")
        await witness.sees(CAMERA, days_remaining="30")

        await dialogues.remove("Grease the rails")
        await dialogues.remove(SCREWS)
        await dialogues.remove(CAMERA)
        await witness.sees_no_item()
        await dialogues.take_picture("none")
    await real_hass.stop()
    assert complaints(real_hass.log()) == []
