"""The real Moonraker answers what the simulated one answers, to each of some lives."""

from pathlib import Path

import pytest

from . import moonraker_process
from .lives import JOBS, LIVES, Life
from .moonraker_process import ENVIRONMENTS, missing
from .real_printer import RealPrinter
from .worlds import SimulatedWorld

pytestmark = pytest.mark.real_host


@pytest.mark.parametrize("version", ENVIRONMENTS)
@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
async def test_both_worlds_answer_the_same(
    real_printer: RealPrinter, life: Life, version: str
) -> None:
    simulated = SimulatedWorld(version)
    for job in JOBS:
        await real_printer.upload(job)
        await simulated.upload(job)

    in_reality, in_simulation = await life(real_printer), await life(simulated)

    for real, simulation in zip(in_reality, in_simulation, strict=True):
        assert simulation == real


def test_a_version_that_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(moonraker_process, "ROOT", tmp_path)
    for version, environment in ENVIRONMENTS.items():
        line = missing(version) or ""
        assert version in line
        assert f"scripts/setup {environment} " in line
