"""The schedule: what is left of a maintenance item, and whether it is due."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from .item import History, Interval, Item, last_done
from .usage import Meter, Usage, total


@dataclass(frozen=True, slots=True)
class ItemStatus:
    """Tell how an item stands, in the rounded units that are shown.

    Hours, metres, prints and days; percent for the life remaining. Everything is
    None while the item's history is not known.
    """

    remaining: Mapping[Meter, float | None] = field(default_factory=dict)
    life_remaining: int | None = None
    due: bool | None = None
    due_soon: bool | None = None
    due_meters: tuple[Meter, ...] = ()
    last_done: datetime | None = None
    expected_due: datetime | None = None


def status(
    item: Item, history: History, usage: Mapping[str, Usage], now: datetime
) -> ItemStatus:
    """Work out an item's status; now is in the zone whose dates count."""
    if not history:
        return ItemStatus()
    last = history[-1]
    since = total(usage) - total(last.reading)
    left = {
        interval.meter: interval.limit - _used(interval, since, last.moment, now)
        for interval in item.intervals
    }
    shares = {i.meter: left[i.meter] / i.limit for i in item.intervals}
    due_meters = tuple(meter for meter, amount in left.items() if amount <= 0)
    return ItemStatus(
        remaining={meter: shown(meter, amount) for meter, amount in left.items()},
        life_remaining=_percent(shares, due=bool(due_meters)),
        due=bool(due_meters),
        due_soon=not due_meters and min(shares.values(), default=1) <= item.due_soon,
        due_meters=due_meters,
        last_done=last_done(history),
        expected_due=_calendar_due(item, last.moment, now),
    )


def days_since(moment: datetime, now: datetime) -> int:
    """Count the local midnights since a moment; 0 if the clock is behind it."""
    return max(0, (now.date() - moment.astimezone(now.tzinfo).date()).days)


def _used(interval: Interval, since: Usage, moment: datetime, now: datetime) -> float:
    match interval.meter:
        case Meter.DAYS:
            return days_since(moment, now)
        case Meter.PRINT_TIME:
            return since.print_time
        case Meter.FILAMENT:
            return since.filament
        case _:
            return since.prints


def shown(meter: Meter, amount: float) -> float:
    """Convert an amount to what is shown: hours, metres, prints or days, rounded."""
    match meter:
        case Meter.PRINT_TIME:
            return round(amount / 3600, 1) + 0.0  # never minus zero
        case Meter.FILAMENT:
            return round(amount / 1000)
        case _:
            return round(amount)


def _percent(shares: Mapping[Meter, float], *, due: bool) -> int:
    if due:
        return 0
    # An item that is not due yet has something left, however little.
    return min(100, max(1, round(100 * min(shares.values(), default=1))))


def _calendar_due(item: Item, moment: datetime, now: datetime) -> datetime | None:
    for interval in item.intervals:
        if interval.meter is Meter.DAYS:
            day = moment.astimezone(now.tzinfo).date() + timedelta(days=interval.limit)
            return datetime.combine(day, time.min, now.tzinfo)
    return None
