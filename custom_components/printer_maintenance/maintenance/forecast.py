"""The forecast: when an item is expected to become due."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from math import ceil

from .daily import DAY
from .pace import WEEK, Outlook, Pace
from .usage import Meter, Usage, counted

# What would take longer is not foretold.
HORIZON = timedelta(days=730)

# Less than this share of a week's use is an error of floating point.
ROUNDING = 1e-9


def expected_due(
    left: Mapping[Meter, float],
    usage: Mapping[str, Usage],
    materials: frozenset[str],
    outlook: Outlook,
    now: datetime,
) -> datetime | None:
    """Return the local midnight that an item is expected to be due from, or was.

    Left is what is left of its intervals, in stored units, of which some materials
    use up all but the days. An item that is due tells the day when its first interval
    ended. Else it is the day when the first one will; None as long as none is known.
    """
    return expected_end(left, counted(usage, materials), materials, outlook, now)


def expected_end(
    left: Mapping[Meter, float],
    shown: Usage,
    materials: frozenset[str],
    outlook: Outlook,
    now: datetime,
) -> datetime | None:
    """Return the same, from what the odometer shows of the materials."""
    is_due = any(amount <= 0 for amount in left.values())
    days = [
        _end(meter, amount, shown, materials, outlook, now.date())
        for meter, amount in left.items()
        if is_due == (amount <= 0)
    ]
    first = min((day for day in days if day is not None), default=None)
    return None if first is None else datetime.combine(first, time.min, now.tzinfo)


def _end(
    meter: Meter,
    left: float,
    shown: Usage,
    materials: frozenset[str],
    outlook: Outlook,
    today: date,
) -> date | None:
    """Return the day when an interval has ended or will end, if that is known."""
    if meter is Meter.DAYS:
        return today + ceil(left) * DAY
    if left <= 0:
        return outlook.reached(meter, shown.amount(meter) + left, materials)
    pace = outlook.pace(meter, materials)
    if pace is None:
        return None
    # Up to its usual use, today does not move the day.
    used = (shown - outlook.morning(materials)).amount(meter)
    usual = pace[outlook.today.weekday()]
    return _worn(left - max(0.0, usual - used), pace, outlook.today)


def _worn(left: float, pace: Pace, today: date) -> date | None:
    """Return the first day after today at whose end nothing is left."""
    week = sum(pace)
    weeks, rest = divmod(max(0.0, left), week)
    if weeks * WEEK > HORIZON.days:
        return None
    day = today + weeks * WEEK * DAY
    while rest > ROUNDING * week:
        day += DAY
        rest -= pace[day.weekday()]
    return max(day, today + DAY)
