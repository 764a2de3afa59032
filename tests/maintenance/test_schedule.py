"""What is left of an item, and when it is due."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.printer_maintenance.maintenance.daily import DailyRecord
from custom_components.printer_maintenance.maintenance.item import (
    Completion,
    CompletionKind,
    History,
    Interval,
    Item,
    last_done,
)
from custom_components.printer_maintenance.maintenance.pace import Outlook
from custom_components.printer_maintenance.maintenance.pause import Mark, Pause, Pauses
from custom_components.printer_maintenance.maintenance.schedule import (
    ItemStatus,
    shown,
    status,
)
from custom_components.printer_maintenance.maintenance.usage import Meter, Usage

BERLIN = ZoneInfo("Europe/Berlin")
# A Monday evening; in UTC as in Berlin.
DONE = datetime(2026, 3, 23, 19, 0, tzinfo=UTC)


def item(due_soon: float = 0.1, **limits: float) -> Item:
    """Return an item with intervals in stored units."""
    data = {"intervals": limits, "due_soon": due_soon}
    return Item.from_data("Grease", data)


def completion(
    reading: Usage, kind: CompletionKind = CompletionKind.DONE, moment: datetime = DONE
) -> Completion:
    """Return a completion of that Monday."""
    return Completion(kind, moment, {"PLA": reading})


EVENING = DONE.astimezone(BERLIN)


def after(
    thing: Item, history: History, usage: Mapping[str, Usage], now: datetime
) -> ItemStatus:
    """Return the status of an item whose printer has no daily record yet."""
    return status(thing, history, usage, now, Outlook(DailyRecord(), now.date()))


def look(thing: Item, used: Usage, now: datetime = EVENING) -> ItemStatus:
    """Return the status after some usage since the completion."""
    reading = Usage(1000, 1000, 1)
    usage = {"PLA": reading, "ABS": used}
    return after(thing, (completion(reading),), usage, now)


def test_nothing_is_known_without_a_history() -> None:
    assert after(item(print_time=1), (), {}, DONE) == ItemStatus()


def test_usage_of_all_materials_counts() -> None:
    seen = look(
        item(print_time=36000, filament=50000, prints=10), Usage(5400, 12345, 3)
    )
    assert seen.remaining == {
        Meter.PRINT_TIME: 8.5,
        Meter.FILAMENT: 38,
        Meter.PRINTS: 7,
    }
    assert (seen.life_remaining, seen.due, seen.due_soon) == (70, False, False)
    assert (seen.due_meters, seen.last_done) == ((), DONE)


def test_usage_of_some_materials_counts() -> None:
    thing = replace(item(print_time=36000), materials=frozenset({"asa"}))
    used = {"PLA": Usage(99999, 0, 0), "ASA;PLA": Usage(5400, 0, 0)}
    start = Completion(CompletionKind.START, DONE, {})
    seen = after(thing, (start,), used, EVENING)
    assert seen.remaining == {Meter.PRINT_TIME: 8.5}
    assert not seen.due


@pytest.mark.parametrize(
    ("used", "due", "due_soon", "life"),
    [
        (0, False, False, 100),
        (8999, False, False, 10),
        (9000, False, True, 10),
        (9999, False, True, 1),
        (10000, True, False, 0),
        (20000, True, False, 0),
    ],
)
def test_due_soon_and_due(used: float, due: bool, due_soon: bool, life: int) -> None:
    seen = look(item(filament=10000), Usage(filament=used))
    assert (seen.due, seen.due_soon, seen.life_remaining) == (due, due_soon, life)


def test_the_share_for_due_soon_can_be_chosen() -> None:
    assert look(item(due_soon=0.5, prints=10), Usage(prints=5)).due_soon
    assert not look(item(due_soon=0, prints=1000), Usage(prints=999)).due_soon


def test_whichever_interval_ends_first() -> None:
    seen = look(item(print_time=3600, filament=1e6, prints=1), Usage(7200, 0, 1))
    assert seen.due_meters == (Meter.PRINT_TIME, Meter.PRINTS)
    assert seen.remaining[Meter.PRINT_TIME] == -1
    assert str(look(item(print_time=3600), Usage(3610)).remaining) == (
        "{<Meter.PRINT_TIME: 'print_time'>: 0.0}"
    )


@pytest.mark.parametrize(
    ("now", "left", "due"),
    [
        (datetime(2026, 3, 23, 23, 59, tzinfo=BERLIN), 7, False),
        (datetime(2026, 3, 24, 0, 0, tzinfo=BERLIN), 6, False),
        # Clocks go forward on the 29th; the day of 23 hours is a day.
        (datetime(2026, 3, 29, 23, 59, tzinfo=BERLIN), 1, False),
        (datetime(2026, 3, 30, 0, 0, tzinfo=BERLIN), 0, True),
        (datetime(2026, 4, 1, 12, 0, tzinfo=BERLIN), -2, True),
        # In Auckland it was Tuesday already.
        (datetime(2026, 3, 30, 12, 0, tzinfo=ZoneInfo("Pacific/Auckland")), 1, False),
    ],
)
def test_the_calendar_counts_local_midnights(
    now: datetime, left: int, due: bool
) -> None:
    seen = look(item(days=7), Usage(), now)
    assert (seen.remaining, seen.due) == ({Meter.DAYS: left}, due)
    midnight = seen.expected_due
    assert midnight is not None
    assert (midnight.tzinfo, midnight.hour) == (now.tzinfo, 0)
    assert midnight.date() == now.date() + timedelta(days=left)


def test_a_clock_behind_the_completion_counts_no_day() -> None:
    seen = look(item(days=7), Usage(), datetime(2020, 1, 1, tzinfo=BERLIN))
    assert seen.remaining == {Meter.DAYS: 7}


def test_only_the_calendar_tells_a_date() -> None:
    assert look(item(prints=7), Usage()).expected_due is None


def test_the_starting_point_is_no_completion() -> None:
    start = completion(Usage(), CompletionKind.START)
    assert last_done((start,)) is None
    done = completion(Usage(), moment=DONE - timedelta(days=1))
    assert last_done((start, done)) == done.moment


def test_the_last_completion_counts() -> None:
    history = (completion(Usage()), completion(Usage(500)))
    seen = after(item(print_time=3600), history, {"ABS": Usage(500)}, DONE)
    assert seen.remaining == {Meter.PRINT_TIME: 1.0}


def test_an_item_is_read_with_what_it_leaves_out() -> None:
    assert Item.from_data("x", {}) == Item("x", ())
    assert Item.from_data(
        "x", {"intervals": {"days": 3}, "link": "l", "instructions": "i"}
    ) == Item("x", (Interval(Meter.DAYS, 3),), 0.1, "i", "l")


def test_a_completion_is_stored_with_what_a_newer_version_added() -> None:
    data = {
        "kind": "done",
        "moment": DONE.isoformat(),
        "reading": {"PLA": Usage(1, 2, 3).as_dict()},
        "note": "new grease",
    }
    read = Completion.from_dict(data)
    assert read.reading == {"PLA": Usage(1, 2, 3)}
    assert read.as_dict() == data


@pytest.mark.parametrize(
    "damage",
    [
        {"kind": "eaten"},
        {"moment": "yesterday"},
        {"moment": "2026-03-23T19:00:00"},
        {"moment": 5},
        {"reading": {"PLA": {}}},
        {"reading": None},
        {"corrections": {"prints": float("nan")}},
    ],
)
def test_a_damaged_completion_is_refused(damage: dict[str, object]) -> None:
    data = completion(Usage()).as_dict() | damage
    with pytest.raises((AttributeError, KeyError, TypeError, ValueError)):
        Completion.from_dict(data)


def test_a_snooze_ends_and_changes_nothing_else() -> None:
    thing = item(days=2)
    now = EVENING + timedelta(days=3)
    last = completion(Usage())
    until = now + timedelta(minutes=1)
    silent = replace(last, snoozed_until=until)
    due = after(thing, (last,), {}, now)
    assert due.due
    assert after(thing, (silent,), {}, now) == replace(due, snoozed_until=until)
    assert after(thing, (silent,), {}, until) == due


def test_a_correction_moves_what_is_left_and_the_date() -> None:
    thing = item(days=30, prints=10)
    last = replace(completion(Usage()), corrections={Meter.DAYS: 20, Meter.PRINTS: 10})
    seen = after(thing, (last,), {}, EVENING)
    assert seen.remaining == {Meter.PRINTS: 0, Meter.DAYS: 10}
    assert seen.due_meters == (Meter.PRINTS,)
    last = replace(last, corrections={Meter.DAYS: 20})
    seen = after(thing, (last,), {}, EVENING)
    assert seen.expected_due == datetime(2026, 4, 2, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("meter", "amount", "number"),
    [
        (Meter.PRINT_TIME, 250 * 3600, 250.0),
        (Meter.PRINT_TIME, 5580, 1.6),
        (Meter.PRINT_TIME, -0.1, 0.0),
        (Meter.FILAMENT, 1_000_500_000, 1_000_500),
        (Meter.FILAMENT, -1600, -2),
        (Meter.PRINTS, 7, 7),
        (Meter.DAYS, 2.6, 3),
    ],
)
def test_amounts_are_shown_rounded(meter: Meter, amount: float, number: float) -> None:
    assert repr(shown(meter, amount)) == repr(number)


MONDAY = DONE.astimezone(BERLIN).date()


def on_day(days: float) -> Mark:
    """Return where a printer is that prints ten times a day from Tuesday on."""
    moment = datetime(2026, 3, 24, tzinfo=BERLIN) + timedelta(days=days)
    return Mark(moment, {"PLA": Usage(prints=round(10 * max(0.0, days)))})


@pytest.mark.parametrize(
    ("limits", "since", "until", "due_since"),
    [
        # 25 prints are reached on Thursday, or two days later after a pause of two.
        ({"prints": 25}, None, None, 26),
        ({"prints": 25}, 1, 3, 28),
        ({"prints": 25}, 4, 8, 26),
        ({"days": 3}, None, None, 26),
        ({"days": 3}, 0.5, 2.5, 28),
        ({"days": 3}, 4.5, 8.5, 26),
        ({"days": 30, "prints": 25}, 4.5, 8.5, 26),
    ],
)
def test_since_when_it_is_due_with_a_pause(
    limits: dict[str, float], since: float | None, until: float | None, due_since: int
) -> None:
    daily = DailyRecord()
    for days in range(-1, 9):
        daily = daily.note(MONDAY + timedelta(days=days + 1), on_day(days + 1).reading)
    pauses: Pauses = ()
    if since is not None and until is not None:
        pauses = (Pause(on_day(since), on_day(until)),)
    cycle = replace(completion(Usage()), pauses=pauses)
    now = on_day(9)
    outlook = Outlook(daily, now.moment.date())
    seen = status(item(**limits), (cycle,), now.reading, now.moment, outlook, None)
    assert seen.due
    assert seen.expected_due == datetime(2026, 3, due_since, tzinfo=BERLIN)
