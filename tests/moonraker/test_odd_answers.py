"""What a Moonraker should not answer, and what is then said of it."""

from typing import Never

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts import http
from custom_components.printer_maintenance.hosts.base import (
    HostError,
    HostUnauthorized,
    HostUnexpectedAnswer,
    HostUnreachable,
)
from custom_components.printer_maintenance.hosts.moonraker import MoonrakerHost
from tests.simulators import MoonrakerServer
from tests.simulators.server import NoHttp

NO_JSON = "an answer is no JSON"


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
        (200, b"<html>Login</html>", HostUnexpectedAnswer(NO_JSON)),
        (200, b"", HostUnexpectedAnswer(NO_JSON)),
        (200, b"[NaN]", HostUnexpectedAnswer(NO_JSON)),
        (200, b"\xff\xfe", HostUnexpectedAnswer(NO_JSON)),
        (200, {"error": "no batch"}, HostUnexpectedAnswer("HTTP 200 to the poll")),
        (200, [], HostUnexpectedAnswer("an answer to the poll is missing")),
        (200, b"[" * 100_000, HostUnexpectedAnswer("an answer tells too much")),
        (300, b"", HostUnexpectedAnswer("HTTP 300 instead of an answer")),
        (302, b"", HostUnexpectedAnswer("HTTP 302 instead of an answer")),
        (400, [], HostUnexpectedAnswer("HTTP 400 to the poll")),
        (401, b"", HostUnauthorized("HTTP 401")),
        (403, b"", HostUnauthorized("HTTP 403")),
        (500, b"", HostUnexpectedAnswer("HTTP 500 to the poll")),
        (500, {"error": {"code": 500}}, HostUnexpectedAnswer("HTTP 500 to the poll")),
        (502, b"<html>Bad Gateway</html>", HostUnreachable("HTTP 502")),
        (503, {"error": {"code": 503}}, HostUnreachable("HTTP 503")),
        (504, b"", HostUnreachable("HTTP 504")),
    ],
)
async def test_what_a_poll_does_not_understand(
    host: MoonrakerHost,
    server: MoonrakerServer,
    status: int,
    body: object,
    error: HostError,
) -> None:
    server.answer_next(status, body)
    with pytest.raises(type(error), match=f"^{error}$"):
        await host.fetch(None, None)
    assert (await host.fetch(None, None)).totals


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (404, b"<html>", "HTTP 404 without an answer"),
        (500, b"<html>", "HTTP 500 without an answer"),
        (200, [], "HTTP 200 without an answer"),
        (500, {"error": {}}, "HTTP 500"),
        (200, {"result": 5}, "HTTP 200 not as Moonraker says it"),
        (404, {"error": "no"}, "HTTP 404 not as Moonraker says it"),
        (200, {"result": {}}, "it is no Moonraker"),
        (200, {"result": {"moonraker_version": "1"}}, "it is no Moonraker"),
        (
            200,
            {"result": {"moonraker_version": 5, "klippy_state": "ready"}},
            "it is no Moonraker",
        ),
        (404, {"error": {}}, "it is no Moonraker"),
    ],
)
async def test_something_else_listens(
    host: MoonrakerHost,
    server: MoonrakerServer,
    status: int,
    body: object,
    reason: str,
) -> None:
    server.answer_next(status, body)
    with pytest.raises(HostUnexpectedAnswer, match=f"^{reason}$"):
        await host.identify()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b" " * 1200, NO_JSON),
        (b" " * 1201, "an answer is too long"),
        (b"[" + b"1," * 99 + b"1]", "an answer to the poll is missing"),
        (b"[" + b"1," * 100 + b"1]", "an answer tells too much"),
        (b"[" + b"{}," * 49 + b"{}]", "an answer to the poll is missing"),
        (b"[" + b"{}," * 50 + b"{}]", "an answer tells too much"),
    ],
)
async def test_a_body_that_holds_the_event_loop(
    host: MoonrakerHost,
    server: MoonrakerServer,
    monkeypatch: pytest.MonkeyPatch,
    body: bytes,
    reason: str,
) -> None:
    monkeypatch.setattr(http, "LARGEST_BODY", 1200)
    server.answer_next(200, body)
    with pytest.raises(HostUnexpectedAnswer, match=f"^{reason}$"):
        await host.fetch(None, None)


@pytest.mark.parametrize(
    ("body", "largest", "reason"),
    [
        (b" " * 1200, 1200, NO_JSON),
        (b" " * 1201, 1200, "an answer is too long"),
        # It comes in several parts.
        (b"[" + b" " * 200_000 + b"]", 300_000, "an answer to the poll is missing"),
        (b"[" + b" " * 200_000 + b"]", 150_000, "an answer is too long"),
    ],
)
async def test_a_body_whose_length_is_not_told(
    host: MoonrakerHost,
    server: MoonrakerServer,
    monkeypatch: pytest.MonkeyPatch,
    body: bytes,
    largest: int,
    reason: str,
) -> None:
    def answer(*_: object) -> Never:
        chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        raise NoHttp(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)

    monkeypatch.setattr(server.moonraker, "answer", answer)
    monkeypatch.setattr(http, "LARGEST_BODY", largest)
    with pytest.raises(HostUnexpectedAnswer, match=f"^{reason}$"):
        await host.fetch(None, None)


async def test_a_compressed_answer(
    host: MoonrakerHost, server: MoonrakerServer
) -> None:
    server.answer_next(200, b"?", headers={"Content-Encoding": "gzip"})
    with pytest.raises(HostUnexpectedAnswer, match=r"^an answer is compressed$"):
        await host.fetch(None, None)
    server.answer_next(200, [], headers={"Content-Encoding": "identity"})
    with pytest.raises(HostUnexpectedAnswer, match=r"is missing$"):
        await host.fetch(None, None)
