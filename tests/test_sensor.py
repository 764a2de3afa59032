"""The sensors of a printer and of its items."""

from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.printer_maintenance.const import DOMAIN

from .common import (
    DAY,
    HOUR,
    METER,
    NOON,
    add_item,
    entity_id_of,
    poll,
    press_done,
    printed,
    set_up,
    start_of,
    value,
)
from .simulators import Job, ManualClock, Printer, extrude


@pytest.fixture(autouse=True)
def _noon(freezer: FrozenDateTimeFactory, printer: Printer[ManualClock]) -> None:
    """Stop the clock, at a printer that has printed 2 h and 5 m."""
    freezer.move_to(NOON)
    printed(printer)


async def test_the_sensors(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    snapshot: SnapshotAssertion,
    entity_registry: er.EntityRegistry,
    entity_registry_enabled_by_default: None,
) -> None:
    limits = {"print_time": 8 * HOUR, "filament": 10 * METER, "prints": 2, "days": 30}
    add_item(hass, entry, "Nozzle", limits, start=start_of(NOON - 5 * DAY))
    add_item(hass, entry, "Overdue", {"print_time": 1.5 * HOUR, "days": 40})
    with patch(f"custom_components.{DOMAIN}.PLATFORMS", [Platform.SENSOR]):
        await set_up(hass, entry)
    await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)


async def test_what_is_rarely_wanted_is_disabled(
    hass: HomeAssistant, entry: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    item_id = add_item(hass, entry)
    await set_up(hass, entry)
    entities = er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    disabled = {entity.unique_id for entity in entities if entity.disabled_by}
    prefix = f"{entry.entry_id}_{item_id}"
    calendar = f"{entry.entry_id}_maintenance"
    assert disabled == {f"{prefix}_last_done", f"{prefix}_expected_due", calendar}


async def test_the_interval_that_ends_first_decides(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    limits = {"print_time": 20 * HOUR, "filament": 10 * METER, "prints": 9, "days": 50}
    item_id = add_item(hass, entry, "Nozzle", limits, start=start_of(NOON - 10 * DAY))
    await set_up(hass, entry)
    # 90 %, 50 %, 89 % and 80 % are left.
    assert value(hass, entry, f"{item_id}_life_remaining") == "50"
    printed(printer, Job("b.gcode", (extrude(60, 4990),)))
    await poll(hass, entry)
    # Something is left, and not due.
    assert value(hass, entry, f"{item_id}_life_remaining") == "1"
    assert value(hass, entry, f"{item_id}_filament_remaining") == "0"
    printed(printer, Job("b.gcode", (extrude(60, 2010),)))
    await poll(hass, entry)
    assert value(hass, entry, f"{item_id}_life_remaining") == "0"
    assert value(hass, entry, f"{item_id}_filament_remaining") == "-2"


async def test_the_next_of_several_items(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await set_up(hass, entry)
    assert value(hass, entry, "items_due") == "0"
    assert value(hass, entry, "next_item_due") == STATE_UNKNOWN
    add_item(hass, entry, "Rails", {"print_time": HOUR})
    await hass.async_block_till_done()
    assert value(hass, entry, "items_due") == "1"
    assert value(hass, entry, "next_item_due") == STATE_UNKNOWN
    add_item(hass, entry, "Filter", {"days": 30})
    add_item(hass, entry, "Belts", {"days": 20}, start=start_of(NOON - 25 * DAY))
    await hass.async_block_till_done()
    assert value(hass, entry, "items_due") == "2"
    # Midnight in California, where the tests live.
    assert value(hass, entry, "next_item_due") == "2026-11-13T08:00:00+00:00"
    freezer.tick(60)
    await press_done(hass, entry, "belts")
    assert value(hass, entry, "items_due") == "1"
    assert value(hass, entry, "next_item_due") == "2026-12-08T08:00:00+00:00"


async def test_when_it_was_last_done(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    entity_registry_enabled_by_default: None,
) -> None:
    item_id = add_item(hass, entry)
    await set_up(hass, entry)
    # The starting point is no completion.
    assert value(hass, entry, f"{item_id}_last_done") == STATE_UNKNOWN
    freezer.tick(60)
    await press_done(hass, entry)
    assert value(hass, entry, f"{item_id}_last_done") == "2026-11-18T12:01:00+00:00"


async def test_filament_is_in_metres_everywhere(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hass.config.units = US_CUSTOMARY_SYSTEM
    item_id = add_item(hass, entry, intervals={"filament": 100 * METER})
    await set_up(hass, entry)
    for key, metres in (("filament", "5"), (f"{item_id}_filament_remaining", "95")):
        state = hass.states.get(entity_id_of(hass, entry, key))
        assert state is not None
        assert state.state == metres
        assert state.attributes[ATTR_UNIT_OF_MEASUREMENT] == "m"
