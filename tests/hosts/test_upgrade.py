"""The count goes on through an upgrade of the real Moonraker on one data directory."""

from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest

from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.simulators import Job, extrude, heat

from .counter import Counter, same, start, watch
from .real_printer import RealPrinter

pytestmark = pytest.mark.real_host
FIRST = Job("first.gcode", (heat(3), extrude(12, 30), heat(1)), "PLA")
LOST = Job("lost.gcode", (heat(2), extrude(15, 40), heat(1)), "PLA")
LAST = Job("last.gcode", (heat(1), extrude(10, 20), heat(1)), "ABS")
ALL = Usage(40, 90, 3)


@pytest.fixture
def version() -> str:
    """Return the version to begin with."""
    return "0.8.0"


@pytest.fixture
async def counter(real_printer: RealPrinter) -> AsyncGenerator[Counter]:
    """Return a counter that has seen the printer idle, and files to print."""
    for job in (FIRST, LOST, LAST):
        await real_printer.upload(job)
    async with aiohttp.ClientSession() as session:
        counter = Counter(session, real_printer.moonraker.url)
        await counter.poll()
        yield counter


async def rows(printer: RealPrinter) -> list[dict[str, Any]]:
    """Return the history, the oldest row first."""
    answer = await printer.ask("GET", "/server/history/list?order=asc")
    jobs: list[dict[str, Any]] = answer.result["jobs"]
    return jobs


def ids(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return the id and the status of rows."""
    return [(row["job_id"], row["status"]) for row in rows]


async def test_an_upgrade_in_a_print(
    real_printer: RealPrinter, counter: Counter
) -> None:
    await start(real_printer, FIRST)
    await watch(real_printer, counter, 18)
    await start(real_printer, LOST)
    await watch(real_printer, counter, 8)
    before = await rows(real_printer)
    assert ids(before) == [("000000", "completed"), ("000001", "in_progress")]

    await real_printer.kill()
    await watch(real_printer, counter, 2)
    await real_printer.upgrade("0.11.0")

    after = await rows(real_printer)
    assert ids(after) == [("000001", "completed"), ("000002", "interrupted")]
    starts = [[row["start_time"] for row in rows] for rows in (before, after)]
    assert starts[0] == starts[1]
    await watch(real_printer, counter, 10)
    assert same(counter.odometer.total, Usage(29, 70, 2))
    await start(real_printer, LAST)
    await watch(real_printer, counter, 14)
    assert same(counter.odometer.total, ALL)
    assert set(counter.odometer.buckets) == {"PLA", "ABS"}


async def test_an_upgrade_that_nobody_watched(
    real_printer: RealPrinter, counter: Counter
) -> None:
    assert (await counter.host.identify()).identity is None
    for job in (FIRST, LOST):
        await start(real_printer, job)
        await real_printer.run(20)
    await real_printer.upgrade("0.11.0")
    await start(real_printer, LAST)
    await real_printer.run(14)
    await counter.poll()
    assert same(counter.odometer.total, ALL)
    info = await counter.host.identify()
    assert info.host_version == "Moonraker 0.11.0"
    assert info.identity is not None
