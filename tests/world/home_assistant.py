"""Home Assistant in a simulated world: it polls, saves, dies and comes back."""

from abc import abstractmethod
from dataclasses import dataclass
from math import inf
from typing import Any, Protocol, override

from custom_components.printer_maintenance.hosts.base import (
    Answer,
    HostUnexpectedAnswer,
    HostUnreachable,
    is_same_host,
)
from custom_components.printer_maintenance.maintenance.usage import Usage

from .watcher import HostWatcher, run

POLL_CONNECTED = 60.0
POLL_AWAY = 300.0
SAVE_WHILE_PRINTING = 600.0


class Hearing(Protocol):
    """Somebody who knows which job is which, and hears all that Home Assistant does."""

    memory: Any
    """What was heard; it is kept beside what Home Assistant stores."""

    @property
    def least(self) -> Usage:
        """Return what must have been counted."""

    @property
    def most(self) -> Usage:
        """Return what may have been counted."""

    @property
    def truth(self) -> Usage:
        """Return what is true."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What is on disk, and what Home Assistant was told until then."""

    stored: bytes
    memory: Any
    is_seeded: bool


class Home[AnswerT: Answer, HearingT: Hearing](HostWatcher[AnswerT]):
    """Poll every minute and save as the coordinator does."""

    identity: str | None
    hearing: HearingT

    def __init__(self, hearing: HearingT, now: float) -> None:
        """Add the printer."""
        super().__init__()
        self.hearing = hearing
        self.is_up = True
        self.next_poll = now
        self.next_save = inf
        self.disk: list[Saved] = []
        self.save()

    @abstractmethod
    def _begin_poll(self) -> None:
        """Begin to listen."""

    @abstractmethod
    def _hear(self) -> None:
        """Remember what a poll told that was counted."""

    @override
    def save(self) -> None:
        self.next_save = inf
        memory = self.hearing.memory
        self.disk.append(Saved(self._stored(), memory, memory.first is not None))

    def poll_at(self, now: float) -> bool:
        """Poll, plan what comes next, and tell whether the host has answered."""
        before = self.cursor, self.odometer, self.seeded
        self._begin_poll()
        is_connected = self.poll()
        self.next_poll = now + (POLL_CONNECTED if is_connected else POLL_AWAY)
        if self._is_to_be_saved or self.seeded != before[2]:
            self.save()
        elif before[:2] != (self.cursor, self.odometer):
            self.next_save = min(self.next_save, now + SAVE_WHILE_PRINTING)
        return is_connected

    @override
    def poll(self) -> bool:
        self._is_to_be_saved = False
        try:
            answer = run(self.host.fetch(self.cursor, self.identity))
        except HostUnreachable, HostUnexpectedAnswer:
            return False
        if not is_same_host(self.identity, answer.identity):
            return False
        self.identity = answer.identity
        self._is_to_be_saved = self.fold(answer)
        self._hear()
        return True

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
        backups = [saved for saved in self.disk if saved.is_seeded]
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
