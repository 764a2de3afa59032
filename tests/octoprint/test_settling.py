"""When it is sure what ended, and which job it was."""

import copy
from dataclasses import replace

import pytest

from custom_components.printer_maintenance.hosts.octoprint_answer import (
    Counters,
    OctoPrintAnswer,
    Running,
)
from custom_components.printer_maintenance.hosts.octoprint_cursor import Cursor, LiveJob
from custom_components.printer_maintenance.hosts.octoprint_files import File
from custom_components.printer_maintenance.hosts.octoprint_reader import read
from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.simulators.clock import ManualClock
from tests.simulators.job import Job, extrude
from tests.simulators.octoprint import OctoPrint, manual_octoprint

from .watcher import Watcher

JOB = Job("a.gcode", (extrude(600, 300),))
OTHER = Job("b.gcode", (extrude(100, 50),))
VERSIONS = ["1.11.8", "2.0.0rc7"]

type Manual = OctoPrint[ManualClock]


@pytest.fixture(params=VERSIONS)
def octoprint(request: pytest.FixtureRequest) -> Manual:
    """Return an OctoPrint that has analysed its files."""
    octoprint = manual_octoprint(version=request.param)
    octoprint.upload(JOB)
    octoprint.upload(OTHER)
    octoprint.clock.advance(60)
    return octoprint


def watch(octoprint: Manual, watcher: Watcher | None = None, polls: int = 3) -> Watcher:
    """Poll a few times, a minute apart."""
    watcher = watcher or Watcher(octoprint)
    for _ in range(polls):
        watcher.poll()
        octoprint.clock.advance(60)
    return watcher


def without_counters(octoprint: Manual) -> Watcher:
    """Switch the counters off, and return somebody who has seen the printer idle."""
    octoprint.switch("achievements", is_on=False)
    octoprint.connect()
    return watch(octoprint)


def assert_counted(watcher: Watcher, print_time: float, prints: int) -> None:
    """Compare the print time to a second, and the prints."""
    assert watcher.usage.print_time == pytest.approx(print_time, abs=1)
    assert watcher.usage.prints == prints


def test_a_job_is_asked_for_while_it_finishes(octoprint: Manual) -> None:
    watcher = watch(octoprint)
    octoprint.pace.settle = 30
    octoprint.start(JOB)
    watch(octoprint, watcher, polls=10)
    octoprint.clock.advance(40)
    assert octoprint.state.value == "Finishing"
    watcher.poll()
    octoprint.clock.advance(60)
    watch(octoprint, watcher)
    assert_counted(watcher, 630, 1)


def test_the_printer_is_added_while_a_job_finishes(octoprint: Manual) -> None:
    octoprint.pace.settle = 30
    octoprint.start(JOB)
    octoprint.clock.advance(640)
    assert octoprint.state.value == "Finishing"
    watcher = watch(octoprint, polls=1)
    assert watcher.usage == Usage()
    watch(octoprint, watcher)
    assert_counted(watcher, 630, 1)


def test_a_job_is_asked_for_while_it_is_cancelled(octoprint: Manual) -> None:
    watcher = without_counters(octoprint)
    octoprint.start(JOB)
    watch(octoprint, watcher)
    octoprint.pace.settle = 30
    octoprint.cancel()
    watch(octoprint, watcher, polls=4)
    assert_counted(watcher, 120, 1)


def test_an_upgrade_tells_no_hash_of_what_was_printed(octoprint: Manual) -> None:
    octoprint.start(JOB)
    octoprint.clock.advance(700)
    watcher = without_counters(octoprint)
    before = watcher.usage
    octoprint.upgrade("2.0.0rc7")
    octoprint.connect()
    octoprint.start(OTHER)
    octoprint.clock.advance(200)
    watch(octoprint, watcher)
    assert_counted(watcher, before.print_time + 100, before.prints + 1)


def test_the_pause_of_a_cancelled_job_is_not_the_time_of_another(
    octoprint: Manual,
) -> None:
    watcher = watch(octoprint)
    octoprint.start(JOB)
    octoprint.clock.advance(100)
    octoprint.pause()
    watch(octoprint, watcher, polls=10)
    octoprint.cancel()
    octoprint.start(OTHER)
    octoprint.clock.advance(10)
    octoprint.cancel()
    watch(octoprint, watcher)
    assert_counted(watcher, 100, 2)


def test_a_print_from_the_card_is_another_one_after_a_rest(octoprint: Manual) -> None:
    watcher = without_counters(octoprint)
    octoprint.put_on_card(OTHER)
    for _ in range(2):
        octoprint.print_file(OTHER.filename, is_sd=True)
        octoprint.clock.advance(90)
        watch(octoprint, watcher, polls=2)
    watch(octoprint, watcher)
    assert_counted(watcher, 180, 2)


def test_a_killed_job_does_not_take_the_time_of_another(octoprint: Manual) -> None:
    watcher = without_counters(octoprint)
    octoprint.start(JOB)
    octoprint.clock.advance(60)
    watcher.poll()
    octoprint.kill()
    octoprint.launch()
    octoprint.connect()
    octoprint.start(OTHER)
    octoprint.clock.advance(200)
    watch(octoprint, watcher)
    assert_counted(watcher, 160, 2)


