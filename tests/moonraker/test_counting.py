"""What is counted of a print, whatever becomes of it."""

from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.simulators import Job, extrude, fail, heat, retract
from tests.world.watcher import watch

from .printing import JOB, WHOLE, ManualPrinter, jobs, with_each_moonraker
from .watcher import Watcher

pytestmark = with_each_moonraker


def test_a_normal_print_that_is_watched(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 660)
    assert watcher.usage == Usage(600, 600, 0)
    watch(watcher, printer, 3600)
    assert watcher.usage == WHOLE
    assert watcher.odometer.buckets == {"PLA": WHOLE}


def test_a_print_is_cancelled_while_it_runs(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 630)
    printer.klipper.cancel()
    watch(watcher, printer, 120)
    assert watcher.usage == Usage(570, 570, 1)


def test_a_print_is_cancelled_while_it_is_paused(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 630)
    printer.klipper.pause()
    watch(watcher, printer, 3600)
    printer.klipper.cancel()
    watch(watcher, printer, 120)
    assert watcher.usage == Usage(570, 570, 1)


def test_a_print_is_paused_for_an_hour(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    printer.klipper.pause()
    watch(watcher, printer, 3600)
    assert watcher.usage == Usage(540, 540, 0)
    printer.klipper.resume()
    watch(watcher, printer, 4000)
    assert watcher.usage == WHOLE


def test_a_print_shorter_than_one_poll(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    for _ in range(2):
        printer.klipper.start(Job("short.gcode", (extrude(20, 30),)))
        printer.clock.advance(25)
    watcher.poll()
    assert watcher.usage == Usage(40, 60, 2)


def test_the_same_file_twice_in_a_row(printer: ManualPrinter, watcher: Watcher) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 3600)
    printer.clock.advance(65)
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == jobs(2)


def test_a_job_that_only_retracts_is_no_print(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(Job("unload.gcode", (heat(100), retract(50), heat(100))))
    watch(watcher, printer, 300)
    printer.klipper.start(Job("broken.gcode", (fail("Move out of range"),)))
    watch(watcher, printer, 120)
    assert watcher.usage == Usage()


def test_a_row_without_a_file_name(printer: ManualPrinter, watcher: Watcher) -> None:
    printer.moonraker.loses_filenames = True
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == WHOLE


def test_a_print_that_is_first_seen_ends_while_it_is_asked_for(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    printer.clock.advance(JOB.seconds - 0.5)
    printer.moonraker.between_items = lambda: printer.clock.advance(1)
    watcher.poll()
    assert 3599 < watcher.usage.print_time <= 3600
    printer.moonraker.between_items = None
    watch(watcher, printer, 180)
    assert watcher.usage == WHOLE
