"""What is asked of an OctoPrint, and what becomes of answers that are wrong."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts.base import (
    HostUnauthorized,
    HostUnexpectedAnswer,
    HostUnreachable,
    JsonDict,
    Snapshot,
)
from custom_components.printer_maintenance.hosts.octoprint import OctoPrintHost
from custom_components.printer_maintenance.hosts.octoprint_answer import Running
from custom_components.printer_maintenance.hosts.octoprint_cursor import Cursor
from tests.simulators.api import Answer
from tests.simulators.clock import ManualClock
from tests.simulators.job import Job, extrude
from tests.simulators.octoprint import USER_KEY, OctoPrint

from .conftest import OctoPrintServer
from .flows import forbid

JOB = Job("a.gcode", (extrude(600, 300),))
type Manual = OctoPrint[ManualClock]


async def poll(host: OctoPrintHost, cursor: Cursor | None = None) -> Cursor | None:
    """Poll once, and return the next cursor."""
    answer = await host.fetch(cursor, None)
    assert answer.complaint is None
    return host.read(answer, cursor)[1]


async def test_one_request_while_nothing_happens(
    host: OctoPrintHost, octoprint: Manual
) -> None:
    cursor = await poll(host)
    before = octoprint.requests
    for _ in range(5):
        cursor = await poll(host, cursor)
    assert octoprint.requests - before == 5


async def test_an_answer_that_changes_nothing_is_given_again(
    host: OctoPrintHost, octoprint_server: OctoPrintServer
) -> None:
    cursor = await poll(host, await poll(host))
    assert cursor is not None
    answer = await host.fetch(cursor, None)
    for _ in range(2):
        assert host.read(answer, cursor) == (Snapshot(to_come=None), cursor)
        assert await host.fetch(cursor, None) is answer
    assert await host.fetch(replace(cursor), None) is not answer
    # It may be another one after a silence.
    octoprint_server.host.uuid = "another"
    octoprint_server.answer_next(502, b"")
    with pytest.raises(HostUnreachable):
        await host.fetch(cursor, None)
    assert (await host.fetch(cursor, None)).identity == "another"


async def test_three_requests_while_it_prints(
    host: OctoPrintHost, octoprint: Manual
) -> None:
    cursor = await poll(host)
    octoprint.start(JOB)
    cursor = await poll(host, cursor)
    before = octoprint.requests
    for _ in range(5):
        octoprint.clock.advance(60)
        cursor = await poll(host, cursor)
    assert octoprint.requests - before == 15


async def test_new_counters_are_asked_again_until_they_are_sure_of_the_open_job(
    host: OctoPrintHost, octoprint: Manual, monkeypatch: pytest.MonkeyPatch
) -> None:
    octoprint.start(JOB)
    octoprint.clock.advance(700)
    assert octoprint.state.value == "Operational"
    ask = OctoPrintHost._job

    async def begin_first(self: OctoPrintHost, raw: JsonDict) -> Running | None:
        if octoprint.state.value == "Operational":
            octoprint.start(JOB)
        return await ask(self, raw)

    monkeypatch.setattr(OctoPrintHost, "_job", begin_first)
    answer = await host.fetch(None, None)
    assert answer.counters is not None
    assert answer.counters.started == 2
    (job,) = host.read(answer, None)[0].jobs
    assert job.key == f"{answer.counters.created} 2"
    before = octoprint.requests
    await host.fetch(None, None)
    # Counters, printer and job, counters again, files, and once more printer and job.
    assert octoprint.requests - before == 7


async def test_who_answers_is_asked_again_when_the_counters_began_anew(
    host: OctoPrintHost, octoprint: Manual
) -> None:
    first = await host.fetch(None, None)
    assert first.identity == octoprint.uuid
    octoprint.uuid = "another"
    assert (await host.fetch(None, None)).identity == first.identity
    octoprint.kill()
    octoprint.achievements.reset()
    octoprint.clock.advance(5)
    octoprint.launch()
    other = await host.fetch(None, first.identity)
    assert other.identity == "another"
    assert other.files is None
    before = octoprint.requests
    assert (await host.fetch(None, first.identity)).identity == "another"
    assert octoprint.requests - before == 1


async def test_a_printer_that_is_off_is_no_error(
    host: OctoPrintHost, octoprint: Manual
) -> None:
    octoprint.disconnect()
    answer = await host.fetch(None, None)
    assert answer.job is None
    assert answer.counters is not None


async def test_a_key_that_may_not_see_the_counters(
    octoprint: Manual, octoprint_server: OctoPrintServer, session: aiohttp.ClientSession
) -> None:
    forbid(octoprint, "PLUGIN_ACHIEVEMENTS_VIEW")
    host = OctoPrintHost(session, octoprint_server.url, USER_KEY)
    answer = await host.fetch(None, None)
    assert answer.counters is None
    assert answer.complaint == "the API key lacks PLUGIN_ACHIEVEMENTS_VIEW"


async def test_a_key_that_is_refused(
    octoprint_server: OctoPrintServer, session: aiohttp.ClientSession
) -> None:
    for key in (None, "wrong"):
        host = OctoPrintHost(session, octoprint_server.url, key)
        with pytest.raises(HostUnauthorized):
            await host.fetch(None, None)


@pytest.mark.parametrize("status", [400, 404, 500])
async def test_a_part_that_fails_fails_the_poll(
    host: OctoPrintHost, octoprint_server: OctoPrintServer, status: int
) -> None:
    cursor = await poll(host)
    octoprint_server.answer_next(status, {"error": "no"}, times=3)
    with pytest.raises((HostUnexpectedAnswer, HostUnreachable)):
        await host.fetch(cursor, None)


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/plugin/achievements/", "achievements"),
        ("/api/printer", "printer"),
        ("/api/job", "job"),
        ("/api/files", "files"),
    ],
)
@pytest.mark.parametrize("status", [201, 400, 500])
async def test_the_part_that_fails_is_named(
    host: OctoPrintHost,
    octoprint: Manual,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    part: str,
    status: int,
) -> None:
    octoprint.start(JOB)
    answer = octoprint.answer

    def failing(verb: str, asked: str, body: Any, headers: Mapping[str, str]) -> Any:
        if asked.startswith(path):
            return Answer(status, {"error": "no"})
        return answer(verb, asked, body, headers)

    monkeypatch.setattr(octoprint, "answer", failing)
    with pytest.raises(HostUnexpectedAnswer, match=f"^HTTP {status} to {part}$"):
        await host.fetch(None, None)


async def test_diagnostics_hold_counters_but_no_achievements(
    host: OctoPrintHost, octoprint: Manual
) -> None:
    octoprint.start(JOB)
    answer = await host.fetch(None, None)
    assert isinstance(answer.raw, dict)
    assert set(answer.raw) == {"achievements", "printer", "job", "files"}
    assert "prints_started" in answer.raw["achievements"]
    assert answer.raw["printer"]["state"]["flags"]["printing"]
    assert answer.raw["job"]["job"]["file"]["path"] == JOB.filename
    assert answer.raw["files"] == 1


async def test_exactly_what_is_asked(
    host: OctoPrintHost, octoprint: Manual, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str | None]] = []
    answer = octoprint.answer

    def heard(verb: str, path: str, body: Any, headers: Mapping[str, str]) -> Any:
        asked.append((path, headers.get("If-None-Match")))
        return answer(verb, path, body, headers)

    monkeypatch.setattr(octoprint, "answer", heard)
    octoprint.start(JOB)
    first = await host.fetch(None, None)
    counters = ("/plugin/achievements/", None)
    state = ("/api/printer?exclude=temperature,sd", None), ("/api/job", None)
    files = "/api/files?recursive=true"
    who = ("/plugin/discovery/discovery.xml", None)
    job = (counters, *state, counters)
    assert asked == [who, *job, (files, None), *state]
    _, cursor = host.read(first, None)
    octoprint.clock.advance(700)
    asked.clear()
    for _ in range(2):
        _, cursor = host.read(await host.fetch(cursor, None), cursor)
    assert asked == [counters, state[0], counters, state[0], (files, first.etag)]


async def test_there_is_no_list_of_jobs(host: OctoPrintHost) -> None:
    assert await host.usage_since(datetime(2020, 1, 1, tzinfo=UTC)) is None
