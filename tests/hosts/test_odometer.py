"""The odometer on the real Moonraker equals what the simulated Klipper printed."""

from collections.abc import AsyncGenerator

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts.base import HostUnauthorized
from custom_components.printer_maintenance.hosts.moonraker import MoonrakerHost
from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.simulators import Job, extrude, heat

from .counter import Counter, same, start, watch
from .real_printer import RealPrinter

pytestmark = pytest.mark.real_host

JOB = Job("a.gcode", (heat(3), extrude(20, 120), heat(1)), "PLA")
OTHER = Job("b.gcode", (extrude(10, 50), heat(1)), '["PLA", "PETG"]')
# After the last extrusion the print time goes on, as it does in Klipper.
WHOLE = Usage(21, 120, 1)
OTHER_WHOLE = Usage(11, 50, 1)


@pytest.fixture
async def counter(real_printer: RealPrinter) -> AsyncGenerator[Counter]:
    """Return a counter that has seen the printer idle, and files to print."""
    for job in (JOB, OTHER):
        await real_printer.upload(job)
    async with aiohttp.ClientSession() as session:
        counter = Counter(session, real_printer.moonraker.url)
        await counter.poll()
        yield counter


async def test_prints_that_are_watched(
    real_printer: RealPrinter, counter: Counter
) -> None:
    await start(real_printer, JOB)
    await watch(real_printer, counter, 14)
    live = counter.odometer.total
    assert 9 < live.print_time < 12
    assert live.prints == 0
    await watch(real_printer, counter, 14)
    assert same(counter.odometer.total, WHOLE)
    await start(real_printer, OTHER)
    await watch(real_printer, counter, 14)
    assert same(counter.odometer.total, WHOLE + OTHER_WHOLE)
    assert set(counter.odometer.buckets) == {"PLA", "PETG;PLA"}


async def test_prints_that_nobody_watched(
    real_printer: RealPrinter, counter: Counter
) -> None:
    for job in (JOB, OTHER, OTHER):
        await start(real_printer, job)
        await real_printer.run(28)
    await counter.poll()
    assert same(counter.odometer.total, WHOLE + OTHER_WHOLE + OTHER_WHOLE)


@pytest.mark.parametrize("way", ["kill", "terminate"])
async def test_moonraker_ends_in_a_print(
    real_printer: RealPrinter, counter: Counter, way: str
) -> None:
    await start(real_printer, JOB)
    await watch(real_printer, counter, 10)
    await getattr(real_printer, way)()
    await watch(real_printer, counter, 4)
    await real_printer.launch()
    await watch(real_printer, counter, 20)
    assert same(counter.odometer.total, WHOLE)
    await start(real_printer, OTHER)
    await watch(real_printer, counter, 14)
    assert same(counter.odometer.total, WHOLE + OTHER_WHOLE)


async def test_moonraker_is_killed_unseen(
    real_printer: RealPrinter, counter: Counter
) -> None:
    await start(real_printer, JOB)
    await real_printer.run(10)
    await real_printer.kill()
    await real_printer.run(2)
    await real_printer.launch()
    await real_printer.run(20)
    await counter.poll()
    assert same(counter.odometer.total, WHOLE)


async def test_a_paused_print_is_cancelled(
    real_printer: RealPrinter, counter: Counter
) -> None:
    await start(real_printer, JOB)
    await watch(real_printer, counter, 10)
    await real_printer.act(real_printer.klipper.pause)
    await watch(real_printer, counter, 12)
    await real_printer.act(real_printer.klipper.cancel)
    await watch(real_printer, counter, 4)
    assert same(counter.odometer.total, Usage(7, 42, 1))


async def test_an_emergency_stop(real_printer: RealPrinter, counter: Counter) -> None:
    await start(real_printer, JOB)
    await watch(real_printer, counter, 10)
    await real_printer.act(real_printer.klipper.emergency_stop)
    await watch(real_printer, counter, 10)
    assert same(counter.odometer.total, Usage(7, 42, 1))


async def test_totals_and_history_are_thrown_away(
    real_printer: RealPrinter, counter: Counter
) -> None:
    await start(real_printer, JOB)
    await watch(real_printer, counter, 28)
    await real_printer.ask("POST", "/server/history/reset_totals")
    await watch(real_printer, counter, 4)
    await start(real_printer, OTHER)
    await real_printer.run(14)
    await real_printer.ask("DELETE", "/server/history/job?all=true")
    await watch(real_printer, counter, 6)
    assert same(counter.odometer.total, WHOLE + OTHER_WHOLE)


async def test_the_odometer_begins_with_the_totals(real_printer: RealPrinter) -> None:
    await real_printer.upload(JOB)
    await start(real_printer, JOB)
    await real_printer.run(28)
    await start(real_printer, JOB)
    await real_printer.run(10)
    async with aiohttp.ClientSession() as session:
        counter = Counter(session, real_printer.moonraker.url)
        await counter.poll()
    assert same(counter.odometer.total, WHOLE + Usage(7, 42))
    assert same(counter.odometer.buckets["PLA"], WHOLE)


async def test_who_it_is_and_which_key_it_wants(
    real_printer: RealPrinter, counter: Counter
) -> None:
    info = await counter.host.identify()
    assert info.host_version == "Moonraker 0.11.0"
    assert len(info.identity or "") == 32
    answer = await counter.host.fetch(None, None)
    assert answer.identity == info.identity
    key = await real_printer.mistrust()
    async with aiohttp.ClientSession() as session:
        for wrong in (None, "0" * 32):
            stranger = MoonrakerHost(session, real_printer.moonraker.url, wrong)
            with pytest.raises(HostUnauthorized):
                await stranger.identify()
            with pytest.raises(HostUnauthorized):
                await stranger.fetch(None, None)
        friend = MoonrakerHost(session, real_printer.moonraker.url, key)
        assert await friend.identify() == info
        assert (await friend.fetch(None, None)).identity == info.identity
