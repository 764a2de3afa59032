"""The switch of an item: off pauses it, calendar included."""

from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.printer_maintenance.const import DOMAIN

from .actions import act, ask
from .common import (
    DAY,
    HOUR,
    METER,
    TWO_HOURS,
    add_item,
    coordinator,
    entity_id_of,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    value,
    wait,
)
from .disk import hass_config_dir, hass_storage
from .nozzles import BRASS, STEEL, due, is_on, shown, switch, two_nozzles, used
from .simulators import Job, ManualClock, MoonrakerServer, Printer, extrude

# Fixtures.
__all__ = ["hass_config_dir", "hass_storage", "two_nozzles"]

pytestmark = pytest.mark.usefixtures("two_nozzles")


async def test_the_switches(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    snapshot: SnapshotAssertion,
    entity_registry: er.EntityRegistry,
) -> None:
    with patch(f"custom_components.{DOMAIN}.PLATFORMS", [Platform.SWITCH]):
        await set_up(hass, entry)
    await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)


async def test_two_nozzles_in_turn(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    await set_up(hass, entry)
    await switch(hass, entry, on=False, item_id=STEEL)
    assert shown(hass, entry) == shown(hass, entry, STEEL) == ("18.0", "95", "8", "30")
    # Five hours and 15 m, of which the first hour is the brass nozzle's, the next one
    # the steel one's, and so on. No poll comes between.
    printer.klipper.start(Job("vase.gcode", (extrude(5 * HOUR, 15 * METER),)))
    for number in range(4):
        printer.clock.advance(HOUR)
        is_steel = number % 2 == 0
        await switch(hass, entry, on=not is_steel)
        await switch(hass, entry, on=is_steel, item_id=STEEL)
    assert used(entry) == used(entry, STEEL) == (4 * HOUR, 11 * METER, 1, 0)
    printer.clock.advance(HOUR + 60)
    await poll(hass, entry)
    # The print is one of the nozzle that is in at its end.
    assert used(entry) == (5 * HOUR, 14 * METER, 2, 0)
    assert used(entry, STEEL) == (4 * HOUR, 11 * METER, 1, 0)
    assert value(hass, entry, "print_time") == "7.0"


async def test_a_running_job_is_divided_to_the_second(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    await set_up(hass, entry)
    printer.klipper.start(Job("vase.gcode", (extrude(7200, 7200),)))
    printer.clock.advance(1000)
    await switch(hass, entry, on=False)
    printer.clock.advance(2000)
    await switch(hass, entry, on=True)
    printer.clock.advance(7200)
    await poll(hass, entry)
    assert used(entry) == (7200 + 5200, 5000 + 5200, 2, 0)


async def test_nothing_counts_with_the_printer_off_either(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    server: MoonrakerServer,
) -> None:
    await set_up(hass, entry)
    await server.stop()
    await poll(hass, entry)
    await switch(hass, entry, on=False)
    freezer.tick(9 * DAY)
    await reload(hass, entry)
    assert not is_on(hass, entry)
    assert shown(hass, entry) == ("18.0", "95", "8", "30")
    assert shown(hass, entry, STEEL) == ("18.0", "95", "8", "21")
    await server.start()
    printed(printer)
    await poll(hass, entry)
    await server.stop()
    await poll(hass, entry)
    assert shown(hass, entry) == ("18.0", "95", "8", "30")
    assert shown(hass, entry, STEEL) == ("16.0", "90", "7", "21")
    await switch(hass, entry, on=True)
    freezer.tick(DAY)
    await reload(hass, entry)
    assert is_on(hass, entry)
    assert shown(hass, entry) == ("18.0", "95", "8", "29")


async def test_the_day_goes_on_without_a_pause(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await set_up(hass, entry)
    await switch(hass, entry, on=False)
    # It is 13:00 in Berlin, then one second to midnight, then midnight.
    await wait(hass, freezer, 11 * HOUR - 1)
    await switch(hass, entry, on=True)
    assert shown(hass, entry)[-1] == "30"
    await wait(hass, freezer, 1)
    assert shown(hass, entry)[-1] == "29"
    await switch(hass, entry, on=False)
    await wait(hass, freezer, 24 * HOUR)
    assert shown(hass, entry)[-1] == "29"
    await switch(hass, entry, on=True)
    assert shown(hass, entry)[-1] == "29"


async def test_done_undone_skipped_and_corrected_in_a_pause(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    await set_up(hass, entry)
    await switch(hass, entry, on=False)
    brass = entity_id_of(hass, entry, f"{BRASS}_counting", "switch")
    for action in ("complete", "skip"):
        printed(printer)
        await poll(hass, entry)
        await act(hass, action, entity_id=brass)
        assert shown(hass, entry) == ("20.0", "100", "9", "30")
    assert not is_on(hass, entry)
    for _ in range(2):
        await act(hass, "undo", entity_id=brass)
    assert shown(hass, entry) == ("18.0", "95", "8", "30")
    await act(hass, "set_used", entity_id=brass, print_time=15, days=12)
    assert shown(hass, entry) == ("5.0", "95", "8", "18")
    assert not is_on(hass, entry)
    await switch(hass, entry, on=True)
    printed(printer)
    await poll(hass, entry)
    assert shown(hass, entry) == ("3.0", "90", "7", "18")
    await press_done(hass, entry, BRASS)
    newest, _ = await ask(hass, "get_history", entity_id=brass)
    used_before = {"print_time": 17.0, "filament": 10, "prints": 2, "days": 12}
    assert newest["used"] == used_before
    assert newest["odometer"] == {"print_time": 8.0, "filament": 20, "prints": 4}


async def test_what_is_paused_is_not_due(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    entity_registry_enabled_by_default: None,
) -> None:
    await set_up(hass, entry)
    freezer.tick(31 * DAY)
    await poll(hass, entry)
    assert due(hass, entry).state == "on"
    assert due(hass, entry).attributes["paused"] is False
    assert value(hass, entry, "maintenance", "todo") == "2"
    await switch(hass, entry, on=False)
    assert due(hass, entry).state == "off"
    assert due(hass, entry).attributes["paused"] is True
    assert due(hass, entry).attributes["due_intervals"] == []
    assert value(hass, entry, "maintenance", "todo") == "1"
    assert value(hass, entry, "items_due") == "1"
    assert value(hass, entry, f"{BRASS}_expected_due") == STATE_UNKNOWN
    # What remains is as true as before.
    assert shown(hass, entry)[-1] == "-1"
    assert value(hass, entry, f"{BRASS}_life_remaining") == "0"
    rows = await ask(hass, "get_items")
    assert {row["item"]: (row["paused"], row["due"]) for row in rows} == {
        "Brass nozzle": (True, False),
        "Steel nozzle": (False, True),
    }
    await switch(hass, entry, on=True)
    assert due(hass, entry).state == "on"
    assert value(hass, entry, "maintenance", "todo") == "2"


async def test_what_is_paused_is_not_due_soon(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await set_up(hass, entry)
    freezer.tick(28 * DAY)
    await poll(hass, entry)
    assert due(hass, entry).attributes["due_soon"] is True
    await switch(hass, entry, on=False)
    assert due(hass, entry).attributes["due_soon"] is False


async def test_many_switches_ask_the_printer_twice_at_most(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    items = [BRASS, STEEL, *(add_item(hass, entry, f"Item {n}") for n in range(8))]
    await set_up(hass, entry)
    printer.klipper.start(TWO_HOURS)
    printer.clock.advance(60 + HOUR)
    fetch = coordinator(entry).host.fetch
    with patch.object(coordinator(entry).host, "fetch", side_effect=fetch) as fetched:
        switches = [entity_id_of(hass, entry, f"{i}_counting", "switch") for i in items]
        data: dict[str, Any] = {ATTR_ENTITY_ID: switches}
        await hass.services.async_call("switch", "turn_off", data, blocking=True)
        assert fetched.await_count in (1, 2)
    assert {used(entry, item)[0] for item in items} == {3 * HOUR}
    assert not any(is_on(hass, entry, item) for item in items)
