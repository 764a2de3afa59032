"""The simulated Moonraker over HTTP."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from . import Job, ManualClock, MoonrakerServer, Printer, extrude, heat
from .printer import manual_printer

pytestmark = pytest.mark.usefixtures("socket_enabled")
JOB = Job("a.gcode", (heat(300), extrude(3000, 1000)), material="PLA")
BATCH = [{"jsonrpc": "2.0", "method": "server.info", "id": 1}]


@pytest.fixture
def printer() -> Printer[ManualClock]:
    """Return a printer."""
    return manual_printer()


@pytest.fixture
async def server(printer: Printer[ManualClock]) -> AsyncIterator[MoonrakerServer]:
    """Serve it."""
    server = MoonrakerServer(printer.moonraker)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """Open a client."""
    async with aiohttp.ClientSession() as session:
        yield session


async def status(session: aiohttp.ClientSession, url: str) -> int:
    """Get something and return the status."""
    async with session.get(url) as response:
        await response.read()
        return response.status


async def test_it_answers_as_without_http(
    printer: Printer[ManualClock],
    server: MoonrakerServer,
    session: aiohttp.ClientSession,
) -> None:
    query = "/printer/objects/query?print_stats&webhooks=state"
    async with session.get(server.url + query) as response:
        assert await response.json() == printer.moonraker.answer("GET", query).body
    async with session.post(f"{server.url}/server/jsonrpc", json=BATCH) as response:
        assert (await response.json())[0]["result"]["klippy_state"] == "ready"
    async with session.post(f"{server.url}/server/jsonrpc", data=b"{") as response:
        assert response.status == 400
    assert printer.moonraker.requests == 3


async def test_keys_are_checked(
    printer: Printer[ManualClock],
    server: MoonrakerServer,
    session: aiohttp.ClientSession,
) -> None:
    printer.moonraker.access.is_trusted = False
    url = f"{server.url}/server/info"
    assert await status(session, url) == 401
    headers = {"X-Api-Key": printer.moonraker.access.api_key}
    async with session.get(url, headers=headers) as response:
        assert response.status == 200


async def test_it_keeps_its_port_through_a_restart(
    printer: Printer[ManualClock],
    server: MoonrakerServer,
    session: aiohttp.ClientSession,
) -> None:
    url = f"{server.url}/server/info"
    assert await status(session, url) == 200
    for end in (server.kill, server.terminate):
        await end()
        assert not printer.moonraker.is_running
        with pytest.raises(aiohttp.ClientConnectionError):
            await status(session, url)
        await server.launch()
        assert await status(session, url) == 200


async def test_a_moonraker_that_dies_hangs_up(
    printer: Printer[ManualClock],
    server: MoonrakerServer,
    session: aiohttp.ClientSession,
) -> None:
    printer.moonraker.kill()
    with pytest.raises(aiohttp.ClientConnectionError):
        await status(session, f"{server.url}/server/info")


async def test_it_can_hang(
    server: MoonrakerServer, session: aiohttp.ClientSession
) -> None:
    url = f"{server.url}/server/info"
    server.hang()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await status(session, url)
    server.release()
    assert await status(session, url) == 200


async def test_it_can_answer_anything(
    server: MoonrakerServer, session: aiohttp.ClientSession
) -> None:
    url = f"{server.url}/server/info"
    server.answer_next(502, b"<html>Bad Gateway</html>", times=2)
    server.answer_next(200, {"result": None})
    assert [await status(session, url) for _ in range(4)] == [502, 502, 200, 200]
