"""The done button, with the printer on and off."""

import asyncio
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.printer_maintenance.const import DOMAIN

from .common import (
    TWO_HOURS,
    add_item,
    coordinator,
    entity_id_of,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    value,
)
from .disk import hass_config_dir, hass_storage
from .one_item import hours_left, item_id, saved_history
from .simulators import ManualClock, MoonrakerServer, Printer

# Fixtures.
__all__ = ["hass_config_dir", "hass_storage", "item_id"]


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
