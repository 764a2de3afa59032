"""The daily record: what the odometer showed at the end of each day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Self

from .usage import NOTHING, Usage, counted

# As many days on which something changed, so that a clock that is years ahead for a
# moment does not make all others old.
DAYS_KEPT = 400

# A clock that is behind this, which was written then, is wrong.
WRITTEN = date(2026, 1, 1)

DAY = timedelta(days=1)

type Reading = Mapping[str, Usage]


@dataclass(frozen=True)
class DailyRecord:
    """Keep the odometer's reading at the end of each local day on which it changed.

    Of each day there are only the materials that changed, in whole seconds and
    millimetres. The first day is the one before the record began, or the last one
    that is not kept any more, and has the reading that the others go on from.
    """

    days: dict[date, Reading] = field(default_factory=dict)
    past: DailyRecord | None = field(default=None, compare=False, repr=False)
    """The same without the last day, where that is at hand."""

    def note(self, today: date, reading: Reading) -> DailyRecord:
        """Record what the odometer shows today; the same record if nothing is new."""
        if today < WRITTEN:
            return self
        # A day after today was recorded by a clock that was ahead.
        past = self.before(today)
        now = {material: _whole(usage) for material, usage in reading.items()}
        if not past.days:
            return DailyRecord({today - DAY: now})
        before = past.last_reading
        changed = {
            material: now.get(material, NOTHING)
            for material in before | now
            if now.get(material, NOTHING) != before.get(material, NOTHING)
        }
        days = past.days | {today: changed} if changed else past.days
        if len(days) == len(self.days) and self.days.get(today, {}) == changed:
            return self
        if len(days) > DAYS_KEPT + 1:
            return DailyRecord(_newest(days))
        return DailyRecord(days, past if changed else None)

    def before(self, today: date) -> DailyRecord:
        """Return the record of the days before today."""
        last = next(reversed(self.days), today)
        if last < today:
            return self
        if last == today and self.past is not None:
            return self.past
        return DailyRecord(
            {day: changed for day, changed in self.days.items() if day < today}
        )

    @cached_property
    def last_reading(self) -> dict[str, Usage]:
        """Return the odometer's reading at the end of the last day."""
        return _merged(self.days)

    def reading_on(self, day: date) -> dict[str, Usage] | None:
        """Return the odometer's reading at the end of a day; None if it is not known."""
        if day <= min(self.days, default=day):
            return None
        return _merged({at: part for at, part in self.days.items() if at <= day})

    def readings(self, materials: frozenset[str]) -> Iterator[tuple[date, Usage]]:
        """Yield the reading of some materials, or all, at the end of each day kept."""
        reading: dict[str, Usage] = {}
        shown = NOTHING
        for day, changed in self.days.items():
            before = {name: reading.get(name, NOTHING) for name in changed}
            shown += counted(changed, materials) - counted(before, materials)
            reading |= changed
            yield day, shown

    def as_dict(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "days": {
                day.isoformat(): {
                    material: [usage.print_time, usage.filament, usage.prints]
                    for material, usage in changed.items()
                }
                for day, changed in self.days.items()
            }
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what was stored; ValueError, TypeError or KeyError if it is damaged."""
        days = {
            date.fromisoformat(day): {
                str(material): _usage(*amounts) for material, amounts in part.items()
            }
            for day, part in data["days"].items()
        }
        return cls(dict(sorted(days.items())))


def _usage(print_time: float, filament: float, prints: float) -> Usage:
    return Usage(int(print_time), int(filament), int(prints))


def _whole(usage: Usage) -> Usage:
    return Usage(round(usage.print_time), round(usage.filament), usage.prints)


def _merged(days: Mapping[date, Reading]) -> dict[str, Usage]:
    merged: dict[str, Usage] = {}
    for changed in days.values():
        merged |= changed
    return merged


def _newest(days: dict[date, Reading]) -> dict[date, Reading]:
    """Keep the newest days, after the reading that they go on from."""
    while len(days) > DAYS_KEPT + 1:
        oldest, following = list(days)[:2]
        days[following] = {**days.pop(oldest), **days[following]}
    return days
