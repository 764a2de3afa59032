"""A poll of which a part fails."""

from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.printer_maintenance.hosts.base import (
    HostUnauthorized,
    HostUnexpectedAnswer,
)
from custom_components.printer_maintenance.hosts.moonraker import MoonrakerHost
from tests.simulators import MoonrakerServer

from .printing import answer_to_poll

STATUS = "printer.objects.query"
ROWS = "server.history.list"
TOTALS = "server.history.totals"
IDENTITY = "server.database.get_item"


def failing(server: MoonrakerServer, part: str, **error: Any) -> None:
    """Answer the next poll with an error to one of its questions."""
    parts = answer_to_poll(server.moonraker)
    told = [{"id": part, "error": error} if p["id"] == part else p for p in parts]
    server.answer_next(200, told)


async def test_klipper_does_not_tell(
    host: MoonrakerHost, server: MoonrakerServer
) -> None:
    failing(server, STATUS, code=503, message="Klippy Host not connected")
    answer = await host.fetch(None, None)
    assert (answer.klippy, answer.stats) == ("disconnected", None)
    assert answer.rows == ()
    assert answer.totals is not None
    assert answer.identity == server.moonraker.database.instance_id
    assert answer.raw[STATUS] == {}
    assert answer.raw[IDENTITY]["value"] == answer.identity


@pytest.mark.parametrize("part", [ROWS, TOTALS])
@pytest.mark.parametrize("error", [{"code": 500}, {"code": "x"}, {}])
async def test_the_history_fails(
    host: MoonrakerHost, server: MoonrakerServer, part: str, error: dict[str, Any]
) -> None:
    failing(server, part, **error)
    answer = await host.fetch(None, None)
    assert (answer.klippy, answer.rows, answer.totals) == ("ready", None, None)
    assert answer.has_history
    assert answer.complaint is None


@pytest.mark.parametrize("code", [404, -32601])
async def test_there_is_no_history(
    host: MoonrakerHost, server: MoonrakerServer, code: int
) -> None:
    failing(server, TOTALS, code=code)
    answer = await host.fetch(None, None)
    assert (answer.rows, answer.totals, answer.has_history) == (None, None, False)
    failing(server, TOTALS, code=code)
    assert await host.usage_since(datetime(2020, 1, 1, tzinfo=UTC)) is None


async def test_it_has_no_identity(host: MoonrakerHost, server: MoonrakerServer) -> None:
    failing(server, IDENTITY, code=404, message="Namespace not found")
    answer = await host.fetch(None, None)
    assert answer.identity is None
    assert answer.rows == ()
    assert (await host.fetch(None, None)).identity


@pytest.mark.parametrize("error", [{"code": 500}, {"code": "x"}, {}])
async def test_an_error_is_no_other_host(
    host: MoonrakerHost, server: MoonrakerServer, error: dict[str, Any]
) -> None:
    failing(server, IDENTITY, **error)
    with pytest.raises(HostUnexpectedAnswer, match=r"^the identity has no usable"):
        await host.fetch(None, server.moonraker.database.instance_id)


@pytest.mark.parametrize("part", [STATUS, ROWS, TOTALS, IDENTITY])
@pytest.mark.parametrize(
    "error", [{"code": -32602, "message": "Unauthorized"}, {"code": 401}]
)
async def test_the_key_is_refused(
    host: MoonrakerHost, server: MoonrakerServer, part: str, error: dict[str, Any]
) -> None:
    failing(server, part, **error)
    with pytest.raises(HostUnauthorized, match=r"^the API key is missing or wrong$"):
        await host.fetch(None, None)


@pytest.mark.parametrize(
    ("part", "what"),
    [
        (STATUS, "the printer's status has no usable eventtime"),
        (IDENTITY, "the identity has no usable value"),
    ],
)
async def test_a_part_that_no_poll_does_without(
    host: MoonrakerHost, server: MoonrakerServer, part: str, what: str
) -> None:
    parts = answer_to_poll(server.moonraker)
    told = [{"id": part, "result": {}} if p["id"] == part else p for p in parts]
    server.answer_next(200, told)
    with pytest.raises(HostUnexpectedAnswer, match=f"^{what}$"):
        await host.fetch(None, None)
