"""Usage: what wears a printer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Self

UNKNOWN_MATERIAL = "unknown"
# Where materials can be chosen, none that is chosen means all.
EVERY_MATERIAL = frozenset[str]()


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

    def amount(self, meter: Meter) -> float:
        """Return what one of its meters shows."""
        amount: float = getattr(self, meter)
        return amount

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


def counted(parts: Mapping[str, Usage], materials: frozenset[str]) -> Usage:
    """Sum up the usage of some materials, or of every one.

    A part of several materials counts for each of them, and the unknown for all.
    How a name is written does not matter: slicers do not agree.
    """
    if materials == EVERY_MATERIAL:
        return total(parts)
    chosen = {name.casefold() for name in materials} | {UNKNOWN_MATERIAL}
    return total(
        {
            names: part
            for names, part in parts.items()
            if not chosen.isdisjoint(names.casefold().split(";"))
        }
    )


def materials_of(parts: Iterable[str]) -> list[str]:
    """Name the materials of parts, each one once."""
    names = {name for part in parts for name in part.split(";")}
    return sorted(names - {UNKNOWN_MATERIAL})


def total(parts: Mapping[str, Usage]) -> Usage:
    """Sum up usage that is kept by material."""
    return sum(parts.values(), NOTHING)


def before(parts: Mapping[str, Usage], used: Usage) -> dict[str, Usage]:
    """Return what there was before some usage of which the material is not known."""
    unknown = parts.get(UNKNOWN_MATERIAL, NOTHING)
    return {**parts, UNKNOWN_MATERIAL: unknown - used}
