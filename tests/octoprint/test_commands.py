"""OctoPrint sends G-code to an idle printer, if the key may do that."""

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts.base import (
    HostRefused,
    HostUnauthorized,
    HostUnexpectedAnswer,
    HostUnreachable,
)
from custom_components.printer_maintenance.hosts.octoprint import OctoPrintHost
from tests.simulators import Job, ManualClock, extrude
from tests.simulators.octoprint import READ_ONLY_KEY, USER_KEY, OctoPrint

from .conftest import OctoPrintServer

JOB = Job("a.gcode", (extrude(100, 50),))


@pytest.fixture
def host(
    session: aiohttp.ClientSession, octoprint_server: OctoPrintServer
) -> OctoPrintHost:
    """Return a client with the key of a user."""
    return OctoPrintHost(session, octoprint_server.url, USER_KEY)


async def test_idle(host: OctoPrintHost, octoprint: OctoPrint[ManualClock]) -> None:
    assert await host.is_idle()
    octoprint.start(JOB)
    assert not await host.is_idle()
    octoprint.pause()
    assert not await host.is_idle()
    octoprint.resume()
    octoprint.clock.advance(200)
    assert await host.is_idle()
    octoprint.disconnect()
    assert not await host.is_idle()


async def test_no_more_is_asked_than_is_needed(
    host: OctoPrintHost,
    octoprint: OctoPrint[ManualClock],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paths: list[str] = []
    answer = octoprint.answer

    def heard(verb: str, path: str, body: Any, headers: Mapping[str, str]) -> Any:
        paths.append(path)
        return answer(verb, path, body, headers)

    monkeypatch.setattr(octoprint, "answer", heard)
    await host.is_idle()
    assert paths == ["/api/printer?exclude=temperature,sd"]


@pytest.mark.parametrize("missing", ["operational", "ready"])
async def test_what_is_not_ready_is_not_idle(
    host: OctoPrintHost, octoprint_server: OctoPrintServer, missing: str
) -> None:
    flags = {"operational": True, "ready": True, "printing": False}
    octoprint_server.answer_next(200, {"state": {"flags": flags}})
    assert await host.is_idle()
    octoprint_server.answer_next(200, {"state": {"flags": flags | {missing: False}}})
    assert not await host.is_idle()
    octoprint_server.answer_next(200, {"state": {"flags": flags | {"paused": True}}})
    assert not await host.is_idle()


async def test_what_is_not_understood(
    host: OctoPrintHost, octoprint_server: OctoPrintServer
) -> None:
    octoprint_server.answer_next(200, {})
    with pytest.raises(HostUnexpectedAnswer):
        await host.is_idle()


async def test_it_is_sent(
    host: OctoPrintHost, octoprint: OctoPrint[ManualClock]
) -> None:
    await host.run(["M117 Oil me", "M84"], 5)
    assert octoprint.commands == ["M117 Oil me", "M84"]
    assert octoprint.display == "Oil me"


async def test_the_key_may_not(
    octoprint_server: OctoPrintServer,
    session: aiohttp.ClientSession,
    octoprint: OctoPrint[ManualClock],
) -> None:
    host = OctoPrintHost(session, octoprint_server.url, READ_ONLY_KEY)
    with pytest.raises(HostUnauthorized, match="lacks CONTROL") as error:
        await host.run(["M84"], 5)
    assert error.value.missing == ("CONTROL",)
    assert octoprint.commands == []


async def test_it_is_refused(
    host: OctoPrintHost,
    octoprint: OctoPrint[ManualClock],
    octoprint_server: OctoPrintServer,
) -> None:
    octoprint.disconnect()
    with pytest.raises(HostRefused, match="not operational"):
        await host.run(["M84"], 5)
    bodies: tuple[object, ...] = ([], {"error": 5})
    for body in bodies:
        octoprint_server.answer_next(400, body)
        with pytest.raises(HostRefused, match="HTTP 400"):
            await host.run(["M84"], 5)


@pytest.mark.parametrize("status", [500, 503])
async def test_whether_it_was_taken_is_not_known(
    host: OctoPrintHost, octoprint_server: OctoPrintServer, status: int
) -> None:
    octoprint_server.answer_next(status, {"error": "Internal Server Error"})
    with pytest.raises(HostUnexpectedAnswer, match=f"HTTP {status}"):
        await host.run(["M84"], 5)


async def test_it_takes_too_long(
    host: OctoPrintHost, octoprint_server: OctoPrintServer
) -> None:
    octoprint_server.hang("/api/printer/command")
    async with asyncio.timeout(5):
        with pytest.raises(HostUnreachable):
            await host.run(["M84"], 0.05)
    octoprint_server.release()


async def test_it_was_taken(
    host: OctoPrintHost, octoprint_server: OctoPrintServer
) -> None:
    octoprint_server.answer_next(200, {})
    await host.run(["M84"], 5)
