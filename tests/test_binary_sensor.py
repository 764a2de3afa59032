"""The binary sensors of a printer and of its items."""

from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.printer_maintenance.binary_sensor import DueBinarySensor
from custom_components.printer_maintenance.const import DOMAIN

from .common import (
    HOUR,
    METER,
    NOON,
    add_item,
    entity_id_of,
    is_connected,
    poll,
    press_done,
    printed,
    set_up,
    start_of,
    value,
)
from .simulators import Job, ManualClock, MoonrakerServer, Printer, extrude


@pytest.fixture(autouse=True)
def _noon(freezer: FrozenDateTimeFactory, printer: Printer[ManualClock]) -> None:
    """Stop the clock, at a printer that has printed 2 h and 5 m."""
    freezer.move_to(NOON)
    printed(printer)


def due(
    hass: HomeAssistant, entry: MockConfigEntry, item_id: str
) -> tuple[str, dict[str, Any]]:
    """Return whether an item is due, and what is said about it."""
    state = hass.states.get(
        entity_id_of(hass, entry, f"{item_id}_due", "binary_sensor")
    )
    assert state is not None
    return state.state, dict(state.attributes)


async def test_the_binary_sensors(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    snapshot: SnapshotAssertion,
    entity_registry: er.EntityRegistry,
) -> None:
    limits = {"print_time": 8 * HOUR, "filament": 10 * METER, "prints": 2, "days": 30}
    texts = {"instructions": "# Clean it", "link": "https://example.com/nozzle"}
    add_item(hass, entry, "Nozzle", limits, **texts)
    add_item(hass, entry, "Overdue", {"print_time": 1.5 * HOUR, "days": 40})
    with patch(f"custom_components.{DOMAIN}.PLATFORMS", [Platform.BINARY_SENSOR]):
        await set_up(hass, entry)
    await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)


async def test_from_due_soon_to_done(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    freezer: FrozenDateTimeFactory,
) -> None:
    limits = {"print_time": 4 * HOUR, "prints": 3}
    item_id = add_item(hass, entry, intervals=limits, due_soon=0.3)
    await set_up(hass, entry)
    shown = []
    for seconds in (HOUR, HOUR):
        state, attributes = due(hass, entry, item_id)
        shown.append((state, attributes["due_soon"], attributes["due_intervals"]))
        printed(printer, Job("b.gcode", (extrude(seconds, 1),)))
        await poll(hass, entry)
    state, attributes = due(hass, entry, item_id)
    shown.append((state, attributes["due_soon"], attributes["due_intervals"]))
    assert shown == [
        ("off", False, []),
        ("off", True, []),
        ("on", False, ["print_time", "prints"]),
    ]
    assert value(hass, entry, "maintenance_due", "binary_sensor") == "on"
    assert attributes["last_done"] is None

    freezer.tick(60)
    await press_done(hass, entry, item_id)
    state, attributes = due(hass, entry, item_id)
    assert state == "off"
    assert attributes["due_intervals"] == []
    assert attributes["last_done"].isoformat() == "2026-11-18T12:01:00+00:00"
    assert value(hass, entry, "maintenance_due", "binary_sensor") == "off"


async def test_no_item_and_no_maintenance(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await set_up(hass, entry)
    assert value(hass, entry, "maintenance_due", "binary_sensor") == "off"


async def test_an_item_that_is_due_outweighs_one_that_is_not_known(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    await server.stop()
    add_item(hass, entry, "Unknown")
    await set_up(hass, entry)
    assert due(hass, entry, "unknown")[0] == STATE_UNKNOWN
    assert value(hass, entry, "maintenance_due", "binary_sensor") == STATE_UNKNOWN
    used = {"print_time": 11 * HOUR, "filament": 0, "prints": 0}
    start = {"moment": NOON.isoformat(), "used": used}
    add_item(hass, entry, "Due", start=start)
    await hass.async_block_till_done()
    assert value(hass, entry, "maintenance_due", "binary_sensor") == "on"


async def test_nothing_long_goes_to_the_database(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    item_id = add_item(hass, entry, start=start_of())
    await set_up(hass, entry)
    _, attributes = due(hass, entry, item_id)
    own = set(attributes) - {"device_class", "friendly_name"}
    assert own == DueBinarySensor._unrecorded_attributes


async def test_connectivity(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    await set_up(hass, entry)
    assert is_connected(hass, entry)
    await server.stop()
    await poll(hass, entry)
    assert not is_connected(hass, entry)
