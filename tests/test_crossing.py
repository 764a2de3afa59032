"""Whether an item becomes due in the running print, in Home Assistant."""

from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .actions import ask
from .common import (
    HOUR,
    METER,
    NOON,
    add_item,
    coordinator,
    entity_id_of,
    poll,
    press_done,
    reload,
    set_up,
    value as value_of,
)
from .simulators import Job, ManualClock, MoonrakerServer, Printer, extrude, heat

RAILS, NOZZLE = "rails", "nozzle"
# Three hours and 6 m, after ten minutes of heating.
VASE = Job("vase.gcode", (heat(600), extrude(3 * HOUR, 6 * METER)), "PLA")


@pytest.fixture(autouse=True)
async def _printing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
) -> None:
    """Set a printer up that has printed for an hour."""
    freezer.move_to(NOON)
    add_item(hass, entry, "Rails", {"print_time": 2.9 * HOUR, "days": 30})
    add_item(hass, entry, "Nozzle", {"filament": 6.1 * METER}, materials=["PLA"])
    printer.klipper.start(VASE)
    printer.clock.advance(600 + HOUR)
    await set_up(hass, entry)


def crosses(hass: HomeAssistant, entry: MockConfigEntry) -> tuple[object, ...]:
    """Return what is told of the rails and of the nozzle."""
    found = []
    for item_id in (RAILS, NOZZLE):
        due = entity_id_of(hass, entry, f"{item_id}_due", "binary_sensor")
        state = hass.states.get(due)
        assert state is not None
        found.append(state.attributes["crosses_in_print"])
    return tuple(found)


async def test_it_is_known_from_the_beginning(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    assert crosses(hass, entry) == (True, False)
    rows = await ask(hass, "get_items")
    told = {row["item"]: row["crosses_in_print"] for row in rows}
    assert told == {"Rails": True, "Nozzle": False}
    await press_done(hass, entry, RAILS)
    assert crosses(hass, entry) == (False, False)
    printer.clock.advance(3 * HOUR)
    await poll(hass, entry)
    assert crosses(hass, entry) == (False, False)


async def test_what_has_become_due_is_not_crossed_again(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    printer.clock.advance(1.95 * HOUR)
    await poll(hass, entry)
    assert coordinator(entry).data.statuses[RAILS].due is True
    assert crosses(hass, entry) == (False, False)


async def test_nobody_knows_while_the_printer_is_away(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    await server.stop()
    await poll(hass, entry)
    assert crosses(hass, entry) == (None, None)
    await reload(hass, entry)
    assert crosses(hass, entry) == (None, None)
    await server.start()
    await poll(hass, entry)
    assert crosses(hass, entry) == (True, False)


async def test_a_printer_that_is_off_crosses_nothing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    printer: Printer[ManualClock],
) -> None:
    await press_done(hass, entry, RAILS)
    printer.clock.advance(3 * HOUR)
    await poll(hass, entry)
    await server.stop()
    await poll(hass, entry)
    assert crosses(hass, entry) == (False, False)
    await reload(hass, entry)
    assert crosses(hass, entry) == (False, False)


async def test_nobody_knows_while_klipper_is_away(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    printer.klipper.kill()
    await poll(hass, entry)
    assert crosses(hass, entry) == (None, None)


@pytest.mark.parametrize(
    "value", [None, 0, -5, "3600", True, 1e12, 1e300, [], {}], ids=str
)
async def test_an_estimate_that_makes_no_sense(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    value: object,
) -> None:
    printer.clock.advance(3 * HOUR)
    await poll(hass, entry)
    for item_id in (RAILS, NOZZLE):
        await press_done(hass, entry, item_id)
    assert crosses(hass, entry) == (False, False)
    told = {"estimated_time": value, "filament_total": value}
    with patch.object(type(printer.moonraker), "metadata", return_value=told):
        printer.klipper.start(VASE)
        printer.clock.advance(600 + HOUR)
    await poll(hass, entry)
    assert crosses(hass, entry) == (None, None)
    assert value_of(hass, entry, "rails_print_time_remaining") == "1.9"


async def test_no_request_is_made_for_it(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    before = server.host.requests
    for _ in range(3):
        await poll(hass, entry)
    assert server.host.requests == before + 3
