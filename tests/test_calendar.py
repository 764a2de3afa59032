"""The calendar of a printer: when items are expected to be due."""

from datetime import datetime
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import ATTR_ENTITY_ID, STATE_OFF, STATE_ON, Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.printer_maintenance.const import DOMAIN

from .common import (
    DAY,
    HOUR,
    NOON,
    add_item,
    entity_id_of,
    poll,
    press_done,
    set_up,
    settle,
    start_of,
    value,
    wait,
)
from .simulators import MoonrakerServer

AUCKLAND = ZoneInfo("Pacific/Auckland")
TEXTS = {"instructions": "Wear **gloves**.", "link": "https://example.com/filter"}


@pytest.fixture(autouse=True)
async def _items(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """Give a printer in Auckland items, of which one is overdue and one never due.

    It is an hour after midnight there, on Thursday the 19th.
    """
    await hass.config.async_set_time_zone(AUCKLAND.key)
    freezer.move_to(NOON)
    add_item(hass, entry, "Filter", {"days": 10}, **TEXTS)
    add_item(hass, entry, "Belts", {"days": 2})
    add_item(hass, entry, "Rods", {"days": 7}, start=start_of(NOON - 8 * DAY))
    add_item(hass, entry, "Nozzle", {"print_time": 50 * HOUR})


def next_event(hass: HomeAssistant, entry: MockConfigEntry) -> State:
    """Return the state of the calendar."""
    state = hass.states.get(entity_id_of(hass, entry, "maintenance", "calendar"))
    assert state is not None
    return state


@pytest.fixture
async def calendar(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entity_registry_enabled_by_default: None,
) -> Any:
    """Set the printer up, and return what asks for the events of some days."""
    await set_up(hass, entry)

    async def ask(first: int, last: int) -> list[tuple[str, str]]:
        calendar = entity_id_of(hass, entry, "maintenance", "calendar")
        begin = datetime(2026, 11, first, tzinfo=AUCKLAND)
        days = {
            "start_date_time": begin,
            "end_date_time": begin + (last - first + 1) * DAY,
        }
        answer: Any = await hass.services.async_call(
            "calendar",
            "get_events",
            {ATTR_ENTITY_ID: calendar, **days},
            blocking=True,
            return_response=True,
        )
        events = answer[calendar]["events"]
        return [(event["start"][-2:], event["summary"]) for event in events]

    return ask


async def test_the_calendar(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    snapshot: SnapshotAssertion,
    entity_registry: er.EntityRegistry,
    entity_registry_enabled_by_default: None,
) -> None:
    with patch(f"custom_components.{DOMAIN}.PLATFORMS", [Platform.CALENDAR]):
        await set_up(hass, entry)
    await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)


async def test_it_is_disabled_at_first(
    hass: HomeAssistant, entry: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    await set_up(hass, entry)
    calendar = entity_registry.async_get(
        entity_id_of(hass, entry, "maintenance", "calendar")
    )
    assert calendar is not None
    assert calendar.disabled_by is er.RegistryEntryDisabler.INTEGRATION


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (1, 30, [("18", "Rods"), ("21", "Belts"), ("29", "Filter")]),
        (19, 20, []),
        (18, 18, [("18", "Rods")]),
        (21, 28, [("21", "Belts")]),
        (22, 29, [("29", "Filter")]),
    ],
)
async def test_the_events_of_a_range(
    calendar: Any, first: int, last: int, expected: list[tuple[str, str]]
) -> None:
    assert await calendar(first, last) == expected


async def test_the_next_event(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    calendar: Any,
) -> None:
    state = next_event(hass, entry)
    assert (state.state, state.attributes["message"]) == (STATE_OFF, "Belts")
    assert state.attributes["start_time"] == "2026-11-21 00:00:00"
    assert state.attributes["end_time"] == "2026-11-22 00:00:00"
    assert state.attributes["all_day"]
    await wait(hass, freezer, 47 * HOUR)
    assert next_event(hass, entry).state == STATE_ON
    await wait(hass, freezer, 24 * HOUR)
    state = next_event(hass, entry)
    assert (state.state, state.attributes["message"]) == (STATE_OFF, "Filter")
    assert state.attributes["description"].endswith("<https://example.com/filter>")
    # What was due and is done moves on; what is paused is not expected at all.
    await press_done(hass, entry, "belts")
    assert next_event(hass, entry).attributes["start_time"] == "2026-11-24 00:00:00"
    switch = entity_id_of(hass, entry, "belts_counting", "switch")
    data = {ATTR_ENTITY_ID: switch}
    await hass.services.async_call("switch", "turn_off", data, blocking=True)
    await settle(hass)
    assert next_event(hass, entry).attributes["message"] == "Filter"
    assert await calendar(1, 30) == [("18", "Rods"), ("29", "Filter")]


async def test_nothing_is_coming(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    calendar: Any,
    server: MoonrakerServer,
) -> None:
    for item_id in ("filter", "belts"):
        hass.config_entries.async_remove_subentry(entry, item_id)
    await settle(hass)
    state = next_event(hass, entry)
    assert (state.state, state.attributes.get("message")) == (STATE_OFF, None)
    await server.stop()
    await poll(hass, entry)
    assert value(hass, entry, "maintenance", "calendar") == STATE_OFF
    assert await calendar(1, 30) == [("18", "Rods")]
