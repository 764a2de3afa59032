"""A printer behind OctoPrint that prints, and who watches it."""

import pytest

from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.simulators.clock import ManualClock
from tests.simulators.job import Job, extrude
from tests.simulators.octoprint import OctoPrint, manual_octoprint

from .watcher import Watcher

# An hour of printing at a millimetre a second.
JOB = Job("a.gcode", (extrude(3600, 3600),))
SHORT = Job("b.gcode", (extrude(20, 50),))
WHOLE = Usage(3600, 3600, 1)

type Manual = OctoPrint[ManualClock]


@pytest.fixture(params=["1.11.8", "2.0.0rc7"])
def octoprint(request: pytest.FixtureRequest) -> Manual:
    """Return an old and a new OctoPrint, whose file was analysed."""
    octoprint = manual_octoprint(version=request.param)
    octoprint.upload(JOB)
    octoprint.upload(SHORT)
    octoprint.clock.advance(60)
    return octoprint


@pytest.fixture
def watcher(octoprint: Manual) -> Watcher:
    """Return a watcher that has seen the printer idle."""
    watcher = Watcher(octoprint)
    watcher.poll()
    return watcher


@pytest.fixture
def plain(octoprint: Manual) -> Watcher:
    """Return a watcher of a printer whose jobs nobody counts."""
    octoprint.switch("achievements", is_on=False)
    octoprint.connect()
    watcher = Watcher(octoprint)
    watcher.poll()
    return watcher


def assert_counted(watcher: Watcher, usage: Usage) -> None:
    """Compare with tolerances: a second of time, a millimetre of filament."""
    assert watcher.usage.print_time == pytest.approx(usage.print_time, abs=1)
    assert watcher.usage.filament == pytest.approx(usage.filament, abs=1)
    assert watcher.usage.prints == usage.prints


@pytest.fixture(params=["watcher", "plain"])
def either(request: pytest.FixtureRequest) -> Watcher:
    """Return a watcher of a printer whose jobs are counted, and of one where not."""
    watcher: Watcher = request.getfixturevalue(request.param)
    return watcher
