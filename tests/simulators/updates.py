"""How Klipper tells a subscriber about its state: on a grid of ticks, or at once."""

from collections.abc import Callable
import math
from typing import Protocol

from .print_stats import Stats


class Listener(Protocol):
    """Somebody connected to Klipper's socket, as Moonraker is."""

    tick: float
    """Seconds between updates (Klipper's own is 0.25); 0 tells each change at once."""

    def klippy_connected(self) -> None:
        """Learn that the socket is open; Klipper may still be starting."""

    def klippy_ready(self, stats: Stats) -> None:
        """Learn that Klipper is ready, and how its statistics stand."""

    def klippy_update(self, moment: float, stats: Stats, state: str) -> None:
        """Learn what may have changed by this moment."""

    def klippy_gone(self, moment: float) -> None:
        """Learn that the socket broke."""


class Subscription:
    """Choose the ticks that matter: those beside a change.

    Between two changes the statistics go on evenly, so the ticks there can be left out
    and a print of many hours costs no more than one of a minute.
    """

    def __init__(
        self,
        listener: Listener,
        sample: Callable[[float], tuple[Stats, str]],
        moment: float,
    ) -> None:
        """Subscribe and take the first answer."""
        self.listener = listener
        self._sample = sample
        self._last = moment
        self._due: float | None = None
        stats, _ = sample(moment)
        listener.klippy_ready(stats)

    def catch_up(self, moment: float) -> None:
        """Take the ticks up to a moment, before something happens there."""
        if self._due is not None and self._due <= moment:
            self._take(self._due)
            self._due = None
        tick = self._tick_before(moment)
        if tick > self._last:
            self._take(tick)

    def changed(self, moment: float) -> None:
        """Note that something has happened: the next tick will tell."""
        if self.listener.tick:
            self._due = self._tick_before(moment) + self.listener.tick
        else:
            self._take(moment)

    def _tick_before(self, moment: float) -> float:
        """Return the last tick until a moment."""
        tick = self.listener.tick
        return math.floor(moment / tick) * tick if tick else moment

    def _take(self, moment: float) -> None:
        """Read the state as of a moment and pass it on."""
        self._last = moment
        stats, state = self._sample(moment)
        self.listener.klippy_update(moment, stats, state)
