"""Set-up, unloading and removal of a printer."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_URL, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import CONF_HOST_KIND, DOMAIN

from .common import (
    DAY,
    METER,
    NOON,
    TWO_HOURS,
    add_item,
    change_item,
    coordinator,
    is_connected,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    settle,
    start_of,
    told,
    value,
    values,
    wait,
)
from .simulators import ManualClock, MoonrakerServer, Printer

KEY = f"{DOMAIN}.01K9PRINTER"


async def test_a_printer_that_is_on(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    printer: Printer[ManualClock],
    device_registry: dr.DeviceRegistry,
    issue_registry: ir.IssueRegistry,
) -> None:
    printed(printer)
    item_id = add_item(hass, entry)
    await set_up(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert is_connected(hass, entry)
    assert value(hass, entry, "print_time") == "2.0"
    assert value(hass, entry, f"{item_id}_print_time_remaining") == "8.0"

    (device,) = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert device.identifiers == {(DOMAIN, entry.entry_id)}
    assert device.name == "Voron"
    assert device.configuration_url == server.url
    assert device.sw_version == "Moonraker 0.11.0, Klipper v0.13.0-730-g84104bbb"
    assert not issue_registry.issues


async def test_a_printer_that_is_off_from_the_beginning(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    printer: Printer[ManualClock],
    issue_registry: ir.IssueRegistry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    freezer.move_to(NOON)
    await server.stop()
    start = {"moment": NOON.isoformat(), "used": USED_3_H}
    counted = add_item(hass, entry, "Belts", start=start)
    calendar = add_item(hass, entry, "Filter", {"days": 30}, start=start)
    old = add_item(hass, entry, "Nozzle")
    await set_up(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert not is_connected(hass, entry)
    assert value(hass, entry, "print_time") == STATE_UNKNOWN
    assert value(hass, entry, f"{counted}_print_time_remaining") == "7.0"
    assert value(hass, entry, f"{calendar}_days_remaining") == "30"
    assert value(hass, entry, f"{old}_print_time_remaining") == STATE_UNKNOWN
    assert value(hass, entry, "maintenance_due", "binary_sensor") == STATE_UNKNOWN
    assert not [s for s in hass.states.async_all() if s.state == STATE_UNAVAILABLE]
    assert len(told(caplog)) == 1
    assert not issue_registry.issues

    printed(printer)
    await server.start()
    await wait(hass, freezer, 301)
    assert value(hass, entry, "print_time") == "2.0"
    assert value(hass, entry, f"{counted}_print_time_remaining") == "7.0"
    assert value(hass, entry, f"{old}_print_time_remaining") == "8.0"
    assert value(hass, entry, "maintenance_due", "binary_sensor") == "off"


USED_3_H = {"print_time": 3 * 3600, "filament": 0, "prints": 0}


async def test_an_item_counts_other_materials_before_anything_was_read(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    await server.stop()
    item_id = add_item(hass, entry)
    await set_up(hass, entry)
    change_item(hass, entry, item_id, materials=["PLA"])
    await settle(hass)
    await server.start()
    await poll(hass, entry)
    assert coordinator(entry).data.items[item_id].materials == {"PLA"}
    assert value(hass, entry, f"{item_id}_print_time_remaining") == "10.0"


async def test_a_restart_with_the_printer_off(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    printer: Printer[ManualClock],
    entity_registry_enabled_by_default: None,
) -> None:
    freezer.move_to(NOON)
    add_item(hass, entry, intervals={"print_time": 3600, "days": 7, "prints": 1})
    add_item(hass, entry, "Belts", {"filament": 8 * METER, "days": 1})
    await set_up(hass, entry)
    printed(printer)
    await poll(hass, entry)
    await press_done(hass, entry)
    printer.klipper.start(TWO_HOURS)
    printer.clock.advance(2000)
    await poll(hass, entry)
    await server.stop()
    await poll(hass, entry)
    before = values(hass, entry)
    assert len(before) == 6 + 4 + 9 + 8

    await reload(hass, entry)
    assert not is_connected(hass, entry)
    assert values(hass, entry) == before


async def test_a_start_waits_for_no_printer_that_was_read_before(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    item_id = add_item(hass, entry)
    await set_up(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    server.hang()
    await hass.config_entries.async_setup(entry.entry_id)
    assert value(hass, entry, f"{item_id}_print_time_remaining") == "10.0"
    assert not is_connected(hass, entry)
    server.release()
    await settle(hass)
    assert is_connected(hass, entry)


async def test_unloading_saves_what_was_counted(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    printer: Printer[ManualClock],
    hass_storage: dict[str, Any],
) -> None:
    await set_up(hass, entry)
    printer.klipper.start(TWO_HOURS)
    printer.clock.advance(60 + 3600)
    await poll(hass, entry)
    assert await hass.config_entries.async_unload(entry.entry_id)
    (job,) = hass_storage[KEY]["data"]["odometer"]["jobs"]
    assert job["print_time"] == pytest.approx(3600)

    assert entry.state is ConfigEntryState.NOT_LOADED
    assert {state.state for state in hass.states.async_all()} == {STATE_UNAVAILABLE}
    requests = server.moonraker.requests
    await settle(hass)
    assert server.moonraker.requests == requests


async def test_removing_a_printer_removes_its_record(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    hass_storage: dict[str, Any],
    issue_registry: ir.IssueRegistry,
    device_registry: dr.DeviceRegistry,
) -> None:
    add_item(hass, entry)
    await set_up(hass, entry)
    server.moonraker.database.instance_id = "a-stranger"
    await poll(hass, entry)
    assert {KEY, f"{KEY}.copy"} <= hass_storage.keys()
    assert issue_registry.issues

    await hass.config_entries.async_remove(entry.entry_id)
    await settle(hass)
    assert not {KEY, f"{KEY}.copy"} & hass_storage.keys()
    assert not issue_registry.issues
    assert not dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert not hass.states.async_all()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"host": "192.0.2.1", "port": 7125, "name": "Ender"},
        {CONF_HOST_KIND: "bambu", CONF_URL: "http://x", "verify_ssl": True},
        {CONF_HOST_KIND: "moonraker", CONF_URL: "", "verify_ssl": True},
        {CONF_HOST_KIND: "moonraker", CONF_URL: "no address", "verify_ssl": True},
        {CONF_HOST_KIND: "moonraker", CONF_URL: ["http://x"], "verify_ssl": "yes"},
    ],
)
async def test_an_entry_that_is_not_ours(
    hass: HomeAssistant, data: dict[str, Any]
) -> None:
    entry = MockConfigEntry(domain=DOMAIN, title="Ender", data=data)
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.error_reason_translation_key == "foreign_entry"
    assert entry.reason is not None
    assert "another integration" in entry.reason
    await hass.config_entries.async_remove(entry.entry_id)
    assert not hass.config_entries.async_entries(DOMAIN)


async def test_a_new_address_is_used_at_once(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    await set_up(hass, entry)
    other = MoonrakerServer(server.moonraker)
    await other.start()
    await server.stop()
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_URL: other.url}
    )
    await settle(hass)
    assert is_connected(hass, entry)
    await other.stop()


async def test_a_new_title_changes_nothing(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    add_item(hass, entry, "Filter", {"days": 30}, start=start_of(NOON - 5 * DAY))
    await set_up(hass, entry)
    requests, before = server.moonraker.requests, values(hass, entry)
    hass.config_entries.async_update_entry(entry, title="Trident")
    await settle(hass)
    assert values(hass, entry) == before
    assert server.moonraker.requests == requests
