"""The integration in a real Home Assistant, driven over its API."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from demo import DOMAIN
from demo.api import Api, Json
from demo.flows import add_item, add_printer
from demo.hass import Hass
from demo.overview import Overview, Printer
from demo.patience import patiently
from tests.simulators import (
    Job,
    ManualClock,
    MoonrakerServer,
    Printer as SimulatedPrinter,
    extrude,
    heat,
)

from .log import complaints, records

HOUR = 3600.0
HEATING = 300.0
PLANTER = Job("planter.gcode", (heat(HEATING), extrude(2 * HOUR, 20_000)), "PLA")
RAILS = "Grease the rails"
NOZZLE = "Replace the nozzle"
BELTS = "Check the belts"
FANS = "Dust the fans"


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


class Watcher:
    """Somebody in front of Home Assistant."""

    def __init__(self, api: Api) -> None:
        """Sit down."""
        self._api = api

    async def poll(self) -> None:
        """Let Home Assistant look at the printer now, not in a minute."""
        entities = (await self._printer()).entities
        await self._api.action("homeassistant.update_entity", entities["print_time"])

    async def entity(self, item: str, key: str) -> str:
        """Return an entity of an item."""
        return (await self._printer()).item(item).entities[key]

    async def press_done(self, item: str) -> None:
        """Say that an item was done."""
        await self._api.action("button.press", await self.entity(item, "done"))

    async def hears(self, answer: str, *, to: str) -> None:
        """Ask Assist's default agent, and hear how its answer begins."""
        told = await self._api.call("conversation/process", text=to, language="en")
        assert told["response"]["speech"]["plain"]["speech"].startswith(answer)

    async def sees(self, item: str | None = None, **expected: str) -> None:
        """Wait until an item, or the printer itself, shows some states."""

        async def look() -> dict[str, str | None]:
            overview = await Overview.read(self._api)
            (printer,) = overview.printers
            entities = (printer.item(item) if item else printer).entities
            return {key: overview.state(entities, key) for key in expected}

        await patiently(look, lambda seen: seen == expected, str)

    async def all_there_is(self) -> dict[str, tuple[str, Any]]:
        """Return state and attributes of all entities except the connectivity."""
        overview = await Overview.read(self._api)
        (printer,) = overview.printers
        ids = {
            entity_id
            for entities in (printer.entities, *(i.entities for i in printer.items))
            for entity_id in entities.values()
        } - {printer.entities["connectivity"]}
        # How a print ends that is on when the host goes away, nobody can tell.
        return {
            entity_id: (
                state["state"],
                state["attributes"] | {"crosses_in_print": None},
            )
            for entity_id, state in overview.states.items()
            if entity_id in ids
        }

    async def _printer(self) -> Printer:
        (printer,) = (await Overview.read(self._api)).printers
        return printer


def print_planter(printer: SimulatedPrinter[ManualClock], hours: float = 2.5) -> None:
    """Begin to print for 2 h and 20 m, and let some time pass after the heating."""
    printer.klipper.start(PLANTER)
    printer.clock.advance(HEATING + hours * HOUR)
    printer.klipper.catch_up()


@pytest.mark.real_host
async def test_an_item_becomes_due_is_done_and_survives_a_restart_without_the_printer(
    real_hass: Hass,
    printer: SimulatedPrinter[ManualClock],
    server: MoonrakerServer,
) -> None:
    print_planter(printer)
    await real_hass.start()
    async with Api(real_hass.url) as api:
        await api.wait_until_running()
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

    await real_hass.stop()
    printer.power_off()
    await server.stop()
    await real_hass.start()
    async with Api(real_hass.url) as api:
        await api.wait_until_running()
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

    await real_hass.stop()
    assert complaints(real_hass.log()) == []
    ours = [r for r in records(real_hass.log()) if DOMAIN in r.logger]
    assert [record.level for record in ours] == ["INFO", "INFO"]
