"""When items are expected to become due, as Home Assistant shows it."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import ATTR_ENTITY_ID, EVENT_STATE_CHANGED, STATE_UNKNOWN
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .common import (
    DAY,
    HOUR,
    add_item,
    coordinator,
    entity_id_of,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    told,
    value,
    values,
    wait,
)
from .disk import hass_config_dir, hass_storage
from .record import RecordFile
from .simulators import Job, ManualClock, MoonrakerServer, Printer, extrude

# Fixtures.
__all__ = ["hass_config_dir", "hass_storage"]

BERLIN = ZoneInfo("Europe/Berlin")
# Summer time ended the night before.
BEGIN = datetime(2026, 10, 25, 12, tzinfo=BERLIN)

RAILS = "rails_expected_due"


@pytest.fixture(autouse=True)
async def _berlin(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    entity_registry_enabled_by_default: None,
) -> None:
    """Set a printer up in Berlin that had printed 2 h; the rails are done by then."""
    await hass.config.async_set_time_zone(BERLIN.key)
    freezer.move_to(BEGIN)
    printed(printer)
    add_item(hass, entry, "Rails", {"print_time": 50 * HOUR})
    await set_up(hass, entry)
    freezer.tick(60)
    await press_done(hass, entry, "rails")


async def pass_days(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    days: int,
) -> None:
    """Let the printer print 2 h on each of some days."""
    for _ in range(days):
        printed(printer)
        freezer.tick(DAY)
        await poll(hass, entry)


def midnight(days: int) -> str:
    """Return the beginning of a day after the first, as a state."""
    day = BEGIN.date() + timedelta(days=days)
    return dt_util.as_utc(
        datetime(day.year, day.month, day.day, tzinfo=BERLIN)
    ).isoformat()


async def due_in_to_do_list(hass: HomeAssistant, entry: MockConfigEntry) -> str | None:
    """Return the date that the to-do list tells of the rails."""
    entity_id = entity_id_of(hass, entry, "maintenance", "todo")
    answer: Any = await hass.services.async_call(
        "todo",
        "get_items",
        {ATTR_ENTITY_ID: entity_id, "status": ["needs_action", "completed"]},
        blocking=True,
        return_response=True,
    )
    (rails,) = answer[entity_id]["items"]
    due: str | None = rails.get("due")
    return due


async def test_it_is_foretold_after_two_weeks(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
) -> None:
    await pass_days(hass, freezer, entry, printer, 13)
    assert value(hass, entry, RAILS) == STATE_UNKNOWN
    assert value(hass, entry, "next_item_due") == STATE_UNKNOWN
    assert await due_in_to_do_list(hass, entry) is None
    await pass_days(hass, freezer, entry, printer, 2)
    # 30 h are used after 15 days; it takes ten more to use all of the 50 h.
    assert value(hass, entry, RAILS) == midnight(25)
    assert value(hass, entry, "next_item_due") == midnight(25)
    assert await due_in_to_do_list(hass, entry) == "2026-11-19"
    await press_done(hass, entry, "rails")
    assert value(hass, entry, RAILS) == midnight(40)
    await pass_days(hass, freezer, entry, printer, 25)
    # It tells since when it is due.
    assert value(hass, entry, "rails_due", "binary_sensor") == "on"
    assert value(hass, entry, RAILS) == midnight(40)
    await pass_days(hass, freezer, entry, printer, 2)
    assert value(hass, entry, RAILS) == midnight(40)
    assert await due_in_to_do_list(hass, entry) == "2026-12-04"


async def test_the_calendar_may_be_first(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
) -> None:
    await pass_days(hass, freezer, entry, printer, 15)
    add_item(hass, entry, "Filter", {"print_time": 1000 * HOUR, "days": 6})
    add_item(hass, entry, "Belts", {"days": 3})
    await hass.async_block_till_done()
    await press_done(hass, entry, "filter")
    await press_done(hass, entry, "belts")
    assert value(hass, entry, "filter_expected_due") == midnight(21)
    assert value(hass, entry, "next_item_due") == midnight(18)


async def test_it_moves_at_midnight_with_the_printer_off(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    server: MoonrakerServer,
) -> None:
    await pass_days(hass, freezer, entry, printer, 15)
    await server.stop()
    assert value(hass, entry, RAILS) == midnight(25)
    # A day without any use is over at the second midnight.
    await wait(hass, freezer, 36 * HOUR - 70)
    assert value(hass, entry, RAILS) == midnight(25)
    await wait(hass, freezer, 11)
    assert value(hass, entry, RAILS) == midnight(27)
    await wait(hass, freezer, 23 * HOUR)
    assert value(hass, entry, RAILS) == midnight(27)


async def test_it_is_known_after_a_restart_with_the_printer_off(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    server: MoonrakerServer,
    record: RecordFile,
) -> None:
    await pass_days(hass, freezer, entry, printer, 15)
    stored = record.read()["data"]["daily"]["days"]
    assert len(stored) == 16
    assert stored["2026-10-24"] == {"PLA": [7200, 5000, 1]}
    assert stored["2026-11-09"] == {"PLA": [32 * HOUR, 80000, 16]}
    await server.stop()
    await reload(hass, entry)
    assert value(hass, entry, RAILS) == midnight(25)


async def test_it_is_written_once_a_day(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
) -> None:
    await pass_days(hass, freezer, entry, printer, 15)
    await wait(hass, freezer, 13 * HOUR)
    written = Counter[str]()
    shown = {entity_id_of(hass, entry, key) for key in (RAILS, "next_item_due")}

    @callback
    def count(event: Event[Any]) -> None:
        if event.data["entity_id"] in shown:
            written[event.data["entity_id"]] += 1

    hass.bus.async_listen(EVENT_STATE_CHANGED, count)
    # What is usual for a day changes nothing.
    printer.klipper.start(Job("usual.gcode", (extrude(7200, 1),)))
    for _ in range(121):
        printer.clock.advance(60)
        await wait(hass, freezer, 60)
    assert not written
    # What is more does, by a day for as much as a day takes.
    printer.klipper.start(Job("long.gcode", (extrude(6.5 * HOUR, 1),)))
    for _ in range(391):
        printer.clock.advance(60)
        await wait(hass, freezer, 60)
    assert written == dict.fromkeys(shown, 3)
    assert value(hass, entry, RAILS) == midnight(22)


DAMAGES = [
    [],
    "text",
    {},
    {"days": 5},
    {"days": {"Monday": {}}},
    {"days": {"2026-11-08": {"PLA": [1, 2]}}},
    {"days": {"2026-11-08": {"PLA": [1, 2, None]}}},
]


@pytest.mark.parametrize("damage", DAMAGES, ids=str)
async def test_a_damaged_daily_record_begins_anew_and_takes_nothing_along(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    record: RecordFile,
    caplog: pytest.LogCaptureFixture,
    damage: object,
) -> None:
    await pass_days(hass, freezer, entry, printer, 2)
    before = values(hass, entry)
    assert await hass.config_entries.async_unload(entry.entry_id)
    content = record.read()
    content["data"]["daily"] = damage
    record.write(content)
    await set_up(hass, entry)
    assert values(hass, entry) == before
    assert not record.set_aside("unusable")
    assert [line for line in told(caplog) if "daily record" in line] == [
        "INFO The daily record of a printer was damaged and begins anew"
    ]
    await pass_days(hass, freezer, entry, printer, 15)
    assert value(hass, entry, RAILS) == midnight(25)


async def test_a_record_of_a_version_that_kept_no_daily_one(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    record: RecordFile,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await pass_days(hass, freezer, entry, printer, 2)
    before = values(hass, entry)
    assert await hass.config_entries.async_unload(entry.entry_id)
    content = record.read()
    del content["data"]["daily"]
    record.write(content)
    await set_up(hass, entry)
    assert values(hass, entry) == before
    assert not [line for line in told(caplog) if "daily record" in line]
    await pass_days(hass, freezer, entry, printer, 15)
    assert value(hass, entry, RAILS) == midnight(25)


async def test_a_printer_that_was_never_read_has_no_daily_record(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    record: RecordFile,
) -> None:
    assert await hass.config_entries.async_unload(entry.entry_id)
    record.lose()
    record.copy.lose()
    await server.stop()
    await set_up(hass, entry)
    await wait(hass, freezer, 301)
    assert not coordinator(entry).record.daily.days
    await server.start()
    await wait(hass, freezer, 301)
    # What the host had counted before is the reading that the record goes on from.
    assert list(coordinator(entry).record.daily.days) == [BEGIN.date() - DAY]
