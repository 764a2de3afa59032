"""Clocks a simulated printer can live by: one to step by hand, one that runs fast."""

import time
from typing import Protocol


class Clock(Protocol):
    """What the simulators want to know about time."""

    def monotonic(self) -> float:
        """Return the present moment in seconds."""

    def wall(self, moment: float) -> float:
        """Return what the clock on the wall shows (or showed) at a moment."""


class ManualClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, moment: float = 1000.0, wall: float = 1_795_000_000.0) -> None:
        """Begin at a monotonic moment and a time of day."""
        self._moment = moment
        self._steps = [(moment, wall - moment)]

    def monotonic(self) -> float:
        """Return the present moment in seconds."""
        return self._moment

    def wall(self, moment: float) -> float:
        """Return what the clock on the wall shows (or showed) at a moment."""
        offsets = [offset for since, offset in self._steps if since <= moment]
        return moment + (offsets or [self._steps[0][1]])[-1]

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        if seconds < 0:
            raise ValueError("Time goes one way")
        self._moment += seconds

    def step_wall(self, seconds: float) -> None:
        """Put the clock on the wall forward or back, as NTP does after a boot."""
        offset = self._steps[-1][1] + seconds
        self._steps.append((self._moment, offset))


class FastClock:
    """A clock that runs `speed` times as fast as the world, after a given past.

    It stands at the beginning of the past until `begin`. The wall shows real time, so
    what happens in fast motion is dated now, and the past is dated back from now.
    """

    def __init__(self, speed: float = 1.0, past: float = 0.0) -> None:
        """Stand `past` seconds before the start."""
        self.speed = speed
        self._start = 1000.0 + past
        self._moment = 1000.0
        self._begun: float | None = None
        self._wall = time.time()

    def begin(self) -> None:
        """Jump over the past and run from here."""
        self._begun = time.monotonic()
        self._wall = time.time()

    def monotonic(self) -> float:
        """Return the present moment in seconds."""
        if self._begun is None:
            return self._moment
        return self._start + (time.monotonic() - self._begun) * self.speed

    def wall(self, moment: float) -> float:
        """Return what the clock on the wall shows (or showed) at a moment."""
        since = moment - self._start
        return self._wall + (since / self.speed if since > 0 else since)
