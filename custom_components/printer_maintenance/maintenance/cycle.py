"""The cycles of a maintenance item: what was used since a completion."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from itertools import pairwise

from .item import Completion, History
from .pause import Mark, days_since, paused, resumed
from .told import NOTHING_TOLD
from .usage import NOTHING, Meter, Usage, counted

# Less than this many digits of a stored unit is noise.
DIGITS = 6

type Amounts = Mapping[Meter, float]


@dataclass(frozen=True, slots=True)
class Cycle:
    """Hold what a cycle has used up to its last span, which goes on unless it is paused.

    The last span began with what the odometer showed, on a local day.
    """

    used: Usage
    days: int
    begun: Usage
    begun_on: date
    paused: bool
    corrections: Amounts

    def amount(self, meter: Meter, counted_now: Usage, today: date) -> float:
        """Return what it has used by now, in stored units.

        Less than nothing is counted of materials if that of a job, or which of them
        count, became known after the cycle had begun.
        """
        amount = self.counted(meter, counted_now, today)
        return max(0.0, round(amount + self.corrections.get(meter, 0), DIGITS))

    def counted(self, meter: Meter, counted_now: Usage, today: date) -> float:
        """Return what was counted by now, without corrections."""
        if meter is Meter.DAYS:
            days = 0 if self.paused else (today - self.begun_on).days
            return self.days + max(0, days)
        used = self.used.amount(meter)
        if self.paused:
            return used
        return used + (counted_now.amount(meter) - self.begun.amount(meter))


def cycle_of(
    completion: Completion, materials: frozenset[str], zone: tzinfo | None
) -> Cycle:
    """Return the cycle that a completion began; dates are those of a zone."""
    used, days, lasts = NOTHING, 0, False
    begin = completion.mark
    for pause in completion.pauses:
        end = pause.since
        used += counted(end.reading, materials) - counted(begin.reading, materials)
        days += days_since(begin.moment, end.moment.astimezone(zone))
        if pause.until is None:
            lasts = True
            break
        begin = pause.until
    return Cycle(
        used=used,
        days=days,
        begun=counted(begin.reading, materials),
        begun_on=begin.moment.astimezone(zone).date(),
        paused=lasts,
        corrections=completion.corrections,
    )


def used_since(
    completion: Completion,
    usage: Mapping[str, Usage],
    materials: frozenset[str],
    now: datetime,
) -> dict[Meter, float]:
    """Return what a cycle has used, in stored units; now is in the zone that counts."""
    cycle = cycle_of(completion, materials, now.tzinfo)
    shown, today = counted(usage, materials), now.date()
    return {meter: cycle.amount(meter, shown, today) for meter in Meter}


def used_by_cycle(
    history: History, materials: frozenset[str], zone: tzinfo
) -> list[dict[Meter, float] | None]:
    """Return what was used before each completion; None before the starting point."""
    return [
        used_since(before, after.reading, materials, after.moment.astimezone(zone))
        if before is not None
        else None
        for before, after in pairwise((None, *history))
        if after is not None
    ]


def corrected(
    history: History,
    used: Amounts,
    usage: Mapping[str, Usage],
    materials: frozenset[str],
    now: datetime,
) -> History | None:
    """Return the history with what its cycle has used so far, or None if it has none."""
    if not history:
        return None
    last = history[-1]
    cycle = cycle_of(last, materials, now.tzinfo)
    shown, today = counted(usage, materials), now.date()
    told = {
        meter: amount - cycle.counted(meter, shown, today)
        for meter, amount in used.items()
    }
    corrections = {**last.corrections, **told}
    return (*history[:-1], replace(last, corrections=corrections))


def recounted(
    history: History,
    usage: Mapping[str, Usage],
    before: frozenset[str],
    materials: frozenset[str],
    now: datetime,
) -> History:
    """Return the history of an item that counts other materials than before.

    What the user said of its cycle, and has been counted since, stays as it is.
    """
    if not history:
        return history
    used = used_since(history[-1], usage, before, now)
    told = {meter: used[meter] for meter in history[-1].corrections}
    return corrected(history, told, usage, materials, now) or history


def snoozed(history: History, until: datetime | None) -> History | None:
    """Return the history with its cycle snoozed, or None if it has none.

    What is due when the snooze ends is told again; of a job is told once all the same.
    """
    if not history:
        return None
    told = history[-1].told
    if until is not None:
        told = replace(NOTHING_TOLD, job=told.job)
    return (*history[:-1], replace(history[-1], snoozed_until=until, told=told))


def counting(
    history: History, now: Mark, zone: tzinfo, *, counts: bool
) -> History | None:
    """Return the history with its cycle resumed or paused, or None if it has none."""
    if not history:
        return None
    last = history[-1]
    pauses = resumed(last.pauses, now) if counts else paused(last.pauses, now, zone)
    return (*history[:-1], replace(last, pauses=pauses))
