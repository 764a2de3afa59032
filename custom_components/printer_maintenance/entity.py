"""Base classes of the Printer Maintenance entities."""

from collections.abc import Callable, Iterable
from time import time
from typing import override

from homeassistant.core import Context, callback
from homeassistant.helpers.entity import CONTEXT_RECENT_TIME_SECONDS, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .coordinator import PrinterMaintenanceCoordinator
from .items import async_forget_states
from .maintenance.item import Item
from .maintenance.schedule import ItemStatus

UNKNOWN = ItemStatus()


class PrinterMaintenanceEntity(CoordinatorEntity[PrinterMaintenanceCoordinator]):
    """Show a value of a printer."""

    _attr_has_entity_name = True

    def __init__(
        self, coordinator: PrinterMaintenanceCoordinator, description: EntityDescription
    ) -> None:
        """Name the entity after its description."""
        super().__init__(coordinator)
        self.entity_description = description
        self.device_entry = coordinator.device
        self._attr_translation_key = description.translation_key or description.key
        self._attr_unique_id = f"{coordinator.config_entry.entry_id}_{description.key}"
        self._shown: object = None

    @property
    @override
    def available(self) -> bool:
        """Stay available: what is shown is stored, whether the printer is on or off."""
        return True

    def shown(self) -> object:
        """Return all that the state consists of."""
        return None

    def acting(self) -> Context | None:
        """Return the context in which somebody acts on the entity right now."""
        # The voice assistant acts without a context; then it is an older one's.
        age = time() - (self._context_set or 0)
        is_recent = age <= CONTEXT_RECENT_TIME_SECONDS
        return self._context if is_recent else None

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write the state only if what it shows has changed."""
        if self.shown() == self._shown:
            return
        context = self.coordinator.context
        if context is not None:
            self.async_set_context(context)
        self.async_write_ha_state()
        if context is not None:
            # Whoever acts on the entity next may be somebody else.
            self._context = self._context_set = None

    @callback
    @override
    def _async_write_ha_state(self) -> None:
        """Remember what is shown, for whatever reason it is written."""
        self._shown = self.shown()
        super()._async_write_ha_state()


class ItemEntity(PrinterMaintenanceEntity):
    """Show a value of a maintenance item."""

    def __init__(
        self,
        coordinator: PrinterMaintenanceCoordinator,
        description: EntityDescription,
        item_id: str,
    ) -> None:
        """Name the entity after the item, too."""
        super().__init__(coordinator, description)
        self.item_id = item_id
        self._attr_translation_placeholders = {"item": self.item.name}
        self._attr_unique_id = (
            f"{coordinator.config_entry.entry_id}_{item_id}_{description.key}"
        )
        self._seen: tuple[object, object] = None, None

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Look at an item only if it, or its status, is not the one seen last."""
        data, seen = self.coordinator.data, self._seen
        item, status = data.items.get(self.item_id), data.statuses.get(self.item_id)
        if item is not seen[0] or status is not seen[1]:
            self._seen = item, status
            super()._handle_coordinator_update()

    @property
    def item(self) -> Item:
        """Return the item."""
        return self.coordinator.data.items[self.item_id]

    @property
    def status(self) -> ItemStatus:
        """Return the item's status; unknown for a moment after it was removed."""
        return self.coordinator.data.statuses.get(self.item_id, UNKNOWN)

    @override
    async def async_will_remove_from_hass(self) -> None:
        """Leave no last state to the entity of another item of this name."""
        await super().async_will_remove_from_hass()
        if self.item_id not in self.coordinator.config_entry.subentries:
            async_forget_states(self.hass, [self.entity_id])


@callback
def async_setup_items(
    coordinator: PrinterMaintenanceCoordinator,
    async_add_entities: AddConfigEntryEntitiesCallback,
    create: Callable[[str], Iterable[ItemEntity]],
) -> None:
    """Let a platform add the entities of every item, now and later."""

    @callback
    def async_add_item(item_id: str) -> None:
        entities = list(create(item_id))
        coordinator.item_entities.async_note(item_id, entities)
        async_add_entities(entities, config_subentry_id=item_id)

    coordinator.item_entities.async_add_platform(async_add_item, coordinator.data.items)


def what_to_do(item: Item) -> str | None:
    """Return the instructions and the link of an item, as Markdown."""
    link = f"<{item.link}>" if item.link else ""
    return "\n\n".join(filter(None, (item.instructions, link))) or None
