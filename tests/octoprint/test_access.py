"""Who an OctoPrint is, and which keys suffice."""

from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts.base import (
    HostInfo,
    HostPosing,
    HostUnauthorized,
    HostUnexpectedAnswer,
    HostUnreachable,
)
from custom_components.printer_maintenance.hosts.http import HttpClient
from custom_components.printer_maintenance.hosts.octoprint import OctoPrintHost
from custom_components.printer_maintenance.hosts.octoprint_access import (
    ask_identity,
    identify,
)
from tests.simulators import ManualClock, manual_printer
from tests.simulators.octoprint import (
    ADMIN_KEY,
    GLOBAL_KEY,
    READ_ONLY_KEY,
    USER_KEY,
    OctoPrint,
    PathProxy,
    PosingMoonraker,
)
from tests.simulators.server import HostServer

from .conftest import OctoPrintServer
from .flows import forbid

type Session = aiohttp.ClientSession
type Simulated = OctoPrint[ManualClock]


def client(session: Session, url: str, key: str | None = ADMIN_KEY) -> HttpClient:
    """Return a client with a key or without."""
    return HttpClient(session, url, {"X-Api-Key": key} if key else {})


@pytest.mark.parametrize("key", [ADMIN_KEY, GLOBAL_KEY, USER_KEY, READ_ONLY_KEY])
async def test_it_says_who_it_is(
    session: Session, octoprint_server: OctoPrintServer, key: str
) -> None:
    assert await identify(client(session, octoprint_server.url, key)) == (
        HostInfo(
            identity=octoprint_server.host.uuid,
            name="Prusa",
            host_version="OctoPrint 1.11.8",
            firmware_version=None,
        )
    )


async def test_one_of_several_behind_a_proxy(
    session: Session, octoprint: Simulated
) -> None:
    server = HostServer(PathProxy({"/one": octoprint}))
    await server.start()
    info = await identify(client(session, f"{server.url}/one"))
    assert info.identity == octoprint.uuid
    with pytest.raises(HostUnexpectedAnswer):
        await identify(client(session, f"{server.url}/two"))
    octoprint.kill()
    with pytest.raises(HostUnreachable):
        await identify(client(session, f"{server.url}/one"))
    await server.stop()


async def test_it_may_have_no_name(
    session: Session, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    octoprint.name = ""
    info = await identify(client(session, octoprint_server.url))
    assert info.name is None


@pytest.mark.parametrize("may_read_settings", [True, False])
async def test_without_discovery_it_has_no_identity(
    session: Session,
    octoprint: Simulated,
    octoprint_server: OctoPrintServer,
    may_read_settings: bool,
) -> None:
    if not may_read_settings:
        forbid(octoprint, "SETTINGS_READ")
    asks = client(session, octoprint_server.url, USER_KEY)
    assert (await identify(asks)).identity == octoprint.uuid
    octoprint.switch("discovery", is_on=False)
    info = await identify(asks)
    assert info.identity is None
    assert info.name == ("Prusa" if may_read_settings else None)


@pytest.mark.parametrize("status", [300, 302, 399, 401, 403, 404])
async def test_nobody_tells_who_it_is(
    session: Session, octoprint_server: OctoPrintServer, status: int
) -> None:
    octoprint_server.answer_next(status, b"<h1>Who are you?</h1>")
    assert await ask_identity(client(session, octoprint_server.url)) is None


@pytest.mark.parametrize("status", [204, 400, 402, 429, 500, 503])
async def test_who_it_is_may_be_told_another_time(
    session: Session, octoprint_server: OctoPrintServer, status: int
) -> None:
    octoprint_server.answer_next(status, b"")
    with pytest.raises(HostUnreachable, match=f"^HTTP {status} to who it is$"):
        await ask_identity(client(session, octoprint_server.url))


@pytest.mark.parametrize("key", [None, "wrong"])
async def test_a_key_that_is_missing_or_wrong(
    session: Session, octoprint_server: OctoPrintServer, key: str | None
) -> None:
    reason = r"^the API key is missing or wrong$"
    with pytest.raises(HostUnauthorized, match=reason) as error:
        await identify(client(session, octoprint_server.url, key))
    assert error.value.missing == ()


@pytest.mark.parametrize(
    "missing",
    [
        ("STATUS",),
        ("FILES_LIST",),
        ("PLUGIN_ACHIEVEMENTS_VIEW",),
        ("STATUS", "FILES_LIST", "PLUGIN_ACHIEVEMENTS_VIEW"),
    ],
)
async def test_permissions_that_are_missing_are_named(
    session: Session,
    octoprint: Simulated,
    octoprint_server: OctoPrintServer,
    missing: tuple[str, ...],
) -> None:
    forbid(octoprint, *missing)
    asks = client(session, octoprint_server.url, USER_KEY)
    reason = r"^the API key may not read enough$"
    with pytest.raises(HostUnauthorized, match=reason) as error:
        await identify(asks)
    assert error.value.missing == missing


async def test_nobody_has_the_permission_of_a_plugin_that_is_missing(
    session: Session, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    forbid(octoprint, "PLUGIN_ACHIEVEMENTS_VIEW")
    octoprint.switch("achievements", is_on=False)
    asks = client(session, octoprint_server.url, USER_KEY)
    assert (await identify(asks)).name == "Prusa"


async def test_guests_may_do_without_a_key_if_they_may_read(
    session: Session, octoprint_server: OctoPrintServer
) -> None:
    guest = {"name": None, "groups": ["guests"], "permissions": []}
    version = {"api": "0.1", "server": "1.11.8", "text": "OctoPrint 1.11.8"}
    for permissions, identity in (
        (["STATUS", "FILES_LIST", "PLUGIN_ACHIEVEMENTS_VIEW"], True),
        (["STATUS"], False),
    ):
        octoprint_server.answer_next(200, version)
        octoprint_server.answer_next(200, guest | {"permissions": permissions})
        asks = client(session, octoprint_server.url, None)
        if identity:
            info = await identify(asks)
            assert info.identity == octoprint_server.host.uuid
        else:
            with pytest.raises(HostUnauthorized) as error:
                await identify(asks)
            assert error.value.missing == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ([], "it is no OctoPrint"),
        ({"text": 1}, "it is no OctoPrint"),
        (
            {"text": "PrusaLink MINI", "api": "2.0.0", "server": "2.1.2"},
            "it is no OctoPrint",
        ),
        (b"<html>Welcome</html>", "an answer is no JSON"),
    ],
)
async def test_something_else(
    session: Session, octoprint_server: OctoPrintServer, body: object, reason: str
) -> None:
    octoprint_server.answer_next(200, body)
    with pytest.raises(HostUnexpectedAnswer, match=f"^{reason}$"):
        await identify(client(session, octoprint_server.url))


