"""How far the history is read, and what exactly is asked for it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.printer_maintenance.hosts import moonraker
from custom_components.printer_maintenance.hosts.base import HostUnreachable
from custom_components.printer_maintenance.hosts.moonraker import MoonrakerHost
from custom_components.printer_maintenance.hosts.moonraker_cursor import Cursor
from tests.simulators import MoonrakerServer
from tests.simulators.api import Answer

from .printing import SHORT_JOB, ManualPrinter, answer_to_poll, print_short_jobs

PAGE = "/server/history/list?limit=50"
WHO = "/server/database/item?namespace=moonraker&key=instance_id"


@pytest.fixture
def asked(server: MoonrakerServer, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return where requests go from now on."""
    paths: list[str] = []
    answer = server.moonraker.answer

    def heard(
        verb: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        paths.append(path)
        return answer(verb, path, body, headers)

    monkeypatch.setattr(server.moonraker, "answer", heard)
    return paths


async def test_who_it_is(host: MoonrakerHost, asked: list[str]) -> None:
    await host.identify()
    assert asked == ["/server/info", WHO, "/printer/info"]


@pytest.mark.parametrize("version", ["0.8.0"])
async def test_a_poll_of_an_old_one(host: MoonrakerHost, asked: list[str]) -> None:
    one_by_one = [
        "/printer/objects/query",
        "/server/history/list?limit=5&order=desc",
        "/server/history/totals",
        WHO,
    ]
    await host.fetch(None, None)
    assert asked == ["/server/jsonrpc", *one_by_one]
    await host.fetch(None, None)
    assert asked == ["/server/jsonrpc", *one_by_one, *one_by_one]


async def test_pages_are_fetched_up_to_a_known_row(
    host: MoonrakerHost, asked: list[str], printer: ManualPrinter
) -> None:
    print_short_jobs(printer, 3)
    _, cursor = host.read(await host.fetch(None, None), None)
    print_short_jobs(printer, 120)
    asked.clear()
    answer = await host.fetch(cursor, None)
    assert answer.rows is not None
    assert len({row.key for row in answer.rows}) == 123
    pages = [f"{PAGE}&start={start}&order=desc" for start in (5, 55, 105)]
    assert asked == ["/server/jsonrpc", *pages]


async def test_pages_of_the_jobs_since_a_moment(
    host: MoonrakerHost, asked: list[str], printer: ManualPrinter
) -> None:
    print_short_jobs(printer, 60)
    asked.clear()
    assert await host.usage_since(datetime(2020, 1, 1, tzinfo=UTC))
    pages = [f"{PAGE}&since=1577836800.0&start={start}&order=desc" for start in (0, 50)]
    oldest = "/server/history/list?limit=1&order=asc"
    assert asked == ["/server/jsonrpc", *pages, oldest]


@pytest.mark.parametrize(
    ("count", "starts"), [(4, []), (5, [5]), (54, [5]), (55, [5, 55]), (105, [5, 55])]
)
async def test_pages_end_with_the_history(
    host: MoonrakerHost,
    asked: list[str],
    printer: ManualPrinter,
    monkeypatch: pytest.MonkeyPatch,
    count: int,
    starts: list[int],
) -> None:
    monkeypatch.setattr(moonraker, "MOST_ROWS", 105)
    print_short_jobs(printer, count)
    answer = await host.fetch(None, None)
    pages = [f"{PAGE}&start={start}&order=desc" for start in starts]
    assert asked == ["/server/jsonrpc", *pages]
    assert answer.rows is not None
    assert len({row.key for row in answer.rows}) == count


@pytest.mark.parametrize(
    ("count", "starts"), [(49, [0]), (50, [0, 50]), (100, [0, 50]), (150, [0, 50])]
)
async def test_pages_since_a_moment_end_with_the_history(
    host: MoonrakerHost,
    asked: list[str],
    printer: ManualPrinter,
    monkeypatch: pytest.MonkeyPatch,
    count: int,
    starts: list[int],
) -> None:
    monkeypatch.setattr(moonraker, "MOST_ROWS", 100)
    print_short_jobs(printer, count)
    asked.clear()
    await host.usage_since(datetime(2020, 1, 1, tzinfo=UTC))
    pages = [f"{PAGE}&since=1577836800.0&start={start}&order=desc" for start in starts]
    assert asked[1:-1] == pages


async def test_what_is_seeded_must_not_change_meanwhile(
    host: MoonrakerHost,
    asked: list[str],
    server: MoonrakerServer,
    printer: ManualPrinter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await host.fetch(None, None)
    assert len(asked) == 1
    printer.klipper.start(SHORT_JOB)
    await host.fetch(None, None)
    assert len(asked) == 3
    # A job ends before every answer, and another one begins.
    answer = server.moonraker.answer

    def changed(*question: Any) -> Answer:
        printer.clock.advance(200)
        printer.klipper.start(SHORT_JOB)
        return answer(*question)

    monkeypatch.setattr(server.moonraker, "answer", changed)
    assert (await host.fetch(None, None)).totals
    assert asked.count("/server/jsonrpc") == 7
    _, cursor = host.read(await host.fetch(None, None), None)
    asked.clear()
    await host.fetch(cursor, None)
    assert asked == ["/server/jsonrpc"]


async def test_a_history_that_takes_too_long(
    host: MoonrakerHost, printer: ManualPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    print_short_jobs(printer, 6)
    monkeypatch.setattr(moonraker, "LONGEST_READING", -1)
    with pytest.raises(HostUnreachable, match=r"^its history takes too long$"):
        await host.fetch(None, None)


async def test_the_rows_of_another_host_are_not_fetched(
    host: MoonrakerHost, server: MoonrakerServer, printer: ManualPrinter
) -> None:
    print_short_jobs(printer, 60)
    before = server.moonraker.requests
    await host.fetch(None, "another")
    assert server.moonraker.requests == before + 1


async def test_rows_that_are_known_whatever_they_are(
    host: MoonrakerHost, printer: ManualPrinter
) -> None:
    print_short_jobs(printer, 120)
    answer = await host.fetch(Cursor(), None)
    assert answer.rows is not None
    assert len(answer.rows) == 55


async def test_a_page_that_is_not_understood_leaves_the_rest_usable(
    host: MoonrakerHost, server: MoonrakerServer, printer: ManualPrinter
) -> None:
    print_short_jobs(printer, 8)
    page = server.moonraker.answer("GET", "/server/history/list").body
    page["result"]["jobs"][3]["print_duration"] = "long"
    server.answer_next(200, answer_to_poll(server.moonraker))
    server.answer_next(200, page)
    partly = await host.fetch(None, None)
    assert partly.rows is None
    assert partly.totals is not None
    assert partly.complaint == "the history has no usable jobs.3.print_duration"
