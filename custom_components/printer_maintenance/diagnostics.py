"""Diagnostics support for the Printer Maintenance integration."""

from typing import Any

from homeassistant.core import HomeAssistant

from .const import CONF_HOST_KIND
from .coordinator import PrinterMaintenanceConfigEntry


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: PrinterMaintenanceConfigEntry
) -> dict[str, Any]:
    """Return what helps to find an error, without keys, addresses, names or texts."""
    coordinator = entry.runtime_data
    record, data = coordinator.record, coordinator.data
    return {
        "host_kind": entry.data[CONF_HOST_KIND],
        "versions": coordinator.device.sw_version,
        "connected": data.connected,
        "seeded": record.seeded,
        "odometer": record.odometer.total.as_dict(),
        "open_jobs": sum(not job.ended for job in record.odometer.jobs.values()),
        "lifetime": dict(data.lifetime),
        "items": [
            {
                "intervals": {i.meter: i.limit for i in item.intervals},
                "due_soon": item.due_soon,
                "history": [
                    {"kind": done.kind, "moment": done.moment.isoformat()}
                    for done in record.histories.get(item_id, ())
                ],
                "remaining": dict(data.statuses[item_id].remaining),
                "due": data.statuses[item_id].due,
            }
            for item_id, item in data.items.items()
        ],
        "cursor": _without_text(record.cursor),
        "last_answer": _without_text(coordinator.answer and coordinator.answer.raw),
    }


def _without_text(value: object) -> object:
    """Replace every string by its type, and numbers it may be a key of."""
    if isinstance(value, dict):
        return {
            key
            if isinstance(key, str) and key.isidentifier()
            else "str": _without_text(part)
            for key, part in value.items()
        }
    if isinstance(value, list | tuple):
        return [_without_text(part) for part in value]
    return "str" if isinstance(value, str) else value
