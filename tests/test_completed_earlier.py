"""Completed on an earlier day: the daily record tells what was used since."""

from datetime import date
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.history import async_complete

from .actions import act, ask, button
from .common import (
    DAY,
    HOUR,
    METER,
    NOON,
    add_item,
    coordinator,
    entity_id_of,
    poll,
    printed,
    reload,
    set_up,
    start_of,
    value,
)
from .simulators import Job, ManualClock, MoonrakerServer, Printer, extrude

RAILS, FILTER = "grease_the_rails", "filter"
BEGIN = NOON - 20 * DAY


@pytest.fixture(autouse=True)
async def _three_weeks(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
) -> None:
    """Let a printer print 1 h and 2 m a day, for 20 days up to yesterday.

    It had printed 2 h and 5 m before. In Auckland it is an hour after midnight.
    """
    await hass.config.async_set_time_zone("Pacific/Auckland")
    freezer.move_to(BEGIN)
    printed(printer)
    limits = {"print_time": 100 * HOUR, "filament": 500 * METER, "days": 40}
    add_item(hass, entry, intervals=limits, start=start_of(BEGIN - 90 * DAY))
    add_item(hass, entry, "Filter", {"days": 30}, start=start_of(BEGIN - 2 * DAY))
    await set_up(hass, entry)
    for _ in range(20):
        printed(printer, Job("clip.gcode", (extrude(HOUR, 2000),), "PETG"))
        await poll(hass, entry)
        freezer.tick(DAY)
    await poll(hass, entry)


def shown(hass: HomeAssistant, entry: MockConfigEntry) -> tuple[str, ...]:
    """Return the hours, metres and days that remain of the rails."""
    keys = ("print_time", "filament", "days")
    return tuple(value(hass, entry, f"{RAILS}_{key}_remaining") for key in keys)


def completions(entry: MockConfigEntry) -> dict[str, int]:
    """Return how long the histories are."""
    return {
        item_id: len(history)
        for item_id, history in coordinator(entry).record.histories.items()
    }


async def test_what_was_used_since_is_known(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    rails = button(hass, entry)
    assert shown(hass, entry) == ("78.0", "455", "-70")
    # The printer need not be on for it.
    await server.stop()
    await act(hass, "complete", entity_id=rails, date="2026-11-09", note="Greased")
    # The days from the 9th to the 18th are ten, of which each counts.
    assert shown(hass, entry) == ("90.0", "480", "30")
    await reload(hass, entry)
    assert shown(hass, entry) == ("90.0", "480", "30")
    newest, first = await ask(hass, "get_history", entity_id=rails)
    assert newest == {
        "printer": "Voron",
        "item": "Grease the rails",
        "device_id": coordinator(entry).device.id,
        "entity_id": entity_id_of(hass, entry, f"{RAILS}_due", "binary_sensor"),
        "kind": "done",
        "moment": "2026-11-09T12:00:00+13:00",
        "note": "Greased",
        "user": None,
        "user_id": None,
        "used": {"print_time": 12.0, "filament": 25, "prints": 11, "days": 100},
        "odometer": {"print_time": 12.0, "filament": 25, "prints": 11},
        "gcode": None,
    }
    assert first["kind"] == "start"
    await act(hass, "undo", entity_id=rails)
    assert shown(hass, entry) == ("78.0", "455", "-70")


async def test_today_is_now(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    # In UTC it is still the 18th.
    await act(hass, "complete", entity_id=button(hass, entry), date="2026-11-19")
    assert coordinator(entry).record.histories[RAILS][-1].moment == NOON
    assert shown(hass, entry) == ("100.0", "500", "40")


async def test_the_day_of_the_last_completion(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    rails = button(hass, entry)
    for _ in range(2):
        await act(hass, "complete", entity_id=rails, date="2026-11-09")
        assert shown(hass, entry) == ("90.0", "480", "30")
    rows = await ask(hass, "get_history", entity_id=rails)
    assert [row["used"] and row["used"]["prints"] for row in rows] == [0, 11, None]


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2026-11-20", "Grease the rails can not have been done on a day that is"),
        ("9999-12-31", "still to come"),
        ("2026-11-08", "has a record of 2026-11-09 already"),
        ("0001-01-01", "has a record of 2026-11-09 already"),
    ],
)
async def test_a_day_that_can_not_be(
    hass: HomeAssistant, entry: MockConfigEntry, day: str, message: str
) -> None:
    rails = button(hass, entry)
    await act(hass, "complete", entity_id=rails, date="2026-11-09")
    with pytest.raises(ServiceValidationError, match=message):
        await act(hass, "complete", entity_id=rails, date=day)
    assert completions(entry) == {RAILS: 2, FILTER: 1}


async def test_the_record_does_not_reach_back(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    rails = button(hass, entry)
    with pytest.raises(ServiceValidationError, match="for dates from 2026-10-31 on"):
        await act(hass, "complete", entity_id=rails, date="2026-10-30")
    await act(hass, "complete", entity_id=rails, date="2026-10-31")
    assert shown(hass, entry) == ("81.0", "462", "21")


async def test_days_alone_need_no_record(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    filter_ = button(hass, entry, FILTER)
    await act(hass, "complete", entity_id=filter_, date="2026-10-29")
    await reload(hass, entry)
    assert value(hass, entry, f"{FILTER}_days_remaining") == "9"
    newest, _ = await ask(hass, "get_history", entity_id=filter_)
    assert newest["moment"] == "2026-10-29T12:00:00+13:00"
    assert newest["odometer"] == {"print_time": 2.0, "filament": 5, "prints": 1}
    with pytest.raises(ServiceValidationError, match="has a record of 2026-10-29"):
        await act(hass, "complete", entity_id=filter_, date="2026-10-28")


async def test_none_if_one_can_not_be(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await act(hass, "complete", entity_id=button(hass, entry, FILTER))
    printer: dict[str, Any] = {"device_id": coordinator(entry).device.id}
    with pytest.raises(ServiceValidationError, match="Filter has a record of"):
        await act(hass, "complete", **printer, date="2026-11-18")
    assert completions(entry) == {RAILS: 1, FILTER: 2}


async def test_without_a_history(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    await server.stop()
    coordinator(entry).record.histories.clear()
    with pytest.raises(ServiceValidationError, match="Nothing is known of Grease"):
        await async_complete(coordinator(entry), RAILS, day=date(1, 1, 1))
