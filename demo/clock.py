"""The time of a simulated printer, which goes on where the last run left it."""

from dataclasses import dataclass
import time

BOOT = 1000.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of even speed: from which moment, at which time of day, how fast."""

    moment: float
    wall: float
    speed: float


class LifeClock:
    """A clock that stands at the beginning of a life until `begin`, then runs on.

    Letting the printer live through what is past makes the same history every time,
    because the stretches tell which day it was.
    """

    def __init__(self, stretches: list[Stretch], lived: float) -> None:
        """Take what was lived, up to a moment."""
        self.stretches = stretches
        self._lived = lived
        self._begun: float | None = None

    def begin(self, speed: float) -> None:
        """Jump to the present and run at a speed from here."""
        self.stretches.append(Stretch(self._lived, time.time(), speed))
        self._begun = time.monotonic()

    def monotonic(self) -> float:
        """Return the present moment in seconds."""
        if self._begun is None:
            return self.stretches[0].moment
        since = time.monotonic() - self._begun
        return self._lived + since * self.stretches[-1].speed

    def wall(self, moment: float) -> float:
        """Return what the clock on the wall showed at a moment."""
        stretch = next(
            (one for one in reversed(self.stretches) if one.moment <= moment),
            self.stretches[0],
        )
        return stretch.wall + (moment - stretch.moment) / stretch.speed


def new_life(past: float) -> LifeClock:
    """Return the clock of a printer that has lived for some seconds already."""
    return LifeClock([Stretch(BOOT, time.time() - past, 1.0)], BOOT + past)
