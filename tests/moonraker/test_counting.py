"""What is counted through everything that happens to a Klipper printer."""

import pytest

from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.simulators import (
    Job,
    ManualClock,
    Printer,
    extrude,
    fail,
    heat,
    manual_printer,
    retract,
)

from .watcher import Watcher

# An hour of printing at a millimetre a second, after a minute of heating.
JOB = Job("a.gcode", (heat(60), extrude(3600, 3600)), "PLA")
WHOLE = Usage(3600, 3600, 1)

type ManualPrinter = Printer[ManualClock]


@pytest.fixture(params=["0.11.0", "0.8.0"])
def printer(request: pytest.FixtureRequest) -> ManualPrinter:
    """Return a printer with a new and with an old Moonraker."""
    return manual_printer(version=request.param)


@pytest.fixture
def watcher(printer: ManualPrinter) -> Watcher:
    """Return a watcher that has seen the printer idle."""
    watcher = Watcher(printer)
    watcher.poll()
    return watcher


def watch(watcher: Watcher, printer: ManualPrinter, seconds: float) -> None:
    """Let time pass, polling every minute; the odometer must never fall."""
    while seconds > 0:
        before = watcher.usage
        printer.clock.advance(min(seconds, 60))
        watcher.poll()
        assert before.largest(watcher.usage) == watcher.usage
        seconds -= 60


def test_a_print_that_is_watched(printer: ManualPrinter, watcher: Watcher) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 660)
    assert watcher.usage == Usage(600, 600, 0)
    watch(watcher, printer, 3600)
    assert watcher.usage == WHOLE
    assert watcher.odometer.buckets == {"PLA": WHOLE}


