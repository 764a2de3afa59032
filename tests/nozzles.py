"""Two nozzles of one printer, which are switched on and off in turn."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.repairs import DOMAIN as REPAIRS
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, State
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.maintenance.cycle import used_since
from custom_components.printer_maintenance.maintenance.usage import EVERY_MATERIAL

from .common import (
    HOUR,
    METER,
    NOON,
    add_item,
    coordinator,
    entity_id_of,
    printed,
    settle,
    value,
)
from .simulators import ManualClock, Printer

BRASS, STEEL = "brass_nozzle", "steel_nozzle"
LIMITS = {"print_time": 20 * HOUR, "filament": 100 * METER, "prints": 9, "days": 30}


@pytest.fixture
async def two_nozzles(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
) -> None:
    """Give a printer that has printed 2 h and 5 m two nozzles."""
    assert await async_setup_component(hass, REPAIRS, {})
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to(NOON)
    printed(printer)
    for name in ("Brass nozzle", "Steel nozzle"):
        add_item(hass, entry, name, LIMITS)


async def switch(
    hass: HomeAssistant, entry: MockConfigEntry, *, on: bool, item_id: str = BRASS
) -> None:
    """Switch an item on or off."""
    entity_id = entity_id_of(hass, entry, f"{item_id}_counting", "switch")
    service = "turn_on" if on else "turn_off"
    data = {ATTR_ENTITY_ID: entity_id}
    await hass.services.async_call("switch", service, data, blocking=True)
    await settle(hass)


def is_on(hass: HomeAssistant, entry: MockConfigEntry, item_id: str = BRASS) -> bool:
    """Tell whether an item is shown as counting."""
    state = value(hass, entry, f"{item_id}_counting", "switch")
    return {"on": True, "off": False}[state]


def shown(
    hass: HomeAssistant, entry: MockConfigEntry, item_id: str = BRASS
) -> tuple[str, ...]:
    """Return the hours, metres, prints and days that remain of an item."""
    return tuple(value(hass, entry, f"{item_id}_{key}_remaining") for key in LIMITS)


def due(hass: HomeAssistant, entry: MockConfigEntry, item_id: str = BRASS) -> State:
    """Return the state of what tells whether an item is due."""
    state = hass.states.get(
        entity_id_of(hass, entry, f"{item_id}_due", "binary_sensor")
    )
    assert state is not None
    return state


def used(entry: MockConfigEntry, item_id: str = BRASS) -> tuple[float, ...]:
    """Return what an item has used: exact seconds, millimetres, prints and days."""
    record = coordinator(entry).record
    amounts = used_since(
        record.histories[item_id][-1],
        record.odometer.by_material(),
        EVERY_MATERIAL,
        dt_util.now(),
    )
    return tuple(amounts.values())
