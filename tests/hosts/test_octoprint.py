"""The real OctoPrint and the simulated one answer the same through the same lives."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from . import octoprint_process
from .octoprint_lives import LIVES, Life
from .octoprint_printer import RealOctoPrint, real_octoprint
from .octoprint_process import ENVIRONMENTS, missing
from .octoprint_worlds import RealWorld, SimulatedWorld

pytestmark = pytest.mark.real_host
TOLERANCE = 1.01
"""Whole seconds are shown, and a line of G-code takes its time."""
COMPLETION = 12.0


@pytest.fixture(params=ENVIRONMENTS)
async def printer(
    request: pytest.FixtureRequest, socket_enabled: None, tmp_path: Path
) -> AsyncGenerator[RealOctoPrint]:
    """Run an OctoPrint of each version."""
    async with real_octoprint(request.param, tmp_path / "octoprint") as printer:
        yield printer


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
async def test_both_worlds_answer_the_same(printer: RealOctoPrint, life: Life) -> None:
    real = RealWorld(printer)
    in_reality = await life(real)
    simulated = SimulatedWorld(printer.version, real.moments)
    in_simulation = await life(simulated)

    for number, (look, look_) in enumerate(zip(in_reality, in_simulation, strict=True)):
        assert (number, *look_[:2]) == (number, *look[:2])
        assert look_[2].keys() == look[2].keys()
        for path, value in look[2].items():
            tolerance = COMPLETION if path.endswith("completion") else TOLERANCE
            near = pytest.approx(value, abs=tolerance + real.delay)
            assert look_[2][path] == near, (number, path)


def test_a_version_that_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(octoprint_process, "ROOT", tmp_path)
    for version, environment in ENVIRONMENTS.items():
        line = missing(version) or ""
        assert version in line
        assert f"scripts/setup {environment} " in line
