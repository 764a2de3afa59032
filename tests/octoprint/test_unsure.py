"""What one answer leaves open: when counters and files are to be asked for, too."""

from dataclasses import replace

import pytest

from custom_components.printer_maintenance.hosts.octoprint_answer import (
    Counters,
    OctoPrintAnswer,
    Running,
)
from custom_components.printer_maintenance.hosts.octoprint_cursor import (
    Cursor,
    LiveJob,
    Pending,
)
from custom_components.printer_maintenance.hosts.octoprint_reader import is_unsure
from custom_components.printer_maintenance.hosts.octoprint_reading import Reading

COUNTERS = Counters(1, 4, 3, 300.0, 350.0)
LAST = LiveJob("1 4", 4, "a.gcode", 7, is_local=True, print_time=60.0)
JOB = Running("a.gcode", 7, True, False, 90.0, 0.5, None)


def unsure(last: LiveJob | None, job: Running = JOB) -> bool:
    """Return the answer where the counters are those that were seen."""
    return is_unsure(COUNTERS, job, Cursor(seen=COUNTERS, live=last))


def test_counters_that_are_missing_tell_nothing_anyway() -> None:
    assert not is_unsure(None, JOB, Cursor(seen=COUNTERS, live=LAST))


def test_counters_that_were_not_seen_before() -> None:
    assert is_unsure(COUNTERS, JOB, None)
    assert is_unsure(COUNTERS, JOB, Cursor(live=LAST))
    later = replace(COUNTERS, started=5)
    assert is_unsure(later, JOB, Cursor(seen=COUNTERS, live=LAST))


def test_a_job_that_is_seen_first() -> None:
    assert not unsure(None)
    others = replace(COUNTERS, created=2)
    assert is_unsure(others, JOB, Cursor(seen=COUNTERS))
    assert not is_unsure(others, JOB, Cursor(seen=COUNTERS, live=LAST))


@pytest.mark.parametrize(
    ("path", "before", "now", "expected"),
    [
        ("a.gcode", 60.0, 90.0, False),
        ("a.gcode", 60.0, 60.0, False),
        ("a.gcode", 60.0, 59.0, True),
        ("a.gcode", 0.0, None, False),
        ("a.gcode", 0.5, None, True),
        ("b.gcode", 60.0, 90.0, True),
        ("b.gcode", 60.0, 10.0, True),
    ],
)
def test_a_job_that_goes_on(
    path: str, before: float, now: float | None, expected: bool
) -> None:
    last, job = replace(LAST, print_time=before), replace(JOB, path=path)
    assert unsure(last, replace(job, print_time=now)) is expected


@pytest.mark.parametrize("was_standing", [False, True])
@pytest.mark.parametrize("is_standing", [False, True])
def test_a_job_that_was_paused_may_be_another(
    was_standing: bool, is_standing: bool
) -> None:
    last = replace(LAST, is_standing=was_standing)
    job = replace(JOB, is_standing=is_standing)
    assert unsure(last, job) is (was_standing and not is_standing)


BEGUN = replace(COUNTERS, started=4)
BEFORE, ENDED = replace(BEGUN, started=3), replace(BEGUN, finished=4)
PENDING = (Pending("1 3", "a.gcode", 7, 1.0),)
IDLE = Cursor(counters=ENDED, seen=ENDED, idle=True, files={})
PRINTING = Cursor(counters=BEFORE, seen=BEGUN, live=LAST, files={})
UNCOUNTED = replace(PRINTING, counters=None, seen=None)


@pytest.mark.parametrize(
    ("cursor", "counters", "job", "wants"),
    [
        (IDLE, ENDED, None, False),
        (replace(IDLE, files=None), ENDED, None, True),
        (replace(IDLE, pending=PENDING), ENDED, None, True),
        (PRINTING, BEGUN, JOB, False),
        (replace(PRINTING, pending=PENDING), BEGUN, JOB, False),
        # It may have ended; then two polls have to see the same.
        (PRINTING, ENDED, None, False),
        (replace(PRINTING, seen=ENDED), ENDED, None, False),
        (replace(PRINTING, seen=ENDED, idle=True), ENDED, None, True),
        (UNCOUNTED, None, JOB, False),
        (replace(UNCOUNTED, idle=True), None, None, True),
        (replace(UNCOUNTED, idle=True, live=None), None, None, True),
    ],
)
def test_when_the_files_are_asked_for(
    cursor: Cursor, counters: Counters | None, job: Running | None, *, wants: bool
) -> None:
    answer = OctoPrintAnswer("id", counters, job)
    assert Reading(answer, cursor).wants_files is wants
