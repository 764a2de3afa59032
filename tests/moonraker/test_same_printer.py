"""What is counted where another Moonraker answers, and the user says: the same printer."""

import pytest

from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.simulators import Job, extrude, manual_printer
from tests.simulators.database import Database
from tests.world.watcher import watch

from .printing import JOB, WHOLE, ManualPrinter, jobs
from .watcher import Watcher

NEW = "another-identity"
SEEN = Usage(1740, 1740)
SAME_FILE_TWICE_AS_LONG = Job(JOB.filename, (extrude(7200, 7200),), JOB.material)


@pytest.fixture
def printing(printer: ManualPrinter, watcher: Watcher) -> ManualPrinter:
    """Return a printer that has printed once, and half an hour of the next print."""
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    printer.klipper.start(JOB)
    watch(watcher, printer, 1800)
    assert watcher.usage == WHOLE + SEEN
    return printer


@pytest.fixture
def other() -> ManualPrinter:
    """Return another printer, which was not switched on in the same moment."""
    other = manual_printer()
    other.moonraker.database.instance_id = NEW
    other.clock.advance(777)
    return other


def renew(printer: ManualPrinter, database: Database) -> None:
    """Stop Moonraker, and start it with another database."""
    printer.moonraker.terminate()
    printer.clock.advance(10)
    printer.moonraker.database = database
    printer.moonraker.launch()
    printer.clock.advance(50)


def test_a_new_database_in_a_print(printing: ManualPrinter, watcher: Watcher) -> None:
    renew(printing, Database(NEW))
    watcher.follow_another_host()
    watch(watcher, printing, 540)
    assert watcher.usage == WHOLE + Usage(2340, 2340)
    watcher.restart()
    watch(watcher, printing, 4000)
    assert watcher.usage == jobs(2)
    assert watcher.odometer.buckets == {"PLA": jobs(2)}
    for count in (3, 4):
        printing.klipper.start(JOB)
        watch(watcher, printing, 4000)
        assert watcher.usage == jobs(count)


def test_a_new_database_in_a_print_that_is_cancelled(
    printing: ManualPrinter, watcher: Watcher
) -> None:
    renew(printing, Database(NEW))
    watcher.follow_another_host()
    watch(watcher, printing, 540)
    printing.klipper.cancel()
    watch(watcher, printing, 180)
    assert watcher.usage == WHOLE + Usage(2340, 2340, 1)
    # The next print of the same file is not taken for the rest of this one.
    printing.klipper.start(JOB)
    printing.clock.advance(4000)
    watch(watcher, printing, 180)
    assert watcher.usage == jobs(2) + Usage(2340, 2340, 1)


def test_another_new_database_in_the_same_print(
    printing: ManualPrinter, watcher: Watcher
) -> None:
    for identity in (NEW, "yet-another-identity"):
        renew(printing, Database(identity))
        watcher.follow_another_host()
        watch(watcher, printing, 120)
    watch(watcher, printing, 4000)
    assert watcher.usage == jobs(2)


def test_a_new_identity_and_the_history_of_before(
    printing: ManualPrinter, watcher: Watcher
) -> None:
    database = printing.moonraker.database
    database.instance_id = NEW
    renew(printing, database)
    watcher.follow_another_host()
    watch(watcher, printing, 4000)
    assert watcher.usage == jobs(2)
    printing.klipper.start(JOB)
    watch(watcher, printing, 4000)
    assert watcher.usage == jobs(3)


def test_rows_of_the_new_database_that_can_not_be_read_yet(
    printing: ManualPrinter, watcher: Watcher
) -> None:
    renew(printing, Database(NEW))
    watcher.follow_another_host()
    watcher.client.hides_rows = True
    watch(watcher, printing, 120)
    watcher.restart()
    assert watcher.usage == WHOLE + SEEN
    watcher.client.hides_rows = False
    watch(watcher, printing, 4000)
    assert watcher.usage == jobs(2)


def test_a_print_that_was_seen_without_its_row(
    printing: ManualPrinter, watcher: Watcher
) -> None:
    printing.moonraker.kill()
    printing.klipper.cancel()
    printing.clock.advance(60)
    printing.klipper.start(JOB)
    printing.clock.advance(30)
    printing.moonraker.launch()
    watch(watcher, printing, 1170)
    so_far = WHOLE + Usage(1740, 1740, 1)
    assert watcher.usage == so_far + Usage(1140, 1140)
    renew(printing, Database(NEW))
    watcher.follow_another_host()
    watch(watcher, printing, 4000)
    assert watcher.usage == so_far + WHOLE


def test_the_print_is_over_when_the_answer_comes(
    printing: ManualPrinter, watcher: Watcher
) -> None:
    renew(printing, Database(NEW))
    printing.clock.advance(4000)
    watcher.follow_another_host()
    watch(watcher, printing, 120)
    # What was printed before the answer is not counted.
    assert watcher.usage == WHOLE + SEEN + Usage(prints=1)
    printing.klipper.start(JOB)
    watch(watcher, printing, 4000)
    assert watcher.usage == jobs(2) + SEEN + Usage(prints=1)


def test_another_printer_prints_the_same_file(
    printing: ManualPrinter, watcher: Watcher, other: ManualPrinter
) -> None:
    other.klipper.start(JOB)
    other.clock.advance(660)
    watcher.client.moonraker = other.moonraker
    watcher.follow_another_host()
    watcher.poll()
    before = WHOLE + SEEN + Usage(prints=1)
    assert watcher.usage == before + Usage(600, 600)
    watch(watcher, other, 4000)
    assert watcher.usage == before + WHOLE


@pytest.mark.parametrize("is_ended", [False, True])
def test_another_printer_has_printed_the_same_file(
    printing: ManualPrinter, watcher: Watcher, other: ManualPrinter, *, is_ended: bool
) -> None:
    other.klipper.start(SAME_FILE_TWICE_AS_LONG)
    other.clock.advance(7200 if is_ended else 7199)
    if not is_ended:
        other.moonraker.kill()
        other.clock.advance(60)
        other.moonraker.launch()
    watcher.client.moonraker = other.moonraker
    watcher.follow_another_host()
    watch(watcher, other, 240)
    before = WHOLE + SEEN + Usage(prints=1)
    assert watcher.usage == before
    other.klipper.start(JOB)
    watch(watcher, other, 4000)
    assert watcher.usage == before + WHOLE


def test_another_printer_whose_klipper_is_down(
    printing: ManualPrinter, watcher: Watcher, other: ManualPrinter
) -> None:
    other.klipper.kill()
    watcher.client.moonraker = other.moonraker
    watcher.follow_another_host()
    watch(watcher, other, 120)
    before = WHOLE + SEEN + Usage(prints=1)
    assert watcher.usage == before
    other.klipper.launch()
    for _ in range(3):
        other.klipper.start(JOB)
        other.clock.advance(4000)
    watch(watcher, other, 180)
    assert watcher.usage == before + jobs(3)
