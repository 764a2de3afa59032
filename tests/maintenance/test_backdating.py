"""What was done on an earlier day than it is recorded."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.printer_maintenance.maintenance.backdating import (
    begun_on,
    first_day,
    mark_before_record,
    mark_on,
)
from custom_components.printer_maintenance.maintenance.cycle import (
    counting,
    used_by_cycle,
    used_since,
)
from custom_components.printer_maintenance.maintenance.daily import DailyRecord
from custom_components.printer_maintenance.maintenance.item import (
    Completion,
    CompletionKind,
    History,
)
from custom_components.printer_maintenance.maintenance.pause import Mark
from custom_components.printer_maintenance.maintenance.usage import (
    EVERY_MATERIAL,
    Meter,
    Usage,
)

AUCKLAND = ZoneInfo("Pacific/Auckland")
MONDAY = date(2026, 11, 16)
DAY = timedelta(days=1)


def at(days: float) -> datetime:
    """Return a moment some days after Monday began."""
    begin = datetime(2026, 11, 16, tzinfo=AUCKLAND)
    return (begin + days * DAY).astimezone(UTC)


def mark(days: float) -> Mark:
    """Return where a printer is that prints ten times a day."""
    return Mark(at(days), {"PLA": Usage(prints=round(10 * days))})


def cycle(days: float, kind: CompletionKind = CompletionKind.DONE) -> Completion:
    """Return what begins a cycle some days after Monday began."""
    return Completion(kind, mark(days).moment, mark(days).reading)


def recorded() -> DailyRecord:
    """Return the record of a week, kept since Monday noon."""
    daily = DailyRecord().note(MONDAY, mark(0.5).reading)
    for days in range(7):
        daily = daily.note(MONDAY + days * DAY, mark(days + 1).reading)
    return daily


def start(days: float = 0.5) -> History:
    """Return a history that began with a starting point."""
    return (cycle(days, CompletionKind.START),)


def done(history: History, days: int) -> History:
    """Return the history with a completion of so many days after Monday."""
    day = MONDAY + days * DAY
    found = mark_on(day, history, recorded(), AUCKLAND)
    assert found is not None
    completion = Completion(CompletionKind.DONE, found.moment, found.reading)
    return begun_on(day, history, completion, AUCKLAND)


def used(history: History, days: float) -> list[tuple[float, float]]:
    """Return prints and days that each cycle has used, the last one so far."""
    now = mark(days)
    last = used_since(
        history[-1], now.reading, EVERY_MATERIAL, now.moment.astimezone(AUCKLAND)
    )
    cycles = [*used_by_cycle(history, EVERY_MATERIAL, AUCKLAND)[1:], last]
    return [(c[Meter.PRINTS], c[Meter.DAYS]) for c in cycles if c is not None]


@pytest.mark.parametrize("days", [1, 2, 3, 6])
def test_the_whole_day_counts_as_used_since(days: int) -> None:
    history = done(start(), days)
    noon = datetime(2026, 11, 16 + days, 12, tzinfo=AUCKLAND)
    assert history[-1].moment == noon
    assert history[-1].moment.tzinfo is UTC
    assert history[-1].reading == {"PLA": Usage(prints=10 * days)}
    assert used(history, 7.5) == [(10 * days - 5, days), (75 - 10 * days, 7 - days)]


def test_one_backdated_after_another() -> None:
    history = done(done(start(), 2), 4)
    assert used(history, 7.5) == [(15, 2), (20, 2), (35, 3)]


@pytest.mark.parametrize("days", [-30, -1, 0])
def test_before_the_record_nothing_is_known(days: int) -> None:
    day = MONDAY + days * DAY
    assert mark_on(day, start(-100), recorded(), AUCKLAND) is None
    assert first_day(recorded(), MONDAY + 7 * DAY) == MONDAY + DAY
    assert first_day(recorded(), MONDAY) == MONDAY


def test_without_a_record_nothing_is_known() -> None:
    assert mark_on(MONDAY, start(-100), DailyRecord(), AUCKLAND) is None
    assert first_day(DailyRecord(), MONDAY) == MONDAY


def test_on_the_day_of_the_last_completion() -> None:
    # The record does not tell of that day; the last completion does.
    history = done(start(), 0)
    assert history[-1].mark == history[0].mark
    assert used(history, 7.5) == [(0, 0), (70, 7)]


def switched(history: History, days: float, *, counts: bool) -> History:
    """Return the history with the item switched on or off."""
    changed = counting(history, mark(days), AUCKLAND, counts=counts)
    assert changed is not None
    return changed


def paused(history: History, since: float, until: float) -> History:
    """Return the history with a pause."""
    return switched(switched(history, since, counts=False), until, counts=True)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        # Before the day, across its beginning, in its morning, and after it.
        (1.0, 2.0, [(15, 2), (45, 4)]),
        (2.5, 4.5, [(20, 2), (30, 3)]),
        (3.1, 3.4, [(25, 3), (42, 4)]),
        (3.0, 5.0, [(25, 3), (25, 2)]),
        (4.0, 5.0, [(25, 3), (35, 3)]),
    ],
)
def test_pauses_stay_where_they_were(
    since: float, until: float, expected: list[tuple[float, float]]
) -> None:
    history = done(paused(start(), since, until), 3)
    assert used(history, 7.5) == expected


def test_a_pause_that_lasts_goes_on() -> None:
    history = done(switched(start(), 2, counts=False), 4)
    assert history[-1].paused
    assert used(history, 7.5) == [(15, 2), (0, 0)]
    assert used(switched(history, 6, counts=True), 7.5) == [(15, 2), (15, 1)]


def test_a_pause_on_the_day_of_the_last_completion() -> None:
    history = done(paused(start(), 0.6, 0.8), 0)
    assert used(history, 7.5) == [(0, 0), (68, 7)]


def test_days_alone_begin_at_the_first_reading_that_is_known() -> None:
    day, now = date(2026, 11, 2), {"PLA": Usage(prints=99)}
    assert mark_before_record(day, recorded(), now, AUCKLAND) == Mark(
        at(-13.5), mark(0.5).reading
    )
    assert mark_before_record(day, DailyRecord(), now, AUCKLAND).reading == now
