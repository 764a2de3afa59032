"""The quiet hours of the reminder on the phone."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.printer_maintenance.history import (
    async_complete,
    async_snooze,
    async_undo,
)
from tests.common import HOUR, NOON, coordinator, settle
from tests.hearing import RAILS, restart
from tests.phone import Phone

from .automating import automate, reminder, use

NIGHT: Final[dict[str, Any]] = {
    "quiet": True,
    "quiet_from": "22:00:00",
    "quiet_to": "07:00:00",
}


def at(hours: float) -> datetime:
    """Return a moment, by the hours since the first midnight."""
    return NOON + timedelta(hours=hours - 12)


async def come(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, hours: float
) -> None:
    """Let it become some time, and a second more; each hour before goes by."""
    now = datetime.now(NOON.tzinfo)
    while (now := now + timedelta(hours=1)) < at(hours):
        await _arrive(hass, freezer, now)
    await _arrive(hass, freezer, at(hours) + timedelta(seconds=1))


async def _arrive(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, moment: datetime
) -> None:
    freezer.move_to(moment)
    async_fire_time_changed(hass)
    await settle(hass)


@pytest.mark.parametrize(
    ("hour", "quiet_from", "quiet_to", "end"),
    [
        (23, "22:00:00", "07:00:00", 31),
        (28, "22:00:00", "07:00:00", 31),
        (13, "13:00:00", "14:30:00", 14.5),
    ],
)
async def test_it_is_told_when_they_end(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phones: list[Phone],
    freezer: FrozenDateTimeFactory,
    hour: float,
    quiet_from: str,
    quiet_to: str,
    end: float,
) -> None:
    quiet: dict[str, Any] = {"quiet_from": quiet_from, "quiet_to": quiet_to}
    anna, ben = phones
    await automate(
        hass, reminder([anna], quiet=True, **quiet), reminder([ben], number=1)
    )
    await come(hass, freezer, hour)
    await use(hass, entry, 11)
    assert (anna.screen, ben.screen) == ([], ["Voron: Grease the rails"])
    # Nobody else is silenced.
    assert coordinator(entry).data.statuses[RAILS].snoozed_until is None
    await restart(hass, entry)
    await come(hass, freezer, end - 0.01)
    assert anna.sent == []
    await come(hass, freezer, end)
    assert anna.screen == ben.screen == ["Voron: Grease the rails"]
    await use(hass, entry, 11, "belts")
    await come(hass, freezer, end + 24)
    assert [len(phone.sent) for phone in phones] == [2, 2]


async def test_what_was_told_or_cared_for_is_not_told_when_they_end(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phones: list[Phone],
    freezer: FrozenDateTimeFactory,
) -> None:
    await automate(hass, reminder(phones, **NIGHT))
    await come(hass, freezer, 21)
    await use(hass, entry, 11)
    assert len(phones[0].sent) == 1
    await come(hass, freezer, 23)
    await restart(hass, entry)
    await use(hass, entry, 11, "belts")
    await async_complete(coordinator(entry), "belts")
    await come(hass, freezer, 48)
    assert len(phones[0].sent) == 1
    # What is taken back at night, is so by somebody who is awake.
    await async_complete(coordinator(entry), RAILS)
    await async_undo(coordinator(entry), RAILS)
    await hass.async_block_till_done()
    assert len(phones[0].sent) == 2


async def test_a_snooze_that_ends_in_them(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phones: list[Phone],
    freezer: FrozenDateTimeFactory,
) -> None:
    await automate(hass, reminder(phones, **NIGHT))
    await use(hass, entry, 11)
    await async_snooze(coordinator(entry), RAILS, until=at(26.5))
    await use(hass, entry, 11, "belts")
    await async_snooze(coordinator(entry), "belts", until=at(50))
    await come(hass, freezer, 30)
    assert phones[0].screen == []
    await come(hass, freezer, 31)
    assert phones[0].screen == ["Voron: Grease the rails"]


@pytest.mark.parametrize(
    ("repeat_at", "hour"), [("23:00:00", 31), ("07:00:00", 31), ("07:30:00", 31.5)]
)
async def test_a_daily_repeat(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phones: list[Phone],
    freezer: FrozenDateTimeFactory,
    repeat_at: str,
    hour: float,
) -> None:
    daily: dict[str, Any] = {"repeat": True, "repeat_at": repeat_at}
    await automate(hass, reminder(phones, **daily, **NIGHT))
    await use(hass, entry, 11)
    for day in range(3):
        await come(hass, freezer, hour - 0.01 + 24 * day)
        assert len(phones[0].sent) == 1 + day
        await come(hass, freezer, hour + 24 * day)
        assert len(phones[0].sent) == 2 + day


async def test_home_assistant_is_down_when_they_end(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phones: list[Phone],
    freezer: FrozenDateTimeFactory,
) -> None:
    await automate(hass, reminder(phones, **NIGHT))
    await come(hass, freezer, 23)
    await use(hass, entry, 11)
    await restart(hass, entry, partial(freezer.move_to, at(28)))
    assert phones[0].sent == []
    for hour in (32, 33, 40):
        await restart(hass, entry, partial(freezer.move_to, at(hour)))
        assert len(phones[0].sent) == 1
    await come(hass, freezer, 60)
    assert len(phones[0].sent) == 1


async def test_it_becomes_due_in_the_last_moment(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phones: list[Phone],
    freezer: FrozenDateTimeFactory,
) -> None:
    await automate(hass, reminder(phones, **NIGHT))
    await come(hass, freezer, 30)
    freezer.move_to(at(31) - timedelta(milliseconds=1))
    await use(hass, entry, 11)
    freezer.move_to(at(31))
    await use(hass, entry, 11, "belts")
    assert phones[0].screen == ["Voron: Belts"]
    await come(hass, freezer, 31 + 1 / HOUR)
    assert sorted(phones[0].screen) == ["Voron: Belts", "Voron: Grease the rails"]
    assert len(phones[0].sent) == 2
