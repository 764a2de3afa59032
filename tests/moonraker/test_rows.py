"""Which row of Moonraker's history is whose."""

from dataclasses import replace

import pytest

from custom_components.printer_maintenance.hosts.moonraker_answer import PrintStats, Row
from custom_components.printer_maintenance.hosts.moonraker_cursor import LiveJob
from custom_components.printer_maintenance.hosts.moonraker_live import is_same, to_come
from custom_components.printer_maintenance.hosts.moonraker_rows import (
    is_whole,
    just_ended,
    may_record,
    recorded_usage,
    records_finished,
    unlikeness,
    was_lost,
)
from custom_components.printer_maintenance.maintenance.crossing import (
    UNKNOWN_ESTIMATE,
    Estimate,
)
from custom_components.printer_maintenance.maintenance.usage import Usage

STATS = PrintStats("printing", "a.gcode", 100.0, 90.0, 80.0, 5.0)
JOB = LiveJob("k", None, "a.gcode", 5.0, 100.0, 10.0, Usage(90.0, 80.0), "PLA")
FINISHED = replace(JOB, complete=True)


def row(
    total_duration: float = 100.0,
    status: str = "completed",
    filename: str = "a.gcode",
    print_duration: float = 90.0,
) -> Row:
    """Return a row of a job like the one that was seen."""
    return Row("9.0", status, filename, total_duration, print_duration, 80.0, "PLA")


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (row(status="interrupted"), True),
        (row(status="server_exit"), True),
        (row(status="completed"), False),
        (row(status="klippy_shutdown"), False),
        (row(status="interrupted", filename=""), True),
        (row(status="interrupted", filename="b.gcode"), False),
        (row(99.0, status="interrupted"), True),
        (row(100.1, status="interrupted"), False),
    ],
)
def test_a_job_that_was_lost(of: Row, expected: bool) -> None:
    assert was_lost(of, STATS) is expected


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (row(), True),
        (row(status="cancelled", filename=""), True),
        (row(status="interrupted"), False),
        (row(filename="b.gcode"), False),
        (row(101.9), True),
        (row(102.0), False),
        (row(99.6), True),
        (row(99.5), False),
    ],
)
def test_a_job_that_just_ended(of: Row, expected: bool) -> None:
    assert just_ended(of, STATS) is expected


@pytest.mark.parametrize(
    ("of", "job", "expected"),
    [
        (row(), JOB, True),
        (row(900.0), JOB, True),
        (row(99.6), JOB, True),
        (row(99.5), JOB, False),
        (row(filename=""), JOB, True),
        (row(filename="b.gcode"), JOB, False),
        (row(), FINISHED, True),
        (row(100.009), FINISHED, True),
        (row(99.991), FINISHED, True),
        (row(100.011), FINISHED, False),
        (row(99.989), FINISHED, False),
        (row(filename="b.gcode"), FINISHED, False),
    ],
)
def test_a_row_that_tells_of_all_that_was_seen(
    of: Row, job: LiveJob, expected: bool
) -> None:
    assert is_whole(of, job) is expected


@pytest.mark.parametrize(
    ("of", "job", "expected"),
    [
        (row(), JOB, True),
        (row(50.0), JOB, False),
        (row(50.0, status="in_progress"), JOB, True),
        (row(50.0, status="interrupted"), JOB, True),
        (row(50.0, status="interrupted", filename=""), JOB, True),
        (row(50.0, status="interrupted", filename="b.gcode"), JOB, False),
        (row(50.0), replace(JOB, row="9.0"), True),
        (row(), replace(JOB, row="8.0"), False),
        (row(), replace(FINISHED, row="8.0"), True),
        (row(50.0), replace(FINISHED, row="8.0"), False),
    ],
)
def test_a_row_that_may_be_of_a_job(of: Row, job: LiveJob, expected: bool) -> None:
    assert may_record(of, job) is expected


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (row(), True),
        (row(100.009), True),
        (row(99.991), True),
        (row(100.011), False),
        (row(99.989), False),
        (row(status="cancelled"), False),
    ],
)
def test_a_finished_print_that_is_recorded(of: Row, expected: bool) -> None:
    assert records_finished(of, STATS) is expected


@pytest.mark.parametrize(
    ("of", "idle", "print_time"),
    [
        (row(), 10.0, 90.0),
        (row(), 20.0, 90.0),
        (row(status="cancelled"), 10.0, 90.0),
        (row(status="cancelled"), 10.009, 90.0),
        (row(status="cancelled"), 10.011, 0.0),
        (row(status="cancelled", print_duration=100.0), 10.0, 0.0),
    ],
)
def test_the_pause_that_moonraker_0_8_counts(
    of: Row, idle: float, print_time: float
) -> None:
    assert recorded_usage(of, idle) == Usage(print_time, 80.0)


def test_the_likeliest_row_comes_first() -> None:
    rows = [
        row(),
        row(100.4),
        row(103.0),
        row(101.0, print_duration=89.4),
        row(99.0),
        row(200.0, filename="b.gcode"),
    ]
    assert sorted(rows[3:] + rows[:3], key=lambda each: unlikeness(each, JOB)) == rows
    assert unlikeness(row(101.0, print_duration=89.5), JOB) == (False, False, 1.0)
    assert unlikeness(row(99.0, print_duration=89.4), JOB) == (True, True, 1.0)


@pytest.mark.parametrize(
    ("stats", "own", "of", "expected"),
    [
        (STATS, None, None, True),
        (replace(STATS, filename="b.gcode"), None, None, False),
        (replace(STATS, start=5.09), None, None, True),
        (replace(STATS, start=4.91), None, None, True),
        (replace(STATS, start=5.11), None, None, False),
        (replace(STATS, start=4.89), None, None, False),
        (replace(STATS, total_duration=99.91), None, None, True),
        (replace(STATS, total_duration=99.89), None, None, False),
        (STATS, None, row(), True),
        (STATS, "9.0", row(), True),
        (STATS, "8.0", row(), False),
    ],
)
def test_a_job_that_goes_on(
    stats: PrintStats, own: str | None, of: Row | None, *, expected: bool
) -> None:
    assert is_same(replace(JOB, row=own), stats, of) is expected


def test_what_is_yet_to_come_of_a_job_its_row_tells() -> None:
    live, unfinished = replace(JOB, row="9.0"), row(status="in_progress")
    rows = {"9.0": replace(unfinished, estimate=Estimate(3600.0, 1000.0, "PLA"))}
    assert to_come(live, live, rows) == Estimate(3510.0, 920.0, "PLA")
    assert to_come(None, None, rows) is None
    # It is not seen any more, or has no row.
    assert to_come(live, None, rows) == UNKNOWN_ESTIMATE
    assert to_come(live, live, {}) == UNKNOWN_ESTIMATE
    assert to_come(JOB, JOB, rows) == UNKNOWN_ESTIMATE
