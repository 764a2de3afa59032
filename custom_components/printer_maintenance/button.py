"""Button platform for the Printer Maintenance integration."""

from typing import Final, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PrinterMaintenanceConfigEntry
from .entity import ItemEntity, async_setup_items
from .history import async_complete

PARALLEL_UPDATES = 0

DONE: Final = ButtonEntityDescription(key="done")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PrinterMaintenanceConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the done buttons of a printer's items."""
    coordinator = entry.runtime_data
    async_setup_items(
        coordinator,
        async_add_entities,
        lambda item_id: [DoneButton(coordinator, DONE, item_id)],
    )


class DoneButton(ItemEntity, ButtonEntity):
    """Record that a maintenance item was done."""

    @override
    async def async_press(self) -> None:
        """Record the completion; HomeAssistantError while it is not on disk."""
        await async_complete(self.coordinator, self.item_id, context=self.acting())
