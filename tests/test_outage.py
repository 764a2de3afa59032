"""What the log is told of a host that is away or not understood."""

import asyncio

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .common import (
    NOON,
    add_item,
    coordinator,
    is_connected,
    poll,
    printed,
    set_up,
    told,
    values,
    wait,
)
from .simulators import ManualClock, MoonrakerServer, Printer

GOES_ON = "its maintenance goes on from what is stored"


@pytest.fixture(autouse=True)
def _noon(freezer: FrozenDateTimeFactory) -> None:
    """Stop the clock."""
    freezer.move_to(NOON)


async def test_away_and_back_is_one_line_each(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    add_item(hass, entry)
    await set_up(hass, entry)
    before = values(hass, entry)
    assert told(caplog) == []
    for _ in range(2):
        await server.stop()
        for _ in range(3):
            await wait(hass, freezer, 301)
        (line,) = told(caplog)
        assert line.startswith("INFO Voron is away")
        assert "127.0.0.1" not in line
        assert not is_connected(hass, entry)
        assert values(hass, entry) == before
        caplog.clear()

        await server.start()
        for _ in range(3):
            await wait(hass, freezer, 301)
        assert told(caplog) == ["INFO Voron is back"]
        assert is_connected(hass, entry)
        caplog.clear()


async def test_a_host_that_answers_nothing_in_time(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await set_up(hass, entry)
    server.hang()
    refresh = hass.async_create_task(coordinator(entry).async_refresh())
    while not refresh.done():
        freezer.tick(1)
        await asyncio.sleep(0)
    assert not is_connected(hass, entry)
    assert told(caplog) == [
        "INFO Voron is away (TimeoutError); its maintenance goes on from what is stored"
    ]
    server.release()
    await poll(hass, entry)
    assert is_connected(hass, entry)


async def test_one_warning_for_each_kind_of_answer_that_is_not_understood(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    add_item(hass, entry)
    await set_up(hass, entry)
    before = values(hass, entry)
    for _ in range(2):
        for _ in range(2):
            server.answer_next(200, b"no JSON")
            await wait(hass, freezer, 301)
            server.answer_next(418, {"error": "a teapot"})
            await wait(hass, freezer, 301)
            assert not is_connected(hass, entry)
        assert told(caplog) == [
            f"WARNING Voron is not understood: {what}; {GOES_ON}"
            for what in ("an answer is no JSON", "HTTP 418 to the poll")
        ]
        assert values(hass, entry) == before
        caplog.clear()
        await wait(hass, freezer, 301)
        assert told(caplog) == ["INFO Voron is back"]
        caplog.clear()


async def test_one_warning_for_what_is_partly_understood(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    caplog: pytest.LogCaptureFixture,
) -> None:
    printed(printer)
    await set_up(hass, entry)
    row = printer.moonraker.database.rows[1]
    for _ in range(2):
        row.status, status = None, row.status  # type: ignore[assignment]
        for _ in range(3):
            await poll(hass, entry)
        (line,) = told(caplog)
        what = "the history has no usable jobs.0.status"
        assert line == f"WARNING Voron is only partly understood: {what}"
        assert is_connected(hass, entry)
        caplog.clear()
        row.status = status
        await poll(hass, entry)
        assert told(caplog) == []


async def test_one_line_for_all_the_ways_to_be_away(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await set_up(hass, entry)
    server.answer_next(502, b"<html>Bad Gateway</html>")
    await wait(hass, freezer, 61)
    await server.stop()
    await wait(hass, freezer, 301)
    assert told(caplog) == [f"INFO Voron is away (HTTP 502); {GOES_ON}"]
