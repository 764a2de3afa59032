"""A printer behind OctoPrint in Home Assistant."""

import logging

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.common import (
    add_item,
    coordinator,
    is_connected,
    reload,
    set_up,
    value,
    wait,
)
from tests.simulators import Job, ManualClock, extrude
from tests.simulators.octoprint import USER_KEY, OctoPrint

from .conftest import OctoPrintServer
from .flows import forbid

TWO_HOURS = Job("secret_bracket.gcode", (extrude(7200, 5000),))

type Simulated = OctoPrint[ManualClock]


@pytest.fixture
def bracket(octoprint: Simulated) -> Job:
    """Return a job whose file was analysed."""
    octoprint.upload(TWO_HOURS)
    octoprint.clock.advance(60)
    return TWO_HOURS


async def test_what_is_printed_is_counted_live(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    octoprint: Simulated,
    prusa: MockConfigEntry,
    bracket: Job,
) -> None:
    item_id = add_item(hass, prusa, intervals={"print_time": 7200, "filament": 10000})
    await set_up(hass, prusa)
    octoprint.start(bracket)
    shown = []
    for _ in range(4):
        octoprint.clock.advance(1799)
        await wait(hass, freezer, 61)
        shown.append(
            (
                value(hass, prusa, f"{item_id}_print_time_remaining"),
                value(hass, prusa, f"{item_id}_filament_remaining"),
            )
        )
    assert shown == [("1.5", "9"), ("1.0", "8"), ("0.5", "6"), ("0.0", "5")]
    assert value(hass, prusa, "prints") == "0"
    octoprint.clock.advance(60)
    for _ in range(2):
        await wait(hass, freezer, 61)
    assert value(hass, prusa, "prints") == "1"
    assert value(hass, prusa, "items_due") == "1"


async def test_what_becomes_due_in_the_print_is_known(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    octoprint: Simulated,
    prusa: MockConfigEntry,
    bracket: Job,
) -> None:
    rails = add_item(hass, prusa, "Rails", {"print_time": 7000})
    nozzle = add_item(hass, prusa, "Nozzle", {"filament": 5100})

    def told() -> list[bool | None]:
        statuses = coordinator(prusa).data.statuses
        return [statuses[item_id].crosses_in_print for item_id in (rails, nozzle)]

    await set_up(hass, prusa)
    assert told() == [False, False]
    octoprint.start(bracket)
    octoprint.clock.advance(1800)
    await wait(hass, freezer, 61)
    assert told() == [True, False]
    octoprint.clock.advance(7200)
    for _ in range(2):
        await wait(hass, freezer, 61)
    assert told() == [False, False]
    # Nobody has analysed it.
    octoprint.start(Job("new.gcode", (extrude(7200, 5000),)))
    octoprint.clock.advance(10)
    await wait(hass, freezer, 61)
    assert told()[1] is None


async def test_prints_while_home_assistant_was_down(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    octoprint: Simulated,
    prusa: MockConfigEntry,
    bracket: Job,
) -> None:
    await set_up(hass, prusa)
    assert await hass.config_entries.async_unload(prusa.entry_id)
    for _ in range(3):
        octoprint.start(bracket)
        octoprint.clock.advance(7300)
    await set_up(hass, prusa)
    # What a job leaves behind is believed when a second poll tells it again.
    await wait(hass, freezer, 61)
    assert value(hass, prusa, "print_time") == "6.0"
    assert value(hass, prusa, "filament") == "15"
    assert value(hass, prusa, "prints") == "3"
    await reload(hass, prusa)
    await wait(hass, freezer, 61)
    assert value(hass, prusa, "prints") == "3"


async def test_a_printer_that_is_off_is_no_outage(
    hass: HomeAssistant,
    octoprint: Simulated,
    prusa: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    octoprint.disconnect()
    with caplog.at_level(logging.INFO):
        await set_up(hass, prusa)
    assert is_connected(hass, prusa)
    assert "printer_maintenance" not in {
        record.name.split(".")[-1]
        for record in caplog.records
        if record.levelno >= logging.INFO and "Prusa" in record.getMessage()
    }


async def test_octoprint_that_is_away(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    octoprint: Simulated,
    prusa: MockConfigEntry,
    bracket: Job,
    caplog: pytest.LogCaptureFixture,
) -> None:
    item_id = add_item(hass, prusa, intervals={"print_time": 36000})
    await set_up(hass, prusa)
    octoprint.start(bracket)
    octoprint.clock.advance(3600)
    await wait(hass, freezer, 61)
    octoprint.kill()
    caplog.clear()
    for _ in range(3):
        await wait(hass, freezer, 301)
    assert not is_connected(hass, prusa)
    assert value(hass, prusa, f"{item_id}_print_time_remaining") == "9.0"
    octoprint.launch()
    await wait(hass, freezer, 301)
    assert is_connected(hass, prusa)
    lines = [r for r in caplog.records if "custom_components" in r.name]
    assert [r.levelno for r in lines if r.levelno >= logging.INFO] == [20, 20]
    await wait(hass, freezer, 61)
    assert value(hass, prusa, "prints") == "1"
    assert value(hass, prusa, "print_time") == "1.0"


async def test_who_it_is(
    hass: HomeAssistant,
    octoprint_server: OctoPrintServer,
    prusa: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
) -> None:
    await set_up(hass, prusa)
    (device,) = dr.async_entries_for_config_entry(device_registry, prusa.entry_id)
    assert device.sw_version == "OctoPrint 1.11.8"
    assert device.configuration_url == octoprint_server.url


async def test_a_key_that_lost_its_rights_asks_for_another(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    octoprint: Simulated,
    prusa: MockConfigEntry,
) -> None:
    await set_up(hass, prusa)
    key = octoprint.access.keys.pop(USER_KEY)
    await wait(hass, freezer, 61)
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    octoprint.access.keys[USER_KEY] = key
    await wait(hass, freezer, 301)
    assert is_connected(hass, prusa)
    assert not hass.config_entries.flow.async_progress()


async def test_a_key_that_may_not_read_the_achievements_any_more(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    octoprint: Simulated,
    prusa: MockConfigEntry,
    bracket: Job,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await set_up(hass, prusa)
    forbid(octoprint, "PLUGIN_ACHIEVEMENTS_VIEW")
    for _ in range(2):
        octoprint.start(bracket)
        octoprint.clock.advance(7260)
        for _ in range(3):
            await wait(hass, freezer, 61)
    assert is_connected(hass, prusa)
    # The files tell of it.
    assert value(hass, prusa, "prints") == "2"
    assert value(hass, prusa, "print_time") == "4.0"
    assert caplog.text.count("the API key lacks PLUGIN_ACHIEVEMENTS_VIEW") == 1
