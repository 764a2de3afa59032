"""What of an answer is known to the letter is not read again, nothing else."""

from collections.abc import Mapping
from typing import Any, override

import pytest

from custom_components.printer_maintenance.hosts.base import HostError
from custom_components.printer_maintenance.hosts.http import HttpAnswer, HttpClient
from custom_components.printer_maintenance.hosts.moonraker_answer import MoonrakerAnswer
from custom_components.printer_maintenance.hosts.moonraker_client import (
    FIRST_PAGE,
    MoonrakerClient,
)
from custom_components.printer_maintenance.hosts.remembered import Parsed
from tests.simulators import manual_printer
from tests.world.watcher import run

from .printing import JOB
from .watcher import DirectClient

STATUS = (
    b'{"result":{"eventtime":%d.5,"status":{"print_stats":{"filename":"%b"},'
    b'"webhooks":{"state":"ready"}}},"id":"printer.objects.query"}'
)
ROWS = b'{"result":{"jobs":[]},"id":"server.history.list"}'
TOTALS = (
    b'{"result":{"job_totals":{"total_jobs":%b,"total_time":2.5,"total_print_time":2,'
    b'"total_filament_used":3}},"id":"server.history.totals"}'
)
IDENTITY = b'{"result":{"value":"%b"},"id":"server.database.get_item"}'
REST = b",".join([ROWS, TOTALS % b"1", IDENTITY % b"me"]) + b"]"
KNOWN = b"[" + STATUS % (1, b"a") + b"," + REST


class Told(HttpClient):
    """Get told whatever the test wants."""

    body = KNOWN

    def __init__(self) -> None:
        """Need no session."""

    @override
    async def exchange(self, path: str, **_: Any) -> HttpAnswer:
        return HttpAnswer(200, {}, self.body)


class Asked:
    """Compare what is told with what one that remembers nothing is told."""

    def __init__(self) -> None:
        """Begin with nothing remembered."""
        self.told = Told()
        self.client = MoonrakerClient(self.told)

    def __call__(
        self, body: bytes, still: MoonrakerAnswer | None = None
    ) -> MoonrakerAnswer | None:
        """Return the answer, None for an error."""
        self.told.body = body
        answer, expected = (
            told(client, still) for client in (self.client, MoonrakerClient(self.told))
        )
        if answer is not still:
            assert answer == expected
        return answer


def told(
    client: MoonrakerClient, still: MoonrakerAnswer | None = None
) -> MoonrakerAnswer | None:
    try:
        return run(client.poll(still))
    except HostError:
        return None


@pytest.mark.parametrize("comma", [b",", b", "])
def test_the_rest_is_what_it_was(comma: bytes) -> None:
    ask = Asked()
    bodies = [b"[" + STATUS % (n, b"%d" % n) + comma + REST for n in (1, 22, 333)]
    first, *others = [ask(body) for body in bodies]
    assert first is not None
    for other in others:
        assert other is not None
        assert other.totals is first.totals
        assert other.stats != first.stats
        assert other.raw["printer.objects.query"] != first.raw["printer.objects.query"]
    changed = bodies[0].replace(b'"total_jobs":1', b'"total_jobs":1.0')
    again = ask(changed)
    assert again is not None
    assert again.totals is not first.totals


def test_nothing_but_the_moment_is_new() -> None:
    ask = Asked()
    still = ask(KNOWN)
    assert still is not None
    later = KNOWN.replace(b'"eventtime":1.5', b'"eventtime":1.25e+3')
    assert ask(later, still) is still
    # Nobody says that it may stay what it was.
    again = ask(later)
    assert again is not still
    assert ask(KNOWN, still) is not still
    assert ask(KNOWN.replace(b'"a"', b'"b"'), again) is not again


@pytest.mark.parametrize(
    "change",
    [
        (b'"filename":"a"', b'"filename":"b"'),
        (b'"state":"ready"', b'"state":"startup"'),
        (b'"total_jobs":1', b'"total_jobs":2'),
        (b'"me"', b'"you"'),
    ],
)
def test_something_is_new(change: tuple[bytes, bytes]) -> None:
    ask = Asked()
    still = ask(KNOWN)
    assert still is not None
    changed = ask(KNOWN.replace(*change), still)
    assert changed is not None
    assert changed != still


@pytest.mark.parametrize(
    "body",
    [
        b"[%b,%b" % (REST[:-1], STATUS % (1, b"a")) + b"]",
        b"[%b]" % (STATUS % (1, b"a")),
        b'[{"nested":%b,%b' % (STATUS % (1, b"a"), REST[:-1]) + b"}]",
        b'[{"nested":[%b,%b' % (STATUS % (1, b"a"), REST) + b"}]",
        b'{"nested":[%b,%b' % (STATUS % (1, b"a"), REST) + b"}",
        b'["a",%b,%b' % (STATUS % (1, b"a"), REST),
        b"[" + (STATUS % (1, b"a"))[1:] + b"," + REST,
        b"]" + STATUS % (1, b"a") + b"," + REST,
        b"[%b,%b" % (IDENTITY % b"you", KNOWN[1:]),
        b"[%b,%b,%b" % (STATUS % (1, b"a"), STATUS % (9, b"b"), REST),
        KNOWN[:-1],
        KNOWN[:-1] + b"]]",
        KNOWN[:-1] + b"}]",
        KNOWN + b"\xff",
        b"null",
    ],
)
def test_others_are_read_as_they_are(body: bytes) -> None:
    ask = Asked()
    for told_now in (body, KNOWN, body, body.replace(b"1.5", b"2.5"), KNOWN):
        ask(told_now)


def test_one_by_one() -> None:
    printer = manual_printer(version="0.8.0")
    printer.klipper.start(JOB)
    printer.clock.advance(JOB.seconds + 60)
    client = MoonrakerClient(DirectClient(printer.moonraker))
    first = run(client.poll())
    assert first.rows
    assert len(first.rows) < FIRST_PAGE
    printer.clock.advance(60)
    second = run(client.poll())
    assert second.totals is first.totals
    printer.clock.advance(60)
    assert run(client.poll(second)) is second
    printer.klipper.start(JOB)
    printer.clock.advance(60)
    third = run(client.poll(second))
    assert third.stats is not None
    assert third.stats.state == "printing"
    assert third.totals is not first.totals


def test_the_same_letters_are_not_read_again() -> None:
    read: list[HttpAnswer] = []

    def count(answer: HttpAnswer) -> int:
        read.append(answer)
        return len(read)

    def got(body: bytes, status: int = 200, headers: Mapping[str, str] = {}) -> int:
        return parsed(HttpAnswer(status, headers, body))

    parsed = Parsed(count)
    assert [got(b"[1]"), got(b"[1]", headers={"Date": "now"})] == [1, 1]
    assert [got(b"[true]"), got(b"[1]"), got(b"[1]", 404)] == [2, 3, 4]
