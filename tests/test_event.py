"""The event entity of a printer."""

from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion

from custom_components.printer_maintenance.const import DOMAIN

from .common import NOON, add_item, entity_id_of, poll, printed, set_up
from .simulators import ManualClock, Printer


async def test_event(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    freezer.move_to(NOON)
    add_item(hass, entry, instructions="A **drop**.", link="https://a.example")
    platforms = [Platform.BINARY_SENSOR, Platform.EVENT]
    with patch(f"custom_components.{DOMAIN}.PLATFORMS", platforms):
        await set_up(hass, entry)
        entity_id = entity_id_of(hass, entry, "maintenance_event", "event")
        before = hass.states.get(entity_id)
        assert before is not None
        assert before.state == "unknown"
        for _ in range(6):
            printed(printer)
        await poll(hass, entry)
        state = hass.states.get(entity_id)
        assert state == snapshot(name="state")
        assert entity_registry.async_get(entity_id) == snapshot(name="entry")
        assert await hass.config_entries.async_unload(entry.entry_id)
        await set_up(hass, entry)
    after = hass.states.get(entity_id)
    assert after is not None
    assert state is not None
    assert after.attributes == state.attributes
    assert after.state == state.state
