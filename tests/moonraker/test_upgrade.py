"""What is counted when Moonraker 0.8.0 is upgraded to 0.11.0 with its history."""

import pytest

from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.world.watcher import watch

from .printing import JOB, ManualPrinter, jobs, newest_id
from .watcher import Watcher


@pytest.fixture
def version() -> str:
    """Return the version of Moonraker to begin with."""
    return "0.8.0"


@pytest.fixture
def watcher(printer: ManualPrinter) -> Watcher:
    """Return a watcher that was set up after three prints."""
    for _ in range(3):
        printer.klipper.start(JOB)
        printer.clock.advance(4000)
    watcher = Watcher(printer)
    watcher.poll()
    return watcher


def upgrade(printer: ManualPrinter, watcher: Watcher) -> None:
    """Upgrade Moonraker, which Home Assistant is restarted after."""
    before = newest_id(printer)
    printer.moonraker.upgrade("0.11.0")
    assert newest_id(printer) != before
    watcher.restart()


def test_an_upgrade_when_idle(printer: ManualPrinter, watcher: Watcher) -> None:
    upgrade(printer, watcher)
    watch(watcher, printer, 180)
    assert watcher.usage == jobs(3)
    printer.klipper.start(JOB)
    watch(watcher, printer, 4000)
    assert watcher.usage == jobs(4)


def test_an_upgrade_in_a_print(printer: ManualPrinter, watcher: Watcher) -> None:
    printer.klipper.start(JOB)
    watch(watcher, printer, 600)
    assert watcher.usage == Usage(3 * 3600 + 540, 3 * 3600 + 540, 3)
    upgrade(printer, watcher)
    watch(watcher, printer, 4000)
    assert watcher.usage == jobs(4)


def test_an_upgrade_while_home_assistant_is_down(
    printer: ManualPrinter, watcher: Watcher
) -> None:
    for _ in range(2):
        printer.klipper.start(JOB)
        printer.clock.advance(4000)
    upgrade(printer, watcher)
    printer.klipper.start(JOB)
    printer.clock.advance(4000)
    watch(watcher, printer, 180)
    assert watcher.usage == jobs(6)
