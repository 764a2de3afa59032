"""Home Assistant in the simulated world: it polls, saves, dies and comes back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any, override

from custom_components.printer_maintenance.hosts.base import (
    HostUnexpectedAnswer,
    HostUnreachable,
)
from custom_components.printer_maintenance.hosts.moonraker_answer import MoonrakerAnswer
from tests.simulators import Job, ManualClock, Printer, extrude, manual_printer

from .watcher import DirectClient, Watcher, run
from .world_heard import Heard, Memory
from .world_memory import Hearing
from .world_printer import WitnessedPrinter

POLL_CONNECTED = 60.0
POLL_AWAY = 300.0
SAVE_WHILE_PRINTING = 600.0

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

    def begin(self) -> None:
        """Begin a poll."""
        self.heard = Heard()
        self.items = 0

    @override
    async def request(
        self,
        path: str,
        *,
        params: Mapping[str, str | int | float] | None = None,
        json: object = None,
    ) -> tuple[int, object]:
        if self.is_swapped:
            return await self._other.request(path, params=params, json=json)
        if isinstance(json, list):
            names = [call["method"] for call in json]
            self.moonraker.between_items = lambda: self._answered(names.pop(0))
        status, body = await super().request(path, params=params, json=json)
        self.moonraker.between_items = None
        if not isinstance(json, list):
            self._answered(path)
        self._hear_rows(body)
        return status, body

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


@dataclass(frozen=True, slots=True)
class Saved:
    """What is on disk, and what Home Assistant was told until then."""

    stored: bytes
    memory: Memory


class HomeAssistant(Watcher):
    """Poll every minute and save as the coordinator does."""

    client: WorldClient

    def __init__(self, printer: WitnessedPrinter, now: float) -> None:
        """Add the printer."""
        super().__init__(printer)
        self.client = WorldClient(printer)
        self.host = self._open()
        self.identity = printer.moonraker.database.instance_id
        self.hearing = Hearing(printer)
        self.is_up = True
        self.next_poll = now
        self.next_save = inf
        self.disk: list[Saved] = []
        self.save()

    @override
    def save(self) -> None:
        self.next_save = inf
        self.disk.append(Saved(self._stored(), self.hearing.memory))

    def poll_at(self, now: float) -> None:
        """Poll, and plan what comes next."""
        before = self.cursor, self.odometer, self.seeded
        self.client.begin()
        is_connected = self.poll()
        self.next_poll = now + (POLL_CONNECTED if is_connected else POLL_AWAY)
        if self._is_to_be_saved or self.seeded != before[2]:
            self.save()
        elif before[:2] != (self.cursor, self.odometer):
            self.next_save = min(self.next_save, now + SAVE_WHILE_PRINTING)

    @override
    def poll(self) -> bool:
        self._is_to_be_saved = False
        try:
            answer = run(self.host.fetch(self.cursor, self.identity))
        except HostUnreachable, HostUnexpectedAnswer:
            return False
        if not self.is_own(answer):
            return False
        snapshot, self.cursor = self.host.read(answer, self.cursor)
        if not self.seeded and self.cursor is not None:
            self.odometer = self.odometer.fold(snapshot.seeds)
            self.seeded = True
        self.odometer = self.odometer.fold(snapshot.jobs)
        self.hearing.hear(self.client.heard)
        self._is_to_be_saved = any(job.ended for job in snapshot.jobs)
        return True

    def is_own(self, answer: MoonrakerAnswer) -> bool:
        """Tell whether it is the printer that answers."""
        return answer.identity == self.identity

    def stop(self) -> None:
        """Stop in good order."""
        if self.next_save < inf:
            self.save()
        self.is_up = False

    def kill(self) -> None:
        """Lose what is not on disk."""
        self.next_save = inf
        self.is_up = False

    def restore(self, age: float) -> None:
        """Put a backup in the place of what is on disk: 0 is the oldest, 1 the newest."""
        backups = [saved for saved in self.disk if saved.memory.first is not None]
        if backups:
            self.disk.append(backups[round(age * (len(backups) - 1))])

    def start(self, now: float) -> None:
        """Load what is on disk, and poll."""
        saved = self.disk[-1]
        self.saved = saved.stored
        super().crash()
        self.hearing.memory = saved.memory
        self.is_up = True
        self.poll_at(now)
