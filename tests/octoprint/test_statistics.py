"""What is counted of files and counters that come, go and begin anew."""

import pytest

from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.simulators.job import Job, extrude
from tests.world.watcher import watch

from .printing import (
    JOB,
    SHORT,
    WHOLE,
    Manual,
    assert_counted,
    either,
    octoprint,
    plain,
    watcher,
)
from .watcher import Watcher

# Fixtures.
__all__ = ["either", "octoprint", "plain", "watcher"]


def test_the_filament_is_credited_when_the_file_is_analysed(
    octoprint: Manual, either: Watcher
) -> None:
    octoprint.pace.analysis = 100_000
    other = Job("c.gcode", (extrude(1200, 700),))
    octoprint.start(other)
    watch(either, octoprint, 1500)
    assert_counted(either, Usage(1200, 0, 1))
    octoprint.pace.analysis = 1
    watch(either, octoprint, 120)
    assert_counted(either, Usage(1200, 700, 1))
    watch(either, octoprint, 240)
    assert_counted(either, Usage(1200, 700, 1))


def test_a_file_is_deleted_before_its_analysis(
    octoprint: Manual, either: Watcher
) -> None:
    octoprint.pace.analysis = 100_000
    octoprint.start(Job("c.gcode", (extrude(1200, 700),)))
    watch(either, octoprint, 1500)
    octoprint.delete("c.gcode")
    watch(either, octoprint, 180)
    assert_counted(either, Usage(1200, 0, 1))
    assert either.cursor is not None
    assert either.cursor.pending == ()


def test_a_job_takes_anothers_place_while_the_host_is_asked(
    octoprint: Manual, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    octoprint.start(JOB)
    watch(watcher, octoprint, 600)
    counters = octoprint.achievements.as_json(octoprint.wall)
    octoprint.cancel()
    octoprint.start(SHORT)
    with monkeypatch.context() as patch:
        patch.setattr(octoprint.achievements, "as_json", lambda _: counters)
        watcher.poll()
    assert_counted(watcher, Usage(600, 600, 0))
    watch(watcher, octoprint, 180)
    assert_counted(watcher, Usage(620, 650, 2))


def test_a_file_is_deleted_after_its_print(octoprint: Manual, either: Watcher) -> None:
    octoprint.start(JOB)
    watch(either, octoprint, 3700)
    octoprint.delete("a.gcode")
    watch(either, octoprint, 180)
    assert_counted(either, WHOLE)


def test_a_copy_of_a_file_was_not_printed(octoprint: Manual, either: Watcher) -> None:
    octoprint.start(JOB)
    watch(either, octoprint, 3780)
    octoprint.copy("a.gcode", "folder/copy.gcode")
    watch(either, octoprint, 180)
    assert_counted(either, WHOLE)


def test_a_print_from_the_card(octoprint: Manual, watcher: Watcher) -> None:
    octoprint.put_on_card(JOB)
    octoprint.print_file("a.gcode", is_sd=True)
    watch(watcher, octoprint, 600)
    octoprint.pause()
    watch(watcher, octoprint, 600)
    octoprint.resume()
    watch(watcher, octoprint, 3300)
    assert_counted(watcher, Usage(3600, 0, 1))


def test_nobody_knows_whether_a_print_from_the_card_finished(
    octoprint: Manual, watcher: Watcher
) -> None:
    octoprint.put_on_card(JOB)
    octoprint.print_file("a.gcode", is_sd=True)
    watch(watcher, octoprint, 600)
    octoprint.cancel()
    octoprint.print_file("a.gcode", is_sd=True)
    octoprint.clock.advance(4000)
    watch(watcher, octoprint, 180)
    assert_counted(watcher, Usage(4200, 0, 2))


def test_the_counters_are_reset(octoprint: Manual, watcher: Watcher) -> None:
    octoprint.start(JOB)
    watch(watcher, octoprint, 3780)
    octoprint.kill()
    octoprint.achievements.reset()
    octoprint.launch()
    octoprint.connect()
    octoprint.start(JOB)
    watch(watcher, octoprint, 3780)
    assert_counted(watcher, Usage(7200, 7200, 2))


def test_the_counters_are_switched_off_and_on(
    octoprint: Manual, watcher: Watcher
) -> None:
    for is_on in (False, True):
        octoprint.switch("achievements", is_on=is_on)
        octoprint.connect()
        octoprint.start(JOB)
        watch(watcher, octoprint, 3780)
    assert_counted(watcher, Usage(7200, 7200, 2))


def test_what_was_counted_before_is_the_beginning(octoprint: Manual) -> None:
    octoprint.start(JOB)
    octoprint.clock.advance(4000)
    octoprint.start(JOB)
    octoprint.clock.advance(600)
    watcher = Watcher(octoprint)
    watcher.poll()
    assert_counted(watcher, Usage(4200, 4200, 1))
    watch(watcher, octoprint, 3600)
    assert_counted(watcher, Usage(7200, 7200, 2))


def test_idle_takes_one_small_request(octoprint: Manual, watcher: Watcher) -> None:
    watch(watcher, octoprint, 120)
    before = octoprint.requests
    watch(watcher, octoprint, 60)
    assert octoprint.requests == before + 1


def test_another_octoprint_is_the_same_printer(
    octoprint: Manual, watcher: Watcher
) -> None:
    octoprint.start(JOB)
    watch(watcher, octoprint, 1800)
    # Who replaces it ends the print: OctoPrint sends every line itself.
    octoprint.terminate()
    octoprint.uuid = "another"
    octoprint.launch()
    octoprint.connect()
    watcher.follow_another_host()
    watch(watcher, octoprint, 180)
    assert_counted(watcher, Usage(1800, 1800, 1))
    octoprint.start(JOB)
    watch(watcher, octoprint, 4000)
    assert_counted(watcher, Usage(5400, 5400, 2))


@pytest.mark.parametrize("is_counting", [True, False])
def test_the_same_file_goes_first_on_every_octoprint(
    octoprint: Manual, watcher: Watcher, is_counting: bool
) -> None:
    octoprint.switch("achievements", is_on=is_counting)
    for uuid in ("another", "a third", "the last"):
        octoprint.connect()
        octoprint.start(JOB)
        watch(watcher, octoprint, 1800)
        octoprint.terminate()
        octoprint.uuid = uuid
        octoprint.launch()
        watcher.follow_another_host()
        watch(watcher, octoprint, 180)
    assert_counted(watcher, Usage(5400, 5400, 3))
