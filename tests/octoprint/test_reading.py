"""What one answer tells, by what is remembered: keys, amounts, and what has ended."""

from dataclasses import replace
from typing import Any

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
    Printed,
)
from custom_components.printer_maintenance.hosts.octoprint_filament import (
    analysed,
    unseen_files,
)
from custom_components.printer_maintenance.hosts.octoprint_files import (
    File,
    parse_files,
)
from custom_components.printer_maintenance.hosts.octoprint_gap import Prints
from custom_components.printer_maintenance.hosts.octoprint_reader import read
from custom_components.printer_maintenance.hosts.octoprint_reading import MOST_PENDING
from custom_components.printer_maintenance.maintenance.crossing import Estimate
from custom_components.printer_maintenance.maintenance.odometer import Job
from custom_components.printer_maintenance.maintenance.usage import Usage

A = File("a.gcode", 7, 5, "a", 2, 0, 250.0, 100.0)
NOTHING = Counters(1, 0, 0, 0.0, 0.0)
JOB = LiveJob("1 1", 1, "a.gcode", 7, is_local=True, print_time=50.0, share=0.5)


def file(path: str, success: int, length: float | None) -> File:
    """Return a file that was finished so often, for a hundred seconds each."""
    return File(path, 7, 5, path, success, 0, 100.0 * success, length)


def test_it_begins_with_what_was_counted_and_each_content_once() -> None:
    copy = File("copy.gcode", 9, 5, "a", 2, 0, 250.0, 100.0)
    other = File("b.gcode", 8, 6, "b", 1, 0, 30.0, None)
    counters = Counters(1, 5, 3, 300.0, 500.0)
    answer = OctoPrintAnswer(
        "id", counters, None, has_files=True, files=(A, copy, other)
    )
    snapshot, cursor = read(answer, None)
    assert snapshot.seeds == (
        Job("seed unknown", Usage(400.0, 200.0, 5), "unknown", ended=True),
    )
    assert cursor is not None
    assert cursor.counters == counters


def test_a_gap_is_divided_and_ended() -> None:
    now = Counters(1, 2, 2, 150.0, 150.0)
    cursor = Cursor(counters=NOTHING, seen=now, idle=True, live=JOB, files={})
    files = (file("a.gcode", 1, 300.0), file("b.gcode", 1, None))
    answer = OctoPrintAnswer("id", now, None, has_files=True, files=files)
    snapshot, following = read(answer, cursor)
    unseen = "unseen 1 2 150.000"
    assert snapshot.jobs == (
        Job("1 1", Usage(50.0, 0.0, 1), "unknown", ended=True),
        Job(unseen, Usage(100.0, 0.0, 1), "unknown", ended=True),
        Job("1 1 filament", Usage(0.0, 300.0, 0), "unknown", ended=True),
    )
    assert following is not None
    assert following.pending == (Pending(f"{unseen} 0", "b.gcode", 7, 1.0),)


def test_whether_it_finished_is_not_known_without_files() -> None:
    now = Counters(1, 2, 1, 80.0, 120.0)
    cursor = Cursor(counters=NOTHING, seen=now, idle=True, live=JOB)
    files = (file("a.gcode", 1, None),)
    answer = OctoPrintAnswer("id", now, None, has_files=True, files=files)
    snapshot, _ = read(answer, cursor)
    # Half of the time that did not finish is sure.
    assert [job.usage for job in snapshot.jobs] == [
        Usage(50.0, 0.0, 1),
        Usage(80.0 + 20.0 - 50.0, 0.0, 1),
    ]


def test_a_print_that_nobody_counted_brings_no_filament() -> None:
    now = Counters(1, 1, 1, 100.0, 100.0)
    cursor = Cursor(counters=NOTHING, seen=now, idle=True, live=JOB, files={})
    files = (file("a.gcode", 1, 300.0), file("b.gcode", 1, 500.0))
    answer = OctoPrintAnswer("id", now, None, has_files=True, files=files)
    snapshot, _ = read(answer, cursor)
    assert snapshot.jobs == (
        Job("1 1", Usage(100.0, 0.0, 1), "unknown", ended=True),
        Job("1 1 filament", Usage(0.0, 300.0, 0), "unknown", ended=True),
    )


def test_the_same_file_under_the_next_number_is_another_job() -> None:
    begun = Counters(1, 1, 0, 0.0, 0.0)
    cursor = Cursor(counters=NOTHING, seen=begun, live=JOB, files={})
    job = Running("a.gcode", 7, True, False, 60.0, 0.6, None)
    snapshot, following = read(
        OctoPrintAnswer("id", Counters(1, 2, 0, 0.0, 50.0), job), cursor
    )
    assert [(job.key, job.ended) for job in snapshot.jobs] == [
        ("1 1", True),
        ("1 2", False),
    ]
    assert following is not None
    assert following.live is not None
    assert following.live.number == 2


