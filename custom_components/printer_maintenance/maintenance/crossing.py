"""Crossing: whether the running print will use up an interval."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from .pause import days_since
from .usage import UNKNOWN_MATERIAL, Meter, Usage, counted


@dataclass(frozen=True, slots=True)
class Estimate:
    """Tell what a running job will use, or has yet to: seconds and millimetres.

    None is what nobody has estimated.
    """

    print_time: float | None = None
    filament: float | None = None
    material: str = UNKNOWN_MATERIAL

    def minus(self, used: Usage) -> Self:
        """Return what is yet to come of a whole job."""
        return type(self)(
            _rest(self.print_time, used.print_time),
            _rest(self.filament, used.filament),
            self.material,
        )


UNKNOWN_ESTIMATE = Estimate()


def _rest(whole: float | None, used: float) -> float | None:
    return None if whole is None else max(0.0, whole - used)


def crosses(
    left: Mapping[Meter, float],
    to_come: Estimate | None,
    materials: frozenset[str],
    now: datetime,
) -> bool | None:
    """Tell whether something is left now that will not be when the job ends.

    Nothing is yet to come without a job. None if it is not known of an interval, and
    no other one will end.
    """
    if to_come is None or any(amount <= 0 for amount in left.values()):
        return False
    whole = Usage(to_come.print_time or 0.0, to_come.filament or 0.0, 1)
    part = counted({to_come.material: whole}, materials)
    ends = {
        _reaches(meter, amount, to_come, part, now) for meter, amount in left.items()
    }
    return True if True in ends else None if None in ends else False


def _reaches(
    meter: Meter, left: float, to_come: Estimate, part: Usage, now: datetime
) -> bool | None:
    """Tell whether the part of a job that counts uses up what is left."""
    match meter:
        case Meter.DAYS:
            if to_come.print_time is None:
                return None
            end = now + timedelta(seconds=to_come.print_time)
            return days_since(now, end) >= left
        case Meter.PRINT_TIME if to_come.print_time is None:
            return None if part.prints else False
        case Meter.FILAMENT if to_come.filament is None:
            return None if part.prints else False
        case _:
            return part.amount(meter) >= left
