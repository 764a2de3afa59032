"""The simulated OctoPrint over HTTP, alone and behind a proxy."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.simulators.moonraker import Moonraker
from tests.simulators.printer import manual_printer
from tests.simulators.server import HostServer

from . import ADMIN_KEY, PathProxy, PosingMoonraker, manual_octoprint
from .helpers import FILES, JOB, get, run
from .scenarios import Printer

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
def printer() -> Printer:
    """Return an OctoPrint."""
    return manual_octoprint()


@pytest.fixture
async def server(printer: Printer) -> AsyncIterator[HostServer[Printer]]:
    """Serve it."""
    server = HostServer(printer)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """Open a client with a key."""
    async with aiohttp.ClientSession(headers={"X-Api-Key": ADMIN_KEY}) as session:
        yield session


async def test_it_answers_as_without_http(
    printer: Printer, server: HostServer[Printer], session: aiohttp.ClientSession
) -> None:
    run(printer, JOB, 100)
    async with session.get(f"{server.url}/api/job") as response:
        assert await response.json() == get(printer, "/api/job").body
    async with session.get(server.url + FILES) as response:
        body = await response.json()
        tag = response.headers["ETag"]
    assert body["files"][0]["refs"]["resource"].startswith(server.url)
    known = {"If-None-Match": tag}
    async with session.get(server.url + FILES, headers=known) as response:
        assert (response.status, await response.read()) == (304, b"")
    command = {"command": "cancel"}
    async with session.post(f"{server.url}/api/job", json=command) as response:
        assert (response.status, await response.read()) == (204, b"")
    async with session.get(f"{server.url}/plugin/nope/") as response:
        assert response.status == 404
        assert response.content_type == "text/html"
    async with session.get(f"{server.url}/plugin/achievements") as response:
        assert (await response.json())["stats"]["prints_started"] == 1


async def test_a_client_is_sent_to_where_it_asked(
    server: HostServer[Printer], session: aiohttp.ClientSession
) -> None:
    ask = f"{server.url}/plugin/appkeys/request"
    async with session.post(ask, json={"app": "Maintenance"}) as response:
        body = await response.json()
        location = response.headers["Location"]
    assert location == f"{ask}/{body['app_token']}"
    async with session.get(location) as response:
        assert response.status == 202


async def test_while_it_starts_it_does_not_speak_http(
    printer: Printer, server: HostServer[Printer], session: aiohttp.ClientSession
) -> None:
    printer.kill()
    printer.launch(startup=5)
    with pytest.raises(aiohttp.ClientError):
        await session.get(f"{server.url}/api/version")
    printer.clock.advance(6)
    async with session.get(f"{server.url}/api/version") as response:
        assert response.status == 200


async def test_it_keeps_its_port_through_a_restart(
    server: HostServer[Printer], session: aiohttp.ClientSession
) -> None:
    url = f"{server.url}/api/version"
    for end in (server.kill, server.terminate):
        await end()
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(url)
        await server.launch()
        async with session.get(url) as response:
            assert response.status == 200


async def test_several_live_behind_one_proxy(session: aiohttp.ClientSession) -> None:
    one, two = manual_octoprint(), manual_octoprint(version="2.0.0rc7")
    server = HostServer(PathProxy({"/one": one, "/two": two}))
    await server.start()
    try:
        for path, version in (("/one", "1.11.8"), ("/two", "2.0.0rc7")):
            async with session.get(f"{server.url}{path}/api/version") as response:
                assert (await response.json())["server"] == version
        ask = f"{server.url}/two/plugin/appkeys/request"
        async with session.post(ask, json={"app": "Maintenance"}) as response:
            assert response.headers["Location"].startswith(f"{ask}/")
        one.kill()
        for path, status in (("/one/api/version", 502), ("/api/version", 404)):
            async with session.get(server.url + path) as response:
                assert response.status == status
    finally:
        await server.stop()


async def test_a_moonraker_can_pose_as_octoprint(
    session: aiohttp.ClientSession,
) -> None:
    moonraker: Moonraker = manual_printer().moonraker
    moonraker.access.api_key = ADMIN_KEY
    server = HostServer(PosingMoonraker(moonraker))
    await server.start()
    try:
        async with session.get(f"{server.url}/api/version") as response:
            text = (await response.json())["text"]
        assert text == "OctoPrint (Moonraker 0.11.0)"
        async with session.get(f"{server.url}/api/job") as response:
            assert (await response.json())["progress"]["printTime"] is None
        async with session.get(f"{server.url}/server/info") as response:
            assert (await response.json())["result"]["klippy_state"] == "ready"
    finally:
        await server.stop()
