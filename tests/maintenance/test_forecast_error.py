"""How far the date forecast half-way through a cycle is from the true one.

scripts/test tests/maintenance/test_forecast_error.py -s prints the numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate, islice
from math import ceil
from random import Random
from statistics import fmean, median

import pytest

from custom_components.printer_maintenance.maintenance.daily import DailyRecord
from custom_components.printer_maintenance.maintenance.item import (
    Completion,
    CompletionKind,
    Item,
)
from custom_components.printer_maintenance.maintenance.pace import Outlook
from custom_components.printer_maintenance.maintenance.schedule import status
from custom_components.printer_maintenance.maintenance.usage import Usage

from .years import BEGIN, Use, farm, hobby, weekend

# What was tuned was tuned on printers with numbers far below these.
FIRST_PRINTER = 10_000
# Two simulated years each.
YEARS = 2 * 365
KEPT = 400
# What began earlier has too little to go by, for either way to foretell.
LEARNING = 60

DAY = timedelta(days=1)
# The record begins when it may.
FIRST = BEGIN.replace(year=2026)


@dataclass(frozen=True)
class Half:
    """Hold a moment half-way through a cycle: days since the first one, in hours."""

    day: int
    printed: Sequence[float]
    done: float
    limit: float
    due: int


def halves(hours: Sequence[float], limit: float) -> Iterator[Half]:
    """Yield the middle of every cycle of an item that is done as soon as it is due."""
    printed = list(accumulate(hours))
    done = 0.0
    while printed[-1] - done >= limit:
        day, due = (
            next(day for day, sum_ in enumerate(printed) if sum_ - done >= part * limit)
            for part in (0.5, 1)
        )
        if LEARNING <= day < due:
            yield Half(day, printed[: day + 1], done, limit, due)
        done = printed[due]


def forecast(half: Half) -> float:
    """Return the day that an item's status tells on the next morning."""
    days = list(enumerate(half.printed))[-KEPT:]
    daily = DailyRecord(
        {FIRST + day * DAY: {"PLA": Usage(round(sum_ * 3600))} for day, sum_ in days}
    )
    today = FIRST + (half.day + 1) * DAY
    now = datetime.combine(today, time(0, 1), UTC)
    start = Completion(CompletionKind.DONE, now, {"PLA": Usage(half.done * 3600)})
    item = Item.from_data("x", {"intervals": {"print_time": half.limit * 3600}})
    usage = {"PLA": Usage(half.printed[-1] * 3600)}
    seen = status(item, (start,), usage, now, Outlook(daily, today))
    assert seen.expected_due is not None
    return (seen.expected_due.date() - FIRST).days


def lifetime_average(half: Half) -> float:
    """Return the day that a plain average since the first day tells."""
    pace = half.printed[-1] / (half.day + 1)
    return half.day + ceil((half.done + half.limit - half.printed[-1]) / pace)


@pytest.mark.parametrize(
    ("use", "printers", "limit", "error", "gain"),
    [
        # Nothing foretells a hobby: that it is no worse is all that can be asked.
        pytest.param(hobby, 60, 100, 14.5, -0.01, id="hobby"),
        pytest.param(farm, 30, 500, 3.0, 0.35, id="farm"),
        pytest.param(weekend, 60, 100, 12.5, 0.05, id="weekend"),
    ],
)
def test_the_error_of_the_date(
    use: Use, printers: int, limit: float, error: float, gain: float
) -> None:
    ours, plain, cycles = [], [], []
    for seed in range(FIRST_PRINTER, FIRST_PRINTER + printers):
        hours = list(islice(use(Random(seed)), YEARS))  # noqa: S311
        for half in halves(hours, limit):
            ours.append(abs(forecast(half) - half.due))
            plain.append(abs(lifetime_average(half) - half.due))
            cycles.append(half.due - half.day)
    print(  # noqa: T201
        f"\n{use.__name__:8} {len(ours):4} cycles of {limit} h, half a cycle takes "
        f"{fmean(cycles):.1f} d; mean error {fmean(ours):.1f} d (median "
        f"{median(ours):.1f} d), by lifetime average {fmean(plain):.1f} d (median "
        f"{median(plain):.1f} d)"
    )
    assert fmean(ours) < error
    assert fmean(ours) < (1 - gain) * fmean(plain)
