"""The client against a Moonraker over real HTTP, well and badly behaved."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts import http
from custom_components.printer_maintenance.hosts.base import (
    HostInfo,
    HostUnauthorized,
    HostUnexpectedAnswer,
    HostUnreachable,
)
from custom_components.printer_maintenance.hosts.moonraker import MoonrakerHost
from custom_components.printer_maintenance.hosts.moonraker_cursor import Cursor
from custom_components.printer_maintenance.maintenance.usage import Usage, total
from tests.simulators import (
    VALID_KEY,
    Job,
    ManualClock,
    MoonrakerServer,
    Printer,
    extrude,
)

JOB = Job("a.gcode", (extrude(100, 50),), "PLA")


@pytest.fixture
async def session(socket_enabled: None) -> AsyncGenerator[aiohttp.ClientSession]:
    """Return a plain client session."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def host(session: aiohttp.ClientSession, server: MoonrakerServer) -> MoonrakerHost:
    """Return a client without a key."""
    return MoonrakerHost(session, server.url, None)


def print_jobs(printer: Printer[ManualClock], count: int) -> None:
    """Print some jobs to their end."""
    for _ in range(count):
        printer.klipper.start(JOB)
        printer.clock.advance(200)


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
    print_jobs(printer, 20)
    _, cursor = host.read(await host.fetch(None, None), None)
    before = server.moonraker.requests
    answer = await host.fetch(cursor, "whoever")
    assert server.moonraker.requests == before + 1
    assert answer.identity == server.moonraker.database.instance_id
    assert answer.complaint is None


async def test_pages_are_fetched_up_to_a_known_row(
    host: MoonrakerHost, server: MoonrakerServer, printer: Printer[ManualClock]
) -> None:
    print_jobs(printer, 3)
    _, cursor = host.read(await host.fetch(None, None), None)
    print_jobs(printer, 120)
    before = server.moonraker.requests
    answer = await host.fetch(cursor, None)
    assert answer.rows is not None
    assert len({row.key for row in answer.rows}) == 123
    assert server.moonraker.requests == before + 4


async def test_the_rows_of_another_host_are_not_fetched(
    host: MoonrakerHost, server: MoonrakerServer, printer: Printer[ManualClock]
) -> None:
    print_jobs(printer, 60)
    before = server.moonraker.requests
    await host.fetch(None, "another")
    assert server.moonraker.requests == before + 1


async def test_rows_that_are_known_whatever_they_are(
    host: MoonrakerHost, printer: Printer[ManualClock]
) -> None:
    print_jobs(printer, 120)
    answer = await host.fetch(Cursor(), None)
    assert answer.rows is not None
    assert len(answer.rows) == 55


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


async def test_it_takes_too_long(
    host: MoonrakerHost, server: MoonrakerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "TIMEOUT", aiohttp.ClientTimeout(total=0.05))
    server.hang()
    with pytest.raises(HostUnreachable):
        await host.fetch(None, None)
    server.release()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, b"<html>Login</html>", HostUnexpectedAnswer),
        (200, b"", HostUnexpectedAnswer),
        (200, b"[NaN]", HostUnexpectedAnswer),
        (200, b"\xff\xfe", HostUnexpectedAnswer),
        (200, {"error": "no batch"}, HostUnexpectedAnswer),
        (200, b"[" * 100_000, HostUnexpectedAnswer),
        (302, b"", HostUnexpectedAnswer),
        (403, b"", HostUnauthorized),
        (500, b"", HostUnexpectedAnswer),
        (500, {"error": {"code": 500}}, HostUnexpectedAnswer),
        (502, b"<html>Bad Gateway</html>", HostUnreachable),
        (503, {"error": {"code": 503}}, HostUnreachable),
        (504, b"", HostUnreachable),
    ],
)
async def test_what_a_poll_does_not_understand(
    host: MoonrakerHost,
    server: MoonrakerServer,
    status: int,
    body: object,
    error: type[Exception],
) -> None:
    server.answer_next(status, body)
    with pytest.raises(error):
        await host.fetch(None, None)
    assert (await host.fetch(None, None)).totals


async def test_a_body_without_an_end(
    host: MoonrakerHost, server: MoonrakerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "LARGEST_BODY", 1000)
    server.answer_next(200, b" " * 2000)
    with pytest.raises(HostUnexpectedAnswer, match="too long"):
        await host.fetch(None, None)


@pytest.mark.parametrize("status", [404, 500])
async def test_something_else_listens(
    host: MoonrakerHost, server: MoonrakerServer, status: int
) -> None:
    server.answer_next(status, b"<html>")
    with pytest.raises(HostUnexpectedAnswer):
        await host.identify()
    server.answer_next(200, {"result": {"moonraker_version": 5}}, times=3)
    with pytest.raises(HostUnexpectedAnswer, match="no Moonraker"):
        await host.identify()


async def test_a_page_that_is_not_understood_leaves_the_rest_usable(
    host: MoonrakerHost, server: MoonrakerServer, printer: Printer[ManualClock]
) -> None:
    print_jobs(printer, 8)
    page = server.moonraker.answer("GET", "/server/history/list").body
    page["result"]["jobs"][3]["print_duration"] = "long"
    server.answer_next(200, _batch(server))
    server.answer_next(200, page)
    partly = await host.fetch(None, None)
    assert partly.rows is None
    assert partly.totals is not None
    assert partly.complaint == "the history has no usable jobs.3.print_duration"


def _batch(server: MoonrakerServer) -> object:
    """Return what the server would answer to a poll."""
    calls = {
        "printer.objects.query": {"objects": {"print_stats": None, "webhooks": None}},
        "server.history.list": {"limit": 5, "order": "desc"},
        "server.history.totals": {},
        "server.database.get_item": {"namespace": "moonraker", "key": "instance_id"},
    }
    body = [
        {"jsonrpc": "2.0", "method": method, "params": params, "id": method}
        for method, params in calls.items()
    ]
    return server.moonraker.answer("POST", "/server/jsonrpc", body).body


async def test_usage_since_a_date(
    host: MoonrakerHost, printer: Printer[ManualClock]
) -> None:
    assert await host.usage_since(datetime(2020, 1, 1, tzinfo=UTC)) == {}
    print_jobs(printer, 60)
    printer.clock.advance(1)
    middle = datetime.fromtimestamp(printer.clock.wall(printer.clock.monotonic()), UTC)
    printer.clock.advance(1)
    print_jobs(printer, 70)
    printer.klipper.start(replace(JOB, material="ABS"))
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
    printer.klipper.start(JOB)
    printer.clock.advance(20)
    printer.moonraker.kill()
    printer.klipper.cancel()
    printer.moonraker.launch()
    printer.klipper.start(JOB)
    printer.clock.advance(10)
    since = await host.usage_since(datetime(2020, 1, 1, tzinfo=UTC))
    assert since is not None
    assert total(since).print_time == pytest.approx(10, abs=0.3)


async def test_usage_since_a_date_that_the_history_does_not_reach(
    host: MoonrakerHost, server: MoonrakerServer, printer: Printer[ManualClock]
) -> None:
    print_jobs(printer, 3)
    server.moonraker.answer("DELETE", "/server/history/job?uid=000001")
    assert await host.usage_since(datetime(2020, 1, 1, tzinfo=UTC)) is None
