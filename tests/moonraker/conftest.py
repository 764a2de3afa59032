"""Fixtures for tests of what is read of a Moonraker."""

import pytest

from tests.simulators import manual_printer

from .printing import ManualPrinter
from .watcher import Watcher


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Do without Home Assistant, which other tests start here."""


@pytest.fixture
def version() -> str:
    """Return the version of Moonraker."""
    return "0.11.0"


@pytest.fixture
def printer(version: str) -> ManualPrinter:
    """Return a printer with a Moonraker of that version."""
    return manual_printer(version=version)


@pytest.fixture
def watcher(printer: ManualPrinter) -> Watcher:
    """Return a watcher that has seen the printer idle."""
    watcher = Watcher(printer)
    watcher.poll()
    return watcher
