"""A printer with one item, and the entities that items have."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .common import NOON, add_item, coordinator, printed, set_up, told
from .simulators import ManualClock, Printer

ALL = {"print_time": 36000, "filament": 100_000, "prints": 20, "days": 30}
# What every item has, whatever its intervals.
FIXED = {"life_remaining", "last_done", "expected_due", "due", "done", "counting"}


@pytest.fixture(autouse=True)
async def item_id(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    entity_registry_enabled_by_default: None,
) -> str:
    """Set a printer up that has printed, with one item."""
    freezer.move_to(NOON)
    printed(printer)
    item_id = add_item(hass, entry)
    await set_up(hass, entry)
    return item_id


@pytest.fixture(autouse=True)
def nothing_wrong(caplog: pytest.LogCaptureFixture) -> object:
    """Fail if anything was logged about us at WARNING or above."""
    yield
    assert told(caplog, level=30) == []


def keys(hass: HomeAssistant, entry: MockConfigEntry, item_id: str) -> set[str]:
    """Return the keys of an item's entities that are in the registry and alive."""
    registry, prefix = er.async_get(hass), f"{entry.entry_id}_{item_id}_"
    entities = er.async_entries_for_config_entry(registry, entry.entry_id)
    own = [entity for entity in entities if entity.unique_id.startswith(prefix)]
    for entity in own:
        assert entity.config_subentry_id == item_id
        assert entity.device_id == coordinator(entry).device.id
        state = hass.states.get(entity.entity_id)
        assert (state is None) == (entity.disabled_by is not None)
        assert state is None or state.state != STATE_UNAVAILABLE
    return {entity.unique_id.removeprefix(prefix) for entity in own}


def ids(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, str]:
    """Return the ids of all entities by what they are."""
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return {entity.unique_id: entity.entity_id for entity in entities}


def remaining(*meters: str) -> set[str]:
    """Return the keys of an item with these intervals."""
    return FIXED | {f"{meter}_remaining" for meter in meters}
