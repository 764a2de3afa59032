"""Items that come, change and go while their printer is set up."""

from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, restore_state
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.items import async_forget_states

from .common import (
    add_item,
    change_item,
    coordinator,
    entity_id_of,
    poll,
    press_done,
    reload,
    set_up,
    settle,
    value,
)
from .item_entities import ALL, ids, item_id, keys, nothing_wrong, remaining
from .simulators import MoonrakerServer

# Fixtures.
__all__ = ["item_id", "nothing_wrong"]


async def test_an_item_is_added(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    item_id: str,
    server: MoonrakerServer,
) -> None:
    requests = server.moonraker.requests
    added = add_item(hass, entry, "Belts", ALL)
    await settle(hass)
    assert keys(hass, entry, item_id) == remaining("print_time")
    assert keys(hass, entry, added) == remaining(*ALL)
    assert value(hass, entry, f"{added}_print_time_remaining") == "8.0"
    assert server.moonraker.requests == requests


async def test_an_item_is_added_while_the_printer_is_off(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    await server.stop()
    await poll(hass, entry)
    added = add_item(hass, entry, "Belts", ALL)
    await settle(hass)
    assert keys(hass, entry, added) == remaining(*ALL)
    await reload(hass, entry)
    assert value(hass, entry, f"{added}_filament_remaining") == "95"


async def test_an_item_is_renamed(
    hass: HomeAssistant, entry: MockConfigEntry, item_id: str
) -> None:
    due = entity_id_of(hass, entry, f"{item_id}_due", "binary_sensor")
    before = ids(hass, entry)
    history = coordinator(entry).record.histories[item_id]
    change_item(hass, entry, item_id, title="Oil the rails")
    await settle(hass)
    assert keys(hass, entry, item_id) == remaining("print_time")
    assert ids(hass, entry) == before
    assert coordinator(entry).record.histories[item_id] == history
    state = hass.states.get(due)
    assert state is not None
    assert state.name == "Voron Oil the rails due"


@pytest.mark.parametrize("title", ["  ", "Belts", " belts"])
async def test_a_title_that_the_form_would_refuse(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    item_id: str,
    title: str,
    freezer: FrozenDateTimeFactory,
) -> None:
    other = add_item(hass, entry, "Belts")
    await settle(hass)
    change_item(hass, entry, item_id, title=title)
    await settle(hass)
    for each in (item_id, other):
        assert keys(hass, entry, each) == remaining("print_time")
    due = hass.states.get(entity_id_of(hass, entry, f"{item_id}_due", "binary_sensor"))
    assert due is not None
    assert due.name == f"Voron {title.strip() or '?'} due"
    freezer.tick(1)
    await press_done(hass, entry, item_id)
    assert value(hass, entry, f"{item_id}_print_time_remaining") == "10.0"
    assert value(hass, entry, f"{other}_print_time_remaining") == "8.0"
    await reload(hass, entry)
    assert keys(hass, entry, item_id) == remaining("print_time")


async def test_another_set_of_intervals(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    item_id: str,
    entity_registry: er.EntityRegistry,
) -> None:
    done = entity_id_of(hass, entry, f"{item_id}_done", "button")
    entity_registry.async_update_entity(done, new_entity_id="button.rails")
    hours = entity_id_of(hass, entry, f"{item_id}_print_time_remaining")
    change_item(hass, entry, item_id, intervals=ALL)
    await settle(hass)
    assert keys(hass, entry, item_id) == remaining(*ALL)
    assert entity_id_of(hass, entry, f"{item_id}_done", "button") == "button.rails"

    change_item(hass, entry, item_id, intervals={"prints": 20, "days": 30})
    await settle(hass)
    assert keys(hass, entry, item_id) == remaining("prints", "days")
    assert entity_registry.async_get(hours) is None
    assert hass.states.get(hours) is None
    await reload(hass, entry)
    assert keys(hass, entry, item_id) == remaining("prints", "days")


async def test_another_set_of_intervals_while_it_is_not_set_up(
    hass: HomeAssistant, entry: MockConfigEntry, item_id: str
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    change_item(hass, entry, item_id, intervals={"prints": 20})
    await set_up(hass, entry)
    assert keys(hass, entry, item_id) == remaining("prints")


async def test_disabled_entities_stay_disabled(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    item_id: str,
    entity_registry: er.EntityRegistry,
) -> None:
    hours = entity_id_of(hass, entry, f"{item_id}_print_time_remaining")
    by_user = er.RegistryEntryDisabler.USER
    entity_registry.async_update_entity(hours, disabled_by=by_user)
    await settle(hass)
    for change in ({"title": "Oil"}, {"intervals": ALL}, {"title": "Grease"}):
        change_item(hass, entry, item_id, **change)
        await settle(hass)
        entity = entity_registry.async_get(hours)
        assert entity is not None
        assert entity.disabled_by is by_user
        assert hass.states.get(hours) is None
    assert keys(hass, entry, item_id) == remaining(*ALL)


async def test_many_changes_at_once(
    hass: HomeAssistant, entry: MockConfigEntry, item_id: str
) -> None:
    for number in range(5):
        add_item(hass, entry, f"Item {number}", {"prints": 20})
    change_item(hass, entry, item_id, title="Oil", intervals=ALL)
    change_item(hass, entry, "item_0", title="First", intervals={"days": 3})
    change_item(hass, entry, item_id, title="Oil the rails")
    hass.config_entries.async_remove_subentry(entry, "item_1")
    change_item(hass, entry, "item_2", intervals={"prints": 3})
    await settle(hass)
    assert keys(hass, entry, item_id) == remaining(*ALL)
    assert keys(hass, entry, "item_0") == remaining("days")
    assert keys(hass, entry, "item_1") == set()
    assert keys(hass, entry, "item_2") == remaining("prints")
    assert value(hass, entry, "item_2_prints_remaining") == "2"


async def test_home_assistant_may_keep_last_states_in_another_way(
    hass: HomeAssistant,
) -> None:
    # From 2026.11 on it has them by the ids of the registry, which are new each time.
    with patch.object(restore_state, "async_get", return_value=object()):
        async_forget_states(hass, ["sensor.voron_rails_life_remaining"])
