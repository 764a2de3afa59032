"""Switch platform for the Printer Maintenance integration."""

from typing import Any, Final, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import issues
from .const import CONF_DISPLAY
from .coordinator import PrinterMaintenanceConfigEntry
from .entity import ItemEntity, PrinterMaintenanceEntity, async_setup_items
from .history import async_set_counting

PARALLEL_UPDATES = 0

COUNTING: Final = SwitchEntityDescription(
    key="counting", entity_category=EntityCategory.CONFIG
)
DISPLAY: Final = SwitchEntityDescription(
    key="display", entity_category=EntityCategory.CONFIG
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PrinterMaintenanceConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the switches of a printer and its items."""
    coordinator = entry.runtime_data
    async_add_entities([DisplaySwitch(coordinator, DISPLAY)])
    async_setup_items(
        coordinator,
        async_add_entities,
        lambda item_id: [CountingSwitch(coordinator, COUNTING, item_id)],
    )


class DisplaySwitch(PrinterMaintenanceEntity, SwitchEntity):
    """Let the printer's display remind of what is due, or not."""

    @property
    @override
    def is_on(self) -> bool:
        """Tell whether the display reminds."""
        return bool(self.coordinator.config_entry.options.get(CONF_DISPLAY))

    @override
    def shown(self) -> bool:
        """Return all that the state consists of."""
        return self.is_on

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Let the display remind from the next poll on."""
        self._async_set(is_on=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Leave the display alone."""
        self._async_set(is_on=False)
        entry = self.coordinator.config_entry
        issues.async_tell_no_control(self.hass, entry, missing=False)

    @callback
    def _async_set(self, *, is_on: bool) -> None:
        entry = self.coordinator.config_entry
        self.hass.config_entries.async_update_entry(
            entry, options={**entry.options, CONF_DISPLAY: is_on}
        )
        self.async_write_ha_state()


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
        await async_set_counting(
            self.coordinator, self.item_id, counts=True, context=self.acting()
        )

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Pause counting; HomeAssistantError while that is not on disk."""
        await async_set_counting(
            self.coordinator, self.item_id, counts=False, context=self.acting()
        )
