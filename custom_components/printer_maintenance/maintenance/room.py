"""Room: how far a printer may go on before what is shown of an item changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Final, Self

from .usage import Meter, Usage

# What is shown changes with every 0.1 h and every metre, in s and mm.
STEPS: Final = {Meter.PRINT_TIME: 360.0, Meter.FILAMENT: 1000.0}

# Closer than this (in s or mm) to where something changes, it is worked out.
NOISE: Final = 0.01


@dataclass(frozen=True, slots=True)
class Room:
    """Hold between which readings of the odometer nothing changes.

    Whether the running job crosses a limit depends on the reading at its end: that is
    expected between the two ends.
    """

    since: Usage
    until: Usage
    ends: tuple[Usage, Usage] | None

    @classmethod
    def of(
        cls, left: Mapping[Meter, float], since: Usage, to_come: Usage | None
    ) -> Self:
        """Return the room there may be, up to a change of what is shown to be left."""
        to_use = {meter: _to_step(meter, amount) for meter, amount in left.items()}
        until = Usage(
            since.print_time + to_use.get(Meter.PRINT_TIME, inf),
            since.filament + to_use.get(Meter.FILAMENT, inf),
            since.prints,
        )
        if to_come is None:
            return cls(since, until, None)
        apart = {
            meter: abs(to_come.amount(meter) - left[meter]) - NOISE
            for meter in STEPS
            if meter in left
        }
        margin = Usage(apart.get(Meter.PRINT_TIME, inf), apart.get(Meter.FILAMENT, inf))
        end = since + to_come
        return cls(since, until, (end - margin, end + margin))

    def has(self, shown: Usage, to_come: Usage | None) -> bool:
        """Tell whether nothing has changed by a reading, with what is yet to come."""
        since, until, ends = self.since, self.until, self.ends
        if (
            not since.prints <= shown.prints <= until.prints
            or not since.print_time <= shown.print_time <= until.print_time
            or not since.filament <= shown.filament <= until.filament
        ):
            return False
        if to_come is None or ends is None:
            return to_come is None and ends is None
        first, last = ends
        return (
            first.print_time < shown.print_time + to_come.print_time < last.print_time
            and first.filament < shown.filament + to_come.filament < last.filament
            and first.prints <= shown.prints + to_come.prints <= last.prints
        )

    def __and__(self, other: Room) -> Room:
        """Return the room in which nothing changes of either."""
        ends = None
        if self.ends is not None and other.ends is not None:
            (first, last), (others_first, others_last) = self.ends, other.ends
            ends = first.largest(others_first), last.smallest(others_last)
        return Room(
            self.since.largest(other.since), self.until.smallest(other.until), ends
        )


def _to_step(meter: Meter, left: float) -> float:
    """Return how much can be used up to the next step, or the one after if this is it."""
    if meter not in STEPS:
        return inf
    step = STEPS[meter]
    rest = (left / step - 0.5) % 1 * step - NOISE
    return rest if rest > 0 else rest + step
