"""Items that are removed, and printers: nothing is left behind."""

from dataclasses import replace
import json
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    entity_registry as er,
    issue_registry as ir,
    restore_state,
)
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.store import PrinterRecord, PrinterStore

from .common import (
    add_item,
    coordinator,
    entity_id_of,
    poll,
    press_done,
    reload,
    settle,
    subentry,
    value,
)
from .item_entities import ids, item_id, keys, nothing_wrong, remaining

# Fixtures.
__all__ = ["item_id", "nothing_wrong"]


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
