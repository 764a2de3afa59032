"""The maintenance items of a printer and their entities, while it is set up."""

from collections.abc import Callable, Iterable, Mapping

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er, restore_state
from homeassistant.helpers.entity import Entity

from .const import SUBENTRY_ITEM
from .maintenance.item import Item
from .maintenance.usage import Meter

type Items = Mapping[str, Item]


def items_of(entry: ConfigEntry) -> dict[str, Item]:
    """Read the items from their subentries; the user may have blanked a title."""
    return {
        subentry.subentry_id: Item.from_data(
            subentry.title.strip() or "?", subentry.data
        )
        for subentry in entry.subentries.values()
        if subentry.subentry_type == SUBENTRY_ITEM
    }


def by_name(items: Items) -> list[tuple[str, Item]]:
    """Return items with their ids as a list is read."""
    return sorted(items.items(), key=lambda pair: pair[1].name.casefold())


@callback
def async_forget_states(hass: HomeAssistant, entity_ids: Iterable[str]) -> None:
    """Leave no last state to an entity that is added under the same id later.

    From 2026.11 on Home Assistant sees to that itself, and keeps them otherwise.
    """
    states = getattr(restore_state.async_get(hass), "last_states", {})
    for entity_id in entity_ids:
        states.pop(entity_id, None)


class ItemEntities:
    """Add, replace and forget the entities of items without a reload."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Begin before any platform is set up."""
        self._hass = hass
        self._entry = entry
        self._added: dict[str, list[Entity]] = {}
        self._platforms: list[Callable[[str], None]] = []

    @callback
    def async_add_platform(self, add: Callable[[str], None], items: Items) -> None:
        """Let a platform add the entities of every item, now and later."""
        self._platforms.append(add)
        for item_id in items:
            add(item_id)

    @callback
    def async_note(self, item_id: str, entities: Iterable[Entity]) -> None:
        """Remember entities that a platform adds for an item."""
        self._added.setdefault(item_id, []).extend(entities)

    async def async_follow(self, before: Items, now: Items) -> None:
        """Bring the entities in line with items that were added or changed."""
        for item_id in before.keys() - now.keys():
            self._added.pop(item_id, None)
        for item_id, item in now.items():
            if item_id in before and _shape(item) == _shape(before[item_id]):
                continue
            # A new name does not reach living entities.
            for entity in self._added.pop(item_id, ()):
                if entity.hass is not None:  # a disabled entity was never added
                    await entity.async_remove()
            self.async_forget_intervals(now)
            if item_id not in self._entry.subentries:
                continue  # it was removed meanwhile
            for add in self._platforms:
                add(item_id)

    @callback
    def async_forget_intervals(self, items: Items) -> None:
        """Remove the entities of intervals that items no longer have."""
        registry, entry_id = er.async_get(self._hass), self._entry.entry_id
        gone = {
            f"{entry_id}_{item_id}_{meter}_remaining"
            for item_id, item in items.items()
            for meter in Meter
            if meter not in {interval.meter for interval in item.intervals}
        }
        for entity in er.async_entries_for_config_entry(registry, entry_id):
            if entity.unique_id in gone:
                registry.async_remove(entity.entity_id)


def _shape(item: Item) -> object:
    """Return what decides on an item's entities and their names."""
    return item.name, [interval.meter for interval in item.intervals]
