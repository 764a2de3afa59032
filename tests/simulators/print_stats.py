"""Klipper's statistics of the file being printed, by Klipper's own rules.

Klipper counts filament, and notices that the first extrusion has not come yet, only
when somebody reads the statistics. Who reads seldom gets other numbers than who reads
four times a second as Moonraker does; that is part of what is simulated here.
"""

from dataclasses import dataclass
from typing import Any

NOTHING_EXTRUDED = 1e-7


@dataclass(frozen=True, slots=True)
class Stats:
    """One reading of the statistics."""

    filename: str
    total_duration: float
    print_duration: float
    filament_used: float
    state: str
    message: str

    def as_json(self) -> dict[str, Any]:
        """Return the object as the API gives it."""
        return {
            "filename": self.filename,
            "total_duration": self.total_duration,
            "print_duration": self.print_duration,
            "filament_used": self.filament_used,
            "state": self.state,
            "message": self.message,
            "info": {"total_layer": None, "current_layer": None},
        }


class PrintStats:
    """The counters behind `print_stats`; moments and positions are passed in."""

    def __init__(self) -> None:
        """Begin in standby."""
        self.reset()

    def reset(self) -> None:
        """Forget the file and its numbers."""
        self.filename = ""
        self.state = "standby"
        self._message = ""
        self._filament = 0.0
        self._position = 0.0
        self._total = 0.0
        self._before_extrusion = 0.0
        self._in_pauses = 0.0
        self._started: float | None = None
        self._paused: float | None = None

    def load(self, filename: str) -> None:
        """Select a file."""
        self.reset()
        self.filename = filename

    def start(self, moment: float, position: float) -> None:
        """Note that printing begins or goes on; what was extruded in between is not counted."""
        if self._started is None:
            self._started = moment
        elif self._paused is not None:
            self._in_pauses += moment - self._paused
            self._paused = None
        self._position = position
        self.state = "printing"
        self._message = ""

    def pause(self, moment: float, position: float) -> None:
        """Note that printing stands still."""
        if self._paused is None:
            self._paused = moment
            self._count_filament(position)
        self.state = "paused"

    def finish(self, state: str, moment: float, message: str = "") -> None:
        """Note the end: a pause that lasts is not taken off, late filament not counted."""
        if self._started is None:
            return
        self.state = state
        self._message = message
        self._total = moment - self._started
        if self._filament < NOTHING_EXTRUDED:
            self._before_extrusion = self._total - self._in_pauses
        self._started = None

    def net(self, position: float) -> float:
        """Return the net filament at a position, whether counted yet or not."""
        return self._filament + position - self._position

    def read(self, moment: float, position: float) -> Stats:
        """Count up to a moment and return the numbers."""
        in_pauses = self._in_pauses
        if self._started is not None:
            if self._paused is None:
                self._count_filament(position)
            else:
                in_pauses += moment - self._paused
            self._total = moment - self._started
            if self._filament < NOTHING_EXTRUDED:
                self._before_extrusion = self._total - in_pauses
        return Stats(
            self.filename,
            self._total,
            self._total - self._before_extrusion - in_pauses,
            self._filament,
            self.state,
            self._message,
        )

    def _count_filament(self, position: float) -> None:
        """Add what was extruded since the last look."""
        self._filament += position - self._position
        self._position = position
