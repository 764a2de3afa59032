"""The done button: with the printer on, off, and with a disk that is full."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
import errno
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import (
    ATTR_ENTITY_ID,
    EVENT_HOMEASSISTANT_FINAL_WRITE,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.printer_maintenance.const import DOMAIN

from .common import (
    NOON,
    TWO_HOURS,
    add_item,
    coordinator,
    entity_id_of,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    told,
    value,
    wait,
)
from .disk import hass_config_dir, hass_storage
from .record import RecordFile
from .simulators import ManualClock, MoonrakerServer, Printer

# Fixtures.
__all__ = ["hass_config_dir", "hass_storage"]

UNSAVED = (DOMAIN, "not_saved_01K9PRINTER")


@pytest.fixture(autouse=True)
def item_id(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
) -> str:
    """Add an item to a printer that has printed 2 h."""
    freezer.move_to(NOON)
    printed(printer)
    return add_item(hass, entry)


def saved_history(hass: HomeAssistant, item_id: str) -> list[dict[str, Any]]:
    """Return what is on disk of an item's history, without the starting point."""
    start, *done = RecordFile.of(hass, "01K9PRINTER").history(item_id)
    assert start["kind"] == "start"
    assert all(completion["kind"] == "done" for completion in done)
    return done


@contextmanager
def full_disk() -> Generator[None]:
    """Let every attempt to write fail."""
    error = OSError(errno.ENOSPC, "No space left on device")
    with patch("homeassistant.util.file.AtomicWriter", side_effect=error):
        yield


def hours_left(hass: HomeAssistant, entry: MockConfigEntry, item_id: str) -> str:
    """Return the print time that is left of an item."""
    return value(hass, entry, f"{item_id}_print_time_remaining")


async def test_the_buttons(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    snapshot: SnapshotAssertion,
    entity_registry: er.EntityRegistry,
) -> None:
    with patch(f"custom_components.{DOMAIN}.PLATFORMS", [Platform.BUTTON]):
        await set_up(hass, entry)
    await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)


async def test_done_is_on_disk_at_once(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    item_id: str,
) -> None:
    await set_up(hass, entry)
    assert hours_left(hass, entry, item_id) == "8.0"
    freezer.tick(30)
    await press_done(hass, entry)
    assert hours_left(hass, entry, item_id) == "10.0"
    (done,) = saved_history(hass, item_id)
    assert done["moment"] == "2026-11-18T12:00:30+00:00"
    assert done["reading"]["PLA"]["print_time"] == pytest.approx(7200)
    freezer.tick(30)
    await press_done(hass, entry)
    await press_done(hass, entry)
    assert len(saved_history(hass, item_id)) == 3


async def test_everything_done_at_once(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    item_id: str,
    printer: Printer[ManualClock],
    issue_registry: ir.IssueRegistry,
) -> None:
    items = [item_id, *(add_item(hass, entry, f"Item {n}") for n in range(9))]
    await set_up(hass, entry)
    printed(printer)
    buttons = [entity_id_of(hass, entry, f"{item}_done", "button") for item in items]
    press = hass.services.async_call(
        "button", "press", {ATTR_ENTITY_ID: buttons}, blocking=True
    )
    await asyncio.gather(press, coordinator(entry).async_refresh())
    assert not issue_registry.issues
    for item in items:
        assert len(saved_history(hass, item)) == 1


async def test_done_in_the_middle_of_a_print(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    item_id: str,
    printer: Printer[ManualClock],
) -> None:
    await set_up(hass, entry)
    printer.klipper.start(TWO_HOURS)
    printer.clock.advance(60 + 5400)
    await poll(hass, entry)
    assert hours_left(hass, entry, item_id) == "6.5"
    await press_done(hass, entry)
    assert hours_left(hass, entry, item_id) == "10.0"
    printer.clock.advance(3600)
    await poll(hass, entry)
    assert hours_left(hass, entry, item_id) == "9.5"


async def test_done_with_the_printer_off(
    hass: HomeAssistant, entry: MockConfigEntry, item_id: str, server: MoonrakerServer
) -> None:
    await set_up(hass, entry)
    await server.stop()
    await reload(hass, entry)
    await press_done(hass, entry)
    assert hours_left(hass, entry, item_id) == "10.0"
    assert len(saved_history(hass, item_id)) == 1
    await reload(hass, entry)
    assert hours_left(hass, entry, item_id) == "10.0"


