"""The real Moonraker answers what the simulated one answers, to each of some lives."""

import asyncio
from pathlib import Path

import pytest

from . import moonraker_process
from .lives import JOBS, LIVES, Life
from .moonraker_process import ENVIRONMENTS, missing
from .real_printer import running_printer
from .worlds import SimulatedWorld

pytestmark = pytest.mark.real_host


async def live_and_compare(life: Life, version: str, folder: Path) -> None:
    """Live a life in both worlds and compare all answers."""
    simulated = SimulatedWorld(version)
    async with running_printer(version, folder) as real_printer:
        for job in JOBS:
            await real_printer.upload(job)
            await simulated.upload(job)
        in_reality, in_simulation = await life(real_printer), await life(simulated)

    for real, simulation in zip(in_reality, in_simulation, strict=True):
        assert simulation == real, version


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
async def test_both_worlds_answer_the_same(
    life: Life, versions: tuple[str, ...], tmp_path: Path
) -> None:
    async with asyncio.TaskGroup() as group:
        for version in versions:
            group.create_task(live_and_compare(life, version, tmp_path / version))


def test_a_version_that_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(moonraker_process, "ROOT", tmp_path)
    for version, environment in ENVIRONMENTS.items():
        line = missing(version) or ""
        assert version in line
        assert f"scripts/setup {environment} " in line
