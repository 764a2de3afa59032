"""Binary sensor platform for the Printer Maintenance integration."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PrinterMaintenanceConfigEntry
from .entity import ItemEntity, PrinterMaintenanceEntity, async_setup_items
from .printer_data import PrinterData

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class PrinterBinarySensorDescription(BinarySensorEntityDescription):
    """Describe a binary sensor of a printer."""

    is_on_fn: Callable[[PrinterData], bool | None]


def _any_due(data: PrinterData) -> bool | None:
    due = {status.due for status in data.statuses.values()}
    if True in due:
        return True
    return None if None in due else False


PRINTER_BINARY_SENSORS: Final = (
    PrinterBinarySensorDescription(
        key="maintenance_due",
        device_class=BinarySensorDeviceClass.PROBLEM,
        is_on_fn=_any_due,
    ),
    PrinterBinarySensorDescription(
        key="connectivity",
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        is_on_fn=lambda data: data.connected,
    ),
)

DUE: Final = BinarySensorEntityDescription(
    key="due", device_class=BinarySensorDeviceClass.PROBLEM
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PrinterMaintenanceConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors of a printer and its items."""
    coordinator = entry.runtime_data
    async_add_entities(
        PrinterBinarySensor(coordinator, description)
        for description in PRINTER_BINARY_SENSORS
    )
    async_setup_items(
        coordinator,
        async_add_entities,
        lambda item_id: [DueBinarySensor(coordinator, DUE, item_id)],
    )


class PrinterBinarySensor(PrinterMaintenanceEntity, BinarySensorEntity):
    """Show a state of a printer."""

    entity_description: PrinterBinarySensorDescription

    @property
    @override
    def is_on(self) -> bool | None:
        """Return the state."""
        return self.entity_description.is_on_fn(self.coordinator.data)

    @override
    def shown(self) -> bool | None:
        """Return all that the state consists of."""
        return self.is_on


class DueBinarySensor(ItemEntity, BinarySensorEntity):
    """Show whether a maintenance item is due, and what there is to do."""

    _unrecorded_attributes = frozenset(
        {
            "due_soon",
            "due_intervals",
            "instructions",
            "link",
            "last_done",
            "snoozed_until",
            "paused",
            "crosses_in_print",
        }
    )

    @property
    @override
    def is_on(self) -> bool | None:
        """Tell whether the item is due."""
        return self.status.due

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return what is due, what to do, when it was done, and whether to be silent."""
        return {
            "due_soon": self.status.due_soon,
            "due_intervals": [meter.value for meter in self.status.due_meters],
            "instructions": self.item.instructions,
            "link": self.item.link,
            "last_done": self.status.last_done,
            "snoozed_until": self.status.snoozed_until,
            "paused": self.status.paused,
            "crosses_in_print": self.status.crosses_in_print,
        }

    @override
    def shown(self) -> object:
        """Return all that the state consists of."""
        return self.is_on, self.extra_state_attributes
