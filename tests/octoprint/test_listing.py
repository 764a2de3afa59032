"""How the list of files is asked for, and when it is not read."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts import http, octoprint as module
from custom_components.printer_maintenance.hosts.base import HostUnexpectedAnswer
from custom_components.printer_maintenance.hosts.octoprint import OctoPrintHost
from custom_components.printer_maintenance.hosts.octoprint_files import parse_files
from tests.simulators import Job, ManualClock, extrude
from tests.simulators.octoprint import OctoPrint, Reply

from .conftest import OctoPrintServer

JOB = Job("a.gcode", (extrude(600, 300),))
type Manual = OctoPrint[ManualClock]
type Answer = Callable[[Reply], Reply]


@pytest.fixture
def lists(
    octoprint: Manual, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Answer], None]:
    """Change what is answered to the question for the files."""
    answer = octoprint.answer

    def change(changed: Answer) -> None:
        def answered(
            verb: str, path: str, body: Any, headers: Mapping[str, str]
        ) -> Reply:
            reply = answer(verb, path, body, headers)
            return changed(reply) if path.startswith("/api/files") else reply

        monkeypatch.setattr(octoprint, "answer", answered)

    return change


async def test_files_are_not_sent_twice(host: OctoPrintHost, octoprint: Manual) -> None:
    octoprint.switch("achievements", is_on=False)
    octoprint.upload(JOB)
    answer = await host.fetch(None, None)
    assert answer.files
    assert answer.etag
    _, cursor = host.read(answer, None)
    again = await host.fetch(cursor, None)
    assert again.has_files
    assert again.files is None
    octoprint.delete("a.gcode")
    assert (await host.fetch(cursor, None)).files == ()


@pytest.mark.parametrize(
    ("tag", "kept"),
    [
        ('"x"', '"x"'),
        ('W/"x"', 'W/"x"'),
        ("x" * 256, "x" * 256),
        ("x" * 257, None),
        ("a b", None),
        ("\u00fc", None),
        ("", None),
        (None, None),
    ],
)
async def test_a_tag_that_may_be_sent_back(
    host: OctoPrintHost,
    lists: Callable[[Answer], None],
    tag: str | None,
    kept: str | None,
) -> None:
    headers = {} if tag is None else {"ETag": tag}
    lists(lambda reply: Reply(reply.status, reply.body, headers))
    assert (await host.fetch(None, None)).etag == kept


@pytest.mark.parametrize(("depth", "count"), [(0, 1), (1, 1), (50, 1), (51, 0)])
def test_folders_without_end(depth: int, count: int) -> None:
    entry: dict[str, Any] = {"path": "a.gcode", "origin": "local"}
    for _ in range(depth):
        entry = {"type": "folder", "children": [entry]}
    assert len(parse_files({"files": [entry]})) == count


async def test_a_list_that_is_as_it_was_although_nobody_knows_it(
    host: OctoPrintHost, lists: Callable[[Answer], None]
) -> None:
    lists(lambda _: Reply(304, {}))
    with pytest.raises(HostUnexpectedAnswer, match=r"^HTTP 304 instead of an answer$"):
        await host.fetch(None, None)


@pytest.mark.parametrize("long", [10, 100_000])
async def test_a_long_list(
    host: OctoPrintHost, octoprint: Manual, monkeypatch: pytest.MonkeyPatch, long: int
) -> None:
    for number in range(20):
        octoprint.upload(Job(f"{number}.gcode", JOB.segments))
    monkeypatch.setattr(http, "LARGEST_BODY", 2048)
    monkeypatch.setattr(module, "LONG_LIST", long)
    files = (await host.fetch(None, None)).files
    assert files is not None
    assert {file.path for file in files} == {f"{n}.gcode" for n in range(20)}
    monkeypatch.setattr(module, "LARGEST_LIST", 2048)
    with pytest.raises(HostUnexpectedAnswer, match=r"^an answer is too long$"):
        await host.fetch(None, None)


async def test_a_small_computer_takes_its_time_to_list_its_files(
    host: OctoPrintHost,
    octoprint_server: OctoPrintServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http, "TIMEOUT", aiohttp.ClientTimeout(total=0.2))
    octoprint_server.hang("/api/files")
    asyncio.get_running_loop().call_later(0.5, octoprint_server.release)
    assert (await host.fetch(None, None)).files == ()


async def test_files_that_are_not_understood(
    host: OctoPrintHost, octoprint: Manual, monkeypatch: pytest.MonkeyPatch
) -> None:
    octoprint.upload(JOB)
    monkeypatch.setattr(
        "tests.simulators.octoprint.listing.Listing.all", lambda *_, **__: [5]
    )
    with pytest.raises(HostUnexpectedAnswer, match="files"):
        await host.fetch(None, None)
