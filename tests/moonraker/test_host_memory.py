"""What is counted when the host forgets: totals, history, ids and its time."""

import copy

import pytest

from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.world.watcher import watch

from .printing import (
    JOB,
    WHOLE,
    ManualPrinter,
    delete_history,
    delete_newest_row,
    jobs,
    newest_id,
    reset_totals,
    with_each_moonraker,
)
from .watcher import Watcher

pytestmark = with_each_moonraker


def test_the_totals_are_reset_when_idle(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    reset_totals(printer)
    watch(watcher, printer, 120)
    assert watcher.usage == WHOLE
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == jobs(2)


def test_the_totals_are_reset_while_home_assistant_is_down(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    for _ in range(3):
        printer.klipper.start(JOB)
        watch(watcher, printer, 4000)
    printer.klipper.start(JOB)
    printer.clock.advance(4000)
    reset_totals(printer)
    watcher.restart()
    watch(watcher, printer, 180)
    assert watcher.usage == jobs(4)
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == jobs(5)


def test_the_totals_are_reset_and_then_more_is_printed_than_before(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    reset_totals(printer)
    for count in (2, 3, 4):
        printer.klipper.start(JOB)
        watch(watcher, printer, 4000)
        assert watcher.usage == jobs(count)


def test_the_totals_are_reset_and_then_outgrown_while_home_assistant_is_down(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    reset_totals(printer)
    for _ in range(3):
        printer.klipper.start(JOB)
        printer.clock.advance(4000)
    watcher.restart()
    watch(watcher, printer, 180)
    assert watcher.usage == jobs(4)


def test_the_history_is_deleted_when_idle(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    delete_history(printer)
    watch(watcher, printer, 180)
    assert watcher.usage == WHOLE
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == jobs(2)


def test_the_history_is_deleted_while_home_assistant_is_down(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    for _ in range(2):
        printer.klipper.start(JOB)
        printer.clock.advance(4000)
    delete_history(printer)
    watcher.restart()
    watch(watcher, printer, 180)
    assert watcher.usage == jobs(3)
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == jobs(4)


def test_the_history_is_deleted_with_a_print_that_was_watched(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    printer.clock.advance(4000)
    delete_history(printer)
    watch(watcher, printer, 180)
    assert watcher.usage == jobs(2)


def test_the_history_seems_empty_for_a_moment(
    printer: ManualPrinter,
) -> None:
    for _ in range(3):
        printer.klipper.start(JOB)
        printer.clock.advance(4000)
    # The odometer begins with their sum, and knows none of them by itself.
    watcher = Watcher(printer)
    watch(watcher, printer, 120)
    watcher.client.empties_rows = True
    watch(watcher, printer, 60)
    watcher.client.empties_rows = False
    watch(watcher, printer, 180)
    assert watcher.usage == jobs(3)
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == jobs(4)


@pytest.mark.parametrize("is_reset", [False, True])
def test_the_history_is_deleted_and_restored(
    printer: ManualPrinter, *, is_reset: bool
) -> None:
    for _ in range(3):
        printer.klipper.start(JOB)
        printer.clock.advance(4000)
    # The odometer begins with their sum, and knows none of them by itself.
    watcher = Watcher(printer)
    watch(watcher, printer, 120)
    saved = copy.deepcopy(printer.moonraker.database)
    delete_history(printer)
    if is_reset:
        reset_totals(printer)
    watch(watcher, printer, 120)
    printer.moonraker.terminate()
    printer.moonraker.database = saved
    printer.moonraker.launch()
    watcher.restart()
    watch(watcher, printer, 180)
    assert watcher.usage == jobs(3)
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == jobs(4)


def test_the_newest_row_is_deleted_and_its_id_used_twice(
    printer: ManualPrinter, watcher: Watcher, version: str
) -> None:
    ids = []
    for count in (1, 2):
        printer.klipper.start(JOB)
        watch(watcher, printer, 4000)
        assert watcher.usage == jobs(count)
        ids.append(delete_newest_row(printer))
    # Moonraker 0.8.0 frees the id of no row that is deleted by itself.
    assert (ids[0] == ids[1]) == (version == "0.11.0")
    watch(watcher, printer, 120)
    assert watcher.usage == jobs(2)


def test_an_id_is_used_twice_while_home_assistant_is_down(
    printer: ManualPrinter, watcher: Watcher, version: str
) -> None:
    for _ in range(2):
        printer.klipper.start(JOB)
        watch(watcher, printer, 4000)
    deleted = delete_newest_row(printer)
    printer.klipper.start(JOB)
    printer.clock.advance(4000)
    assert (newest_id(printer) == deleted) == (version == "0.11.0")
    watcher.restart()
    watch(watcher, printer, 120)
    assert watcher.usage == jobs(3)


def step_clock(printer: ManualPrinter, watcher: Watcher, seconds: float) -> None:
    """Print three times, while the host's clock is stepped in the first."""
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    printer.clock.step_wall(seconds)
    watch(watcher, printer, 4000)
    assert watcher.usage == WHOLE
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == jobs(2)
    watcher.restart()
    printer.klipper.start(JOB)
    printer.clock.advance(4000)
    watch(watcher, printer, 120)
    assert watcher.usage == jobs(3)


def test_the_clock_of_the_host_is_stepped_an_hour_back(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    step_clock(printer, watcher, -3600)


def test_the_clock_of_the_host_is_stepped_an_hour_forward(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    step_clock(printer, watcher, 3600)


@pytest.mark.parametrize("seconds", [-3600, 3600])
def test_the_clock_is_stepped_while_home_assistant_is_down(
    printer: ManualPrinter, watcher: Watcher, seconds: float
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    printer.clock.step_wall(seconds)
    printer.clock.advance(4000)
    printer.klipper.start(JOB)
    printer.clock.advance(1860)
    watcher.restart()
    watcher.poll()
    assert watcher.usage == Usage(3600 + 1800, 3600 + 1800, 1)
    watch(watcher, printer, 4000)
    assert watcher.usage == jobs(2)


def test_the_row_of_a_print_that_goes_on_is_deleted(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    # Moonraker 0.8 never ends the row of a print that it lost; this one comes to light.
    printer.klipper.start(JOB)
    printer.clock.advance(30)
    printer.moonraker.kill()
    printer.klipper.cancel()
    printer.moonraker.launch()
    printer.clock.advance(60)
    printer.klipper.start(JOB)
    watch(watcher, printer, 1200)
    printer.moonraker.kill()
    printer.moonraker.launch()
    watch(watcher, printer, 120)
    delete_newest_row(printer)
    watch(watcher, printer, 4000)
    assert watcher.usage == WHOLE
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == jobs(2)


def test_a_print_that_begins_as_long_after_the_boot_as_the_last(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    for seconds in (1860, 660):
        printer.power_off()
        printer.power_on()
        watcher.poll()
        printer.clock.advance(60)
        printer.klipper.start(JOB)
        printer.clock.advance(seconds)
        if seconds == 1860:
            watcher.poll()
        else:
            delete_history(printer)
    watcher.poll()
    assert watcher.usage == Usage(2400, 2400, 1)


def test_a_row_that_may_be_of_another_print_of_the_file(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    watcher.client.hides_rows = True
    watch(watcher, printer, 60)
    printer.klipper.start(JOB)
    watch(watcher, printer, 1860)
    assert watcher.usage == Usage(1800, 1800)
    printer.clock.advance(4000)
    delete_newest_row(printer)
    printer.klipper.start(JOB)
    printer.clock.advance(1)
    printer.moonraker.kill()
    printer.klipper.cancel()
    printer.moonraker.launch()
    watcher.client.hides_rows = False
    watch(watcher, printer, 240)
    # The totals tell what it printed since it was seen, and nothing twice.
    assert watcher.usage == WHOLE
