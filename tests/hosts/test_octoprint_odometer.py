"""The odometer on the real OctoPrint equals what the G-code says."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic
from typing import Any

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts.base import HostUnreachable
from custom_components.printer_maintenance.hosts.octoprint import OctoPrintHost
from custom_components.printer_maintenance.maintenance.odometer import Odometer
from custom_components.printer_maintenance.maintenance.usage import NOTHING, Usage
from tests.simulators import Job, extrude
from tests.simulators.octoprint import ADMIN_KEY

from .octoprint_printer import SENDING, RealOctoPrint, real_octoprint
from .octoprint_process import ENVIRONMENTS

pytestmark = pytest.mark.real_host

JOB = Job("a.gcode", (extrude(4, 40),))
OTHER = Job("folder/b.gcode", (extrude(3, 25),))
LONG = Job("c.gcode", (extrude(60, 600),))
SENT = Job("sent.gcode", (extrude(600, 600),))
TOLERANCE = 1.5
"""OctoPrint shows whole seconds of a print that runs."""
POLL = 0.4


class Part:
    """A print that is cut short, and the bounds (s) of the time that it took."""

    async def begin(self, printer: RealOctoPrint, counter: Counter) -> None:
        """Print until eight seconds of it were counted."""
        self.before = counter.usage
        before = monotonic()
        await printer.start(LONG)
        self._begun = (monotonic(), before)
        enough = self.before.print_time + 8
        await counter.until(lambda usage: usage.print_time >= enough)

    async def end(self, command: Awaitable[None]) -> None:
        """Do what stops it."""
        least = monotonic()
        await command
        latest_begin, earliest_begin = self._begun
        self.least = least - latest_begin
        self.most = monotonic() - earliest_begin


class Counter:
    """Poll the real OctoPrint and count, as the coordinator does."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """Begin without knowing anything."""
        self.host = OctoPrintHost(session, url, ADMIN_KEY)
        self.odometer = Odometer()
        self.cursor: Any = None

    @property
    def usage(self) -> Usage:
        """Return what has been counted."""
        return self.odometer.total

    async def poll(self) -> None:
        """Poll once; nothing changes if nobody answers."""
        try:
            answer = await self.host.fetch(self.cursor, None)
        except HostUnreachable:
            return
        before = self.usage
        snapshot, self.cursor = self.host.read(answer, self.cursor)
        self.odometer = self.odometer.fold(snapshot.seeds).fold(snapshot.jobs)
        assert before.largest(self.usage) == self.usage

    async def until(self, is_right: Callable[[Usage], bool]) -> None:
        """Poll until the odometer is right, for a minute at most."""
        end = monotonic() + 60
        while not is_right(self.usage):
            assert monotonic() < end, self.usage
            await asyncio.sleep(POLL)
            await self.poll()

    async def settle(self) -> None:
        """Poll until all that happened must be counted."""
        for _ in range(4):
            await asyncio.sleep(POLL)
            await self.poll()

    async def ended(self, before: Usage, jobs: int) -> None:
        """Poll until so many more jobs have ended, and all of them is counted."""
        await self.until(lambda usage: usage.prints == before.prints + jobs)
        await self.settle()

    def assert_grown(self, before: Usage, *printed: Usage) -> None:
        """Compare what was counted since then with the prints there were."""
        grown, usage = self.usage - before, sum(printed, NOTHING)
        near = pytest.approx(usage.print_time, abs=TOLERANCE * len(printed))
        assert grown.print_time == near
        assert grown.filament == pytest.approx(usage.filament, abs=1)
        assert grown.prints == usage.prints

    def assert_partly(self, part: Part) -> None:
        """Compare what was counted of a print of ten millimetres a second."""
        grown = self.usage - part.before
        least, most = part.least - TOLERANCE, part.most + TOLERANCE
        assert least <= grown.print_time <= most
        # The file is sent some lines ahead, or late if the machine has much to do.
        assert 5 * least - 20 <= grown.filament <= 10 * most + 20
        assert grown.prints == 1


async def told(printer: RealOctoPrint, job: Job) -> Usage:
    """Return what the last print of a file used."""
    return Usage(await printer.took(job), job.mm, 1)


async def watched(printer: RealOctoPrint, counter: Counter) -> None:
    """Print twice, the second time with a pause."""
    before = counter.usage
    await printer.start(JOB)
    await counter.ended(before, 1)
    counter.assert_grown(before, await told(printer, JOB))

    before = counter.usage
    await printer.start(JOB)
    await counter.settle()
    await printer.pause()
    await asyncio.sleep(3)
    await counter.poll()
    await printer.resume()
    await counter.ended(before, 1)
    counter.assert_grown(before, await told(printer, JOB))


async def cancelled(printer: RealOctoPrint, counter: Counter) -> None:
    """Cancel a print that runs, and one that is paused."""
    for is_paused in (False, True):
        part = Part()
        await part.begin(printer, counter)
        if is_paused:
            await part.end(printer.pause())
            await counter.poll()
            await asyncio.sleep(3)
            await printer.cancel()
        else:
            await part.end(printer.cancel())
        await counter.ended(part.before, 1)
        counter.assert_partly(part)


async def lost(printer: RealOctoPrint, counter: Counter) -> None:
    """Lose the printer, and OctoPrint itself, in the middle of a print."""
    for end in ("disconnect", "emergency_stop", "kill"):
        part = Part()
        await part.begin(printer, counter)
        await part.end(getattr(printer, end)())
        await counter.poll()
        if end == "kill":
            await printer.launch()
        await counter.ended(part.before, 1)
        counter.assert_partly(part)
        await printer.connect()


async def unwatched(printer: RealOctoPrint, counter: Counter) -> None:
    """Print while nobody polls, with the counters and without."""
    for has_counters in (True, False):
        if not has_counters:
            await printer.switch("achievements", is_on=False)
            await printer.connect()
            await counter.settle()
        before = counter.usage
        for job in (JOB, OTHER):
            await printer.start(job)
            await printer.finished()
        await counter.ended(before, 2)
        prints = [await told(printer, job) for job in (JOB, OTHER)]
        counter.assert_grown(before, *prints)


async def sent(printer: RealOctoPrint, counter: Counter) -> None:
    """Send a file to the printer's card, which is no print, without the counters."""
    before, polls = counter.usage, 0
    await printer.send_to_card(SENT)
    while await printer.text() == SENDING:
        await counter.poll()
        polls += 1
    assert polls > 2
    await counter.settle()
    assert counter.usage == before


@pytest.mark.parametrize("version", ENVIRONMENTS)
async def test_a_life_is_counted(
    socket_enabled: None, tmp_path: Path, version: str
) -> None:
    async with (
        real_octoprint(version, tmp_path / "octoprint") as printer,
        aiohttp.ClientSession() as session,
    ):
        for job in (JOB, OTHER, LONG):
            await printer.upload_job(job)
        for job in (JOB, OTHER, LONG):
            await printer.analysed(job.filename)
        counter = Counter(session, printer.url)
        await counter.settle()
        assert counter.usage == Usage()
        for part in (watched, cancelled, lost, unwatched, sent):
            await part(printer, counter)
