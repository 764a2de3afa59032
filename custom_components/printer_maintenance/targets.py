"""The maintenance items that an action is for."""

from collections.abc import Callable, Iterable

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Context, HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import ServiceValidationError, Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)

from .const import DOMAIN, LOGGER
from .coordinator import PrinterMaintenanceCoordinator

type Targets = dict[PrinterMaintenanceCoordinator, list[str]]
type Permits = Callable[[str], bool]


async def async_targets(call: ServiceCall, permission: str = POLICY_CONTROL) -> Targets:
    """Return the items that a call names, by printer; HomeAssistantError if none."""
    permits = await _async_permits(call.hass, call.context, permission)
    selected = async_extract_referenced_entity_ids(
        call.hass, TargetSelection(call.data)
    )
    selected.log_missing(set(), LOGGER)
    registry = er.async_get(call.hass)
    named = [_named(registry, entity_id) for entity_id in selected.referenced]
    for entity in named:
        if not permits(entity.entity_id):
            raise Unauthorized(
                context=call.context, entity_id=entity.entity_id, permission=permission
            )
    others = map(registry.async_get, selected.indirectly_referenced)
    found = [e for e in others if e and _is_of_item(e) and permits(e.entity_id)]
    targets = _by_printer(call.hass, [*named, *found])
    if not targets:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_items_targeted"
        )
    return targets


async def async_targets_or_all(call: ServiceCall, permission: str) -> Targets:
    """Return the items that a call names, or all where it names none."""
    if TargetSelection(call.data).has_any_target:
        return await async_targets(call, permission)
    return await async_all_targets(call.hass, call.context, permission)


async def async_all_targets(
    hass: HomeAssistant, context: Context, permission: str
) -> Targets:
    """Return all the items that a user has a permission for."""
    permits = await _async_permits(hass, context, permission)
    registry = er.async_get(hass)
    return _by_printer(
        hass,
        [
            entity
            for entry in hass.config_entries.async_loaded_entries(DOMAIN)
            for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
            if _is_of_item(entity) and permits(entity.entity_id)
        ],
    )


async def _async_permits(
    hass: HomeAssistant, context: Context, permission: str
) -> Permits:
    """Return what tells the entities that the caller has a permission for."""
    if context.user_id is None:
        return lambda _: True
    user = await hass.auth.async_get_user(context.user_id)
    if user is None:
        raise UnknownUser(context=context)
    return lambda entity_id: user.permissions.check_entity(entity_id, permission)


@callback
def due_sensors(hass: HomeAssistant, entity_ids: Iterable[str]) -> set[str]:
    """Return the sensors *due* of the items that own some of these entities.

    A printer stands for all its items where none of them is among them.
    """
    registry = er.async_get(hass)
    entities = [
        entity
        for entity in map(registry.async_get, entity_ids)
        if entity is not None and entity.platform == DOMAIN
    ]
    items = {e.config_subentry_id for e in entities} - {None}
    printers = {e.config_entry_id for e in entities if not _is_of_item(e)}
    whole = printers - {e.config_entry_id for e in entities if _is_of_item(e)}
    return {
        sensor.entity_id
        for entry_id in {e.config_entry_id for e in entities}
        for sensor in er.async_entries_for_config_entry(registry, entry_id or "")
        if sensor.translation_key == "due"
        and (entry_id in whole or sensor.config_subentry_id in items)
    }


def _is_of_item(entity: er.RegistryEntry) -> bool:
    return entity.platform == DOMAIN and entity.config_subentry_id is not None


@callback
def _named(registry: er.EntityRegistry, entity_id: str) -> er.RegistryEntry:
    """Return an entity that was named; ServiceValidationError if it is no item's."""
    entity = registry.async_get(entity_id)
    if entity is None or not _is_of_item(entity):
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="not_an_item",
            translation_placeholders={"entity": entity_id},
        )
    return entity


@callback
def _by_printer(hass: HomeAssistant, entities: Iterable[er.RegistryEntry]) -> Targets:
    wanted = {
        (entity.config_entry_id, entity.config_subentry_id) for entity in entities
    }
    printers = {entry_id for entry_id, _ in wanted}
    targets: Targets = {}
    for entry in hass.config_entries.async_entries(DOMAIN):
        if entry.entry_id not in printers:
            continue
        if entry.state is not ConfigEntryState.LOADED:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="printer_not_loaded",
                translation_placeholders={"printer": entry.title},
            )
        items = entry.runtime_data.data.items
        targets[entry.runtime_data] = [
            item_id for item_id in items if (entry.entry_id, item_id) in wanted
        ]
    return targets
