"""Rules of counting that matter too seldom for simulated worlds to meet them."""

import pytest

from custom_components.printer_maintenance.hosts.moonraker_cursor import Cursor
from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.simulators import Job, ManualClock, Printer, extrude, retract

from .watcher import Watcher

JOB = Job("a.gcode", (extrude(3600, 3600),), "PLA")
WHOLE = Usage(3600, 3600, 1)

type ManualPrinter = Printer[ManualClock]


@pytest.fixture
def watcher(printer: ManualPrinter) -> Watcher:
    """Return a watcher that has seen nothing yet."""
    return Watcher(printer)


def run(printer: ManualPrinter, job: Job, times: int = 1) -> None:
    """Print a job to its end."""
    for _ in range(times):
        printer.klipper.start(job)
        printer.clock.advance(job.seconds + 60)


def delete(printer: ManualPrinter, which: str) -> None:
    """Delete rows of the history."""
    path = f"/server/history/job?{which}"
    assert printer.moonraker.answer("DELETE", path).status == 200


def delete_newest(printer: ManualPrinter, number: int) -> None:
    """Delete the newest rows."""
    path = f"/server/history/list?limit={number}"
    for job in printer.moonraker.answer("GET", path).result["jobs"]:
        delete(printer, f"uid={job['job_id']}")


def poll_often(printer: ManualPrinter, watcher: Watcher) -> None:
    """Poll until nothing changes any more."""
    for _ in range(4):
        printer.clock.advance(60)
        watcher.poll()


def start_unseen(printer: ManualPrinter, seconds: float, job: Job) -> None:
    """Let Moonraker stop in a job that nobody saw, and return in another one."""
    printer.klipper.start(JOB)
    printer.clock.advance(seconds)
    printer.moonraker.terminate()
    printer.klipper.cancel()
    printer.clock.advance(5)
    printer.klipper.start(job)
    printer.clock.advance(90)
    printer.moonraker.launch()


def test_a_row_that_was_lost_is_not_of_another_file(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    watcher.poll()
    start_unseen(printer, 80, Job("b.gcode", (extrude(1000, 1000),), "PLA"))
    watcher.poll()
    printer.clock.advance(1000)
    poll_often(printer, watcher)
    assert watcher.usage == Usage(1080, 1080, 2)


def test_a_row_that_was_lost_is_not_of_a_younger_job(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    watcher.poll()
    start_unseen(printer, 660, JOB)
    watcher.poll()
    assert watcher.usage == Usage(750, 750, 1)
    printer.clock.advance(3600)
    poll_often(printer, watcher)
    assert watcher.usage == Usage(4260, 4260, 2)


def test_more_prints_than_the_first_page_tells(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    watcher.poll()
    run(printer, JOB, 7)
    watcher.poll()
    assert watcher.odometer.buckets == {"PLA": Usage(7 * 3600, 7 * 3600, 7)}


def test_old_rows_that_are_left_were_counted_before(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    run(printer, JOB, 60)
    watcher.poll()
    assert watcher.usage == Usage(60 * 3600, 60 * 3600, 60)
    delete_newest(printer, 50)
    poll_often(printer, watcher)
    assert watcher.usage == Usage(60 * 3600, 60 * 3600, 60)


def test_totals_are_not_asked_while_rows_tell(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    run(printer, JOB)
    watcher.poll()
    run(printer, JOB)
    delete_newest(printer, 1)
    poll_often(printer, watcher)
    assert watcher.usage == WHOLE


def test_totals_that_were_reset_tell_nothing(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    run(printer, JOB, 2)
    watcher.poll()
    assert (
        printer.moonraker.answer("POST", "/server/history/reset_totals").status == 200
    )
    run(printer, Job("long.gcode", (extrude(9000, 9000),), "PLA"))
    delete(printer, "all=true")
    poll_often(printer, watcher)
    assert watcher.usage == Usage(7200, 7200, 2)


@pytest.mark.parametrize("version", ["0.8.0", "0.11.0"])
def test_a_row_that_is_paired_is_of_one_print(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    printer.klipper.start(JOB)
    printer.clock.advance(600)
    watcher.poll()
    printer.moonraker.kill()
    printer.klipper.cancel()
    printer.klipper.start(JOB)
    printer.clock.advance(660)
    printer.moonraker.launch()
    watcher.poll()
    assert watcher.usage == Usage(1260, 1260, 1)
    printer.clock.advance(3600)
    poll_often(printer, watcher)
    assert watcher.usage == Usage(4200, 4200, 2)


def test_two_rows_of_the_same_file_are_of_two_prints(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    watcher.poll()
    watcher.client.hides_rows = True
    printer.klipper.start(JOB)
    printer.clock.advance(1800)
    watcher.poll()
    assert watcher.usage == Usage(1800, 1800)
    printer.clock.advance(1800)
    run(printer, JOB)
    watcher.client.hides_rows = False
    poll_often(printer, watcher)
    assert watcher.usage == Usage(7200, 7200, 2)


def test_no_more_than_fifty_rows_are_remembered(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    watcher.poll()
    for _ in range(60):
        printer.klipper.start(JOB)
        printer.clock.advance(60)
        watcher.poll()
        printer.clock.advance(JOB.seconds)
    poll_often(printer, watcher)
    assert isinstance(watcher.cursor, Cursor)
    assert len(watcher.cursor.known or ()) == len(watcher.cursor.pairs) == 50
    delete(printer, "all=true")
    poll_often(printer, watcher)
    assert len(watcher.cursor.gone) == 50
    assert watcher.usage == Usage(60 * 3600, 60 * 3600, 60)


def test_jobs_that_printed_nothing_are_no_prints(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    run(printer, JOB)
    watcher.poll()
    run(printer, Job("unload.gcode", (retract(60),)), times=3)
    delete(printer, "all=true")
    poll_often(printer, watcher)
    assert watcher.usage == WHOLE


def test_a_job_that_is_booked_is_not_sought_in_the_totals(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    watcher.poll()
    printer.klipper.start(JOB)
    printer.clock.advance(600)
    watcher.poll()
    printer.moonraker.terminate()
    printer.moonraker.launch()
    poll_often(printer, watcher)
    assert watcher.usage == Usage(840, 840)
    # All that the totals will ever tell of it they have told.
    delete(printer, "all=true")
    printer.clock.advance(JOB.seconds)
    run(printer, Job("b.gcode", (extrude(1000, 1000),), "PLA"))
    delete(printer, "all=true")
    poll_often(printer, watcher)
    assert watcher.usage == Usage(840 + 1000, 840 + 1000, 2)
