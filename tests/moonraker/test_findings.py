"""Asking a Moonraker over HTTP what other programs there remind of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts.base import (
    HostUnauthorized,
    HostUnexpectedAnswer,
)
from custom_components.printer_maintenance.hosts.moonraker import MoonrakerHost
from custom_components.printer_maintenance.hosts.moonraker_answer import MoonrakerAnswer
from custom_components.printer_maintenance.hosts.octoprint import OctoPrintHost
from custom_components.printer_maintenance.maintenance.moving_in import (
    Findings,
    FoundItem,
    PastCycle,
)
from custom_components.printer_maintenance.maintenance.usage import Meter, Usage
from tests.simulators import ManualClock, MoonrakerServer, Printer

from .mainsail import MARKER, entry, performed
from .printing import JOB

HOUR = 3600.0
FILTER = {"label": "Filter", "trigger": "filament", "threshold": "700"}


@pytest.fixture
def now(printer: Printer[ManualClock]) -> datetime:
    """Return the moment that Moonraker's clock shows."""
    return datetime.fromtimestamp(printer.clock.wall(printer.clock.monotonic()), UTC)


async def find(host: MoonrakerHost, now: datetime) -> Findings:
    """Poll, and ask for what there is."""
    answer: MoonrakerAnswer = await host.fetch(None, None)
    return await host.find_items(answer, now)


async def test_nothing_is_there(
    host: MoonrakerHost, server: MoonrakerServer, now: datetime
) -> None:
    answer = await host.fetch(None, None)
    before = server.moonraker.requests
    assert await host.find_items(answer, now) == Findings()
    assert server.moonraker.requests == before + 2


async def test_both_programs(
    host: MoonrakerHost,
    server: MoonrakerServer,
    printer: Printer[ManualClock],
    now: datetime,
) -> None:
    printer.klipper.start(JOB)
    printer.clock.advance(JOB.seconds + 1)
    printer.klipper.catch_up()
    totals = (await host.fetch(None, None)).totals
    assert totals is not None
    kept = {"1": MARKER, "a": entry("Rails", (now.timestamp(), 0.0, 0.0)), "b": None}
    performed(kept, "a", "c", (now.timestamp() + 1, totals.print_time, 0.0), "Done")
    server.moonraker.database.namespaces["maintenance"] = kept
    printer.klipper.config = {
        "maintain": {},
        "maintain filter": FILTER,
        "maintain bad": {},
    }
    server.moonraker.klippy_said("// Filter: 699.5m remaining")
    later = now + timedelta(seconds=JOB.seconds + 1)
    assert await find(host, later) == Findings(
        (
            FoundItem(
                "Rails",
                {Meter.PRINT_TIME: 250 * HOUR},
                cycles=(
                    PastCycle(now, Usage(totals.print_time, totals.filament)),
                    PastCycle(
                        now + timedelta(seconds=1), Usage(0, totals.filament), "Done"
                    ),
                ),
            ),
            FoundItem(
                "Filter",
                {Meter.FILAMENT: 700_000},
                cycles=(PastCycle(later, Usage(filament=500)),),
            ),
        ),
        ("b", "bad"),
    )


async def test_klipper_is_away(
    host: MoonrakerHost,
    server: MoonrakerServer,
    printer: Printer[ManualClock],
    now: datetime,
) -> None:
    printer.klipper.config = {"maintain filter": FILTER}
    server.moonraker.database.namespaces["maintenance"] = {"a": entry("Rails")}
    printer.klipper.kill()
    assert [item.name for item in (await find(host, now)).items] == ["Rails"]


async def test_a_host_without_a_history_has_no_totals(
    host: MoonrakerHost, server: MoonrakerServer, now: datetime
) -> None:
    server.moonraker.database.namespaces["maintenance"] = {"a": entry("Rails")}
    answer = replace(await host.fetch(None, None), totals=None)
    (item,) = (await host.find_items(answer, now)).items
    assert item.cycles[0].used == Usage()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, {}, HostUnauthorized),
        (200, b"nothing", HostUnexpectedAnswer),
        (200, [], HostUnexpectedAnswer),
    ],
)
async def test_answers_that_are_not_understood(
    host: MoonrakerHost,
    server: MoonrakerServer,
    now: datetime,
    status: int,
    body: object,
    error: type[Exception],
) -> None:
    answer = await host.fetch(None, None)
    server.answer_next(status, body)
    with pytest.raises(error):
        await host.find_items(answer, now)


async def test_octoprint_keeps_nothing(now: datetime) -> None:
    async with aiohttp.ClientSession() as session:
        host = OctoPrintHost(session, "http://127.0.0.1", None)
        # Nothing is asked, so it does not matter that nobody answers.
        assert await host.find_items(None, now) == Findings()  # type: ignore[arg-type]
