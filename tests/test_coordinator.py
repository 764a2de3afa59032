"""Polling: how often, with which key, and what it goes on through."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import CONF_API_KEY, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .common import (
    NOON,
    TWO_HOURS,
    add_item,
    coordinator,
    is_connected,
    poll,
    printed,
    reload,
    set_up,
    settle,
    told,
    value,
    wait,
)
from .simulators import VALID_KEY, Job, ManualClock, MoonrakerServer, Printer, extrude

GOES_ON = "its maintenance goes on from what is stored"
GATEWAY = b"<html>Bad Gateway</html>"


@pytest.fixture(autouse=True)
def _noon(freezer: FrozenDateTimeFactory) -> None:
    """Stop the clock."""
    freezer.move_to(NOON)


async def polls(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    server: MoonrakerServer,
    seconds: float,
) -> int:
    """Let time pass and count the requests meanwhile."""
    before = server.moonraker.requests
    await wait(hass, freezer, seconds)
    return server.moonraker.requests - before


async def test_one_request_a_minute(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    server: MoonrakerServer,
) -> None:
    await set_up(hass, entry)
    for _ in range(3):
        assert await polls(hass, freezer, server, 58) == 0
        assert await polls(hass, freezer, server, 3) == 1


async def test_one_request_in_five_minutes_while_it_is_away(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    server: MoonrakerServer,
) -> None:
    await set_up(hass, entry)
    server.answer_next(502, GATEWAY, times=3)
    assert await polls(hass, freezer, server, 61) == 1
    assert not is_connected(hass, entry)
    for _ in range(2):
        assert await polls(hass, freezer, server, 298) == 0
        assert await polls(hass, freezer, server, 3) == 1
    # Back again, it is asked for its versions, too.
    assert await polls(hass, freezer, server, 301) == 4
    assert is_connected(hass, entry)
    assert await polls(hass, freezer, server, 61) == 1


async def test_nothing_is_unavailable_while_it_is_away(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    add_item(hass, entry)
    await set_up(hass, entry)
    await server.kill()
    await poll(hass, entry)
    assert not is_connected(hass, entry)
    assert all(s.state != STATE_UNAVAILABLE for s in hass.states.async_all())


async def test_a_key_that_is_refused(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    printer: Printer[ManualClock],
    caplog: pytest.LogCaptureFixture,
) -> None:
    data = {**entry.data, CONF_API_KEY: "a secret key"}
    hass.config_entries.async_update_entry(entry, data=data)
    await set_up(hass, entry)
    flows = hass.config_entries.flow
    (flow,) = flows.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    for _ in range(2):
        assert await polls(hass, freezer, server, 298) == 0
        assert await polls(hass, freezer, server, 3) == 1
    assert not is_connected(hass, entry)
    assert [flow["flow_id"] for flow in flows.async_progress()] == [flow["flow_id"]]
    assert told(caplog) == [f"INFO Voron refuses the API key; {GOES_ON}"]
    assert "a secret key" not in caplog.text
    caplog.clear()

    printer.moonraker.access.api_key = "a secret key"
    printed(printer)
    await wait(hass, freezer, 301)
    assert flows.async_progress() == []
    assert is_connected(hass, entry)
    assert value(hass, entry, "print_time") == "2.0"
    assert told(caplog) == ["INFO Voron is back"]


async def test_a_key_is_sent(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
) -> None:
    printer.moonraker.access.is_trusted = False
    data = {**entry.data, CONF_API_KEY: VALID_KEY}
    hass.config_entries.async_update_entry(entry, data=data)
    await set_up(hass, entry)
    assert is_connected(hass, entry)


async def test_polling_goes_on_without_entities(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    printer: Printer[ManualClock],
    entity_registry: er.EntityRegistry,
) -> None:
    add_item(hass, entry)
    await set_up(hass, entry)
    for entity in er.async_entries_for_config_entry(entity_registry, entry.entry_id):
        entity_registry.async_update_entity(
            entity.entity_id, disabled_by=er.RegistryEntryDisabler.USER
        )
    await settle(hass)
    assert hass.states.async_all() == []
    for _ in range(2):
        printed(printer)
        assert await polls(hass, freezer, server, 61) == 1
        await reload(hass, entry)
    assert coordinator(entry).record.odometer.total.print_time == pytest.approx(14400)
    assert hass.states.async_all() == []


async def test_new_versions_are_noticed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    printer: Printer[ManualClock],
    device_registry: dr.DeviceRegistry,
) -> None:
    hass.config_entries.async_update_entry(entry, unique_id=f"#{server.url}")
    printer.moonraker.upgrade("0.8.0")
    await set_up(hass, entry)
    await server.stop()
    await poll(hass, entry)
    printer.moonraker.upgrade("0.11.0")
    printer.klipper.kill()
    await server.start()
    await poll(hass, entry)
    (device,) = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert device.sw_version == "Moonraker 0.11.0"


async def test_a_host_that_leaves_in_the_middle_of_its_answers(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    printer: Printer[ManualClock],
    device_registry: dr.DeviceRegistry,
) -> None:
    # The poll is answered, but not what version it is.
    printer.moonraker.between_items = lambda: server.answer_next(502, GATEWAY)
    printed(printer)
    await set_up(hass, entry)
    assert is_connected(hass, entry)
    assert value(hass, entry, "print_time") == "2.0"
    (device,) = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert device.sw_version is None


async def test_what_is_printed_is_counted_live(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
) -> None:
    item_id = add_item(hass, entry, intervals={"print_time": 7200, "prints": 1})
    await set_up(hass, entry)
    printer.klipper.start(TWO_HOURS)
    shown = []
    for _ in range(4):
        printer.clock.advance(1815)
        await wait(hass, freezer, 61)
        shown.append(value(hass, entry, f"{item_id}_print_time_remaining"))
    assert shown == ["1.5", "1.0", "0.5", "0.0"]
    assert value(hass, entry, f"{item_id}_prints_remaining") == "0"
    assert value(hass, entry, "items_due") == "1"


async def test_a_print_while_home_assistant_was_down(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
) -> None:
    await set_up(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    printed(printer)
    printed(printer, Job("clip.gcode", (extrude(360, 1000),), "PETG"))
    await set_up(hass, entry)
    assert value(hass, entry, "print_time") == "2.1"
    assert value(hass, entry, "filament") == "6"
    assert value(hass, entry, "prints") == "2"