def test_which_job_of_the_counters_has_just_begun() -> None:
    seen = Counters(1, 3, 3, 300.0, 300.0)
    cursor = Cursor(counters=seen, seen=seen, idle=True, files={})
    job = Running("a.gcode", 7, True, False, 60.0, 0.6, None)
    # Its start is not counted yet; only others, that begin anew, tell of an old one.
    others = replace(seen, created=2)
    for counters, key, before in ((seen, "1 4", 3), (others, "2 3", 2)):
        answer = OctoPrintAnswer("id", counters, job)
        snapshot, following = read(answer, cursor)
        assert [job.key for job in snapshot.jobs if not job.ended] == [key]
        _, following = read(answer, following)
        assert following is not None
        assert following.counters == replace(counters, started=before)


def test_without_counters_a_job_is_named_by_all_that_is_known() -> None:
    cursor = Cursor(
        idle=True, files={"a.gcode": Printed(5, "a", 2, 1, 250.0)}, serial=4
    )
    job = Running("a.gcode", 7, True, False, 60.0, 0.6, None)
    snapshot, following = read(OctoPrintAnswer("id", None, job), cursor)
    assert [job.key for job in snapshot.jobs] == ["a.gcode 7 3 5"]
    assert following is not None
    assert following.serial == 5
    snapshot, _ = read(OctoPrintAnswer("id", None, job), Cursor(idle=True, files={}))
    assert [job.key for job in snapshot.jobs] == ["a.gcode 7 0 1"]


def test_the_shortest_of_the_files_that_nobody_saw_printed() -> None:
    long, short, none = file("long", 2, 900.0), file("short", 1, 0.5), file("0", 1, 0.0)
    unknown, failed = file("unknown", 1, None), file("failed", 0, 3.0)
    files = (unknown, long, failed, short, none)
    prints = [Prints(f, f.success, 1, 0.0) for f in files]
    assert unseen_files(prints, None) == [none, short, long, long, unknown]
    assert unseen_files(prints, "long") == [none, short, long, unknown]
    assert unseen_files(prints, "failed") == [none, short, long, long, unknown]


def test_a_file_that_is_gone_keeps_no_other_from_being_analysed() -> None:
    gone, late, there = (Pending(f"1 {n}", f"{n}", 7, 0.5) for n in range(3))
    files = (file("1", 1, None), file("2", 1, 300.0))
    jobs, waiting = analysed([gone, late, there], files)
    assert jobs == [Job("1 2 filament", Usage(filament=150.0), "unknown", ended=True)]
    assert waiting == (late,)


def test_filament_of_less_than_a_millimetre() -> None:
    listed = {
        "type": "machinecode",
        "origin": "local",
        "path": "a.gcode",
        "size": 5,
        "date": 7,
        "gcodeAnalysis": {
            "filament": {"tool0": {"length": 0.5}, "tool1": {"length": -3}}
        },
    }
    (found,) = parse_files({"files": [listed]})
    assert found.length == 0.5


def test_what_is_yet_to_come_of_the_open_job() -> None:
    begun = Counters(1, 1, 0, 0.0, 0.0)
    cursor = Cursor(counters=NOTHING, seen=begun, live=JOB, files={})
    job = Running("a.gcode", 7, True, False, 60.0, 0.6, 1000.0, time_left=40.0)
    snapshot, _ = read(OctoPrintAnswer("id", begun, job), cursor)
    assert snapshot.to_come == Estimate(40.0, 400.0)
    without, _ = read(OctoPrintAnswer("id", begun, None), cursor)
    assert without.to_come is None


def test_the_tag_of_the_files_is_kept() -> None:
    now = Counters(1, 1, 1, 100.0, 100.0)
    cursor = Cursor(counters=NOTHING, seen=now, idle=True, files={}, etag="old")
    answer = OctoPrintAnswer(
        "id", now, None, has_files=True, files=(file("a.gcode", 1, 3.0),), etag="new"
    )
    _, following = read(answer, cursor)
    assert following is not None
    assert following.etag == "new"
    assert following.files == {"a.gcode": Printed(5, "a.gcode", 1, 0, 100.0)}


