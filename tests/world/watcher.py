"""Home Assistant's side of a poll, without Home Assistant and without a socket."""

from abc import ABC, abstractmethod
from collections.abc import Coroutine
from typing import Any, Protocol

import orjson

from custom_components.printer_maintenance.hosts.base import (
    Answer,
    Host,
    HostUnreachable,
)
from custom_components.printer_maintenance.hosts.remembered import as_stored
from custom_components.printer_maintenance.maintenance.odometer import Odometer
from custom_components.printer_maintenance.maintenance.usage import Usage
from custom_components.printer_maintenance.store import PrinterRecord
from tests.simulators.clock import ManualClock


def run[T](coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    raise AssertionError("it waits")


class HostWatcher[AnswerT: Answer](ABC):
    """Poll a host and count, as the coordinator does."""

    def __init__(self) -> None:
        """Begin without knowing anything."""
        self.host = self._open()
        self.odometer = Odometer()
        self.cursor: Any = None
        self.seeded = False
        self.saved: bytes = self._stored()

    @abstractmethod
    def _open(self) -> Host[AnswerT]:
        """Return a client of the host that knows nothing yet."""

    @property
    def usage(self) -> Usage:
        """Return what has been counted."""
        return self.odometer.total

    def poll(self) -> bool:
        """Poll once; tell whether the host answered."""
        try:
            answer = run(self.host.fetch(self.cursor, None))
        except HostUnreachable:
            return False
        if self.fold(answer):
            self.save()
        return True

    def fold(self, answer: AnswerT) -> bool:
        """Count what an answer tells; return whether a job ended."""
        snapshot, self.cursor = self.host.read(answer, self.cursor)
        if not self.seeded and self.cursor is not None:
            self.odometer = self.odometer.fold(snapshot.seeds)
            self.seeded = True
        self.odometer = self.odometer.fold(snapshot.jobs)
        return any(job.ended for job in snapshot.jobs)

    def follow_another_host(self) -> None:
        """Go on with another host, after the user has called it the same printer."""
        before = PrinterRecord(
            odometer=self.odometer, cursor=self.cursor, host_kind="same", identity="old"
        )
        before.follow("same", "new", self.host.carry_over)
        self.odometer, self.cursor = before.odometer, before.cursor

    def save(self) -> None:
        """Write what is known to disk."""
        self.saved = self._stored()

    def _stored(self) -> bytes:
        return orjson.dumps(
            [self.odometer.as_dict(), as_stored(self.cursor), self.seeded]
        )

    def restart(self) -> None:
        """Stop in good order, and start again from the disk."""
        self.save()
        self.crash()

    def crash(self) -> None:
        """Lose what is not on disk, and start again."""
        odometer, cursor, self.seeded = orjson.loads(self.saved)
        self.odometer = Odometer.from_dict(odometer)
        self.host = self._open()
        self.cursor = None if cursor is None else self.host.restore(cursor)


class Timed(Protocol):
    """Something simulated whose time passes when it is told to."""

    @property
    def clock(self) -> ManualClock:
        """Return its clock."""


def watch(watcher: HostWatcher[Any], printer: Timed, seconds: float) -> None:
    """Let time pass, polling every minute; the odometer must never fall."""
    while seconds > 0:
        before = watcher.usage
        printer.clock.advance(min(seconds, 60))
        watcher.poll()
        assert before.largest(watcher.usage) == watcher.usage
        seconds -= 60
