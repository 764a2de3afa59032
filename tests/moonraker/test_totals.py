"""What the totals are good for: the usage to begin with, and a second witness."""

from dataclasses import replace

import pytest

from custom_components.printer_maintenance.hosts.moonraker_answer import MoonrakerAnswer
from custom_components.printer_maintenance.hosts.moonraker_client import MoonrakerClient
from custom_components.printer_maintenance.maintenance.usage import NOTHING, Usage
from tests.simulators import Job, extrude, fail, heat, retract
from tests.world.watcher import watch

from .printing import JOB, WHOLE, ManualPrinter, ask, reset_totals
from .watcher import Watcher


@pytest.fixture
def watcher(printer: ManualPrinter) -> Watcher:
    """Return a watcher that has seen nothing yet."""
    return Watcher(printer)


def run(printer: ManualPrinter, *jobs: Job) -> None:
    """Print jobs to their end."""
    for job in jobs:
        printer.klipper.start(job)
        printer.clock.advance(job.seconds + 60)


ABS = Job("abs.gcode", (extrude(100, 1000),), "ABS")
PLAIN = Job("plain.gcode", (extrude(10, 10),))
BROKEN = Job("broken.gcode", (fail("Move out of range"),), "PLA")


def test_the_odometer_begins_with_the_totals_by_material(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    run(printer, JOB, ABS, ABS, PLAIN, BROKEN)
    watcher.poll()
    assert watcher.odometer.buckets == {
        "PLA": Usage(3600, 3600, 1),
        "ABS": Usage(200, 2000, 2),
        "unknown": Usage(10, 10, 1),
    }


def test_what_rows_no_longer_tell_is_of_unknown_material(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    run(printer, ABS, JOB, ABS)
    ask(printer, "DELETE", "/server/history/job?uid=000001")
    watcher.poll()
    assert watcher.odometer.buckets == {
        "PLA": Usage(3600, 3600, 1),
        "ABS": Usage(100, 1000, 1),
        "unknown": Usage(100, 1000, 1),
    }


def test_rows_from_before_a_reset_are_not_in_the_totals(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    run(printer, ABS, JOB)
    ask(printer, "POST", "/server/history/reset_totals")
    run(printer, PLAIN, JOB)
    watcher.poll()
    assert watcher.odometer.buckets == {
        "PLA": Usage(3600, 3600, 1),
        "unknown": Usage(10, 10, 1),
    }


def test_a_job_that_ends_while_the_host_is_asked_for_the_first_time(
    printer: ManualPrinter, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer.klipper.start(JOB)
    printer.clock.advance(3000)
    poll = MoonrakerClient.poll

    async def between(
        self: MoonrakerClient, still: MoonrakerAnswer | None = None
    ) -> MoonrakerAnswer:
        before = await poll(self, still)
        printer.clock.advance(1000)
        return replace(before, totals=(await poll(self)).totals)

    monkeypatch.setattr(MoonrakerClient, "poll", between)
    watcher.poll()
    monkeypatch.undo()
    watch(watcher, printer, 180)
    assert watcher.usage == WHOLE


def test_a_printer_with_nothing_printed(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    watcher.poll()
    assert (watcher.usage, watcher.seeded) == (Usage(), True)


@pytest.mark.parametrize("way", ["kill", "terminate"])
def test_a_running_print_is_counted_once(
    printer: ManualPrinter, watcher: Watcher, way: str
) -> None:
    run(printer, JOB)
    printer.klipper.start(JOB)
    printer.clock.advance(600)
    getattr(printer.moonraker, way)()
    printer.clock.advance(60)
    printer.moonraker.launch()
    watcher.poll()
    assert watcher.usage == Usage(4200, 4200, 1)
    watch(watcher, printer, 4000)
    assert watcher.usage == Usage(7200, 7200, 2)


def test_a_print_that_had_just_ended_is_in_the_totals(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    run(printer, JOB)
    watcher.poll()
    watch(watcher, printer, 120)
    assert watcher.usage == WHOLE


def test_nothing_is_counted_before_the_totals_can_be_read(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    run(printer, JOB)
    watcher.client.hides_totals = True
    watcher.poll()
    assert (watcher.usage, watcher.seeded) == (Usage(), False)
    watcher.client.hides_totals = False
    watcher.poll()
    assert watcher.usage == WHOLE


def test_live_numbers_count_while_rows_cannot_be_read(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    watcher.poll()
    watcher.client.hides_rows = True
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    assert watcher.usage == Usage(540, 540, 0)
    watcher.client.hides_rows = False
    watch(watcher, printer, 4000)
    assert watcher.usage == WHOLE


def test_rows_that_come_back_belong_to_the_jobs_that_were_watched(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    watcher.poll()
    watcher.client.hides_rows = True
    printer.klipper.start(JOB)
    watch(watcher, printer, 3650)
    printer.clock.advance(30)
    printer.klipper.start(ABS)
    printer.clock.advance(30)
    watcher.poll()
    watcher.client.hides_rows = False
    watch(watcher, printer, 300)
    assert watcher.usage == Usage(3700, 4600, 2)


def test_the_totals_tell_what_rows_do_not(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    watcher.poll()
    watcher.client.hides_rows = True
    run(printer, JOB, ABS)
    watcher.poll()
    assert watcher.usage == Usage()
    watcher.poll()
    assert watcher.odometer.buckets == {"unknown": Usage(3700, 4600, 2)}
    watcher.client.hides_rows = False
    watch(watcher, printer, 180)
    assert watcher.usage == Usage(3700, 4600, 2)
    run(printer, ABS)
    watch(watcher, printer, 180)
    assert watcher.usage == Usage(3800, 5600, 3)


def test_a_job_that_was_watched_is_not_what_totals_tell_beyond_rows(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    watcher.poll()
    watcher.client.hides_rows = True
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == WHOLE
    run(printer, ABS)
    watch(watcher, printer, 240)
    assert watcher.usage == Usage(3700, 4600, 2)
    watcher.client.hides_rows = False
    watch(watcher, printer, 240)
    assert watcher.usage == Usage(3700, 4600, 2)


def test_two_polls_have_to_agree(printer: ManualPrinter, watcher: Watcher) -> None:
    watcher.poll()
    watcher.client.hides_rows = True
    run(printer, ABS)
    watcher.poll()
    run(printer, ABS)
    watcher.poll()
    assert watcher.usage == Usage()
    watcher.poll()
    assert watcher.usage == Usage(200, 2000, 2)


def test_totals_that_are_hidden_meanwhile(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    watcher.poll()
    run(printer, ABS)
    ask(printer, "DELETE", "/server/history/job?all=true")
    watcher.client.hides_totals = True
    watch(watcher, printer, 180)
    watcher.client.hides_totals = False
    watch(watcher, printer, 180)
    assert watcher.usage == Usage(100, 1000, 1)


def test_a_short_rest_is_not_worth_a_credit(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    run(printer, JOB)
    watcher.poll()
    run(printer, Job("tiny.gcode", (extrude(0.9, 1),)))
    ask(printer, "DELETE", "/server/history/job?all=true")
    watch(watcher, printer, 180)
    assert watcher.usage == WHOLE


def test_a_lost_row_is_not_taken_off_totals_that_were_reset(
    printer: ManualPrinter,
) -> None:
    printer.klipper.start(Job("unload.gcode", (heat(60), retract(30), heat(60))))
    printer.clock.advance(90)
    printer.klipper.kill()
    reset_totals(printer)
    watcher = Watcher(printer)
    watcher.poll()
    assert watcher.seeded
    assert watcher.usage == NOTHING
    printer.klipper.launch()
    watch(watcher, printer, 180)
    assert watcher.usage == NOTHING
