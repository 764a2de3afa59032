"""The maintenance items that an action is for."""

from collections.abc import Callable, Iterable, Set as AbstractSet

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Context, HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import ServiceValidationError, Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er, target as target_helper
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)

from .const import DOMAIN, LOGGER
from .coordinator import PrinterMaintenanceCoordinator

type Targets = dict[PrinterMaintenanceCoordinator, list[str]]
type Permits = Callable[[str], bool]


async def async_targets(call: ServiceCall, permission: str = POLICY_CONTROL) -> Targets:
    """Return the items that a call names, by printer; HomeAssistantError if none.

    A printer that is not set up is left out, unless it was named for a change.
    """
    permits = await _async_permits(call.hass, call.context, permission)
    selection = TargetSelection(call.data)
    selected = async_extract_referenced_entity_ids(call.hass, selection)
    selected.log_missing(set(), LOGGER)
    refusals = _refusals(call.hass, selected.referenced)
    # What somebody wants to be changed must not stay as it is in silence.
    if refusals and permission == POLICY_CONTROL:
        raise refusals[0]
    registry = er.async_get(call.hass)
    named = list(filter(None, map(registry.async_get, selected.referenced)))
    for entity in named:
        if not permits(entity.entity_id):
            raise Unauthorized(
                context=call.context, entity_id=entity.entity_id, permission=permission
            )
    others = map(registry.async_get, selected.indirectly_referenced)
    found = [e for e in others if e and _is_ours(e) and permits(e.entity_id)]
    targets = _by_printer(
        call.hass,
        [*filter(_is_ours, named), *found],
        permits,
        excluded_items(call.hass, selection),
    )
    if targets:
        return targets
    refusals += _refusals(call.hass, [entity.entity_id for entity in found])
    raise refusals[0] if refusals else _refused(translation_key="no_items_targeted")


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
        permits,
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
def excluded_items(hass: HomeAssistant, selection: TargetSelection) -> set[str | None]:
    """Return the items that a target excludes, by any of their entities."""
    # Home Assistant can exclude from 2026.11 on.
    find = getattr(target_helper, "async_extract_excluded_entity_ids", None)
    registry = er.async_get(hass)
    excluded = map(registry.async_get, () if find is None else find(hass, selection))
    return {entity.config_subentry_id for entity in excluded if entity} - {None}


@callback
def due_sensors(
    hass: HomeAssistant, entity_ids: Iterable[str], selection: TargetSelection
) -> set[str]:
    """Return the sensors *due* of the items that own some of a target's entities.

    A printer stands for all its items where none of them is among them.
    """
    excluded = excluded_items(hass, selection)
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
        and sensor.config_subentry_id not in excluded
        and (entry_id in whole or sensor.config_subentry_id in items)
    }


def _is_ours(entity: er.RegistryEntry) -> bool:
    return entity.platform == DOMAIN


def _is_of_item(entity: er.RegistryEntry) -> bool:
    return _is_ours(entity) and entity.config_subentry_id is not None


@callback
def _refusals(
    hass: HomeAssistant, entity_ids: Iterable[str]
) -> list[ServiceValidationError]:
    """Return why some entities name no item right now."""
    registry = er.async_get(hass)
    refusals = []
    for entity_id in entity_ids:
        entity = registry.async_get(entity_id)
        entry_id = entity.config_entry_id if entity and _is_ours(entity) else None
        entry = hass.config_entries.async_get_entry(entry_id or "")
        if entry is None:
            refusals.append(_refused(translation_key="not_an_item", entity=entity_id))
        elif entry.state is not ConfigEntryState.LOADED:
            refusals.append(
                _refused(translation_key="printer_not_loaded", printer=entry.title)
            )
    return refusals


def _refused(translation_key: str, **placeholders: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=translation_key,
        translation_placeholders=placeholders,
    )


@callback
def _by_printer(
    hass: HomeAssistant,
    entities: Iterable[er.RegistryEntry],
    permits: Permits,
    excluded: AbstractSet[str | None] = frozenset(),
) -> Targets:
    """Return the items that entities belong to, of the printers that are set up.

    An entity of the printer itself, like *Maintenance due*, names what is due there,
    where none of its items is among them.
    """
    wanted: dict[str | None, set[str | None]] = {}
    for entity in entities:
        named = wanted.setdefault(entity.config_entry_id, set())
        if _is_of_item(entity):
            named.add(entity.config_subentry_id)
    targets: Targets = {}
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        coordinator: PrinterMaintenanceCoordinator = entry.runtime_data
        items = coordinator.data.items
        if entry.entry_id in wanted and items:
            chosen = wanted[entry.entry_id] or _due(hass, coordinator, permits)
            chosen = chosen - excluded
            targets[coordinator] = [item_id for item_id in items if item_id in chosen]
    return targets


@callback
def _due(
    hass: HomeAssistant, coordinator: PrinterMaintenanceCoordinator, permits: Permits
) -> set[str | None]:
    """Return the due items of a printer that somebody has a permission for."""
    statuses = coordinator.data.statuses
    due = {item_id for item_id, status in statuses.items() if status.due}
    entry_id = coordinator.config_entry.entry_id
    return {
        entity.config_subentry_id
        for entity in er.async_entries_for_config_entry(er.async_get(hass), entry_id)
        if entity.config_subentry_id in due and permits(entity.entity_id)
    }
