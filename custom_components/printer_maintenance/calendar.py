"""Calendar platform for the Printer Maintenance integration."""

from datetime import datetime
from typing import Final, override

from homeassistant.components.calendar import (
    CalendarEntity,
    CalendarEntityDescription,
    CalendarEvent,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .coordinator import PrinterMaintenanceConfigEntry
from .entity import PrinterMaintenanceEntity, what_to_do
from .maintenance.daily import DAY
from .maintenance.item import Item

PARALLEL_UPDATES = 0

MAINTENANCE: Final = CalendarEntityDescription(
    key="maintenance", entity_registry_enabled_default=False
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PrinterMaintenanceConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the calendar of a printer."""
    async_add_entities([MaintenanceCalendar(entry.runtime_data, MAINTENANCE)])


class MaintenanceCalendar(PrinterMaintenanceEntity, CalendarEntity):
    """Show the days when items are expected to become due, or did."""

    @override
    def shown(self) -> list[CalendarEvent]:
        """Return all that the calendar has, the first one first."""
        data = self.coordinator.data
        events = [
            _event(item_id, item, moment)
            for item_id, item in data.items.items()
            if (moment := data.statuses[item_id].expected_due) is not None
        ]
        return sorted(events, key=lambda event: event.start_datetime_local)

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """Return the event of today, or the next one."""
        now = dt_util.now()
        coming = (event for event in self.shown() if event.end_datetime_local > now)
        return next(coming, None)

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return the events within a range."""
        return [
            event
            for event in self.shown()
            if event.end_datetime_local > start_date
            and event.start_datetime_local < end_date
        ]


def _event(item_id: str, item: Item, moment: datetime) -> CalendarEvent:
    day = moment.date()
    return CalendarEvent(
        start=day,
        end=day + DAY,
        summary=item.name,
        description=what_to_do(item),
        uid=item_id,
    )
