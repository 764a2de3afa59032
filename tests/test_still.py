"""A host that tells nothing new: what changes all the same, and what is left alone."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance import coordinator as coordinating
from custom_components.printer_maintenance.history import async_snooze
from custom_components.printer_maintenance.maintenance.daily import DailyRecord
from custom_components.printer_maintenance.maintenance.usage import total

from .common import (
    DAY,
    HOUR,
    NOON,
    add_item,
    coordinator,
    entity_id_of,
    is_connected,
    poll,
    printed,
    set_up,
    value,
)
from .simulators import Job, ManualClock, MoonrakerServer, Printer, extrude


@pytest.fixture(name="rails")
async def _rails(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
) -> str:
    """Set up a printer with an item, and poll it until nothing is new."""
    freezer.move_to(NOON)
    printed(printer)
    item_id = add_item(hass, entry, intervals={"print_time": 10 * HOUR, "days": 30})
    await set_up(hass, entry)
    for _ in range(2):
        printer.clock.advance(60)
        await poll(hass, entry)
    return item_id


@pytest.fixture(name="read")
def _read(
    rails: str, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> list[object]:
    """Note what is read of the printer from now on."""
    read: list[object] = []
    host = coordinator(entry).host
    before = host.read

    def noted(answer: object, cursor: object) -> object:
        read.append(answer)
        return before(answer, cursor)

    monkeypatch.setattr(host, "read", noted)
    return read


async def test_nothing_is_read(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    read: list[object],
) -> None:
    for _ in range(3):
        printer.clock.advance(60)
        await poll(hass, entry)
    assert not read
    printed(printer)
    await poll(hass, entry)
    assert len(read) == 1
    assert value(hass, entry, "print_time") == "4.0"


async def test_away_and_back(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    read: list[object],
) -> None:
    await server.stop()
    await poll(hass, entry)
    assert not is_connected(hass, entry)
    away = coordinator(entry).update_interval
    await server.start()
    await poll(hass, entry)
    assert is_connected(hass, entry)
    now = coordinator(entry).update_interval
    assert now is not None
    assert away is not None
    assert now < away


async def test_the_clock_is_put_right(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    rails: str,
    read: list[object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert value(hass, entry, f"{rails}_days_remaining") == "30"
    # No timer goes off, for no time has passed.
    later = NOON + 3 * DAY
    monkeypatch.setattr(dt_util, "now", lambda: later)
    monkeypatch.setattr(coordinating, "time", later.timestamp)
    await poll(hass, entry)
    assert value(hass, entry, f"{rails}_days_remaining") == "27"
    assert not read


async def test_a_snooze_comes_to_its_end(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    rails: str,
    read: list[object],
) -> None:
    due = entity_id_of(hass, entry, f"{rails}_due", "binary_sensor")
    until = NOON + timedelta(minutes=5)
    await async_snooze(coordinator(entry), rails, until=until)
    for minutes, expected in ((4, until), (2, None)):
        freezer.tick(timedelta(minutes=minutes))
        await poll(hass, entry)
        state = hass.states.get(due)
        assert state is not None
        assert state.attributes["snoozed_until"] == expected
    assert not read


async def test_the_last_reading_of_a_day_is_kept(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    rails: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whether the day is seen to be over by a poll, or by the clock."""
    record = coordinator(entry).record
    for days, look in enumerate((poll_again, look_at_the_clock), start=1):
        printer.klipper.start(Job("vase.gcode", (extrude(3 * HOUR, 3000),)))
        for _ in range(2):
            printer.clock.advance(HOUR)
            await poll(hass, entry)
        reading = record.odometer.total
        day = dt_util.now().date()
        printer.clock.advance(3 * HOUR)
        later = NOON + days * DAY
        monkeypatch.setattr(dt_util, "now", lambda later=later: later)
        await look(hass, entry)
        assert total(record.daily.reading_on(day) or {}) == reading
        await poll(hass, entry)


async def poll_again(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Poll on another day."""
    await poll(hass, entry)


async def look_at_the_clock(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """See that it is another day."""
    assert hass
    coordinator(entry).async_recompute()


async def test_what_is_saved_has_the_day_so_far(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    rails: str,
) -> None:
    printed(printer)
    await poll(hass, entry)
    record = coordinator(entry).record
    saved = DailyRecord.from_dict(record.frozen()()["daily"])
    assert total(saved.last_reading) == record.odometer.total
