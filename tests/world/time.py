"""A simulated world in time: what was planned comes due, and Home Assistant polls."""

from abc import ABC, abstractmethod
from collections.abc import Callable
import itertools
from math import inf
from typing import Any

from custom_components.printer_maintenance.maintenance.usage import NOTHING, Usage

from .home_assistant import Home

type Action = Callable[[], None]


class WorldTime(ABC):
    """Let happen in order what was planned, and what Home Assistant does by itself."""

    home: Home[Any, Any] | None = None

    def __init__(self) -> None:
        """Begin; nobody watches the printer yet."""
        self.happened: set[str] = set()
        self.losses: dict[str, Usage] = {}
        self.error = NOTHING
        self._agenda: list[tuple[float, int, Action]] = []
        self._order = itertools.count()

    @abstractmethod
    def poll(self) -> None:
        """Let Home Assistant poll, if it is there."""

    @property
    @abstractmethod
    def now(self) -> float:
        """Return the present moment."""

    @abstractmethod
    def _advance(self, seconds: float) -> None:
        """Let the printer live on."""

    def wait(self, seconds: float) -> None:
        """Let time pass, and happen what is due until then."""
        until = self.now + seconds
        while (due := self._next_due()) <= until:
            self._go_to(due)
            self._do_due()
        self._go_to(until)

    def _go_to(self, moment: float) -> None:
        self._advance(max(0.0, moment - self.now))

    def _next_due(self) -> float:
        due = self._agenda[0][0] if self._agenda else inf
        if self.home is not None and self.home.is_up:
            due = min(due, self.home.next_poll, self.home.next_save)
        return due

    def _do_due(self) -> None:
        if self._agenda and self._agenda[0][0] <= self.now:
            self._agenda.pop(0)[2]()
        elif self.home is not None and self.home.next_save <= self.now:
            self.home.save()
        else:
            self.poll()

    def _later(self, seconds: float, action: Action) -> None:
        self._agenda.append((self.now + seconds, next(self._order), action))
        self._agenda.sort(key=lambda entry: entry[:2])
