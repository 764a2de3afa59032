"""The forecast: when an item is expected to become due."""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
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
    is_due = min(left.values(), default=1) <= 0
    first = None
    for meter, amount in left.items():
        if is_due == (amount <= 0):
            day = _end(meter, amount, shown, materials, outlook, now.date())
            if day is not None and (first is None or day < first):
                first = day
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
    used = shown.amount(meter) - outlook.morning(materials).amount(meter)
    usual = pace[outlook.today.weekday()]
    return _worn(left - max(0.0, usual - used), pace, outlook.today)


def _worn(left: float, pace: Pace, today: date) -> date | None:
    """Return the first day after today at whose end nothing is left."""
    worn = _worn_by_day(pace, today.weekday())
    weeks, rest = divmod(max(0.0, left), worn[-1])
    if weeks * WEEK > HORIZON.days:
        return None
    days = weeks * WEEK + bisect_left(worn, rest - ROUNDING * worn[-1])
    return today + max(1, days) * DAY


@lru_cache(maxsize=256)
def _worn_by_day(pace: Pace, weekday: int) -> tuple[float, ...]:
    """Return what is used by the end of a day, and of each of the week after it."""
    days = (pace[(weekday + number) % WEEK] for number in range(1, WEEK + 1))
    return tuple(accumulate(days, initial=0.0))
