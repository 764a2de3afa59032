"""What is counted when Moonraker is killed, stopped or loses its power in a print."""

import pytest

from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.simulators import Job, extrude
from tests.world.watcher import watch

from .printing import JOB, WHOLE, ManualPrinter, with_each_moonraker
from .watcher import Watcher

# What was printed before anybody asked has no heating told apart.
COLD = Job("a.gcode", (extrude(3600, 3600),), "PLA")
OTHER = Job("b.gcode", (extrude(1000, 1000),), "ABS")

pytestmark = with_each_moonraker


def test_moonraker_is_killed_and_back_before_the_end(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    printer.moonraker.kill()
    watch(watcher, printer, 120)
    assert watcher.usage == Usage(540, 540, 0)
    printer.moonraker.launch()
    watch(watcher, printer, 60)
    assert watcher.usage == Usage(720, 720, 0)
    watch(watcher, printer, 4000)
    assert watcher.odometer.buckets == {"PLA": WHOLE}


def test_moonraker_is_killed_and_back_after_the_end(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    printer.moonraker.kill()
    watch(watcher, printer, 4000)
    printer.moonraker.launch()
    watch(watcher, printer, 180)
    # Klipper forgets the filament that nobody asks for until the job has ended.
    assert watcher.odometer.buckets == {"PLA": Usage(3600, 540, 1)}


def test_moonraker_is_stopped_and_back_before_the_end(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    printer.moonraker.terminate()
    watch(watcher, printer, 120)
    assert watcher.usage == Usage(540, 540, 0)
    printer.moonraker.launch()
    watch(watcher, printer, 60)
    assert watcher.usage == Usage(720, 720, 0)
    watch(watcher, printer, 4000)
    assert watcher.odometer.buckets == {"PLA": WHOLE}


def test_moonraker_is_stopped_and_back_after_the_end(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    printer.moonraker.terminate()
    watch(watcher, printer, 4000)
    printer.moonraker.launch()
    watch(watcher, printer, 180)
    # Klipper forgets the filament that nobody asks for until the job has ended.
    assert watcher.odometer.buckets == {"PLA": Usage(3600, 540, 1)}


def test_the_power_is_cut(printer: ManualPrinter, watcher: Watcher) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    printer.power_off()
    watch(watcher, printer, 600)
    printer.power_on()
    watch(watcher, printer, 60)
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == Usage(540 + 3600, 540 + 3600, 2)


@pytest.mark.parametrize("off", [0, 500])
def test_the_same_file_is_printed_again_after_a_power_cut(
    printer: ManualPrinter, watcher: Watcher, off: float
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 660)
    printer.power_off()
    printer.clock.advance(off)
    printer.power_on()
    printer.klipper.start(JOB)
    printer.clock.advance(4000)
    watch(watcher, printer, 180)
    assert watcher.usage == Usage(600 + 3600, 600 + 3600, 2)


@pytest.mark.parametrize("way", ["kill", "terminate"])
def test_home_assistant_is_down_meanwhile_and_back_before_the_end(
    printer: ManualPrinter, watcher: Watcher, way: str
) -> None:
    printer.klipper.start(JOB)
    printer.clock.advance(600)
    getattr(printer.moonraker, way)()
    printer.clock.advance(60)
    printer.moonraker.launch()
    printer.clock.advance(60)
    watcher.restart()
    watch(watcher, printer, 4000)
    assert watcher.usage == WHOLE


@pytest.mark.parametrize("is_named", [True, False])
@pytest.mark.parametrize("way", ["kill", "terminate"])
def test_home_assistant_is_down_meanwhile_and_back_after_the_end(
    printer: ManualPrinter, watcher: Watcher, way: str, *, is_named: bool
) -> None:
    printer.moonraker.loses_filenames = not is_named
    printer.klipper.start(JOB)
    printer.clock.advance(600)
    getattr(printer.moonraker, way)()
    printer.clock.advance(60)
    printer.moonraker.launch()
    printer.clock.advance(8000)
    watcher.restart()
    watch(watcher, printer, 120)
    assert watcher.usage == WHOLE


def test_another_file_is_begun_while_both_are_away(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    printer.clock.advance(600)
    printer.moonraker.kill()
    printer.klipper.cancel()
    printer.klipper.start(OTHER)
    printer.clock.advance(600)
    printer.moonraker.launch()
    printer.clock.advance(OTHER.seconds)
    watcher.restart()
    watch(watcher, printer, 180)
    # No row tells of it, and that of the first is not taken for it.
    assert watcher.usage == Usage()
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == WHOLE


def test_a_row_that_was_not_seen_is_not_of_the_next_print(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    watcher.client.hides_rows = True
    printer.klipper.start(COLD)
    watch(watcher, printer, 660)
    printer.clock.advance(30)
    printer.moonraker.terminate()
    printer.klipper.cancel()
    printer.klipper.start(COLD)
    printer.clock.advance(1260)
    printer.moonraker.launch()
    watcher.client.hides_rows = False
    watch(watcher, printer, 4000)
    # Of the first print its row tells half a minute more than was seen.
    assert watcher.usage == Usage(690, 690, 1) + WHOLE


@pytest.mark.parametrize("way", ["kill", "terminate"])
def test_home_assistant_is_down_for_the_end_of_one_print_and_all_of_the_next(
    printer: ManualPrinter, watcher: Watcher, way: str
) -> None:
    printer.klipper.start(OTHER)
    watch(watcher, printer, 300)
    printer.clock.advance(30)
    printer.klipper.cancel()
    printer.klipper.start(JOB)
    printer.clock.advance(600)
    getattr(printer.moonraker, way)()
    printer.clock.advance(60)
    printer.moonraker.launch()
    printer.clock.advance(8000)
    watcher.restart()
    watch(watcher, printer, 120)
    assert watcher.usage == Usage(330, 330, 1) + WHOLE


@pytest.mark.parametrize("way", ["kill", "terminate"])
def test_home_assistant_is_down_meanwhile_and_back_in_the_next_print(
    printer: ManualPrinter, watcher: Watcher, way: str
) -> None:
    printer.klipper.start(COLD)
    watch(watcher, printer, 300)
    printer.clock.advance(30)
    printer.klipper.cancel()
    printer.klipper.start(COLD)
    printer.clock.advance(600)
    getattr(printer.moonraker, way)()
    printer.clock.advance(60)
    printer.moonraker.launch()
    printer.clock.advance(60)
    watcher.restart()
    watch(watcher, printer, 4000)
    assert watcher.usage == Usage(330, 330, 1) + WHOLE


@pytest.mark.parametrize(("paused", "following"), [(4000, COLD), (0, OTHER)])
def test_a_finished_print_is_not_the_one_that_moonraker_lost(
    printer: ManualPrinter, watcher: Watcher, paused: float, following: Job
) -> None:
    printer.klipper.start(COLD)
    watch(watcher, printer, 600)
    printer.klipper.pause()
    watch(watcher, printer, paused)
    printer.klipper.resume()
    watch(watcher, printer, 60)
    printer.moonraker.terminate()
    printer.klipper.cancel()
    printer.klipper.start(following)
    printer.clock.advance(600)
    printer.moonraker.launch()
    printer.clock.advance(following.seconds)
    watcher.restart()
    watch(watcher, printer, 120)
    # It is of another file, or took less time than the first; no row tells of it.
    assert watcher.usage == Usage(660, 660, 1)
