"""The odometer on the real OctoPrint equals what the G-code says."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts.base import HostUnreachable, JsonDict
from custom_components.printer_maintenance.hosts.octoprint import OctoPrintHost
from custom_components.printer_maintenance.maintenance.odometer import Odometer
from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.simulators import Job, extrude
from tests.simulators.octoprint import ADMIN_KEY

from .octoprint_printer import RealOctoPrint, real_octoprint
from .octoprint_process import ENVIRONMENTS

pytestmark = pytest.mark.real_host

JOB = Job("a.gcode", (extrude(4, 40),))
OTHER = Job("folder/b.gcode", (extrude(3, 25),))
LONG = Job("c.gcode", (extrude(60, 600),))
WHOLE = Usage(4, 40, 1)
TOLERANCE = 1.5
"""OctoPrint shows whole seconds, and lines of G-code take their time."""
POLL = 0.4


class Counter:
    """Poll the real OctoPrint and count, as the coordinator does."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """Begin without knowing anything."""
        self.host = OctoPrintHost(session, url, ADMIN_KEY)
        self.odometer = Odometer()
        self.cursor: JsonDict | None = None

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

    def assert_grown(self, before: Usage, usage: Usage, jobs: int = 1) -> None:
        """Compare what was counted since then with what it should be."""
        grown = self.usage - before
        assert grown.print_time == pytest.approx(usage.print_time, abs=TOLERANCE * jobs)
        assert grown.filament == pytest.approx(usage.filament, abs=1)
        assert grown.prints == usage.prints

    def assert_partly(self, before: Usage, printed: float) -> None:
        """Compare what was counted of a print of ten millimetres a second."""
        grown = self.usage - before
        assert grown.print_time == pytest.approx(printed, abs=TOLERANCE)
        # The file is sent some lines ahead.
        assert grown.filament == pytest.approx(10 * printed, abs=20)
        assert grown.prints == 1


async def watched(printer: RealOctoPrint, counter: Counter) -> None:
    """Print twice, the second time with a pause."""
    before = counter.usage
    await printer.start(JOB)
    await counter.ended(before, 1)
    counter.assert_grown(before, WHOLE)

    before = counter.usage
    await printer.start(JOB)
    await counter.settle()
    await printer.pause()
    await asyncio.sleep(3)
    await counter.poll()
    await printer.resume()
    await counter.ended(before, 1)
    counter.assert_grown(before, WHOLE)


async def cancelled(printer: RealOctoPrint, counter: Counter) -> None:
    """Cancel a print that runs, and one that is paused."""
    for is_paused in (False, True):
        before, begun = await begin(printer, counter)
        printed = monotonic() - begun
        if is_paused:
            await printer.pause()
            await counter.poll()
            await asyncio.sleep(3)
        await printer.cancel()
        await counter.ended(before, 1)
        counter.assert_partly(before, printed)


async def lost(printer: RealOctoPrint, counter: Counter) -> None:
    """Lose the printer, and OctoPrint itself, in the middle of a print."""
    for end in ("disconnect", "emergency_stop", "kill"):
        before, begun = await begin(printer, counter)
        printed = monotonic() - begun
        await getattr(printer, end)()
        await counter.poll()
        if end == "kill":
            await printer.launch()
        await counter.ended(before, 1)
        counter.assert_partly(before, printed)
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
        counter.assert_grown(before, WHOLE + Usage(3, 25, 1), jobs=2)


async def begin(printer: RealOctoPrint, counter: Counter) -> tuple[Usage, float]:
    """Print for three seconds; return what was counted before, and the beginning."""
    before = counter.usage
    await printer.start(LONG)
    begun = monotonic()
    await counter.until(lambda usage: usage.print_time >= before.print_time + 3)
    return before, begun


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
        for part in (watched, cancelled, lost, unwatched):
            await part(printer, counter)
