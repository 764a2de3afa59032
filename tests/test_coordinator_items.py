"""Items that come, change and go while their printer is set up."""

from dataclasses import replace
import json
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    entity_registry as er,
    issue_registry as ir,
    restore_state,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.items import async_forget_states
from custom_components.printer_maintenance.store import PrinterRecord, PrinterStore

from .common import (
    NOON,
    add_item,
    change_item,
    coordinator,
    entity_id_of,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    settle,
    subentry,
    told,
    value,
)
from .simulators import ManualClock, MoonrakerServer, Printer

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
def _nothing_wrong(caplog: pytest.LogCaptureFixture) -> object:
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


async def test_an_item_is_removed(
    hass: HomeAssistant, entry: MockConfigEntry, item_id: str
) -> None:
    other = add_item(hass, entry, "Belts")
    await settle(hass)
    hass.config_entries.async_remove_subentry(entry, item_id)
    await settle(hass)
    assert keys(hass, entry, item_id) == set()
    assert keys(hass, entry, other) == remaining("print_time")
    assert item_id not in coordinator(entry).record.histories
    assert not [s for s in hass.states.async_all() if "rails" in s.entity_id]
    await poll(hass, entry)
    hass.config_entries.async_remove_subentry(entry, other)
    await settle(hass)
    assert value(hass, entry, "items_due") == "0"
    assert value(hass, entry, "maintenance_due", "binary_sensor") == "off"


async def test_a_removed_item_leaves_nothing_behind(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    item_id: str,
    entity_registry: er.EntityRegistry,
    issue_registry: ir.IssueRegistry,
    hass_storage: dict[str, Any],
) -> None:
    unique_ids = {key for key in ids(hass, entry) if item_id in key}
    await press_done(hass, entry, item_id)
    coordinator(entry).record.item_extra[item_id] = {"of a newer version": 1}
    hass.config_entries.async_remove_subentry(entry, item_id)
    await settle(hass)

    kept = hass_storage[f"{DOMAIN}.{entry.entry_id}"]["data"]
    assert kept["items"] == {}
    assert item_id not in json.dumps(kept)
    assert not issue_registry.issues
    # Home Assistant keeps names and areas of deleted entities for a month, but no tie.
    deleted = entity_registry.deleted_entities.values()
    assert {each.unique_id for each in deleted} == unique_ids
    assert not [each for each in deleted if each.config_subentry_id is not None]
    last_states = restore_state.async_get(hass).last_states
    assert not [entity_id for entity_id in last_states if "rails" in entity_id]


async def test_an_item_that_is_removed_while_its_printer_is_disabled(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    item_id: str,
    hass_storage: dict[str, Any],
) -> None:
    other = add_item(hass, entry, "Belts")
    await settle(hass)
    coordinator(entry).record.item_extra[item_id] = {"of a newer version": 1}
    await press_done(hass, entry, other)
    history = coordinator(entry).record.histories[other]
    set_disabled_by = hass.config_entries.async_set_disabled_by
    await set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    hass.config_entries.async_remove_subentry(entry, item_id)
    await settle(hass)
    await set_disabled_by(entry.entry_id, None)
    await settle(hass)
    assert coordinator(entry).record.histories == {other: history}
    for name in ("", ".copy"):
        kept = hass_storage[f"{DOMAIN}.{entry.entry_id}{name}"]["data"]
        assert item_id not in json.dumps(kept)
        assert kept["items"].keys() == {other}


async def test_another_item_of_the_same_name_was_never_done(
    hass: HomeAssistant, entry: MockConfigEntry, item_id: str
) -> None:
    await press_done(hass, entry, item_id)
    done = entity_id_of(hass, entry, f"{item_id}_done", "button")
    hass.config_entries.async_remove_subentry(entry, item_id)
    await settle(hass)
    another = replace(subentry(), subentry_id="another")
    hass.config_entries.async_add_subentry(entry, another)
    await settle(hass)
    assert entity_id_of(hass, entry, "another_done", "button") == done
    assert value(hass, entry, "another_done", "button") == STATE_UNKNOWN
    # What is done to an item that stays is still known after a reload.
    await press_done(hass, entry, "another")
    pressed = value(hass, entry, "another_done", "button")
    await reload(hass, entry)
    assert value(hass, entry, "another_done", "button") == pressed


async def test_a_removed_printer_leaves_nothing_behind(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    item_id: str,
    entity_registry: er.EntityRegistry,
    issue_registry: ir.IssueRegistry,
    hass_storage: dict[str, Any],
) -> None:
    await press_done(hass, entry, item_id)
    assert await hass.config_entries.async_remove(entry.entry_id)
    await settle(hass)
    assert f"{DOMAIN}.{entry.entry_id}" not in hass_storage
    assert not er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    assert not [s for s in hass.states.async_all() if "voron" in s.entity_id]
    last_states = restore_state.async_get(hass).last_states
    assert not [entity_id for entity_id in last_states if "voron" in entity_id]
    assert not issue_registry.issues


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


async def test_an_item_that_is_removed_before_it_has_entities(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    save, item_id = PrinterStore.async_save, "short_lived"

    async def after_removal(self: PrinterStore, record: PrinterRecord) -> bool:
        if item_id in entry.subentries:
            hass.config_entries.async_remove_subentry(entry, item_id)
        return await save(self, record)

    with patch.object(PrinterStore, "async_save", after_removal):
        add_item(hass, entry, "Short lived", {"prints": 20})
        await settle(hass)
        assert item_id not in entry.subentries
    assert keys(hass, entry, item_id) == set()


async def test_home_assistant_may_keep_last_states_in_another_way(
    hass: HomeAssistant,
) -> None:
    # From 2026.11 on it has them by the ids of the registry, which are new each time.
    with patch.object(restore_state, "async_get", return_value=object()):
        async_forget_states(hass, ["sensor.voron_rails_life_remaining"])
