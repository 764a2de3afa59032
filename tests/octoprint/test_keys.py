"""How an application gets a key from OctoPrint."""

import asyncio

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts import octoprint_keys
from custom_components.printer_maintenance.hosts.base import (
    HostError,
    HostUnauthorized,
    HostUnexpectedAnswer,
    HostUnreachable,
)
from custom_components.printer_maintenance.hosts.http import HttpClient
from custom_components.printer_maintenance.hosts.octoprint_keys import (
    APP,
    AppKeys,
    KeyRefused,
    Refusal,
)
from tests.simulators import ManualClock
from tests.simulators.octoprint import OctoPrint, PathProxy
from tests.simulators.server import HostServer

from .conftest import OctoPrintServer

type Simulated = OctoPrint[ManualClock]


pytestmark = pytest.mark.usefixtures("at_once")


@pytest.fixture
def keys(session: aiohttp.ClientSession, octoprint_server: OctoPrintServer) -> AppKeys:
    """Return a client."""
    return AppKeys(HttpClient(session, octoprint_server.url, {}))


async def polled(octoprint: Simulated, times: int = 3) -> None:
    """Wait until so many requests more have come."""
    enough = octoprint.requests + times
    async with asyncio.timeout(5):
        while octoprint.requests < enough:  # noqa: ASYNC110 - a server has no event
            await asyncio.sleep(0.01)


async def refused(keys: AppKeys, task: asyncio.Task[str]) -> Refusal:
    """Return why there is no key."""
    with pytest.raises(KeyRefused) as error:
        await task
    assert str(error.value) == error.value.refusal
    return error.value.refusal


async def test_a_key_is_granted(
    keys: AppKeys, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    request = await keys.request()
    assert request.url == f"{octoprint_server.url}/plugin/appkeys/auth/{request.token}"
    assert [entry.app for entry in octoprint.app_keys.requests] == [APP]
    task = asyncio.create_task(keys.wait(request))
    await polled(octoprint)
    assert not task.done()
    octoprint.grant("user")
    key = await task
    assert octoprint.app_keys.owner(key) == "user"


async def test_a_key_of_one_of_several_behind_a_proxy(
    session: aiohttp.ClientSession, octoprint: Simulated
) -> None:
    server = HostServer(PathProxy({"/one": octoprint}))
    await server.start()
    keys = AppKeys(HttpClient(session, f"{server.url}/one", {}))
    request = await keys.request()
    assert request.url.startswith(f"{server.url}/one/plugin/appkeys/auth/")
    octoprint.grant()
    assert octoprint.app_keys.owner(await keys.wait(request)) == "admin"
    await server.stop()


async def test_a_key_is_denied(keys: AppKeys, octoprint: Simulated) -> None:
    task = asyncio.create_task(keys.wait(await keys.request()))
    await polled(octoprint)
    octoprint.deny()
    assert await refused(keys, task) is Refusal.DENIED


async def test_nobody_decides(
    keys: AppKeys, octoprint: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(octoprint_keys, "LIFETIME", 0.2)
    task = asyncio.create_task(keys.wait(await keys.request()))
    assert await refused(keys, task) is Refusal.TIMED_OUT


async def test_octoprint_has_forgotten_the_request(
    keys: AppKeys, octoprint: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(octoprint_keys, "PATIENCE", -1)
    request = await keys.request()
    octoprint.clock.advance(6)
    task = asyncio.create_task(keys.wait(request))
    assert await refused(keys, task) is Refusal.TIMED_OUT


async def test_too_many_requests(keys: AppKeys) -> None:
    for _ in range(3):
        await keys.request()
    with pytest.raises(KeyRefused) as error:
        await keys.request()
    assert error.value.refusal is Refusal.RATE_LIMITED


async def test_the_plugin_is_missing(keys: AppKeys, octoprint: Simulated) -> None:
    octoprint.switch("appkeys", is_on=False)
    with pytest.raises(KeyRefused) as error:
        await keys.request()
    assert error.value.refusal is Refusal.PLUGIN_MISSING


async def test_a_short_silence_is_survived(
    keys: AppKeys, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    task = asyncio.create_task(keys.wait(await keys.request()))
    await polled(octoprint)
    octoprint_server.answer_next(502, b"<html>Bad Gateway</html>", times=3)
    await polled(octoprint, 5)
    octoprint.grant()
    assert octoprint.app_keys.owner(await task) == "admin"


async def test_a_long_silence_is_not(
    keys: AppKeys,
    octoprint_server: OctoPrintServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request = await keys.request()
    await octoprint_server.stop()
    monkeypatch.setattr(octoprint_keys, "PATIENCE", 0.1)
    with pytest.raises(HostUnreachable):
        await keys.wait(request)
    with pytest.raises(HostUnreachable):
        await keys.request()


@pytest.mark.parametrize(
    "body", [{}, [], {"app_token": 1}, {"app_token": "../../evil"}]
)
async def test_odd_answers_to_a_request(
    keys: AppKeys, octoprint_server: OctoPrintServer, body: object
) -> None:
    octoprint_server.answer_next(204, b"")
    octoprint_server.answer_next(201, body)
    reason = r"^HTTP 201 to the request for a key$"
    with pytest.raises(HostUnexpectedAnswer, match=reason):
        await keys.request()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, {"api_key": ""}, HostUnexpectedAnswer("HTTP 200 instead of a key")),
        (200, {"api_key": None}, HostUnexpectedAnswer("HTTP 200 instead of a key")),
        (200, [], HostUnexpectedAnswer("HTTP 200 instead of a key")),
        (500, b"", HostUnexpectedAnswer("HTTP 500 instead of a key")),
        (403, {"error": "no"}, HostUnauthorized("HTTP 403")),
    ],
)
async def test_odd_answers_to_a_poll(
    keys: AppKeys,
    octoprint_server: OctoPrintServer,
    status: int,
    body: object,
    error: HostError,
) -> None:
    request = await keys.request()
    octoprint_server.answer_next(status, body)
    with pytest.raises(type(error), match=f"^{error}$"):
        await keys.wait(request)
