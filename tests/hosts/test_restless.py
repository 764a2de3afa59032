"""Polls at any moment, and single rows that are deleted, with the real Moonraker."""

import asyncio
from collections.abc import AsyncGenerator
from functools import partial
from random import Random
from typing import Any

import aiohttp
import pytest

from custom_components.printer_maintenance.maintenance.usage import NOTHING, Usage
from tests.moonraker.world_printer import TrueJob
from tests.simulators import Answer, Job, extrude, heat

from .counter import Counter, start, watch
from .real_printer import RealPrinter

pytestmark = pytest.mark.real_host

# So slow that what Klipper extrudes between two ticks is within the tolerance.
LONG = Job("long.gcode", (heat(3), extrude(20, 60), heat(1)), "PLA")
SHORT = Job("short.gcode", (extrude(10, 25), heat(1)), '["PLA", "PETG"]')
HISTORY = "/server/history/"


@pytest.fixture
async def counter(real_printer: RealPrinter) -> AsyncGenerator[Counter]:
    """Return a counter that has seen the printer idle, and files to print."""
    for job in (LONG, SHORT):
        await real_printer.upload(job)
    async with aiohttp.ClientSession() as session:
        counter = Counter(session, real_printer.moonraker.url)
        await counter.poll()
        yield counter


async def rows(printer: RealPrinter) -> list[dict[str, Any]]:
    """Return the rows of the history, the newest first."""
    answer = await printer.ask("GET", f"{HISTORY}list")
    found: list[dict[str, Any]] = answer.result["jobs"]
    return found


async def delete(printer: RealPrinter, number: int) -> str:
    """Delete one row, 0 being the newest; return its id."""
    uid: str = (await rows(printer))[number]["job_id"]
    answer = await printer.ask("DELETE", f"{HISTORY}job?uid={uid}")
    assert answer.result["deleted_jobs"] == [uid]
    return uid


async def print_unseen(printer: RealPrinter, job: Job) -> None:
    """Print a job that no poll sees."""
    await start(printer, job)
    await printer.run(job.seconds + 3)


def assert_true(printer: RealPrinter, counter: Counter) -> None:
    """Compare with what was extruded and timed."""
    jobs, counted = printer.klipper.jobs, counter.odometer.total
    truth = sum((job.truth for job in jobs), NOTHING)
    assert truth.prints == counted.prints == len(jobs)
    slack = Usage(0.5 * len(jobs), 1.0 * len(jobs))
    assert (counted + slack).largest(truth) == counted + slack, f"less: {counted}"
    assert (truth + slack).largest(counted) == truth + slack, f"more: {counted}"


async def test_the_newest_row_is_deleted(
    real_printer: RealPrinter, counter: Counter
) -> None:
    await start(real_printer, LONG)
    await watch(real_printer, counter, 28)
    deleted = await delete(real_printer, 0)
    await print_unseen(real_printer, SHORT)
    # Its id is given to the next print.
    assert [row["job_id"] for row in await rows(real_printer)] == [deleted]
    await watch(real_printer, counter, 4)
    assert_true(real_printer, counter)
    await print_unseen(real_printer, SHORT)
    await counter.poll()
    await delete(real_printer, 0)
    await start(real_printer, SHORT)
    await real_printer.run(5)
    await delete(real_printer, 0)
    await watch(real_printer, counter, 12)
    assert_true(real_printer, counter)


async def test_an_older_row_is_deleted(
    real_printer: RealPrinter, counter: Counter
) -> None:
    for job in (SHORT, SHORT):
        await print_unseen(real_printer, job)
    await counter.poll()
    await delete(real_printer, 1)
    await print_unseen(real_printer, LONG)
    await counter.poll()
    assert_true(real_printer, counter)
    # The one that was known is gone, before a poll sees the one after it.
    await print_unseen(real_printer, SHORT)
    await delete(real_printer, 1)
    await delete(real_printer, 1)
    await watch(real_printer, counter, 4)
    assert_true(real_printer, counter)


class Restless:
    """Poll at any moment, whatever Moonraker is busy with."""

    def __init__(self, counter: Counter, random: Random) -> None:
        """Begin without polls."""
        self._counter = counter
        self._random = random
        self.polls = 0

    async def poll(self) -> None:
        """Poll for ever."""
        while True:
            await asyncio.sleep(self._random.uniform(0, 0.2))
            await self._counter.poll()
            self.polls += 1

    async def polled(self) -> None:
        """Wait for a poll that begins from now on."""
        polls = self.polls + 2
        async with asyncio.timeout(30):
            while self.polls < polls:  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def print_restlessly(printer: RealPrinter, random: Random) -> None:
    """Print a file, with a pause or a cancellation perhaps; nobody waits for anything."""
    klipper, klippy = printer.klipper, printer.klippy
    await klippy.act(partial(klipper.start, random.choice([LONG, SHORT])))
    await klippy.run(random.uniform(5, 9))
    for action in random.choice(
        [[], [klipper.pause, klipper.resume], [klipper.cancel]]
    ):
        await klippy.act(action)
        await klippy.run(random.uniform(1, 4))
    while not klipper.is_idle:
        await klippy.run(random.uniform(1, 4))
    await klippy.run(random.uniform(0.5, 2))


def _is_recorded(job: TrueJob, answer: Answer) -> bool:
    newest = answer.result["jobs"][0]
    is_over: bool = newest["status"] != "in_progress"
    return is_over and newest["filename"] == job.job.filename


async def test_polls_at_any_moment(real_printer: RealPrinter, counter: Counter) -> None:
    random = Random(3)  # noqa: S311 - nothing secret comes of it
    restless = Restless(counter, random)
    polling = asyncio.create_task(restless.poll())
    for number in range(8):
        await print_restlessly(real_printer, random)
        if number % 3 == 2:
            recorded = partial(_is_recorded, real_printer.klipper.jobs[-1])
            await real_printer.until(f"{HISTORY}list?limit=1", recorded)
            await restless.polled()
            await delete(real_printer, random.choice([0, 1]))
    await real_printer.settle()
    await restless.polled()
    polling.cancel()
    assert restless.polls > 20
    await watch(real_printer, counter, 4)
    assert_true(real_printer, counter)
