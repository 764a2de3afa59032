"""The switch of an item: off pauses it, calendar included."""

from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.repairs import DOMAIN as REPAIRS
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.maintenance.cycle import used_since
from custom_components.printer_maintenance.maintenance.usage import EVERY_MATERIAL

from .actions import act, ask
from .common import (
    DAY,
    HOUR,
    METER,
    NOON,
    TWO_HOURS,
    add_item,
    change_item,
    coordinator,
    entity_id_of,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    settle,
    start_of,
    value,
    wait,
)
from .disk import hass_config_dir, hass_storage
from .record import RecordFile
from .repairs import Repairs
from .simulators import Job, ManualClock, MoonrakerServer, Printer, extrude

# Fixtures.
__all__ = ["hass_config_dir", "hass_storage"]

BRASS, STEEL = "brass_nozzle", "steel_nozzle"
LIMITS = {"print_time": 20 * HOUR, "filament": 100 * METER, "prints": 9, "days": 30}


@pytest.fixture(autouse=True)
async def _two_nozzles(
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


async def test_switching_twice_writes_once(
    hass: HomeAssistant, entry: MockConfigEntry, record: RecordFile
) -> None:
    await set_up(hass, entry)
    await switch(hass, entry, on=True)
    assert "pauses" not in record.history(BRASS)[0]
    await switch(hass, entry, on=False)
    before = record.history(BRASS)
    assert [pause["until"] for pause in before[0]["pauses"]] == [None]
    await switch(hass, entry, on=False)
    assert record.history(BRASS) == before


async def test_it_is_on_disk_or_the_caller_is_told(
    hass: HomeAssistant, entry: MockConfigEntry, record: RecordFile
) -> None:
    await set_up(hass, entry)
    broken = patch("homeassistant.util.file.AtomicWriter", side_effect=OSError("full"))
    with broken, pytest.raises(HomeAssistantError) as raised:
        await switch(hass, entry, on=False)
    assert raised.value.translation_key == "not_saved"
    assert not is_on(hass, entry)
    await poll(hass, entry)
    assert record.history(BRASS)[0]["pauses"]


async def test_nothing_is_known_of_it(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    record: RecordFile,
) -> None:
    await set_up(hass, entry)
    assert await hass.config_entries.async_unload(entry.entry_id)
    await server.stop()
    record.lose()
    record.copy.lose()
    await set_up(hass, entry)
    assert value(hass, entry, f"{BRASS}_counting", "switch") == STATE_UNKNOWN
    with pytest.raises(ServiceValidationError, match="Nothing is known of Brass"):
        await switch(hass, entry, on=False)


async def test_paused_before_the_printer_was_reached(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    printer: Printer[ManualClock],
) -> None:
    await server.stop()
    start = start_of() | {"used": {"print_time": HOUR, "filament": 0, "prints": 1}}
    del start["reading"]
    for name in ("Belts", "Fan"):
        add_item(hass, entry, name, LIMITS, start=start)
    await set_up(hass, entry)
    for item_id in ("belts", "fan"):
        await switch(hass, entry, on=False, item_id=item_id)
    await switch(hass, entry, on=True, item_id="fan")
    await server.start()
    # What the host had counted before is no one's, neither now nor in the pause.
    await poll(hass, entry)
    printed(printer)
    await poll(hass, entry)
    assert value(hass, entry, "print_time") == "4.0"
    assert shown(hass, entry, "belts") == ("19.0", "100", "8", "30")
    assert shown(hass, entry, "fan") == ("17.0", "95", "7", "30")
    await switch(hass, entry, on=True, item_id="belts")
    printed(printer)
    await poll(hass, entry)
    assert shown(hass, entry, "belts") == ("17.0", "95", "7", "30")


async def test_home_assistant_is_restored_from_a_backup(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    record: RecordFile,
) -> None:
    await set_up(hass, entry)
    await switch(hass, entry, on=False)
    backup = record.text
    await switch(hass, entry, on=True)
    printed(printer)
    freezer.tick(DAY)
    await poll(hass, entry)
    assert shown(hass, entry) == ("16.0", "90", "7", "29")
    assert await hass.config_entries.async_unload(entry.entry_id)
    record.write(backup)
    await set_up(hass, entry)
    # In the backup it was paused, and so it still is.
    assert not is_on(hass, entry)
    assert shown(hass, entry) == ("18.0", "95", "8", "30")
    assert shown(hass, entry, STEEL) == ("16.0", "90", "7", "29")


@pytest.fixture
async def switched_off(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set the printer up, with the brass nozzle switched off."""
    await set_up(hass, entry)
    await switch(hass, entry, on=False)


@pytest.mark.usefixtures("switched_off")
async def test_the_host_is_replaced_in_a_pause(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    successor: Printer[ManualClock],
    repairs: Repairs,
) -> None:
    await wait(hass, freezer, 301)
    await repairs.go_on(await repairs.begin(), next_step_id="same_printer")
    await settle(hass)
    printed(successor)
    await poll(hass, entry)
    assert shown(hass, entry) == ("18.0", "95", "8", "30")
    assert shown(hass, entry, STEEL) == ("16.0", "90", "7", "30")
    await switch(hass, entry, on=True)
    printed(successor)
    await poll(hass, entry)
    assert shown(hass, entry) == ("16.0", "90", "7", "30")
    assert value(hass, entry, "print_time") == "6.0"


async def test_a_renamed_item_stays_paused(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await set_up(hass, entry)
    await switch(hass, entry, on=False)
    change_item(hass, entry, BRASS, title="Brass", intervals={"days": 3})
    await settle(hass)
    assert not is_on(hass, entry)
    hass.config_entries.async_remove_subentry(entry, BRASS)
    await settle(hass)
    assert BRASS not in coordinator(entry).record.histories


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
