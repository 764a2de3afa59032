"""Somebody in front of a real Home Assistant with a simulated printer."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from demo.api import Api
from demo.hass import Hass
from demo.overview import Overview, Printer
from demo.patience import patiently
from tests.simulators import (
    Job,
    ManualClock,
    Printer as SimulatedPrinter,
    extrude,
    heat,
)

HOUR = 3600.0
HEATING = 300.0
PLANTER = Job("planter.gcode", (heat(HEATING), extrude(2 * HOUR, 20_000)), "PLA")
RAILS = "Grease the rails"
NOZZLE = "Replace the nozzle"
BELTS = "Check the belts"
FANS = "Dust the fans"


@asynccontextmanager
async def running(hass: Hass) -> AsyncGenerator[Api]:
    """Start Home Assistant, and stop it in good order."""
    await hass.start()
    async with Api(hass.url) as api:
        await api.wait_until_running()
        yield api
    await hass.stop()


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
