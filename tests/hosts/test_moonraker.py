"""The real Moonraker answers what the simulated one answers, to each of some lives."""

import pytest

from .lives import JOBS, LIVES, Life
from .real_printer import RealPrinter
from .worlds import SimulatedWorld

pytestmark = pytest.mark.real_host


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
async def test_both_worlds_answer_the_same(
    real_printer: RealPrinter, life: Life
) -> None:
    simulated = SimulatedWorld()
    for job in JOBS:
        await real_printer.upload(job)
        await simulated.upload(job)

    in_reality, in_simulation = await life(real_printer), await life(simulated)

    for real, simulation in zip(in_reality, in_simulation, strict=True):
        assert simulation == real
