"""Event platform for the Printer Maintenance integration."""

from typing import Any, Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PrinterMaintenanceConfigEntry
from .entity import PrinterMaintenanceEntity
from .maintenance.told import EventKind
from .teller import EVENT

PARALLEL_UPDATES = 0

MAINTENANCE_EVENT: Final = EventEntityDescription(
    key="maintenance_event", event_types=[kind.value for kind in EventKind]
)

# They tell whose event it is; the attribute entity_id would make it a group.
_ADDRESS: Final = {"type", "config_entry_id", "item_id", "device_id", "entity_id"}


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PrinterMaintenanceConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the event entity of a printer."""
    async_add_entities([MaintenanceEvent(entry.runtime_data, MAINTENANCE_EVENT)])


class MaintenanceEvent(PrinterMaintenanceEntity, EventEntity):
    """Show what happened last to one of the printer's items."""

    entity_description: EventEntityDescription
    _unrecorded_attributes = frozenset({"instructions", "link"})

    @override
    async def async_added_to_hass(self) -> None:
        """Follow what is told of the printer's items."""
        await super().async_added_to_hass()
        entry_id = self.coordinator.config_entry.entry_id

        @callback
        def is_ours(data: Any) -> bool:
            return bool(data["config_entry_id"] == entry_id)

        self.async_on_remove(
            self.hass.bus.async_listen(EVENT, self._async_told, is_ours)
        )

    @callback
    def _async_told(self, event: Event) -> None:
        attributes = {k: v for k, v in event.data.items() if k not in _ADDRESS}
        attributes["item_entity"] = event.data["entity_id"]
        self._trigger_event(event.data["type"], attributes)
        self.async_set_context(event.context)
        self.async_write_ha_state()
