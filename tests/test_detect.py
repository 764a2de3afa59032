"""What answers at an address."""

import asyncio
from collections.abc import AsyncGenerator

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts import HostKind, detect as module
from custom_components.printer_maintenance.hosts.base import (
    HostPosing,
    HostUnexpectedAnswer,
    HostUnreachable,
)
from custom_components.printer_maintenance.hosts.detect import candidates, detect

from .simulators import ManualClock, MoonrakerServer, Printer
from .simulators.octoprint import (
    OctoPrint,
    PathProxy,
    PosingMoonraker,
    manual_octoprint,
)
from .simulators.server import HostServer

NOBODY = "http://127.0.0.1:1"


@pytest.fixture
async def session(socket_enabled: None) -> AsyncGenerator[aiohttp.ClientSession]:
    """Return a plain client session."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def octoprint(
    socket_enabled: None,
) -> AsyncGenerator[HostServer[OctoPrint[ManualClock]]]:
    """Serve an OctoPrint."""
    server = HostServer(manual_octoprint())
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def posing(
    socket_enabled: None, printer: Printer[ManualClock]
) -> AsyncGenerator[HostServer[PosingMoonraker]]:
    """Serve a Moonraker that poses as OctoPrint."""
    server = HostServer(PosingMoonraker(printer.moonraker))
    await server.start()
    yield server
    await server.stop()


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        (
            "octopi.local",
            ["http://octopi.local:7125", "http://octopi.local"],
        ),
        (
            " farm.local/one/ ",
            ["http://farm.local:7125/one", "http://farm.local/one"],
        ),
        ("fd00::1", ["http://[fd00::1]:7125", "http://[fd00::1]"]),
    ],
)
def test_a_bare_name_may_mean_several_addresses(text: str, urls: list[str]) -> None:
    *first, last = candidates(text)
    assert first == urls
    assert last == urls[0].replace("7125", "5000")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("octopi.local:5000", "http://octopi.local:5000"),
        ("octopi.local:80/one", "http://octopi.local/one"),
        ("http://octopi.local", "http://octopi.local"),
        ("https://farm.example/one/", "https://farm.example/one"),
    ],
)
def test_a_port_or_a_url_means_one(text: str, url: str) -> None:
    assert candidates(text) == (url,)


def test_what_is_no_address() -> None:
    with pytest.raises(ValueError, match="password"):
        candidates("http://me:secret@octopi.local")


async def test_each_kind(
    session: aiohttp.ClientSession,
    server: MoonrakerServer,
    octoprint: HostServer[OctoPrint[ManualClock]],
) -> None:
    moonraker = {HostKind.MOONRAKER: server.url}
    assert await detect(session, [server.url]) == moonraker
    found = {HostKind.OCTOPRINT: octoprint.url}
    assert await detect(session, [octoprint.url]) == found
    both = [NOBODY, octoprint.url, server.url]
    assert await detect(session, both) == moonraker | found


async def test_the_first_address_of_several(
    session: aiohttp.ClientSession, server: MoonrakerServer
) -> None:
    other = MoonrakerServer(server.moonraker)
    await other.start()
    for urls in ([other.url, server.url], [server.url, other.url]):
        found = await detect(session, [NOBODY, *urls])
        assert found == {HostKind.MOONRAKER: urls[0]}
    await other.stop()


async def test_one_that_never_answers_does_not_keep_the_others(
    session: aiohttp.ClientSession,
    server: MoonrakerServer,
    octoprint: HostServer[OctoPrint[ManualClock]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    urls = [server.url, octoprint.url, NOBODY]
    server.hang()
    monkeypatch.setattr(module, "SECONDS_FOR_OTHERS", 0.1)
    async with asyncio.timeout(5):
        found = await detect(session, urls)
    assert found == {HostKind.OCTOPRINT: octoprint.url}
    server.release()


async def test_one_that_answers_a_little_later(
    session: aiohttp.ClientSession,
    server: MoonrakerServer,
    octoprint: HostServer[OctoPrint[ManualClock]],
) -> None:
    server.hang()
    asyncio.get_running_loop().call_later(0.3, server.release)
    assert await detect(session, [server.url, octoprint.url, NOBODY]) == {
        HostKind.MOONRAKER: server.url,
        HostKind.OCTOPRINT: octoprint.url,
    }


async def test_one_of_several_behind_a_proxy(session: aiohttp.ClientSession) -> None:
    octoprint = manual_octoprint()
    server = HostServer(PathProxy({"/one": octoprint}))
    await server.start()
    url = f"{server.url}/one"
    found = {HostKind.OCTOPRINT: url}
    assert await detect(session, [server.url, url]) == found
    octoprint.kill()
    with pytest.raises(HostUnreachable, match=r"^HTTP 50\d$"):
        await detect(session, [url])
    await server.stop()


async def test_a_moonraker_that_wants_a_key(
    session: aiohttp.ClientSession, server: MoonrakerServer
) -> None:
    server.moonraker.access.is_trusted = False
    found = {HostKind.MOONRAKER: server.url}
    assert await detect(session, [server.url]) == found


async def test_a_moonraker_that_poses_as_octoprint(
    session: aiohttp.ClientSession, posing: HostServer[PosingMoonraker]
) -> None:
    found = {HostKind.MOONRAKER: posing.url}
    assert await detect(session, [posing.url]) == found


async def test_a_proxy_that_lets_only_the_pose_through(
    session: aiohttp.ClientSession, posing: HostServer[PosingMoonraker]
) -> None:
    posing.answer_next(404, b"<h1>Not Found</h1>")
    with pytest.raises(HostPosing):
        await detect(session, [posing.url])


async def test_nothing(session: aiohttp.ClientSession) -> None:
    with pytest.raises(HostUnreachable):
        await detect(session, [NOBODY, NOBODY])


async def test_something_that_never_answers(
    session: aiohttp.ClientSession,
    server: MoonrakerServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.1)
    server.hang()
    async with asyncio.timeout(5):
        with pytest.raises(HostUnreachable, match=r"^TimeoutError$"):
            await detect(session, [server.url])
    server.release()


@pytest.mark.parametrize(
    ("status", "location", "url"),
    [
        (300, "https://127.0.0.1/one/server/info", "https://127.0.0.1/one"),
        (308, "https://127.0.0.1:8443/", "https://127.0.0.1:8443/one"),
        (308, "https://elsewhere.example/", None),
        (308, "https://[/", None),
        (308, "https://[]@", None),
        (308, "https://127.0.0.1:999999/", None),
        (308, "/login", None),
        (308, "http://127.0.0.1/login", None),
        (308, None, None),
        (201, "https://127.0.0.1/", None),
        (400, "https://127.0.0.1/", None),
    ],
)
async def test_an_address_that_leads_elsewhere(
    session: aiohttp.ClientSession,
    octoprint: HostServer[OctoPrint[ManualClock]],
    status: int,
    location: str | None,
    url: str | None,
) -> None:
    headers = {} if location is None else {"Location": location}
    octoprint.answer_next(status, b"Moved", times=2, headers=headers)
    reason = "neither Moonraker nor OctoPrint" if url is None else "it wants https"
    with pytest.raises(HostUnexpectedAnswer, match=f"{reason}$") as error:
        await detect(session, [NOBODY, f"{octoprint.url}/one", NOBODY])
    assert getattr(error.value, "url", None) == url
    assert octoprint.host.requests == (2 if url is None else 1)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, {"result": {"name": "a router"}}),
        (200, {"result": "ok"}),
        (200, []),
        (200, b"<html>Welcome</html>"),
        (401, b"<html>Who are you?</html>"),
        (401, {"error": "no"}),
        (401, {"error": {"reason": "no"}}),
        (403, {"error": {"code": 403}}),
        (301, b""),
        (500, b""),
    ],
)
async def test_something_else(
    session: aiohttp.ClientSession,
    octoprint: HostServer[OctoPrint[ManualClock]],
    status: int,
    body: object,
) -> None:
    octoprint.answer_next(status, body, times=2)
    with pytest.raises(HostUnexpectedAnswer) as error:
        await detect(session, [NOBODY, octoprint.url])
    assert not isinstance(error.value, HostPosing)
