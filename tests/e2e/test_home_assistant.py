"""The integration in a real Home Assistant, driven over its API."""

from datetime import datetime, timedelta

import pytest

from demo import DOMAIN
from demo.api import Json
from demo.flows import add_item, add_printer
from demo.hass import Hass
from tests.simulators import ManualClock, MoonrakerServer, Printer as SimulatedPrinter

from .log import complaints, records
from .watching import BELTS, FANS, NOZZLE, RAILS, Watcher, print_planter, running


def items() -> list[dict[str, Json]]:
    """Return the answers that add an item of every kind, from every starting point."""
    ten_days_ago = datetime.now().astimezone().date() - timedelta(days=10)
    rails = {
        "name": RAILS,
        "print_time": 100,
        "days": 365,
        "instructions": "A drop per **carriage**.",
        "link": "https://example.com/rails",
        "start": "used",
    }
    return [
        {"own": rails, "used": {"print_time": 97.5, "days": 12}},
        {"own": {"name": NOZZLE, "filament": 500, "start": "now"}},
        {"own": {"name": BELTS, "prints": 10, "start": "new"}},
        {
            "own": {"name": FANS, "days": 30, "start": "date"},
            "date": {"date": ten_days_ago.isoformat()},
        },
    ]


@pytest.mark.real_host
async def test_an_item_becomes_due_is_done_and_survives_a_restart_without_the_printer(
    real_hass: Hass,
    printer: SimulatedPrinter[ManualClock],
    server: MoonrakerServer,
) -> None:
    print_planter(printer)
    async with running(real_hass) as api:
        entry_id = await add_printer(api, server.url)
        for answers in items():
            await add_item(api, entry_id, answers)
        watcher = Watcher(api)
        await watcher.sees(connectivity="on", print_time="2.0", prints="1")
        await watcher.sees(RAILS, due="off", print_time_remaining="2.5")
        await watcher.sees(NOZZLE, due="off", filament_remaining="500")
        await watcher.sees(BELTS, due="off", prints_remaining="9")
        await watcher.sees(FANS, due="off", days_remaining="20", life_remaining="67")

        print_planter(printer)
        print_planter(printer, hours=1)
        await watcher.poll()
        await watcher.sees(RAILS, due="on", life_remaining="0")
        await watcher.sees(RAILS, print_time_remaining="-0.5", days_remaining="353")
        await watcher.sees(maintenance_due="on", items_due="1")
        await watcher.hears(f"Yes, {RAILS} on ", to="Is any maintenance due?")
        await watcher.press_done(RAILS)
        await watcher.sees(RAILS, due="off", life_remaining="100")
        await watcher.hears("No, no maintenance is due.", to="Is any maintenance due?")
        await watcher.sees(RAILS, print_time_remaining="100.0", days_remaining="365")
        await watcher.sees(maintenance_due="off", items_due="0")
        before = await watcher.all_there_is()
    printer.power_off()
    await server.stop()
    async with running(real_hass) as api:
        watcher = Watcher(api)
        await watcher.sees(connectivity="off")
        assert await watcher.all_there_is() == before

        await watcher.sees(NOZZLE, filament_remaining="470")
        await watcher.press_done(NOZZLE)
        await watcher.sees(NOZZLE, filament_remaining="500", life_remaining="100")

        printer.power_on()
        print_planter(printer)
        await server.start()
        await watcher.poll()
        await watcher.sees(connectivity="on", print_time="7.0", prints="4")
        await watcher.sees(filament="70")
        await watcher.sees(RAILS, print_time_remaining="98.0")
        await watcher.sees(NOZZLE, filament_remaining="480")
    assert complaints(real_hass.log()) == []
    ours = [r for r in records(real_hass.log()) if DOMAIN in r.logger]
    assert [record.level for record in ours] == ["INFO", "INFO"]