def test_a_pause_is_not_counted_although_its_job_is_seen_being_cancelled(
    octoprint: Manual,
) -> None:
    watcher = watch(octoprint)
    octoprint.start(JOB)
    octoprint.clock.advance(100)
    octoprint.pause()
    watch(octoprint, watcher, polls=10)
    octoprint.pace.settle = 30
    octoprint.cancel()
    octoprint.clock.advance(10)
    assert octoprint.state.value == "Cancelling"
    watcher.poll()
    octoprint.clock.advance(60)
    watch(octoprint, watcher)
    assert_counted(watcher, 100, 1)


def test_a_backup_of_octoprint_numbers_other_jobs_the_same(octoprint: Manual) -> None:
    watcher = watch(octoprint)
    saved = copy.deepcopy(octoprint.achievements._stats)
    octoprint.start(OTHER)
    watch(octoprint, watcher, polls=5)
    assert_counted(watcher, 100, 1)
    octoprint.achievements._stats = saved
    octoprint.start(OTHER)
    watch(octoprint, watcher, polls=5)
    assert_counted(watcher, 200, 2)


def test_the_filament_of_a_file_that_is_gone_when_its_job_is_settled() -> None:
    job = LiveJob("1 1", 1, "a.gcode", 7, is_local=True, print_time=50.0, share=0.5)
    first = Counters(1, 0, 0, 0.0, 0.0)
    last = Counters(1, 1, 0, 0.0, 100.0)
    cursor = Cursor(counters=first, seen=first, live=job, files={})
    file = File("a.gcode", 7, 5, None, 0, 1, 0.0, 300.0)
    answer = OctoPrintAnswer("id", last, None, has_files=True, files=(file,))
    snapshot, following = read(answer, cursor)
    assert [job.ended for job in snapshot.jobs] == [False]
    answer = replace(answer, files=())
    snapshot, _ = read(answer, following)
    assert snapshot.jobs[0].usage == Usage(50.0, 150.0, 1)


def test_a_job_that_nobody_saw_begin_with_counters_that_began_anew(
    octoprint: Manual,
) -> None:
    watcher = watch(octoprint)
    octoprint.achievements.reset()
    octoprint.kill()
    octoprint.launch()
    octoprint.connect()
    octoprint.start(JOB)
    stats = octoprint.achievements._stats
    assert stats is not None
    octoprint.achievements._stats = replace(stats, prints_started=0)
    watcher.poll()
    octoprint.achievements._stats = stats
    watch(octoprint, watcher)
    assert watcher.usage.prints == 0
    octoprint.clock.advance(600)
    watch(octoprint, watcher)
    assert_counted(watcher, 600, 1)


def test_prints_that_files_tell_are_not_those_the_counters_told(
    octoprint: Manual,
) -> None:
    watcher = watch(octoprint)
    octoprint.start(OTHER)
    octoprint.clock.advance(200)
    watch(octoprint, watcher)
    octoprint.switch("achievements", is_on=False)
    octoprint.connect()
    watch(octoprint, watcher)
    octoprint.start(OTHER)
    octoprint.clock.advance(200)
    octoprint.switch("achievements", is_on=True)
    octoprint.connect()
    watch(octoprint, watcher)
    assert_counted(watcher, 200, 2)


def test_a_job_that_begins_while_it_is_asked_for_is_not_the_one_before() -> None:
    counters = Counters(1, 1, 1, 5.6, 5.6)
    cursor = Cursor(
        counters=Counters(1, 0, 0, 0.0, 0.0), seen=counters, idle=True, files={}
    )
    job = Running("b.gcode", 7, True, False, 0.0, 0.0, None)
    for now in (counters, counters, replace(counters, started=2)):
        snapshot, following = read(OctoPrintAnswer("id", now, job), cursor)
        assert following is not None
        cursor = following
        assert snapshot.jobs[-1].key == "1 2"
        assert not snapshot.jobs[-1].ended
    assert cursor.counters == counters


def test_a_pause_is_not_forgotten_over_a_job_that_takes_its_place() -> None:
    counters = Counters(1, 1, 0, 0.0, 0.0)
    paused = LiveJob("1 1", 1, "a.gcode", 7, is_local=True, is_standing=True)
    cursor = Cursor(
        counters=Counters(1, 0, 0, 0.0, 0.0), seen=counters, live=paused, files={}
    )
    other = Running("b.gcode", 7, True, False, 0.0, 0.0, None)
    # The counters were asked before the first job was cancelled.
    snapshot, following = read(OctoPrintAnswer("id", counters, other), cursor)
    assert (snapshot.jobs, following) == ((), cursor)
    booked = Counters(1, 2, 0, 0.0, 50.0)
    snapshot, _ = read(
        OctoPrintAnswer("id", booked, replace(other, print_time=9.0)), cursor
    )
    ended = [job.usage for job in snapshot.jobs if job.ended]
    assert ended == [Usage(0.0, 0.0, 1)]
