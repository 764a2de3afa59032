"""The history of an item that another program has kept."""

from dataclasses import replace
from datetime import UTC, datetime

from custom_components.printer_maintenance.maintenance.item import (
    Completion,
    CompletionKind,
)
from custom_components.printer_maintenance.maintenance.moving_in import (
    FoundItem,
    PastCycle,
    moved_in,
    used_since_each,
)
from custom_components.printer_maintenance.maintenance.odometer import Job, Odometer
from custom_components.printer_maintenance.maintenance.pause import Mark, Pause
from custom_components.printer_maintenance.maintenance.usage import (
    Meter,
    Usage,
    before,
    total,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MAY, JULY = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
LIMITS = {Meter.PRINT_TIME: 36000.0}
# 1000 s of PLA and 500 s of ABS have ended, 70 s of PLA still run.
ODOMETER = Odometer().fold(
    [
        Job("1", Usage(1000, 100, 1), "PLA", ended=True),
        Job("2", Usage(500, 50, 1), "ABS", ended=True),
        Job("3", Usage(70, 7), "PLA", ended=False),
    ]
)


def test_an_item_without_a_past_begins_now() -> None:
    (start,) = moved_in(FoundItem("Rails", LIMITS), ODOMETER, NOW)
    reading = {"PLA": Usage(1070, 107, 1), "ABS": Usage(500, 50, 1)}
    assert start == Completion(CompletionKind.START, NOW, reading)


def test_past_cycles_become_the_history() -> None:
    cycles = (
        PastCycle(MAY, Usage(1400, 140)),
        PastCycle(JULY, Usage(300, 30), "Used up the last of the grease."),
    )
    found = FoundItem("Rails", LIMITS, cycles=cycles)
    start, done = moved_in(found, ODOMETER, NOW)
    assert (start.kind, start.moment, start.note) == (CompletionKind.START, MAY, "")
    assert (done.kind, done.moment) == (CompletionKind.DONE, JULY)
    assert done.note == "Used up the last of the grease."
    # The running job is used in both, and between the two there are 1100 s.
    assert ODOMETER.total - total(start.reading) == Usage(1470, 147)
    assert ODOMETER.total - total(done.reading) == Usage(370, 37)
    # Nobody knows which material it was.
    assert done.reading == {
        "PLA": Usage(1000, 100, 1),
        "ABS": Usage(500, 50, 1),
        "unknown": Usage(-300, -30),
    }


def test_a_reminder_that_was_paused_stays_so() -> None:
    cycles = (PastCycle(MAY, Usage(1400, 140)), PastCycle(JULY, Usage(300, 30)))
    found = FoundItem("Rails", LIMITS, cycles=cycles, paused=True)
    start, done = moved_in(found, ODOMETER, NOW)
    assert start.pauses == ()
    assert done.pauses == (Pause(Mark(NOW, ODOMETER.by_material())),)
    assert [replace(done, pauses=()), start] == list(
        reversed(moved_in(replace(found, paused=False), ODOMETER, NOW))
    )


def test_a_paused_reminder_without_a_past() -> None:
    found = FoundItem("Rails", LIMITS, paused=True)
    (start,) = moved_in(found, ODOMETER, NOW)
    reading = ODOMETER.by_material()
    pauses = (Pause(Mark(NOW, reading)),)
    assert start == Completion(CompletionKind.START, NOW, reading, pauses=pauses)


def test_usage_before_some_usage() -> None:
    parts = {"PLA": Usage(10, 1, 1), "unknown": Usage(8, 4, 2)}
    left = {"PLA": Usage(10, 1, 1), "unknown": Usage(5, 2, 1)}
    assert before(parts, Usage(3, 2, 1)) == left


def test_usage_since_each_reading() -> None:
    readings = [Usage(900, 80), Usage(500, 40), Usage()]
    assert used_since_each(Usage(1000, 100), readings) == [
        Usage(100, 20),
        Usage(500, 60),
        Usage(1000, 100),
    ]
    assert used_since_each(Usage(1000, 100), []) == []
    assert used_since_each(Usage(1000, 100), [Usage(1000, 100)]) == [Usage()]


def test_a_counter_that_was_reset_since_the_last_reading() -> None:
    readings = [Usage(5000, 80), Usage(4000, 40)]
    assert used_since_each(Usage(1000, 100), readings) == [
        Usage(1000, 100),
        Usage(2000, 140),
    ]


def test_a_counter_that_was_reset_between_two_readings() -> None:
    readings = [Usage(300, 30), Usage(5000, 500)]
    assert used_since_each(Usage(1000, 100), readings) == [
        Usage(700, 70),
        Usage(1000, 100),
    ]


def test_filament_that_was_pulled_back_is_no_reset() -> None:
    readings = [Usage(900, 130)]
    assert used_since_each(Usage(1000, 100), readings) == [Usage(100, 0)]
