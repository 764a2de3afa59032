"""Write a store with the code as it is, for later versions to read.

Before a change of what is stored: `python -m pytest tests/stored.py`, and rename the
file that it writes to what the change will bring.
"""

from datetime import timedelta
import json
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN

from .common import (
    DAY,
    HOUR,
    METER,
    NOON,
    TWO_HOURS,
    add_item,
    entity_id_of,
    poll,
    press_done,
    printed,
    set_up,
)
from .simulators import Job, ManualClock, Printer, extrude

STORES = Path(__file__).parent / "fixtures" / "store"
CLIP = Job("clip.gcode", (extrude(1800, 700),), "PETG")
BERLIN = "Europe/Berlin"

# What can be done to an item since there are actions.
ACTIONS: dict[str, dict[str, Any]] = {
    "skip": {"note": "Still **good**"},
    "set_used": {"days": 3},
    "snooze": {"for": {"hours": 30}},
}


def live(printer: Printer[ManualClock], part: int) -> None:
    """Let the printer do what it does before, at and after set-up."""
    match part:
        case 0:
            printed(printer)
        case 1:
            printed(printer, CLIP)
        case _:
            printer.clock.advance(DAY.total_seconds())
            printer.klipper.start(TWO_HOURS)
            printer.clock.advance(1860)


def shown(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, str]:
    """Return the states that come from the store, with the printer off."""
    registry = er.async_get(hass)
    return {
        f"{entity.domain}.{entity.unique_id}": state.state
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
        if (state := hass.states.get(entity.entity_id)) is not None
        and entity.translation_key not in ("connectivity", "done", "maintenance_event")
    }


async def test_write(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    hass_storage: dict[str, Any],
    entity_registry_enabled_by_default: None,
) -> None:
    await hass.config.async_set_time_zone(BERLIN)
    freezer.move_to(NOON)
    live(printer, 0)
    add_item(hass, entry, intervals={"print_time": 10 * HOUR, "filament": 20 * METER})
    add_item(hass, entry, "Filter", {"days": 30}, instructions="Wear **gloves**.")
    add_item(hass, entry, "Nozzle", {"prints": 20, "days": 400})
    await set_up(hass, entry)
    live(printer, 1)
    await poll(hass, entry)
    freezer.tick(timedelta(minutes=1))
    await press_done(hass, entry)
    target = entity_id_of(hass, entry, "filter_done", "button")
    for action, data in ACTIONS.items():
        if hass.services.has_service(DOMAIN, action):
            await hass.services.async_call(
                DOMAIN, action, {**data, "entity_id": target}, blocking=True
            )
    live(printer, 2)
    freezer.tick(DAY)
    await poll(hass, entry)
    written: dict[str, Any] = {
        "now": (NOON + DAY + timedelta(minutes=1)).isoformat(),
        "items": [
            {
                "subentry_id": item.subentry_id,
                "title": item.title,
                "data": dict(item.data),
            }
            for item in entry.subentries.values()
        ],
        "shown": shown(hass, entry),
    }
    assert await hass.config_entries.async_unload(entry.entry_id)
    written["stored"] = hass_storage[f"{DOMAIN}.{entry.entry_id}"]
    text = json.dumps(written, indent=2)
    (STORES / "written.json").write_text(f"{text}\n")
