"""Events in order: what was planned, and what the process does by itself."""

from collections.abc import Callable
import itertools

from tests.simulators.clock import Clock

from .machine import Action, Machine


class Agenda:
    """Let happen in order what is due, by a clock that somebody else moves."""

    def __init__(self, clock: Clock, machine: Callable[[], Machine | None]) -> None:
        """Begin at the clock's present moment; the process may come and go."""
        self.now = clock.monotonic()
        self._clock = clock
        self._machine = machine
        self._planned: list[tuple[float, int, Action]] = []
        self._order = itertools.count()
        self._is_catching_up = False

    def after(self, seconds: float, action: Action) -> None:
        """Let something happen at a moment to come, exactly then."""
        self.catch_up()
        self._planned.append((self.now + seconds, next(self._order), action))
        self._planned.sort(key=lambda entry: entry[:2])

    def catch_up(self) -> None:
        """Let happen what was due until the present moment."""
        if self._is_catching_up:
            return
        self._is_catching_up = True
        try:
            until = self._clock.monotonic()
            while (event := self._next())[0] <= until:
                self._go_to(event[0])
                event[1]()
            self._go_to(until)
        finally:
            self._is_catching_up = False

    def _next(self) -> tuple[float, Action]:
        """Return what comes next; what was planned goes first."""
        machine = self._machine()
        moment, action = machine.next_change() if machine else (float("inf"), _nothing)
        if self._planned and self._planned[0][0] <= moment:
            return max(self._planned[0][0], self.now), self._do_planned
        return moment, action

    def _do_planned(self) -> None:
        """Do what was planned for this moment."""
        self._planned.pop(0)[2]()

    def _go_to(self, moment: float) -> None:
        """Move on."""
        self.now = moment
        machine = self._machine()
        if machine:
            machine.go_to(moment)


def _nothing() -> None:
    """Do nothing."""