async def test_done_before_anything_was_counted(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    item_id: str,
    server: MoonrakerServer,
) -> None:
    await server.stop()
    await set_up(hass, entry)
    assert hours_left(hass, entry, item_id) == STATE_UNKNOWN
    await press_done(hass, entry)
    assert hours_left(hass, entry, item_id) == "10.0"
    await server.start()
    await poll(hass, entry)
    assert value(hass, entry, "print_time") == "2.0"
    assert hours_left(hass, entry, item_id) == "10.0"


async def test_done_with_a_disk_that_is_full(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    item_id: str,
    issue_registry: ir.IssueRegistry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = add_item(hass, entry, "Belts")
    await set_up(hass, entry)
    with full_disk():
        with pytest.raises(HomeAssistantError) as error:
            await press_done(hass, entry)
        assert error.value.translation_key == "not_saved"
        assert error.value.translation_placeholders == {"item": "Grease the rails"}
        assert "The change to Grease the rails is kept" in str(error.value)
        assert hours_left(hass, entry, item_id) == "10.0"
        for _ in range(2):
            await wait(hass, freezer, 61)
            assert UNSAVED in issue_registry.issues
        with pytest.raises(HomeAssistantError, match="The change to Belts is kept"):
            await press_done(hass, entry, other)
        # Home Assistant itself complains each time.
        (line,) = [line for line in told(caplog) if "Saving file failed" not in line]
        assert line.startswith("WARNING What was counted can not be saved")
    caplog.clear()

    await wait(hass, freezer, 61)
    assert UNSAVED not in issue_registry.issues
    assert len(saved_history(hass, item_id)) == len(saved_history(hass, other)) == 1
    await reload(hass, entry)
    assert hours_left(hass, entry, item_id) == hours_left(hass, entry, other) == "10.0"
    assert told(caplog) == []


@pytest.mark.parametrize(
    ("function", "error"),
    [
        # It writes nothing and says nothing, or reads nothing back.
        ("write_utf8_file_atomic", None),
        ("json_util.load_json", HomeAssistantError("Input/output error")),
    ],
)
async def test_done_with_a_disk_that_forgets(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    item_id: str,
    issue_registry: ir.IssueRegistry,
    function: str,
    error: Exception | None,
) -> None:
    await set_up(hass, entry)
    with (
        patch(f"homeassistant.helpers.storage.{function}", side_effect=error),
        pytest.raises(HomeAssistantError, match="could not be saved"),
    ):
        await press_done(hass, entry)
    assert UNSAVED in issue_registry.issues
    assert hours_left(hass, entry, item_id) == "10.0"
    await press_done(hass, entry)
    assert UNSAVED not in issue_registry.issues
    assert len(saved_history(hass, item_id)) == 2


@pytest.mark.parametrize("is_stopped", [True, False])
async def test_a_disk_that_was_full_until_the_end(
    hass: HomeAssistant, entry: MockConfigEntry, item_id: str, is_stopped: bool
) -> None:
    await set_up(hass, entry)
    with full_disk(), pytest.raises(HomeAssistantError):
        await press_done(hass, entry)
    assert saved_history(hass, item_id) == []
    # Home Assistant stops or the printer is reloaded before the next poll.
    if is_stopped:
        hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
        await hass.async_block_till_done()
    else:
        await hass.config_entries.async_unload(entry.entry_id)
    assert len(saved_history(hass, item_id)) == 1


async def test_a_full_disk_with_the_printer_off(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    item_id: str,
    server: MoonrakerServer,
    issue_registry: ir.IssueRegistry,
) -> None:
    await set_up(hass, entry)
    await server.stop()
    with full_disk():
        with pytest.raises(HomeAssistantError):
            await press_done(hass, entry)
        # The printer is polled every minute until it is known to be off.
        await wait(hass, freezer, 61)
    await wait(hass, freezer, 301)
    assert UNSAVED not in issue_registry.issues
    assert len(saved_history(hass, item_id)) == 1


async def test_a_job_that_ends_while_the_disk_is_full(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    item_id: str,
    printer: Printer[ManualClock],
    issue_registry: ir.IssueRegistry,
) -> None:
    await set_up(hass, entry)
    printed(printer)
    with full_disk():
        await wait(hass, freezer, 61)
    assert UNSAVED in issue_registry.issues
    assert hours_left(hass, entry, item_id) == "6.0"
    await wait(hass, freezer, 61)
    assert UNSAVED not in issue_registry.issues
    await reload(hass, entry)
    assert hours_left(hass, entry, item_id) == "6.0"