def test_home_assistant_is_restarted_in_a_print(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    watcher.restart()
    watch(watcher, printer, 600)
    assert watcher.usage == Usage(1140, 1140, 0)
    watch(watcher, printer, 3600)
    assert watcher.usage == WHOLE


def test_home_assistant_is_killed_in_a_print(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    watcher.save()
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    watcher.crash()
    watch(watcher, printer, 4000)
    assert watcher.usage == WHOLE


def test_home_assistant_is_down_at_the_end_of_a_print(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    printer.clock.advance(86400)
    watcher.restart()
    watcher.poll()
    assert watcher.usage == WHOLE


@pytest.mark.parametrize("jobs", [1, 3, 60, 130])
def test_home_assistant_is_down_for_whole_prints(
    printer: ManualPrinter, watcher: Watcher, jobs: int
) -> None:
    for _ in range(jobs):
        printer.klipper.start(JOB)
        printer.clock.advance(4000)
    watcher.restart()
    watcher.poll()
    assert watcher.usage == Usage(3600 * jobs, 3600 * jobs, jobs)
    watcher.poll()
    assert watcher.usage == Usage(3600 * jobs, 3600 * jobs, jobs)


def test_the_network_is_cut_in_a_print(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    watcher.client.is_cut = True
    watch(watcher, printer, 1200)
    assert watcher.usage == Usage(540, 540, 0)
    watcher.client.is_cut = False
    watch(watcher, printer, 60)
    assert watcher.usage == Usage(1800, 1800, 0)
    watch(watcher, printer, 3000)
    assert watcher.usage == WHOLE


@pytest.mark.parametrize("way", ["kill", "terminate"])
@pytest.mark.parametrize(
    ("back_after", "filament"),
    # Klipper forgets the filament that nobody asks for until the job has ended.
    [(120, 3600), (4000, 540)],
)
def test_moonraker_is_restarted_in_a_print(
    printer: ManualPrinter,
    watcher: Watcher,
    way: str,
    back_after: float,
    filament: float,
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    getattr(printer.moonraker, way)()
    watch(watcher, printer, back_after)
    printer.moonraker.launch()
    watch(watcher, printer, 4000)
    assert watcher.usage == Usage(3600, filament, 1)
    assert watcher.odometer.buckets == {"PLA": watcher.usage}


@pytest.mark.parametrize("way", ["kill", "terminate"])
def test_moonraker_is_restarted_while_home_assistant_is_down(
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


def test_moonraker_is_restarted_and_the_print_ends_while_home_assistant_is_down(
    watcher: Watcher, printer: ManualPrinter
) -> None:
    printer.klipper.start(JOB)
    printer.clock.advance(600)
    printer.moonraker.terminate()
    printer.clock.advance(60)
    printer.moonraker.launch()
    printer.clock.advance(8000)
    watcher.restart()
    watch(watcher, printer, 120)
    assert watcher.usage == WHOLE


def test_the_totals_are_reset(printer: ManualPrinter, watcher: Watcher) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    printer.moonraker.answer("POST", "/server/history/reset_totals")
    watch(watcher, printer, 120)
    assert watcher.usage == WHOLE
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == Usage(7200, 7200, 2)


def test_the_totals_are_reset_and_then_outgrown_while_home_assistant_is_down(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    printer.moonraker.answer("POST", "/server/history/reset_totals")
    for _ in range(3):
        printer.klipper.start(JOB)
        printer.clock.advance(4000)
    watcher.restart()
    watch(watcher, printer, 180)
    assert watcher.usage == Usage(4 * 3600, 4 * 3600, 4)


def test_a_print_is_cancelled(printer: ManualPrinter, watcher: Watcher) -> None:
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


def test_a_print_is_paused_and_resumed(
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
    assert watcher.usage == Usage(7200, 7200, 2)


def test_what_was_only_retracted_is_no_print(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(Job("unload.gcode", (heat(100), retract(50), heat(100))))
    watch(watcher, printer, 300)
    printer.klipper.start(Job("broken.gcode", (fail("Move out of range"),)))
    watch(watcher, printer, 120)
    assert watcher.usage == Usage()


def test_an_emergency_stop(printer: ManualPrinter, watcher: Watcher) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 630)
    printer.klipper.emergency_stop()
    watch(watcher, printer, 3600)
    assert watcher.usage == Usage(570, 570, 1)
    printer.klipper.firmware_restart()
    watch(watcher, printer, 120)
    assert watcher.usage == Usage(570, 570, 1)


def test_klippy_is_killed(printer: ManualPrinter, watcher: Watcher) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 630)
    printer.klipper.kill()
    watch(watcher, printer, 600)
    assert watcher.usage.print_time == 570
    printer.klipper.launch(startup=600)
    watch(watcher, printer, 300)
    assert watcher.usage == Usage(570, 570, 1)
    watch(watcher, printer, 600)
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == Usage(4170, 4170, 2)


def test_klippy_has_an_error_in_its_configuration(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.kill()
    printer.klipper.launch(error="Option 'x' is not valid")
    watch(watcher, printer, 600)
    assert watcher.usage == Usage()


def test_the_power_of_the_whole_printer_is_cut(
    printer: ManualPrinter, watcher: Watcher
) -> None:
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


def test_the_history_is_deleted_while_home_assistant_is_down(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    for _ in range(2):
        printer.klipper.start(JOB)
        printer.clock.advance(4000)
    printer.moonraker.answer("DELETE", "/server/history/job?all=true")
    watcher.restart()
    watch(watcher, printer, 180)
    assert watcher.usage == Usage(3 * 3600, 3 * 3600, 3)
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == Usage(4 * 3600, 4 * 3600, 4)


def test_the_history_is_deleted_with_a_print_that_was_watched(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    printer.clock.advance(4000)
    printer.moonraker.answer("DELETE", "/server/history/job?all=true")
    watch(watcher, printer, 180)
    assert watcher.usage == Usage(7200, 7200, 2)


def test_a_job_id_is_used_twice(printer: ManualPrinter, watcher: Watcher) -> None:
    for _ in range(2):
        printer.klipper.start(JOB)
        watch(watcher, printer, 4000)
        jobs = printer.moonraker.answer("GET", "/server/history/list?limit=1").result
        uid = jobs["jobs"][0]["job_id"]
        printer.moonraker.answer("DELETE", f"/server/history/job?uid={uid}")
    watch(watcher, printer, 120)
    assert watcher.usage == Usage(7200, 7200, 2)


def test_moonraker_is_upgraded() -> None:
    printer = manual_printer(version="0.8.0")
    for _ in range(3):
        printer.klipper.start(JOB)
        printer.clock.advance(4000)
    watcher = Watcher(printer)
    watcher.poll()
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    printer.moonraker.upgrade("0.11.0")
    watcher.restart()
    watch(watcher, printer, 4000)
    assert watcher.usage == Usage(4 * 3600, 4 * 3600, 4)


@pytest.mark.parametrize("step", [-3600, 3600])
def test_the_clock_of_the_host_is_set(
    printer: ManualPrinter, watcher: Watcher, step: float
) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    printer.clock.step_wall(step)
    watch(watcher, printer, 4000)
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == Usage(7200, 7200, 2)


def test_a_row_without_a_file_name(printer: ManualPrinter, watcher: Watcher) -> None:
    printer.moonraker.loses_filenames = True
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == WHOLE
