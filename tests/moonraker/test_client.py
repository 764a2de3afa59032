"""The client against a Moonraker over real HTTP, well and badly behaved."""

from dataclasses import replace
from datetime import UTC, datetime

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts.base import (
    LONGEST_NAME,
    HostInfo,
    HostUnauthorized,
    HostUnreachable,
)
from custom_components.printer_maintenance.hosts.moonraker import MoonrakerHost
from custom_components.printer_maintenance.maintenance.usage import Usage, total
from tests.simulators import VALID_KEY, ManualClock, MoonrakerServer, Printer

from .printing import SHORT_JOB, print_short_jobs


async def test_it_says_who_it_is(host: MoonrakerHost, server: MoonrakerServer) -> None:
    assert await host.identify() == HostInfo(
        identity=server.moonraker.database.instance_id,
        name="printer",
        host_version="Moonraker 0.11.0",
        firmware_version="Klipper v0.13.0-730-g84104bbb",
    )


async def test_it_says_who_it_is_without_klipper(
    host: MoonrakerHost, printer: Printer[ManualClock]
) -> None:
    printer.klipper.kill()
    info = await host.identify()
    assert (info.name, info.firmware_version) == (None, None)


async def test_it_may_have_no_identity(
    host: MoonrakerHost, server: MoonrakerServer
) -> None:
    known = {"moonraker_version": "v0.11.0", "klippy_state": "ready"}
    server.answer_next(200, {"result": known})
    server.answer_next(404, {"error": {"code": 404}})
    server.answer_next(200, {"result": {"hostname": "x" * 200}})
    info = await host.identify()
    assert info == HostInfo(None, "x" * LONGEST_NAME, "Moonraker v0.11.0", None)


@pytest.mark.parametrize("klipper", ["?", "", None, 5])
async def test_klipper_does_not_tell_its_version(
    host: MoonrakerHost, server: MoonrakerServer, klipper: object
) -> None:
    known = {"moonraker_version": "v0.11.0", "klippy_state": "ready"}
    for result in (known, {"value": "5f0c"}, {"software_version": klipper}):
        server.answer_next(200, {"result": result})
    info = await host.identify()
    assert info == HostInfo("5f0c", None, "Moonraker v0.11.0", None)


async def test_one_request_is_enough_for_a_poll(
    host: MoonrakerHost, server: MoonrakerServer, printer: Printer[ManualClock]
) -> None:
    print_short_jobs(printer, 20)
    _, cursor = host.read(await host.fetch(None, None), None)
    before = server.moonraker.requests
    answer = await host.fetch(cursor, "whoever")
    assert server.moonraker.requests == before + 1
    assert answer.identity == server.moonraker.database.instance_id
    assert answer.complaint is None


@pytest.mark.parametrize("key", [None, "", VALID_KEY])
async def test_a_trusted_client_needs_no_key_but_may_send_it(
    session: aiohttp.ClientSession, server: MoonrakerServer, key: str | None
) -> None:
    host = MoonrakerHost(session, server.url, key)
    assert (await host.identify()).identity
    assert (await host.fetch(None, None)).totals


@pytest.mark.parametrize(("trusted", "key"), [(False, None), (False, "x"), (True, "x")])
async def test_a_missing_or_wrong_key(
    session: aiohttp.ClientSession,
    server: MoonrakerServer,
    trusted: bool,
    key: str | None,
) -> None:
    server.moonraker.access.is_trusted = trusted
    host = MoonrakerHost(session, server.url, key)
    with pytest.raises(HostUnauthorized):
        await host.identify()
    with pytest.raises(HostUnauthorized):
        await host.fetch(None, None)


async def test_klippy_may_be_away(
    host: MoonrakerHost, printer: Printer[ManualClock]
) -> None:
    printer.klipper.kill()
    answer = await host.fetch(None, None)
    assert (answer.stats, answer.klippy) == (None, "disconnected")
    assert answer.rows == ()


async def test_nobody_listens(host: MoonrakerHost, server: MoonrakerServer) -> None:
    await server.stop()
    with pytest.raises(HostUnreachable, match="ClientConnectorError"):
        await host.fetch(None, None)


async def test_usage_since_a_date(
    host: MoonrakerHost, printer: Printer[ManualClock]
) -> None:
    assert await host.usage_since(datetime(2020, 1, 1, tzinfo=UTC)) == {}
    print_short_jobs(printer, 60)
    printer.clock.advance(1)
    middle = datetime.fromtimestamp(printer.clock.wall(printer.clock.monotonic()), UTC)
    printer.clock.advance(1)
    print_short_jobs(printer, 70)
    printer.klipper.start(replace(SHORT_JOB, material="ABS"))
    printer.clock.advance(10)
    assert await host.usage_since(middle) == {
        "PLA": Usage(7000, 3500, 70),
        "ABS": Usage(10, 5, 0),
    }
    # Nothing was deleted, so the first row is the printer's first job.
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    since = await host.usage_since(long_ago)
    assert since is not None
    assert total(since) == Usage(13010, 6505, 130)


async def test_rows_that_were_lost_have_no_live_amounts(
    host: MoonrakerHost, printer: Printer[ManualClock]
) -> None:
    printer.moonraker.upgrade("0.8.0")
    printer.klipper.start(SHORT_JOB)
    printer.clock.advance(20)
    printer.moonraker.kill()
    printer.klipper.cancel()
    printer.moonraker.launch()
    printer.klipper.start(SHORT_JOB)
    printer.clock.advance(10)
    since = await host.usage_since(datetime(2020, 1, 1, tzinfo=UTC))
    assert since is not None
    assert total(since).print_time == pytest.approx(10, abs=0.3)


async def test_usage_since_a_date_that_the_history_does_not_reach(
    host: MoonrakerHost, server: MoonrakerServer, printer: Printer[ManualClock]
) -> None:
    print_short_jobs(printer, 3)
    server.moonraker.answer("DELETE", "/server/history/job?uid=000001")
    assert await host.usage_since(datetime(2020, 1, 1, tzinfo=UTC)) is None