def test_counters_that_went_back_begin_another_epoch() -> None:
    seen = Counters(1, 9, 8, 800.0, 900.0)
    cursor = Cursor(counters=seen, seen=seen, idle=True, files={}, epoch=2)
    _, following = read(
        OctoPrintAnswer("id", Counters(1, 3, 3, 0.0, 0.0), None), cursor
    )
    assert following is not None
    assert following.epoch == 3


def running(**rest: Any) -> Running:
    """Return the job as it is told while it runs."""
    return replace(Running("a.gcode", 7, True, False, 60.0, 0.6, None), **rest)


def test_a_job_is_over_when_two_polls_saw_none() -> None:
    now = Counters(1, 1, 1, 100.0, 100.0)
    answer = OctoPrintAnswer("id", now, None)
    first = Cursor(counters=NOTHING, seen=now, live=JOB, files={})
    snapshot, second = read(answer, first)
    assert [(job.key, job.ended) for job in snapshot.jobs] == [("1 1", False)]
    snapshot, _ = read(answer, second)
    assert [(job.key, job.ended) for job in snapshot.jobs] == [("1 1", True)]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (running(), replace(JOB, print_time=60.0, share=0.6)),
        (running(length=200.0), replace(JOB, print_time=60.0, share=0.6, length=200.0)),
        # It is cancelled, or OctoPrint does not know yet.
        (running(print_time=None, share=0.0, is_ending=True), JOB),
        (running(print_time=40.0, share=0.4, is_ending=True), JOB),
        (running(print_time=50.0, share=0.5), JOB),
    ],
)
def test_nothing_that_was_seen_of_a_job_is_forgotten(
    told: Running, expected: LiveJob
) -> None:
    begun = Counters(1, 1, 0, 0.0, 0.0)
    cursor = Cursor(counters=NOTHING, seen=begun, live=JOB, files={})
    _, following = read(OctoPrintAnswer("id", begun, told), cursor)
    assert following is not None
    assert following.live == expected
    cursor = replace(cursor, live=replace(JOB, length=300.0))
    _, following = read(OctoPrintAnswer("id", begun, told), cursor)
    assert following is not None
    assert following.live is not None
    assert following.live.length == (told.length or 300.0)


@pytest.mark.parametrize(
    ("told", "is_standing"),
    [
        (running(), False),
        (running(is_ending=True), True),
        (running(is_standing=True), True),
    ],
)
def test_a_pause_is_over_unless_the_job_is(told: Running, *, is_standing: bool) -> None:
    begun = Counters(1, 1, 0, 0.0, 0.0)
    paused = replace(JOB, is_standing=True)
    cursor = Cursor(counters=NOTHING, seen=begun, live=paused, files={})
    _, following = read(OctoPrintAnswer("id", begun, told), cursor)
    assert following is not None
    assert following.live is not None
    assert following.live.is_standing is is_standing


def test_a_job_whose_start_was_not_counted() -> None:
    cursor = Cursor(counters=NOTHING, seen=NOTHING, idle=True, live=JOB, files={})
    files = (file("b.gcode", 1, 5.0),)
    answer = OctoPrintAnswer("id", NOTHING, None, has_files=True, files=files)
    snapshot, following = read(answer, cursor)
    # What was printed uncounted is not taken for it, and not told again.
    assert snapshot.jobs == (Job("1 1", Usage(50.0, 0.0, 1), "unknown", ended=True),)
    assert following is not None
    assert following.files == {"b.gcode": Printed(5, "b.gcode", 1, 0, 100.0)}


def test_counters_that_are_switched_on_in_a_print() -> None:
    live = replace(JOB, key="a.gcode 7 0 1", number=None)
    cursor = Cursor(live=live, files={})
    counters = Counters(1, 5, 4, 400.0, 400.0)
    snapshot, second = read(OctoPrintAnswer("id", counters, running()), cursor)
    _, third = read(OctoPrintAnswer("id", counters, running()), second)
    assert [job.key for job in snapshot.jobs] == ["a.gcode 7 0 1"]
    assert third is not None
    assert third.counters == replace(counters, started=4)


def test_no_more_than_fifty_files_are_waited_for() -> None:
    pending = tuple(Pending(f"1 -{n}", f"{n}", 7, 1.0) for n in range(MOST_PENDING))
    now = Counters(1, 1, 1, 100.0, 100.0)
    cursor = Cursor(
        counters=NOTHING, seen=now, idle=True, live=JOB, files={}, pending=pending
    )
    _, following = read(OctoPrintAnswer("id", now, None), cursor)
    assert following is not None
    assert following.pending == (*pending[1:], Pending("1 1", "a.gcode", 7, 1.0))
