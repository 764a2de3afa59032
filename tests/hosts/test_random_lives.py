"""The odometer on the real Moonrakers is true, whenever they are killed."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from tests.rounds import ROUNDS

from .counter import Counter
from .moonraker_process import ENVIRONMENTS
from .random_life import EVENTS, RandomLife
from .real_printer import running_printer

pytestmark = pytest.mark.real_host
AT_ONCE = 4


async def live(seed: int, folder: Path) -> set[str]:
    """Live one life, and return what happened; a failure tells its seed."""
    version = list(ENVIRONMENTS)[seed % len(ENVIRONMENTS)]
    async with (
        running_printer(version, folder) as printer,
        aiohttp.ClientSession() as session,
    ):
        counter = Counter(session, printer.moonraker.url)
        life = RandomLife(seed, printer, counter)
        try:
            await life.live()
        except Exception as error:
            again = f"--rounds 1 --first-round {seed}"
            error.add_note("\n".join([f"Moonraker {version}, {again}:", *life.log]))
            raise
    return life.events


async def test_random_lives(
    request: pytest.FixtureRequest, versions: tuple[str, ...], tmp_path: Path
) -> None:
    assert len(versions) == 2
    first = request.config.getoption("--first-round")
    seeds = range(first, first + request.config.getoption("--rounds"))
    places = asyncio.Semaphore(AT_ONCE)

    async def wait_and_live(seed: int) -> set[str]:
        async with places:
            return await live(seed, tmp_path / str(seed))

    ends = await asyncio.gather(*map(wait_and_live, seeds), return_exceptions=True)
    if failures := [end for end in ends if isinstance(end, BaseException)]:
        raise BaseExceptionGroup("Some lives were not counted well", failures)
    if (first, len(seeds)) == (1, ROUNDS):
        happened = {event for end in ends if isinstance(end, set) for event in end}
        assert happened >= EVENTS
