"""Switch platform for the Printer Maintenance integration."""

from typing import Any, Final, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PrinterMaintenanceConfigEntry
from .entity import ItemEntity, async_setup_items
from .history import async_set_counting

PARALLEL_UPDATES = 0

COUNTING: Final = SwitchEntityDescription(
    key="counting", entity_category=EntityCategory.CONFIG
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PrinterMaintenanceConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the switches of a printer's items."""
    coordinator = entry.runtime_data
    async_setup_items(
        coordinator,
        async_add_entities,
        lambda item_id: [CountingSwitch(coordinator, COUNTING, item_id)],
    )


class CountingSwitch(ItemEntity, SwitchEntity):
    """Let a maintenance item count or pause."""

    @property
    @override
    def is_on(self) -> bool | None:
        """Tell whether the item counts."""
        return None if self.status.paused is None else not self.status.paused

    @override
    def shown(self) -> bool | None:
        """Return all that the state consists of."""
        return self.is_on

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Resume counting; HomeAssistantError while that is not on disk."""
        await async_set_counting(self.coordinator, self.item_id, counts=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Pause counting; HomeAssistantError while that is not on disk."""
        await async_set_counting(self.coordinator, self.item_id, counts=False)