@pytest.mark.parametrize("body", [[], {"name": "admin"}, {"permissions": "all"}])
async def test_something_that_knows_no_users(
    session: Session, octoprint_server: OctoPrintServer, body: object
) -> None:
    octoprint_server.answer_next(200, {"text": "OctoPrint 1.0"})
    octoprint_server.answer_next(200, body)
    with pytest.raises(HostUnexpectedAnswer, match=r"^it is no OctoPrint$"):
        await identify(client(session, octoprint_server.url))


async def test_settings_without_what_is_looked_for(
    session: Session, octoprint_server: OctoPrintServer
) -> None:
    user = {"name": "a", "permissions": ["STATUS", "FILES_LIST", "SETTINGS_READ"]}
    discovery: list[object] = [{}, {"upnpUuid": 5}, {"upnpUuid": "../a"}]
    odd: list[object] = [
        [],
        *({"appearance": None, "plugins": {"discovery": told}} for told in discovery),
    ]
    for settings in odd:
        octoprint_server.answer_next(200, {"text": "OctoPrint 1.9.0"})
        octoprint_server.answer_next(200, user)
        octoprint_server.answer_next(404, b"<h1>Not Found</h1>")
        octoprint_server.answer_next(200, settings)
        info = await identify(client(session, octoprint_server.url))
        assert info == HostInfo(None, None, "OctoPrint 1.9.0", None)


async def test_a_moonraker_that_poses_as_octoprint(session: Session) -> None:
    server = HostServer(PosingMoonraker(manual_printer().moonraker))
    await server.start()
    with pytest.raises(HostPosing, match=r"^a Moonraker poses as OctoPrint$"):
        await identify(client(session, server.url, None))
    await server.stop()


async def test_a_stranger_is_not_shown_the_key(
    session: Session,
    octoprint: Simulated,
    octoprint_server: OctoPrintServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    host = OctoPrintHost(session, octoprint_server.url, READ_ONLY_KEY)
    await host.fetch(None, None)
    await octoprint_server.kill()
    with pytest.raises(HostUnreachable):
        await host.fetch(None, octoprint.uuid)
    known, octoprint.uuid = octoprint.uuid, "another"
    await octoprint_server.launch()
    keys: list[str | None] = []
    answer = octoprint.answer

    def heard(verb: str, path: str, body: Any, headers: Mapping[str, str]) -> Any:
        keys.append(headers.get("X-Api-Key"))
        return answer(verb, path, body, headers)

    monkeypatch.setattr(octoprint, "answer", heard)
    assert (await host.fetch(None, known)).identity == "another"
    assert keys == [None]


async def test_a_known_octoprint_need_not_tell_who_it_is(
    session: Session, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    host = OctoPrintHost(session, octoprint_server.url, READ_ONLY_KEY)
    assert await host.identify() == await identify(host._client)
    _, cursor = host.read(await host.fetch(None, None), None)
    octoprint.switch("discovery", is_on=False)
    octoprint.kill()
    with pytest.raises(HostUnreachable):
        await host.fetch(cursor, octoprint.uuid)
    octoprint.launch()
    octoprint.connect()
    answer = await host.fetch(cursor, octoprint.uuid)
    assert answer.identity == octoprint.uuid
    assert answer.counters is not None
    stranger = OctoPrintHost(session, octoprint_server.url, READ_ONLY_KEY)
    assert (await stranger.fetch(None, octoprint.uuid)).identity is None
