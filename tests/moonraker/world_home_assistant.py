"""Home Assistant and the network in the simulated world."""

from collections.abc import Callable, Mapping
from typing import Any, override

from custom_components.printer_maintenance.hosts.http import HttpAnswer
from custom_components.printer_maintenance.hosts.moonraker import MoonrakerHost
from custom_components.printer_maintenance.hosts.moonraker_answer import MoonrakerAnswer
from tests.simulators import Job, ManualClock, Printer, extrude, manual_printer
from tests.world.home_assistant import Home

from .watcher import DirectClient, host_of
from .world_heard import Heard
from .world_memory import Hearing
from .world_printer import WitnessedPrinter

STATUS = ("printer.objects.query", "printer/objects/query")
TOTALS = ("server.history.totals", "server/history/totals")


def _other_printer() -> Printer[ManualClock]:
    """Return another printer, which has printed a few times."""
    printer = manual_printer()
    printer.moonraker.database.instance_id = "0" * 32
    for _ in range(3):
        printer.klipper.start(Job("other.gcode", (extrude(1000, 1000),)))
        printer.clock.advance(1100)
    return printer


OTHER = _other_printer()


class WorldClient(DirectClient):
    """Ask, note what the answers are about, and let things happen in between."""

    def __init__(self, printer: WitnessedPrinter) -> None:
        """Begin with nothing planned."""
        super().__init__(printer.moonraker)
        self.printer = printer
        self.heard = Heard()
        self.items = 0
        self.is_swapped = False
        self._other = DirectClient(OTHER.moonraker)
        self.meanwhile: dict[int, Callable[[], None]] = {}
        """What happens after how many answers of the next poll."""

    @property
    def is_connected(self) -> bool:
        """Tell whether the printer's own Moonraker answers, and all of it is understood."""
        is_spoiled = self.is_cut or self.is_swapped or self.hides_rows
        return self.moonraker.is_running and not (is_spoiled or self.hides_totals)

    def begin(self) -> None:
        """Begin a poll."""
        self.heard = Heard()
        self.items = 0

    @override
    async def exchange(
        self,
        path: str,
        *,
        params: Mapping[str, str | int | float] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        largest: int | None = None,
        patience: float | None = None,
    ) -> HttpAnswer:
        if self.is_swapped:
            return await self._other.exchange(path, params=params, json=json)
        if isinstance(json, list):
            names = [call["method"] for call in json]
            self.moonraker.between_items = lambda: self._answered(names.pop(0))
        answer = await super().exchange(path, params=params, json=json)
        self.moonraker.between_items = None
        if not isinstance(json, list):
            self._answered(path)
        self._hear_rows(answer.json)
        return answer

    def _answered(self, name: str) -> None:
        """Note what one answer is about, then let happen what is planned."""
        if name in STATUS:
            self.heard.status(self.printer)
        elif name in TOTALS and not self.hides_totals:
            self.heard.totals(self.printer)
        self.items += 1
        if action := self.meanwhile.pop(self.items, None):
            action()

    def _hear_rows(self, body: Any) -> None:
        if self.hides_rows or self.hides_totals:
            return
        for part in body if isinstance(body, list) else [body]:
            if (jobs := part.get("result", {}).get("jobs")) is not None:
                rows = {job["start_time"]: job["status"] for job in jobs}
                self.heard.rows = {**(self.heard.rows or {}), **rows}


class HomeAssistant(Home[MoonrakerAnswer, Hearing]):
    """Poll a Moonraker every minute and save as the coordinator does."""

    def __init__(self, printer: WitnessedPrinter, now: float) -> None:
        """Add the printer."""
        self.client = WorldClient(printer)
        is_told = printer.moonraker.version != "0.8.0"
        self.identity = printer.moonraker.database.instance_id if is_told else None
        super().__init__(Hearing(printer), now)

    @override
    def _open(self) -> MoonrakerHost:
        return host_of(self.client)

    @override
    def _begin_poll(self) -> None:
        self.client.begin()

    @override
    def _hear(self) -> None:
        self.hearing.hear(self.client.heard)
