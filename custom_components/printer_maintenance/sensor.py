"""Sensor platform for the Printer Maintenance integration."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import UnitOfLength, UnitOfRatio, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PrinterMaintenanceConfigEntry
from .entity import ItemEntity, PrinterMaintenanceEntity, async_setup_items
from .maintenance.schedule import ItemStatus
from .maintenance.usage import Meter
from .printer_data import PrinterData

PARALLEL_UPDATES = 0

type Value = float | datetime | None


@dataclass(frozen=True, kw_only=True)
class PrinterSensorDescription(SensorEntityDescription):
    """Describe a sensor of a printer."""

    value_fn: Callable[[PrinterData], Value]


@dataclass(frozen=True, kw_only=True)
class ItemSensorDescription(SensorEntityDescription):
    """Describe a sensor of a maintenance item."""

    value_fn: Callable[[ItemStatus], Value]


def _items_due(data: PrinterData) -> int:
    return sum(status.due is True for status in data.statuses.values())


def _next_due(data: PrinterData) -> datetime | None:
    moments = (status.expected_due for status in data.statuses.values())
    return min((moment for moment in moments if moment is not None), default=None)


PRINTER_SENSORS: Final = (
    PrinterSensorDescription(
        key="print_time",
        translation_key="lifetime_print_time",
        device_class=SensorDeviceClass.DURATION,
        state_class=SensorStateClass.TOTAL_INCREASING,
        native_unit_of_measurement=UnitOfTime.HOURS,
        suggested_display_precision=1,
        value_fn=lambda data: data.lifetime.get(Meter.PRINT_TIME),
    ),
    PrinterSensorDescription(
        key="filament",
        translation_key="lifetime_filament",
        device_class=SensorDeviceClass.DISTANCE,
        state_class=SensorStateClass.TOTAL_INCREASING,
        native_unit_of_measurement=UnitOfLength.METERS,
        suggested_unit_of_measurement=UnitOfLength.METERS,
        suggested_display_precision=0,
        value_fn=lambda data: data.lifetime.get(Meter.FILAMENT),
    ),
    PrinterSensorDescription(
        key="prints",
        translation_key="lifetime_prints",
        state_class=SensorStateClass.TOTAL_INCREASING,
        value_fn=lambda data: data.lifetime.get(Meter.PRINTS),
    ),
    PrinterSensorDescription(
        key="items_due",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=_items_due,
    ),
    PrinterSensorDescription(
        key="next_item_due",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=_next_due,
    ),
)

ITEM_SENSORS: Final = (
    ItemSensorDescription(
        key="life_remaining",
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        value_fn=lambda status: status.life_remaining,
    ),
    ItemSensorDescription(
        key="last_done",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_registry_enabled_default=False,
        value_fn=lambda status: status.last_done,
    ),
    ItemSensorDescription(
        key="expected_due",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_registry_enabled_default=False,
        value_fn=lambda status: status.expected_due,
    ),
)

REMAINING_SENSORS: Final = {
    Meter.PRINT_TIME: ItemSensorDescription(
        key="print_time_remaining",
        device_class=SensorDeviceClass.DURATION,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfTime.HOURS,
        suggested_display_precision=1,
        value_fn=lambda status: status.remaining.get(Meter.PRINT_TIME),
    ),
    Meter.FILAMENT: ItemSensorDescription(
        key="filament_remaining",
        device_class=SensorDeviceClass.DISTANCE,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfLength.METERS,
        suggested_unit_of_measurement=UnitOfLength.METERS,
        suggested_display_precision=0,
        value_fn=lambda status: status.remaining.get(Meter.FILAMENT),
    ),
    Meter.PRINTS: ItemSensorDescription(
        key="prints_remaining",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda status: status.remaining.get(Meter.PRINTS),
    ),
    Meter.DAYS: ItemSensorDescription(
        key="days_remaining",
        device_class=SensorDeviceClass.DURATION,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfTime.DAYS,
        suggested_display_precision=0,
        value_fn=lambda status: status.remaining.get(Meter.DAYS),
    ),
}


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PrinterMaintenanceConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of a printer and its items."""
    coordinator = entry.runtime_data
    async_add_entities(
        PrinterSensor(coordinator, description) for description in PRINTER_SENSORS
    )

    def sensors(item_id: str) -> list[ItemSensor]:
        meters = (i.meter for i in coordinator.data.items[item_id].intervals)
        descriptions = (*ITEM_SENSORS, *(REMAINING_SENSORS[meter] for meter in meters))
        return [
            ItemSensor(coordinator, description, item_id)
            for description in descriptions
        ]

    async_setup_items(coordinator, async_add_entities, sensors)


class PrinterSensor(PrinterMaintenanceEntity, SensorEntity):
    """Show a number or a moment of a printer."""

    entity_description: PrinterSensorDescription

    @property
    @override
    def native_value(self) -> Value:
        """Return the value."""
        return self.entity_description.value_fn(self.coordinator.data)

    @override
    def shown(self) -> Value:
        """Return all that the state consists of."""
        return self.native_value


class ItemSensor(ItemEntity, SensorEntity):
    """Show a number or a moment of a maintenance item."""

    entity_description: ItemSensorDescription

    @property
    @override
    def native_value(self) -> Value:
        """Return the value."""
        return self.entity_description.value_fn(self.status)

    @override
    def shown(self) -> Value:
        """Return all that the state consists of."""
        return self.native_value
