"""What the tests of the integration have in common."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
import logging
from types import MappingProxyType
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_USER, ConfigSubentry
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
import voluptuous as vol

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.coordinator import (
    PrinterMaintenanceCoordinator,
)

from .simulators import Job, ManualClock, Printer, extrude, heat

# A Wednesday noon; the simulated printer's clock is an hour behind it.
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)

# Two hours and 5 m of PLA, after a minute of heating.
TWO_HOURS = Job("secret_bracket.gcode", (heat(60), extrude(7200, 5000)), "PLA")

DAY = timedelta(days=1)
HOUR = 3600
METER = 1000
FILTER_DAYS = "filter_days_remaining"


def start_of(moment: datetime = NOON, **rest: Any) -> dict[str, Any]:
    """Return a starting point: without more, everything that was printed counts."""
    return {"moment": moment.isoformat(), "reading": {}} | rest


def subentry(
    title: str = "Grease the rails",
    intervals: Mapping[str, float] | None = None,
    **rest: Any,
) -> ConfigSubentry:
    """Return a maintenance item, every 10 hours if nothing else is said."""
    data = {
        "intervals": intervals or {"print_time": 10 * HOUR},
        "instructions": "",
        "link": "",
        "due_soon": 0.1,
        "start": start_of(),
    }
    return ConfigSubentry(
        data=MappingProxyType(data | rest),
        subentry_id=title.casefold().replace(" ", "_"),
        subentry_type="item",
        title=title,
        unique_id=None,
    )


def add_item(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    title: str = "Grease the rails",
    intervals: Mapping[str, float] | None = None,
    **rest: Any,
) -> str:
    """Add a maintenance item to a printer and return its id."""
    item = subentry(title, intervals, **rest)
    hass.config_entries.async_add_subentry(entry, item)
    return item.subentry_id


async def begin_items(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    """Press the button that adds items, and return what is offered."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, "item"), context={"source": SOURCE_USER}
    )


