"""What is counted through everything that happens to a printer behind OctoPrint."""

import pytest

from custom_components.printer_maintenance.maintenance.usage import Usage
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


def test_a_print_that_is_watched(octoprint: Manual, either: Watcher) -> None:
    octoprint.start(JOB)
    watch(either, octoprint, 600)
    assert_counted(either, Usage(600, 600, 0))
    watch(either, octoprint, 3300)
    assert_counted(either, WHOLE)


def test_home_assistant_is_restarted_in_a_print(
    octoprint: Manual, either: Watcher
) -> None:
    octoprint.start(JOB)
    watch(either, octoprint, 600)
    either.restart()
    watch(either, octoprint, 4000)
    assert_counted(either, WHOLE)


def test_home_assistant_is_down_at_the_end_of_a_print(
    octoprint: Manual, either: Watcher
) -> None:
    octoprint.start(JOB)
    watch(either, octoprint, 600)
    either.restart()
    octoprint.clock.advance(86400)
    watch(either, octoprint, 120)
    assert_counted(either, WHOLE)


@pytest.mark.parametrize("jobs", [1, 3, 60])
def test_home_assistant_is_down_for_whole_prints(
    octoprint: Manual, either: Watcher, jobs: int
) -> None:
    for _ in range(jobs):
        octoprint.start(JOB)
        octoprint.clock.advance(4000)
    watch(either, octoprint, 180)
    assert_counted(either, Usage(3600 * jobs, 3600 * jobs, jobs))


def test_a_print_shorter_than_one_poll(octoprint: Manual, either: Watcher) -> None:
    octoprint.start(SHORT)
    watch(either, octoprint, 180)
    assert_counted(either, Usage(20, 50, 1))


def test_a_print_is_cancelled(octoprint: Manual, either: Watcher) -> None:
    octoprint.start(JOB)
    watch(either, octoprint, 600)
    octoprint.cancel()
    watch(either, octoprint, 180)
    assert_counted(either, Usage(600, 600, 1))


def test_a_print_is_cancelled_while_it_is_paused(
    octoprint: Manual, either: Watcher
) -> None:
    octoprint.start(JOB)
    watch(either, octoprint, 600)
    octoprint.pause()
    watch(either, octoprint, 3600)
    octoprint.cancel()
    watch(either, octoprint, 180)
    assert_counted(either, Usage(600, 600, 1))


def test_a_print_is_paused_and_resumed(octoprint: Manual, either: Watcher) -> None:
    octoprint.start(JOB)
    watch(either, octoprint, 600)
    octoprint.pause()
    watch(either, octoprint, 3600)
    octoprint.resume()
    watch(either, octoprint, 3200)
    assert_counted(either, WHOLE)


def test_the_same_file_again_and_again(octoprint: Manual, either: Watcher) -> None:
    for _ in range(3):
        octoprint.start(JOB)
        watch(either, octoprint, 3630)
    watch(either, octoprint, 180)
    assert_counted(either, Usage(10800, 10800, 3))


def test_the_same_file_is_begun_anew_between_two_polls(
    octoprint: Manual, either: Watcher
) -> None:
    octoprint.start(JOB)
    watch(either, octoprint, 600)
    octoprint.cancel()
    octoprint.start(JOB)
    watch(either, octoprint, 3900)
    assert_counted(either, Usage(4200, 4200, 2))


def test_octoprint_is_killed_in_a_print(octoprint: Manual, either: Watcher) -> None:
    octoprint.start(JOB)
    watch(either, octoprint, 600)
    octoprint.kill()
    watch(either, octoprint, 60)
    octoprint.launch()
    octoprint.connect()
    watch(either, octoprint, 180)
    assert_counted(either, Usage(600, 600, 1))


@pytest.mark.parametrize("end", ["disconnect", "emergency_stop"])
def test_the_printer_is_lost_in_a_print(
    octoprint: Manual, either: Watcher, end: str
) -> None:
    octoprint.start(JOB)
    watch(either, octoprint, 600)
    getattr(octoprint, end)()
    watch(either, octoprint, 180)
    assert_counted(either, Usage(600, 600, 1))


def test_a_cancelled_print_that_nobody_saw(octoprint: Manual, watcher: Watcher) -> None:
    octoprint.start(JOB)
    octoprint.clock.advance(1000)
    octoprint.cancel()
    watch(watcher, octoprint, 180)
    assert_counted(watcher, Usage(1000, 0, 1))
