"""A history of a million jobs, which may take neither time nor memory without end."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
import gc
import tracemalloc
from typing import Final

from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import CONF_HOST_KIND, DOMAIN
from custom_components.printer_maintenance.hosts import moonraker
from custom_components.printer_maintenance.hosts.moonraker import (
    MOST_ROWS,
    MoonrakerHost,
)
from custom_components.printer_maintenance.hosts.moonraker_answer import PAGE
from custom_components.printer_maintenance.hosts.moonraker_cursor import Cursor
from custom_components.printer_maintenance.hosts.moonraker_rows import ROWS_KEPT
from tests.common import counted, is_connected, poll, set_up, told
from tests.simulators import Moonraker

from .conftest import JOB, Opener, Target, pass_time
from .inputs import LONGEST, Tried
from .long_history import EVERY, MM, ROWS, SECONDS, LongHistory
from .stretch import Stretch
from .wire import Exchange

MIB: Final = 1024 * 1024
MOST_MEMORY: Final = 16 * MIB
# Those of the poll, and one page more than fills the rows that are read at most.
MOST_REQUESTS: Final = 5 + MOST_ROWS // PAGE
# What the printer has printed before it prints the job that is open.
JOBS: Final = 8


@pytest.fixture(params=["moonraker", "moonraker08"])
async def target(request: pytest.FixtureRequest, opener: Opener) -> Target:
    """Return a client of a Moonraker with a long history."""
    target = await opener(request.param)
    assert isinstance(target.wire.host, Moonraker)
    target.wire.host = LongHistory(target.wire.host)
    return target


def history_of(target: Target) -> LongHistory:
    """Return the host behind a client."""
    assert isinstance(target.wire.host, LongHistory)
    return target.wire.host


async def read_on(target: Target, cursor: Cursor | None) -> tuple[int, Cursor]:
    """Poll with what is remembered; return how many rows were read, and the cursor."""
    assert isinstance(target.client, MoonrakerHost)
    answer = await target.client.fetch(cursor, None)
    _, following = target.client.read(answer, cursor)
    assert following is not None
    assert len(following.known or ()) <= ROWS_KEPT
    return len(answer.rows or ()), following


@pytest.mark.parametrize("is_stuck", [False, True])
async def test_a_poll_reads_so_many_rows_and_no_more(
    target: Target, tried: Tried, watch: Stretch, is_stuck: bool
) -> None:
    await target.anew().poll()
    history_of(target).is_stuck = is_stuck
    for _ in range(3):
        await watch.begin()
        target.wire.requests.clear()
        rows, cursor = await read_on(target.anew(), None)
        if await watch.end() <= LONGEST:
            break
    tried.note("first poll", watch)
    assert MOST_ROWS <= rows < MOST_ROWS + PAGE
    # Of a printer that prints it is asked a second time before it is believed.
    assert len(target.wire.requests) <= MOST_REQUESTS + 4
    # All of it is known from then on, until none of it is there any more.
    target.wire.requests.clear()
    await read_on(target, cursor)
    assert len(target.wire.requests) <= 5
    rows, _ = await read_on(target, replace(cursor, known=("1.0",)))
    tried.note("nothing known is found", watch)
    assert rows < MOST_ROWS + PAGE


async def test_what_is_read_is_not_kept(target: Target, tried: Tried) -> None:
    tracemalloc.start()
    try:
        await read_on(target, None)
        _, most = tracemalloc.get_traced_memory()
        gc.collect()
        left, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    tried.inputs += 1
    assert most < MOST_MEMORY
    assert left < 2 * MIB


async def test_the_usage_since_a_date_long_ago(target: Target, tried: Tried) -> None:
    oldest = history_of(target).own()[-1]["start_time"]
    ago = datetime.fromtimestamp(oldest - 10 * MOST_ROWS * EVERY, UTC)
    target.wire.requests.clear()
    await target.client.usage_since(ago)
    tried.inputs += 1
    assert len(target.wire.requests) <= MOST_REQUESTS + 1


def entry_of(hass: HomeAssistant, target: Target) -> MockConfigEntry:
    """Return the entry of a printer with a long history."""
    data = {
        CONF_HOST_KIND: "moonraker",
        CONF_URL: target.wire.url,
        CONF_VERIFY_SSL: True,
        CONF_API_KEY: target.key,
    }
    entry = MockConfigEntry(domain=DOMAIN, title="Voron", data=data)
    entry.add_to_hass(hass)
    return entry


async def test_all_of_it_is_counted(
    hass: HomeAssistant, target: Target, tried: Tried
) -> None:
    entry = entry_of(hass, target)
    await set_up(hass, entry)
    pass_time(history_of(target).moonraker)
    for _ in range(2):
        await poll(hass, entry)
    tried.inputs += 1
    # One more came to its end, and the next has begun.
    print_time = (JOBS + 1) * JOB.seconds + ROWS * SECONDS + 60
    filament = (JOBS + 1) * JOB.mm + ROWS * MM + JOB.mm * 60 / JOB.seconds
    assert counted(entry) == (print_time, filament, JOBS + 1 + ROWS)
    assert await hass.config_entries.async_unload(entry.entry_id)


async def test_a_history_that_comes_slowly(
    hass: HomeAssistant,
    target: Target,
    tried: Tried,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def dawdle(exchange: Exchange) -> None:
        await asyncio.sleep(0.05)
        await exchange.answer()

    monkeypatch.setattr(moonraker, "LONGEST_READING", 0.5)
    entry = entry_of(hass, target)
    target.wire.spoil(dawdle)
    await set_up(hass, entry)
    await poll(hass, entry)
    tried.inputs += 1
    (line,) = told(caplog)
    assert "Voron is away (its history takes too long)" in line
    assert not is_connected(hass, entry)
    assert len(target.wire.requests) < MOST_REQUESTS / 2
    assert await hass.config_entries.async_unload(entry.entry_id)
