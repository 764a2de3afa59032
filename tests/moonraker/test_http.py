"""What is sent to a host, and to nobody else."""

from collections.abc import Mapping
from typing import Any, cast

import aiohttp
import pytest
from yarl import URL

from custom_components.printer_maintenance.hosts.base import HostUnreachable
from custom_components.printer_maintenance.hosts.http import HttpAnswer, HttpClient
from tests.simulators import VALID_KEY, MoonrakerServer
from tests.simulators.api import Answer

PLAIN = {"Accept-Encoding": "identity", "X-Api-Key": VALID_KEY}


@pytest.fixture
def client(session: aiohttp.ClientSession, server: MoonrakerServer) -> HttpClient:
    """Return a client with a key."""
    return HttpClient(session, server.url, {"X-Api-Key": VALID_KEY})


async def test_headers(
    client: HttpClient, server: MoonrakerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, Any, dict[str, str]]] = []

    def answer(verb: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        names = (*PLAIN, "Content-Type", "If-None-Match")
        heard.append((verb, body, {n: headers[n] for n in names if n in headers}))
        return Answer(200, {})

    monkeypatch.setattr(server.moonraker, "answer", answer)
    await client.exchange("server/info")
    await client.exchange("server/info", headers={"If-None-Match": '"x"'})
    for body in ([5], {"a": 1}):
        await client.exchange("server/jsonrpc", json=body)
    as_json = PLAIN | {"Content-Type": "application/json"}
    assert heard == [
        ("GET", None, PLAIN),
        ("GET", None, PLAIN | {"If-None-Match": '"x"'}),
        ("POST", [5], as_json),
        ("POST", {"a": 1}, as_json),
    ]


async def test_no_redirect_is_followed(
    client: HttpClient, server: MoonrakerServer
) -> None:
    elsewhere = {"Location": f"{server.url}/server/info"}
    server.answer_next(307, b"", headers=elsewhere)
    answer = await client.exchange("printer/info")
    assert (answer.status, answer.headers["Location"]) == (307, elsewhere["Location"])
    assert server.moonraker.requests == 1


@pytest.mark.parametrize(
    ("base", "path", "url"),
    [
        ("http://voron", "server/info", "http://voron/server/info"),
        ("http://farm/one", "api/job", "http://farm/one/api/job"),
        ("http://farm", "plugin/achievements/", "http://farm/plugin/achievements/"),
    ],
)
def test_where_a_path_is(base: str, path: str, url: str) -> None:
    client = HttpClient(cast("aiohttp.ClientSession", None), base, {})
    for _ in range(2):
        assert client.url_of(path) == URL(url)
    assert client.url_of("other") == URL(f"{base}/other")


async def test_a_connection_that_breaks(
    client: HttpClient, server: MoonrakerServer
) -> None:
    server.moonraker.kill()
    with pytest.raises(HostUnreachable, match=r"^ServerDisconnectedError$"):
        await client.exchange("server/info")


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_gateway_speaks_no_json(status: int) -> None:
    assert HttpAnswer(status, {}, b"<html>").is_gateway
    assert not HttpAnswer(status, {}, b"{}").is_gateway
    assert HttpAnswer(status, {}, b"{}").read() == (status, {})


@pytest.mark.parametrize("status", [201, 204, 400, 404, 500, 501, 505])
def test_other_answers_need_not_be_json(status: int) -> None:
    assert HttpAnswer(status, {}, b"<html>").read() == (status, None)
