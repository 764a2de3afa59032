"""What a running job has printed by now is asked for before anything is booked."""

import asyncio
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance import history
from custom_components.printer_maintenance.const import DOMAIN, POLL_CONNECTED

from .actions import RAILS, act, ask, button
from .common import (
    HOUR,
    METER,
    add_item,
    coordinator,
    entity_id_of,
    is_connected,
    poll,
    press_done,
    printed,
    set_up,
    settle,
    value,
    wait,
)
from .simulators import Job, ManualClock, MoonrakerServer, Printer, extrude

SPARE = "spare_nozzle"
FIVE_HOURS = Job("vase.gcode", (extrude(5 * HOUR, 15 * METER),))


@pytest.fixture(autouse=True)
async def _two_items(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    """Give a printer that has printed 2 h two items, of which one is paused."""
    printed(printer)
    for title in ("Grease the rails", "Spare nozzle"):
        add_item(hass, entry, title, {"print_time": 10 * HOUR})
    await set_up(hass, entry)
    await switch(hass, entry, SPARE, on=False)


async def switch(
    hass: HomeAssistant, entry: MockConfigEntry, item_id: str, *, on: bool
) -> None:
    """Switch an item on or off, and wait for nothing else."""
    data = {ATTR_ENTITY_ID: entity_id_of(hass, entry, f"{item_id}_counting", "switch")}
    service = "turn_on" if on else "turn_off"
    await hass.services.async_call("switch", service, data, blocking=True)


async def begin(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    """Begin a print of five hours, of which a minute is counted."""
    printer.klipper.start(FIVE_HOURS)
    printer.clock.advance(60)
    await poll(hass, entry)


def left(hass: HomeAssistant, entry: MockConfigEntry) -> tuple[str, str]:
    """Return the hours that remain of what counts at first, and of the spare one."""
    return (
        value(hass, entry, f"{RAILS}_print_time_remaining"),
        value(hass, entry, f"{SPARE}_print_time_remaining"),
    )


async def used_before(hass: HomeAssistant, entry: MockConfigEntry) -> float:
    """Return the hours of the cycle that has ended."""
    newest, *_ = await ask(hass, "get_history", entity_id=button(hass, entry))
    used: dict[str, float] = newest["used"]
    return used["print_time"]


async def test_a_host_that_is_back_is_asked_before_an_item_is_switched(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    server: MoonrakerServer,
    freezer: FrozenDateTimeFactory,
) -> None:
    await server.stop()
    await poll(hass, entry)
    printed(printer)
    await server.start()
    await switch(hass, entry, RAILS, on=False)
    await switch(hass, entry, SPARE, on=True)
    assert left(hass, entry) == ("6.0", "8.0")
    assert is_connected(hass, entry)
    printed(printer)
    await wait(hass, freezer, POLL_CONNECTED.total_seconds() + 1)
    assert left(hass, entry) == ("6.0", "6.0")


async def test_a_host_that_is_away_does_not_hold_the_switch(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    server: MoonrakerServer,
) -> None:
    await server.stop()
    await poll(hass, entry)
    printed(printer)
    await server.start()
    server.hang()
    with patch.object(history, "PATIENCE_AWAY", 0.05):
        await switch(hass, entry, RAILS, on=False)
        await switch(hass, entry, SPARE, on=True)
    assert left(hass, entry) == ("8.0", "8.0")
    server.release()
    await settle(hass)
    assert is_connected(hass, entry)
    assert left(hass, entry) == ("8.0", "6.0")


@pytest.mark.parametrize("action", ["complete", "skip"])
async def test_the_cycle_that_ends_gets_what_was_printed_by_then(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    action: str,
) -> None:
    await begin(hass, entry, printer)
    printer.clock.advance(HOUR - 60)
    await act(hass, action, entity_id=button(hass, entry))
    assert await used_before(hass, entry) == 3.0
    assert left(hass, entry)[0] == "10.0"
    await poll(hass, entry)
    assert left(hass, entry)[0] == "10.0"


async def test_what_was_printed_by_then_is_corrected(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    await begin(hass, entry, printer)
    printer.clock.advance(HOUR - 60)
    await act(hass, "set_used", entity_id=button(hass, entry), print_time=7)
    await poll(hass, entry)
    assert left(hass, entry)[0] == "3.0"


async def test_done_does_not_wait_for_a_host_that_hangs(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    server: MoonrakerServer,
    hass_storage: dict[str, Any],
) -> None:
    await begin(hass, entry, printer)
    printer.clock.advance(HOUR - 60)
    server.hang()
    with patch.object(history, "PATIENCE_AT_ONCE", 0.05):
        await press_done(hass, entry)
    stored = hass_storage[f"{DOMAIN}.{entry.entry_id}"]["data"]["items"][RAILS]
    assert [each["kind"] for each in stored["history"]] == ["start", "done"]
    assert left(hass, entry)[0] == "10.0"
    server.release()
    await settle(hass)
    # Nobody knows any more which part of it was before.
    assert left(hass, entry)[0] == "9.0"


async def test_done_when_the_printer_has_just_been_switched_off(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    server: MoonrakerServer,
) -> None:
    await begin(hass, entry, printer)
    await server.stop()
    await press_done(hass, entry)
    assert not is_connected(hass, entry)
    assert left(hass, entry)[0] == "10.0"


async def test_done_asks_nothing_of_a_printer_that_is_idle_or_away(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    server: MoonrakerServer,
) -> None:
    await poll(hass, entry)
    polls = patch.object(coordinator(entry).host, "fetch", side_effect=AssertionError)
    with polls:
        await press_done(hass, entry)
    await begin(hass, entry, printer)
    await server.stop()
    await poll(hass, entry)
    with polls:
        await press_done(hass, entry)
    assert len(coordinator(entry).record.histories[RAILS]) == 3


async def test_nothing_is_booked_to_a_printer_that_is_unloaded_meanwhile(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    server: MoonrakerServer,
) -> None:
    await begin(hass, entry, printer)
    server.hang()
    pressed = asyncio.create_task(
        history.async_complete(coordinator(entry), RAILS), name="pressed"
    )
    await asyncio.sleep(0)
    assert await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(HomeAssistantError, match="Voron is not set up right now"):
        await pressed
    server.release()
    await set_up(hass, entry)
    assert len(coordinator(entry).record.histories[RAILS]) == 1


async def test_who_is_back_is_shown_at_once(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    await server.stop()
    await poll(hass, entry)
    assert not is_connected(hass, entry)
    await server.start()
    await coordinator(entry).async_catch_up()
    await settle(hass)
    assert is_connected(hass, entry)
    assert coordinator(entry).update_interval == POLL_CONNECTED


async def test_nobody_is_told_of_nothing_new(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    told: list[int] = []
    entry.async_on_unload(coordinator(entry).async_add_listener(lambda: told.append(1)))
    await coordinator(entry).async_catch_up()
    await settle(hass)
    assert not told
