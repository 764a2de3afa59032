"""Whether the open job may have begun after the counters were asked."""

from dataclasses import replace

import pytest

from custom_components.printer_maintenance.hosts.octoprint_answer import (
    Counters,
    Running,
)
from custom_components.printer_maintenance.hosts.octoprint_cursor import Cursor, LiveJob
from custom_components.printer_maintenance.hosts.octoprint_reader import is_unsure

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
