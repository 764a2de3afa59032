"""A person takes over in a real browser what Mainsail reminds of."""

import time

from playwright.async_api import Page
import pytest

from demo.hass import Hass
from demo.overview import Overview
from tests.moonraker.mainsail import MARKER, entry, performed, reminder
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
from .watching import running

TEN_HOURS = Job("boat.gcode", (extrude(36_000, 30_000),), "PLA")
DAY = 86400


@pytest.mark.real_host
async def test_items_with_their_past_right_after_a_printer_was_added(
    real_hass: Hass,
    page: Page,
    printer: SimulatedPrinter[ManualClock],
    server: MoonrakerServer,
) -> None:
    printer.klipper.start(TEN_HOURS)
    printer.clock.advance(36_001)
    printer.klipper.catch_up()
    now = time.time()
    limits = reminder(printtime=250, filament=700, date=90)
    entries = {"0": MARKER, "a": entry("Rails", (now - 50 * DAY, 0, 0))}
    entries["a"]["reminder"] = limits
    performed(entries, "a", "b", (now - 9 * DAY, 3600, 1000), "Nice and smooth")
    entries["c"] = entry("Warranty", reminder=reminder("one-time", date=700))
    entries["d"] = {"name": "Damaged"}
    server.moonraker.database.namespaces["maintenance"] = entries
    async with running(real_hass) as api:
        dialogues = Dialogues(page, real_hass.url, "moving-in")
        await sign_in(page, real_hass.url)
        await dialogues.add_printer(server.url)
        await dialogues.sees("Take over what Mainsail")
        await dialogues.take_picture("ways")
        await dialogues.choose(
            "Take over what Mainsail or KlipperMaintenance remind of"
        )
        await dialogues.tick()
        assert await dialogues.outcome() == "Rails"
        await dialogues.finish()

        overview = await Overview.read(api)
        (added,) = overview.printers
        assert [item.name for item in added.items] == ["Rails"]
        entities = added.item("Rails").entities
        assert overview.state(entities, "print_time_remaining") == "241.0"
        assert overview.state(entities, "filament_remaining") == "671"
        assert overview.state(entities, "days_remaining") == "81"
        states = await api.states()
        assert states[entities["due"]]["attributes"]["last_done"] is not None
    assert complaints(real_hass.log()) == []
