"""The clock a simulated printer lives by, and one that a test moves by hand."""

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
