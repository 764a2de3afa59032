"""The warning of a print that will cross a limit."""

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.history import (
    async_complete,
    async_set_counting,
    async_snooze,
)
from tests.common import DAY, HOUR, coordinator, poll, reload, settle
from tests.hearing import RAILS
from tests.phone import Phone
from tests.simulators import Job, ManualClock, MoonrakerServer, Printer, extrude

from .automating import automate, warning


async def test_a_print_that_will_cross_a_limit(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    phones: list[Phone],
) -> None:
    await automate(hass, warning(phones))
    printer.klipper.start(Job("tall.gcode", (extrude(12 * HOUR, 5000),), "PLA"))
    printer.clock.advance(HOUR)
    await poll(hass, entry)
    await poll(hass, entry)
    messages = [call["message"] for call in phones[1].sent]
    assert messages == [
        "The running print will take Grease the rails over its limit",
        "The running print will take Belts over its limit",
    ]
    assert phones[0].screen == ["Voron", "Voron"]
    await async_complete(coordinator(entry), "belts")
    await hass.async_block_till_done()
    assert phones[0].screen == ["Voron"]
    # When it is due, that is told by the other.
    printer.clock.advance(10 * HOUR)
    await poll(hass, entry)
    assert phones[0].screen == []
    assert len(phones[0].sent) == 2


@pytest.mark.parametrize("how", ["cancelled", "snoozed", "switched off", "removed"])
async def test_a_warning_that_does_not_hold_any_more(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    phones: list[Phone],
    how: str,
) -> None:
    await automate(hass, warning(phones))
    printer.klipper.start(Job("tall.gcode", (extrude(12 * HOUR, 5000),), "PLA"))
    printer.clock.advance(HOUR)
    await poll(hass, entry)
    assert phones[0].screen == ["Voron", "Voron"]
    assert {sent["data"]["url"] for sent in phones[0].sent} == {"/todo"}
    for item_id in (RAILS, "belts"):
        match how:
            case "cancelled":
                printer.klipper.cancel()
                await poll(hass, entry)
            case "snoozed":
                until = dt_util.utcnow() + DAY
                await async_snooze(coordinator(entry), item_id, until=until)
            case "switched off":
                await async_set_counting(coordinator(entry), item_id, counts=False)
            case "removed":
                hass.config_entries.async_remove_subentry(entry, item_id)
        await settle(hass)
        if how == "cancelled":
            break
    assert [phone.screen for phone in phones] == [[], []]


async def test_a_warning_outlasts_a_host_that_is_away(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    server: MoonrakerServer,
    phones: list[Phone],
) -> None:
    await automate(hass, warning(phones))
    printer.klipper.start(Job("tall.gcode", (extrude(12 * HOUR, 5000),), "PLA"))
    printer.clock.advance(HOUR)
    await poll(hass, entry)
    await server.stop()
    await poll(hass, entry)
    await reload(hass, entry)
    assert phones[0].screen == ["Voron", "Voron"]
    printer.klipper.cancel()
    await server.start()
    await poll(hass, entry)
    assert [phone.screen for phone in phones] == [[], []]
    assert [len(phone.sent) for phone in phones] == [2, 2]
