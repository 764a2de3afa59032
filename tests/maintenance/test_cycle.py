"""What was used since a completion, and what the user says about it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st

from custom_components.printer_maintenance.maintenance.cycle import (
    corrected,
    recounted,
    snoozed,
    used_by_cycle,
    used_since,
)
from custom_components.printer_maintenance.maintenance.item import (
    Completion,
    CompletionKind,
)
from custom_components.printer_maintenance.maintenance.usage import (
    EVERY_MATERIAL,
    Meter,
    Usage,
)

BERLIN = ZoneInfo("Europe/Berlin")
# It is the next day in Berlin.
EVENING = datetime(2026, 3, 23, 23, 30, tzinfo=UTC)
LATER = (EVENING + timedelta(days=2)).astimezone(BERLIN)
START = Completion(CompletionKind.START, EVENING, {"PLA": Usage(1000, 2000, 1)})
NOW = {"PLA": Usage(1000, 2000, 1), "ABS": Usage(3600, 700, 2)}


def amounts(
    print_time: float, filament: float, prints: float, days: float
) -> dict[Meter, float]:
    """Return amounts of every meter."""
    return dict(zip(Meter, (print_time, filament, prints, days), strict=True))


def test_used_since_a_completion() -> None:
    assert used_since(START, NOW, EVERY_MATERIAL, LATER) == amounts(3600, 700, 2, 2)
    assert (
        used_since(START, NOW, EVERY_MATERIAL, EVENING.astimezone(BERLIN))[Meter.DAYS]
        == 0
    )
    before = EVENING.astimezone(BERLIN) - timedelta(days=9)
    assert used_since(START, NOW, EVERY_MATERIAL, before)[Meter.DAYS] == 0


def test_used_of_some_materials() -> None:
    abs_, petg = frozenset({"ABS"}), frozenset({"PETG"})
    mixed = {"ABS;PLA": Usage(60, 30, 1), "unknown": Usage(1, 2, 0)}
    assert used_since(START, NOW, abs_, LATER) == amounts(3600, 700, 2, 2)
    assert used_since(START, NOW, petg, LATER) == amounts(0, 0, 0, 2)
    assert used_since(START, NOW | mixed, abs_, LATER) == amounts(3661, 732, 3, 2)
    assert used_since(START, NOW | mixed, petg, LATER) == amounts(1, 2, 0, 2)


def test_a_correction_counts_the_materials_of_the_item() -> None:
    petg = frozenset({"PETG"})
    history = corrected((START,), {Meter.FILAMENT: 5000}, NOW, petg, LATER)
    assert history is not None
    assert used_since(history[0], NOW, petg, LATER) == amounts(0, 5000, 0, 2)
    done = Completion(CompletionKind.DONE, LATER, NOW)
    assert used_by_cycle((*history, done), petg, BERLIN) == [
        None,
        amounts(0, 5000, 0, 2),
    ]


def test_never_less_than_nothing() -> None:
    # The job that ran when it was done had no material yet; it turned out to be PLA.
    start = replace(START, reading={"unknown": Usage(3600, 700, 0)})
    now = {"PLA": Usage(7200, 1400, 1)}
    assert used_since(start, now, frozenset({"ABS"}), LATER) == amounts(0, 0, 0, 2)
    assert used_since(start, now, EVERY_MATERIAL, LATER) == amounts(3600, 700, 1, 2)


def test_other_materials_leave_what_was_corrected() -> None:
    abs_, pla = frozenset({"ABS"}), frozenset({"PLA"})
    (cycle,) = corrected((START,), {Meter.PRINT_TIME: 600}, NOW, abs_, LATER) or ()
    later = NOW | {"ABS": Usage(4600, 900, 3), "PLA": Usage(2000, 2500, 2)}
    assert used_since(cycle, later, abs_, LATER) == amounts(1600, 900, 3, 2)
    history = recounted((cycle,), later, abs_, pla, LATER)
    assert used_since(history[-1], later, pla, LATER) == amounts(1600, 500, 1, 2)
    assert set(history[-1].corrections) == {Meter.PRINT_TIME}
    assert recounted((START,), later, abs_, pla, LATER) == (START,)
    assert recounted((), later, abs_, pla, LATER) == ()


def test_used_before_each_completion() -> None:
    done = Completion(CompletionKind.DONE, LATER, NOW)
    assert used_by_cycle((), EVERY_MATERIAL, BERLIN) == []
    assert used_by_cycle((START,), EVERY_MATERIAL, BERLIN) == [None]
    first = replace(START, corrections={Meter.PRINTS: 8})
    nothing = amounts(0, 0, 0, 0)
    assert used_by_cycle((first, done, done), EVERY_MATERIAL, BERLIN) == [
        None,
        amounts(3600, 700, 10, 2),
        nothing,
    ]


def test_days_before_a_completion_are_those_of_a_zone() -> None:
    # It is past midnight in Berlin both times, and in between in Greenwich.
    done = Completion(CompletionKind.DONE, EVENING + timedelta(hours=1), NOW)
    for zone, days in ((BERLIN, 0), (UTC, 1)):
        _, used = used_by_cycle((START, done), EVERY_MATERIAL, zone)
        assert used == amounts(3600, 700, 2, days)


def test_a_correction_is_of_the_cycle_alone() -> None:
    done = Completion(CompletionKind.DONE, EVENING, NOW)
    history = corrected(
        (START, done), {Meter.FILAMENT: 5000}, NOW, EVERY_MATERIAL, LATER
    )
    assert history is not None
    assert history[0] == START
    assert used_since(history[1], NOW, EVERY_MATERIAL, LATER) == amounts(0, 5000, 0, 2)
    # What is used later comes on top, as a day does.
    more = {**NOW, "ABS": Usage(3660, 800, 3)}
    tomorrow = LATER + timedelta(days=1)
    assert used_since(history[1], more, EVERY_MATERIAL, tomorrow) == amounts(
        60, 5100, 1, 3
    )


def test_the_last_correction_of_each_meter_holds() -> None:
    history = corrected((START,), {Meter.FILAMENT: 5000}, NOW, EVERY_MATERIAL, LATER)
    assert history is not None
    history = corrected(
        history, {Meter.FILAMENT: 0, Meter.DAYS: 30}, NOW, EVERY_MATERIAL, LATER
    )
    assert history is not None
    history = corrected(history, {Meter.PRINT_TIME: 60}, NOW, EVERY_MATERIAL, LATER)
    assert history is not None
    assert used_since(history[0], NOW, EVERY_MATERIAL, LATER) == amounts(60, 0, 2, 30)


@given(st.floats(0, 3.6e9), st.floats(0, 3.6e9), st.integers(0, 1_000_000))
def test_what_is_said_is_what_is_shown(counted: float, said: float, hours: int) -> None:
    usage = {"PLA": Usage(counted, 0, 0)}
    told = {Meter.PRINT_TIME: hours * 3600.0, Meter.FILAMENT: said}
    history = corrected((START,), told, usage, EVERY_MATERIAL, LATER)
    assert history is not None
    used = used_since(history[0], usage, EVERY_MATERIAL, LATER)
    assert used[Meter.PRINT_TIME] == told[Meter.PRINT_TIME]
    assert abs(used[Meter.FILAMENT] - said) < 1e-5


def test_a_snooze_is_of_the_cycle_alone() -> None:
    done = Completion(CompletionKind.DONE, EVENING, NOW)
    assert snoozed((START, done), LATER) == (START, replace(done, snoozed_until=LATER))
    assert snoozed((replace(START, snoozed_until=LATER),), None) == (START,)


def test_without_a_history_there_is_nothing_to_change() -> None:
    assert corrected((), {Meter.DAYS: 1}, NOW, EVERY_MATERIAL, LATER) is None
    assert snoozed((), LATER) is None
