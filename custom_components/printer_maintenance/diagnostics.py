"""Diagnostics support for the Printer Maintenance integration."""

from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr

from .const import CONF_DISPLAY, CONF_HOST_KIND
from .coordinator import PrinterMaintenanceConfigEntry
from .hosts.base import Answer
from .hosts.remembered import as_stored
from .maintenance.gcode import lines_of

DEEPEST: Final = 20


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: PrinterMaintenanceConfigEntry
) -> dict[str, Any]:
    """Return what helps to find an error, without keys, addresses, names or texts."""
    coordinator = entry.runtime_data
    record, data = coordinator.record, coordinator.data
    devices = dr.async_get(hass)
    device = devices.async_get(coordinator.device.id, include_child_devices=False)
    return {
        "host_kind": entry.data[CONF_HOST_KIND],
        "versions": device and device.sw_version,
        "connected": data.connected,
        "seeded": record.seeded,
        "display": bool(entry.options.get(CONF_DISPLAY)),
        "odometer": record.odometer.total.as_dict(),
        "open_jobs": sum(not job.ended for job in record.odometer.jobs.values()),
        "days_recorded": len(record.daily.days),
        "lifetime": dict(data.lifetime),
        "items": [
            {
                "intervals": {i.meter: i.limit for i in item.intervals},
                "due_soon": item.due_soon,
                "gcode_lines": len(lines_of(item.gcode)),
                "history": [
                    {
                        "kind": done.kind,
                        "moment": done.moment.isoformat(),
                        "corrections": dict(done.corrections),
                        "snoozed_until": done.snoozed_until,
                        "pauses": len(done.pauses),
                        "paused": done.paused,
                        "gcode": None if done.gcode is None else done.gcode.state,
                    }
                    for done in record.histories.get(item_id, ())
                ],
                "remaining": dict(data.statuses[item_id].remaining),
                "due": data.statuses[item_id].due,
            }
            for item_id, item in data.items.items()
        ],
        "cursor": _without_text(as_stored(record.cursor)),
        "last_answer": _last_answer(coordinator.connection.answer),
    }


def _last_answer(answer: Answer | None) -> object:
    """Return the last answer as it came, by what was asked."""
    raw = None if answer is None else answer.raw
    if not isinstance(raw, dict):
        return _without_text(raw)
    return {question: _without_text(part) for question, part in raw.items()}


def _without_text(value: object, depth: int = DEEPEST) -> object:
    """Replace every string by its type, also as a key unless it is a field's name.

    So is what lies deeper than in any answer of a host that is understood.
    """
    if not depth:
        return type(value).__name__
    if isinstance(value, dict):
        return {
            key
            if isinstance(key, str) and key.isidentifier()
            else f"str {number}": _without_text(part, depth - 1)
            for number, (key, part) in enumerate(value.items(), start=1)
        }
    if isinstance(value, list | tuple):
        return [_without_text(part, depth - 1) for part in value]
    return "str" if isinstance(value, str) else value
