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

# No print takes longer, whatever a file says; the calendar has an end.
LONGEST = timedelta(days=3650)


def _rest(whole: float | None, used: float) -> float | None:
    return None if whole is None else max(0.0, whole - used)


class Coming:
    """Hold what is yet to come of a running job, as seen at a moment.

    Nothing is yet to come without a job.
    """

    def __init__(self, to_come: Estimate | None, now: datetime) -> None:
        """Look at what is estimated once for all items."""
        self._to_come = to_come
        self._days: int | None = None
        self._parts: dict[frozenset[str], Usage] = {}
        if to_come is not None and to_come.print_time is not None:
            end = now + min(timedelta(seconds=to_come.print_time), LONGEST)
            self._days = days_since(now, end)

    @property
    def basis(self) -> object:
        """Return what crossing depends on beside amounts."""
        to_come = self._to_come
        if to_come is None:
            return None
        return self._days, to_come.print_time is None, to_come.filament is None

    def part(self, materials: frozenset[str]) -> Usage | None:
        """Return the part of what is yet to come that counts; None without a job."""
        to_come = self._to_come
        if to_come is None:
            return None
        if materials not in self._parts:
            whole = Usage(to_come.print_time or 0.0, to_come.filament or 0.0, 1)
            self._parts[materials] = counted({to_come.material: whole}, materials)
        return self._parts[materials]

    def crosses(
        self, left: Mapping[Meter, float], materials: frozenset[str]
    ) -> bool | None:
        """Tell whether something is left now that will not be when the job ends.

        None if it is not known of an interval, and no other one will end.
        """
        to_come, part = self._to_come, self.part(materials)
        if to_come is None or part is None or any(a <= 0 for a in left.values()):
            return False
        ends = [
            self._reaches(meter, amount, to_come, part)
            for meter, amount in left.items()
        ]
        return True if True in ends else None if None in ends else False

    def _reaches(
        self, meter: Meter, left: float, to_come: Estimate, part: Usage
    ) -> bool | None:
        """Tell whether the part of a job that counts uses up what is left."""
        match meter:
            case Meter.DAYS:
                return None if self._days is None else self._days >= left
            case Meter.PRINT_TIME if to_come.print_time is None:
                return None if part.prints else False
            case Meter.FILAMENT if to_come.filament is None:
                return None if part.prints else False
            case _:
                return part.amount(meter) >= left
