"""Calendar intervals: local dates, without any poll."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .common import add_item, poll, press_done, set_up, start_of, value, wait
from .simulators import MoonrakerServer

BERLIN = ZoneInfo("Europe/Berlin")
SANTIAGO = ZoneInfo("America/Santiago")
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture(autouse=True)
async def _berlin(
    hass: HomeAssistant, entity_registry_enabled_by_default: None
) -> None:
    """Live in Berlin."""
    await hass.config.async_set_time_zone(BERLIN.key)


async def set_up_item(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    days: int,
    done: datetime,
) -> str:
    """Set a printer up whose only item was done at a moment, and is every so many days."""
    freezer.move_to(done)
    item_id = add_item(hass, entry, "Filter", {"days": days}, start=start_of(done))
    await set_up(hass, entry)
    return item_id


async def pass_midnight(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    midnight: datetime,
) -> list[tuple[str, str]]:
    """Return whether the item is due and the days left, before and after."""
    freezer.move_to(midnight - timedelta(seconds=10))
    await poll(hass, entry)
    shown = [await look(hass, entry)]
    requests = server.moonraker.requests
    await wait(hass, freezer, 11)
    assert server.moonraker.requests == requests
    return [*shown, await look(hass, entry)]


async def look(hass: HomeAssistant, entry: MockConfigEntry) -> tuple[str, str]:
    """Return whether the item is due and how many days are left."""
    due = value(hass, entry, "filter_due", "binary_sensor")
    return due, value(hass, entry, "filter_days_remaining")


def berlin(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return a moment in Berlin."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("done", "days", "midnight"),
    [
        # Done on Monday, it is due from next Monday on, however late it was.
        (berlin(11, 16, 0, 1), 7, berlin(11, 23)),
        (berlin(11, 16, 23, 59), 7, berlin(11, 23)),
        (berlin(11, 16, 12), 1, berlin(11, 17)),
        # Summer time begins, and a day has 23 hours.
        (berlin(3, 28, 12), 1, berlin(3, 29)),
        (berlin(3, 28, 12), 2, berlin(3, 30)),
        (berlin(3, 29, 1, 59), 1, berlin(3, 30)),
        # It ends, and a day has 25 hours.
        (berlin(10, 24, 23), 1, berlin(10, 25)),
        (berlin(10, 24, 23), 2, berlin(10, 26)),
        (berlin(10, 25, 2, 30), 1, berlin(10, 26)),
    ],
)
async def test_due_from_midnight_on(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    done: datetime,
    days: int,
    midnight: datetime,
) -> None:
    await set_up_item(hass, freezer, entry, days, done)
    assert await look(hass, entry) == ("off", str(days))
    expected = dt_util.as_utc(midnight).isoformat()
    assert value(hass, entry, "filter_expected_due") == expected
    assert value(hass, entry, "next_item_due") == expected
    around = await pass_midnight(hass, freezer, entry, server, midnight)
    assert around == [("off", "1"), ("on", "0")]
    assert value(hass, entry, "items_due") == "1"
    # A day later it is overdue.
    next_midnight = midnight + timedelta(days=1)
    around = await pass_midnight(hass, freezer, entry, server, next_midnight)
    assert around == [("on", "0"), ("on", "-1")]


async def test_midnight_with_the_printer_off(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    server: MoonrakerServer,
) -> None:
    await server.stop()
    await set_up_item(hass, freezer, entry, 3, berlin(11, 16, 12))
    await wait(hass, freezer, 12 * 3600)
    assert await look(hass, entry) == ("off", "2")


async def test_a_midnight_that_is_left_out(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    server: MoonrakerServer,
) -> None:
    # Summer time begins in Chile at midnight: after 23:59 comes 1:00.
    await hass.config.async_set_time_zone(SANTIAGO.key)
    done = datetime(2026, 9, 5, 12, tzinfo=SANTIAGO)
    await set_up_item(hass, freezer, entry, 1, done)
    midnight = datetime(2026, 9, 6, tzinfo=SANTIAGO)
    around = await pass_midnight(hass, freezer, entry, server, midnight)
    assert around == [("off", "1"), ("on", "0")]


async def test_another_time_zone(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    server: MoonrakerServer,
) -> None:
    # It is Tuesday in Tokyo already when Berlin has Monday.
    await set_up_item(hass, freezer, entry, 7, berlin(11, 16, 22))
    freezer.move_to(berlin(11, 17, 12))
    await poll(hass, entry)
    assert await look(hass, entry) == ("off", "6")
    requests = server.moonraker.requests
    await hass.config.async_update(time_zone=TOKYO.key)
    await hass.async_block_till_done()
    assert await look(hass, entry) == ("off", "7")
    assert server.moonraker.requests == requests

    midnight = datetime(2026, 11, 18, tzinfo=TOKYO)
    around = await pass_midnight(hass, freezer, entry, server, midnight)
    assert around == [("off", "7"), ("off", "6")]


async def test_a_clock_that_is_behind(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, entry: MockConfigEntry
) -> None:
    await set_up_item(hass, freezer, entry, 7, berlin(11, 16, 12))
    await press_done(hass, entry, "filter")
    freezer.move_to(berlin(11, 1))
    await poll(hass, entry)
    assert await look(hass, entry) == ("off", "7")
    assert value(hass, entry, "filter_life_remaining") == "100"
    freezer.move_to(berlin(11, 18))
    await poll(hass, entry)
    assert await look(hass, entry) == ("off", "5")