async def begin_item(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    """Open the form of an item of one's own."""
    result = await begin_items(hass, entry)
    return await hass.config_entries.subentries.async_configure(
        result["flow_id"], {"next_step_id": "own"}
    )


async def go_on(hass: HomeAssistant, result: Any, form: Mapping[str, Any]) -> Any:
    """Send a form about items in, and wait for what follows."""
    flows = hass.config_entries.subentries
    result = await flows.async_configure(result["flow_id"], dict(form))
    await settle(hass)
    return result


def change_item(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    item_id: str,
    *,
    title: str | None = None,
    **data: Any,
) -> None:
    """Change the title or parts of the data of a maintenance item."""
    item = entry.subentries[item_id]
    hass.config_entries.async_update_subentry(
        entry, item, title=title or item.title, data={**item.data, **data}
    )


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set a printer up and wait for its first poll."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)


async def set_up_with_filter(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set a printer up that has printed 2 h and 5 m, with an item of days as well."""
    limits = {"print_time": 100 * HOUR, "filament": 500 * METER, "prints": 50}
    add_item(hass, entry, intervals=limits)
    add_item(hass, entry, "Filter", {"days": 40}, start=start_of(NOON - 5 * DAY))
    await set_up(hass, entry)
    assert counted(entry) == (2 * HOUR, 5000, 1)


async def stop(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Stop in good order."""
    assert await hass.config_entries.async_unload(entry.entry_id)


async def reload(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Do to a printer what a restart of Home Assistant does."""
    assert await hass.config_entries.async_unload(entry.entry_id)
    await set_up(hass, entry)


async def settle(hass: HomeAssistant) -> None:
    """Wait for everything that goes on, polls included."""
    await hass.async_block_till_done(wait_background_tasks=True)


def filled(result: Any, **changes: object) -> dict[str, Any]:
    """Return what the frontend sends of a form in which only this was changed."""
    sent = {}
    for field in result["data_schema"].schema:
        suggested = (field.description or {}).get("suggested_value")
        if suggested is not None:
            sent[str(field)] = suggested
        elif not isinstance(field.default, vol.Undefined):
            sent[str(field)] = field.default()
    return sent | changes


def coordinator(entry: MockConfigEntry) -> PrinterMaintenanceCoordinator:
    """Return a printer's coordinator."""
    found: PrinterMaintenanceCoordinator = entry.runtime_data
    return found


def counted(entry: MockConfigEntry) -> tuple[float, float, int]:
    """Return what is counted of a printer: seconds, millimetres, prints."""
    usage = coordinator(entry).record.odometer.total
    return round(usage.print_time, 3), round(usage.filament, 3), usage.prints


async def poll(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Poll a printer now."""
    await coordinator(entry).async_refresh()
    await settle(hass)


async def wait(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, seconds: float
) -> None:
    """Let time pass in Home Assistant, with the timers that go off meanwhile."""
    freezer.tick(timedelta(seconds=seconds))
    async_fire_time_changed(hass)
    await settle(hass)


def printed(printer: Printer[ManualClock], job: Job = TWO_HOURS) -> None:
    """Let the printer print a job from beginning to end."""
    printer.klipper.start(job)
    printer.clock.advance(job.seconds + 1)
    printer.klipper.catch_up()


def entity_id_of(
    hass: HomeAssistant, entry: MockConfigEntry, key: str, platform: str = "sensor"
) -> str:
    """Return the entity of a printer (key) or of an item (id_key)."""
    registry = er.async_get(hass)
    found = registry.async_get_entity_id(platform, DOMAIN, f"{entry.entry_id}_{key}")
    assert found is not None, key
    return found


def value(
    hass: HomeAssistant, entry: MockConfigEntry, key: str, platform: str = "sensor"
) -> str:
    """Return the state of an entity of a printer (key) or of an item (id_key)."""
    state = hass.states.get(entity_id_of(hass, entry, key, platform))
    assert state is not None, key
    return state.state


def left(hass: HomeAssistant, entry: MockConfigEntry, *others: str) -> tuple[str, ...]:
    """Return what remains until the rails are due: hours, metres, prints; and others."""
    meters = ("print_time", "filament", "prints")
    keys = [f"grease_the_rails_{meter}_remaining" for meter in meters]
    return tuple(value(hass, entry, key) for key in [*keys, *others])


def values(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """Return all that is shown of a printer, connectivity apart."""
    registry = er.async_get(hass)
    entities = er.async_entries_for_config_entry(registry, entry.entry_id)
    return {
        state.entity_id: (state.state, dict(state.attributes))
        for entity in entities
        if (state := hass.states.get(entity.entity_id)) is not None
        and entity.translation_key != "connectivity"
    }


def is_connected(hass: HomeAssistant, entry: MockConfigEntry) -> bool:
    """Tell whether the printer is shown as connected."""
    return value(hass, entry, "connectivity", "binary_sensor") == "on"


async def press_done(
    hass: HomeAssistant, entry: MockConfigEntry, item_id: str = "grease_the_rails"
) -> None:
    """Press the done button of an item."""
    await hass.services.async_call(
        "button",
        "press",
        {ATTR_ENTITY_ID: entity_id_of(hass, entry, f"{item_id}_done", "button")},
        blocking=True,
    )


def told(caplog: pytest.LogCaptureFixture, level: int = logging.INFO) -> list[str]:
    """Return what the integration has logged, or others about it, at a level or above."""
    return [
        f"{record.levelname} {record.getMessage()}"
        for record in caplog.records
        if record.levelno >= level
        and "has not been tested" not in record.getMessage()
        and (
            record.name.startswith(f"custom_components.{DOMAIN}")
            or (
                record.levelno >= logging.WARNING
                and (DOMAIN in record.getMessage() or "Voron" in record.getMessage())
            )
        )
    ]
