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

    Whether the running job crosses a limit depends on the reading at its end: that may
    differ from what was expected by less than the margin.
    """

    since: Usage
    until: Usage
    end: Usage | None
    margin: Usage

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
            return cls(since, until, None, since)
        apart = {
            meter: abs(to_come.amount(meter) - left[meter]) - NOISE
            for meter in STEPS
            if meter in left
        }
        margin = Usage(apart.get(Meter.PRINT_TIME, inf), apart.get(Meter.FILAMENT, inf))
        return cls(since, until, since + to_come, margin)

    def has(self, shown: Usage, to_come: Usage | None) -> bool:
        """Tell whether nothing has changed by a reading, with what is yet to come."""
        since, until, end, margin = self.since, self.until, self.end, self.margin
        if (
            shown.prints != since.prints
            or not since.print_time <= shown.print_time <= until.print_time
            or not since.filament <= shown.filament <= until.filament
        ):
            return False
        if to_come is None or end is None:
            return to_come is None and end is None
        print_time = shown.print_time + to_come.print_time - end.print_time
        filament = shown.filament + to_come.filament - end.filament
        return (
            -margin.print_time < print_time < margin.print_time
            and -margin.filament < filament < margin.filament
            and shown.prints + to_come.prints == end.prints
        )


def _to_step(meter: Meter, left: float) -> float:
    """Return how much can be used up to the next step, or the one after if this is it."""
    if meter not in STEPS:
        return inf
    step = STEPS[meter]
    rest = (left / step - 0.5) % 1 * step - NOISE
    return rest if rest > 0 else rest + step
