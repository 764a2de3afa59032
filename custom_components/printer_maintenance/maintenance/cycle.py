"""The cycles of a maintenance item: what was used since a completion."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from itertools import pairwise

from .item import Completion, History
from .pause import Mark, counted_spans, days_since, paused, resumed
from .told import NOTHING_TOLD
from .usage import NOTHING, Meter, Usage, counted

# Less than this many digits of a stored unit is noise.
DIGITS = 6

type Amounts = Mapping[Meter, float]


def used_since(
    completion: Completion,
    usage: Mapping[str, Usage],
    materials: frozenset[str],
    now: datetime,
) -> dict[Meter, float]:
    """Return what a cycle has used, in stored units; now is in the zone that counts."""
    amounts = _counted_since(completion, usage, materials, now)
    return {
        meter: round(amount + completion.corrections.get(meter, 0), DIGITS)
        for meter, amount in amounts.items()
    }


def _counted_since(
    completion: Completion,
    usage: Mapping[str, Usage],
    materials: frozenset[str],
    now: datetime,
) -> dict[Meter, float]:
    since, days = NOTHING, 0
    spans = counted_spans(completion.mark, completion.pauses, Mark(now, usage))
    for begin, end in spans:
        since += counted(end.reading, materials) - counted(begin.reading, materials)
        days += days_since(begin.moment, end.moment.astimezone(now.tzinfo))
    return {
        Meter.PRINT_TIME: since.print_time,
        Meter.FILAMENT: since.filament,
        Meter.PRINTS: since.prints,
        Meter.DAYS: days,
    }


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
    amounts = _counted_since(last, usage, materials, now)
    told = {meter: amount - amounts[meter] for meter, amount in used.items()}
    corrections = {**last.corrections, **told}
    return (*history[:-1], replace(last, corrections=corrections))


def snoozed(history: History, until: datetime | None) -> History | None:
    """Return the history with its cycle snoozed, or None if it has none.

    What is due when the snooze ends is told again.
    """
    if not history:
        return None
    told = history[-1].told if until is None else NOTHING_TOLD
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
