"""Usage: what wears a printer."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Self

UNKNOWN_MATERIAL = "unknown"


class Meter(StrEnum):
    """Name what an interval is counted in."""

    PRINT_TIME = "print_time"
    FILAMENT = "filament"
    PRINTS = "prints"
    DAYS = "days"


USAGE_METERS = (Meter.PRINT_TIME, Meter.FILAMENT, Meter.PRINTS)


@dataclass(frozen=True, slots=True)
class Usage:
    """Hold print time in seconds, filament in millimetres and a count of prints."""

    print_time: float = 0.0
    filament: float = 0.0
    prints: int = 0

    def __add__(self, other: Usage) -> Usage:
        """Add meter by meter."""
        return Usage(
            self.print_time + other.print_time,
            self.filament + other.filament,
            self.prints + other.prints,
        )

    def __sub__(self, other: Usage) -> Usage:
        """Subtract meter by meter; the result may be negative."""
        return Usage(
            self.print_time - other.print_time,
            self.filament - other.filament,
            self.prints - other.prints,
        )

    def largest(self, other: Usage) -> Usage:
        """Take the larger amount of each meter."""
        return Usage(
            max(self.print_time, other.print_time),
            max(self.filament, other.filament),
            max(self.prints, other.prints),
        )

    def smallest(self, other: Usage) -> Usage:
        """Take the smaller amount of each meter."""
        return Usage(
            min(self.print_time, other.print_time),
            min(self.filament, other.filament),
            min(self.prints, other.prints),
        )

    @property
    def printed(self) -> bool:
        """Tell whether anything was printed."""
        return self.print_time > 0 or self.filament > 0

    def as_dict(self) -> dict[str, float]:
        """Return what is stored."""
        return {
            "print_time": self.print_time,
            "filament": self.filament,
            "prints": self.prints,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, float]) -> Self:
        """Read what was stored; ValueError, TypeError or KeyError if it is damaged."""
        usage = cls(
            float(data["print_time"]), float(data["filament"]), int(data["prints"])
        )
        if not isfinite(usage.print_time) or not isfinite(usage.filament):
            raise ValueError("an amount is not finite")
        return usage


NOTHING = Usage()


def total(parts: Mapping[str, Usage]) -> Usage:
    """Sum up usage that is kept by material."""
    return sum(parts.values(), NOTHING)
