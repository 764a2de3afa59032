"""Reports on items and their histories, of one printer or of a whole fleet."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .coordinator import PrinterMaintenanceCoordinator
from .hosts.base import JsonDict
from .maintenance.cycle import used_by_cycle
from .maintenance.gcode import GcodeRun
from .maintenance.schedule import shown
from .maintenance.usage import USAGE_METERS, Meter, total
from .targets import Targets


@callback
def item_report(hass: HomeAssistant, targets: Targets) -> list[JsonDict]:
    """Tell how items stand, those with the least life remaining first."""
    rows = [
        item_row(hass, coordinator, item_id)
        for coordinator, item_ids in targets.items()
        for item_id in item_ids
    ]
    return sorted(
        rows, key=lambda row: (row["life_remaining"] is None, row["life_remaining"])
    )


@callback
def item_row(
    hass: HomeAssistant, coordinator: PrinterMaintenanceCoordinator, item_id: str
) -> JsonDict:
    """Tell how an item stands."""
    data = coordinator.data
    item, status = data.items[item_id], data.statuses[item_id]
    history = coordinator.record.histories.get(item_id)
    return {
        **_named(hass, coordinator, item_id),
        "due": status.due,
        "due_soon": status.due_soon,
        "due_intervals": [meter.value for meter in status.due_meters],
        "life_remaining": status.life_remaining,
        "intervals": {i.meter.value: shown(i.meter, i.limit) for i in item.intervals},
        "remaining": {meter.value: left for meter, left in status.remaining.items()},
        "last_done": _local(status.last_done),
        "expected_due": _local(status.expected_due),
        "snoozed_until": _local(status.snoozed_until),
        "reminded": _local(history[-1].told.reminded) if history else None,
        "paused": status.paused,
        "crosses_in_print": status.crosses_in_print,
        "instructions": item.instructions,
        "link": item.link,
    }


@callback
def _named(
    hass: HomeAssistant, coordinator: PrinterMaintenanceCoordinator, item_id: str
) -> JsonDict:
    """Tell which item it is, in words and as actions are targeted."""
    entry = coordinator.config_entry
    return {
        "printer": entry.title,
        "item": coordinator.data.items[item_id].name,
        "device_id": coordinator.device.id,
        "entity_id": er.async_get(hass).async_get_entity_id(
            Platform.BINARY_SENSOR, DOMAIN, f"{entry.entry_id}_{item_id}_due"
        ),
    }


async def async_history_report(hass: HomeAssistant, targets: Targets) -> list[JsonDict]:
    """Tell what was done and by whom, the newest first."""
    names = {user.id: user.name for user in await hass.auth.async_get_users()}
    rows = [
        row
        for coordinator, item_ids in targets.items()
        for item_id in item_ids
        for row in _history_rows(hass, coordinator, item_id, names)
    ]
    # Of several at one moment, the last one is the newest.
    return sorted(rows, key=lambda row: datetime.fromisoformat(row["moment"]))[::-1]


def _history_rows(
    hass: HomeAssistant,
    coordinator: PrinterMaintenanceCoordinator,
    item_id: str,
    names: Mapping[str, str | None],
) -> Iterator[JsonDict]:
    history = coordinator.record.histories.get(item_id, ())
    materials = coordinator.data.items[item_id].materials
    used_by = used_by_cycle(history, materials, dt_util.get_default_time_zone())
    named = _named(hass, coordinator, item_id)
    for completion, used in zip(history, used_by, strict=True):
        reading = total(completion.reading).as_dict()
        yield {
            **named,
            "kind": completion.kind.value,
            "moment": _local(completion.moment),
            "note": completion.note,
            "user": names.get(completion.user_id or ""),
            "user_id": completion.user_id,
            "used": None
            if used is None
            else {m.value: shown(m, used[m]) for m in Meter},
            "odometer": {m.value: shown(m, reading[m]) for m in USAGE_METERS},
            "gcode": _gcode_row(completion.gcode),
        }


def _gcode_row(run: GcodeRun | None) -> JsonDict | None:
    """Tell what became of an item's G-code in the cycle that a completion began."""
    if run is None:
        return None
    return {
        "state": run.state.value,
        "moment": _local(run.moment),
        "error": run.error,
    }


def _local(moment: datetime | None) -> str | None:
    return None if moment is None else dt_util.as_local(moment).isoformat()
