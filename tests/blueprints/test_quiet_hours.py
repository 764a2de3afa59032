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

from custom_components.printer_maintenance.coordinator import (
    PrinterMaintenanceCoordinator,
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


class Night:
    """Let it become night, when the phones are not to be disturbed."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        freezer: FrozenDateTimeFactory,
        phones: list[Phone],
    ) -> None:
        """Take the printer and the phones."""
        self.hass = hass
        self.entry = entry
        self.freezer = freezer
        self.phones = phones

    @property
    def phone(self) -> Phone:
        """Return the first phone."""
        return self.phones[0]

    @property
    def printer(self) -> PrinterMaintenanceCoordinator:
        """Return the printer as it is set up now."""
        return coordinator(self.entry)

    async def begin(self, **inputs: Any) -> None:
        """Remind on the phones, but not at night."""
        await automate(self.hass, reminder(self.phones, **inputs, **NIGHT))

    async def use(self, item_id: str = RAILS) -> None:
        """Let an item become due."""
        await use(self.hass, self.entry, 11, item_id)

    async def come(self, hours: float) -> None:
        """Let it become some time, and a second more; each hour before goes by."""
        now = datetime.now(NOON.tzinfo)
        while (now := now + timedelta(hours=1)) < at(hours):
            await self._arrive(now)
        await self._arrive(at(hours) + timedelta(seconds=1))

    async def _arrive(self, moment: datetime) -> None:
        self.freezer.move_to(moment)
        async_fire_time_changed(self.hass)
        await settle(self.hass)

    async def restart(self, hour: float | None = None) -> None:
        """Restart Home Assistant, which may be down until some time."""
        moment = datetime.now(NOON.tzinfo) if hour is None else at(hour)
        await restart(self.hass, self.entry, partial(self.freezer.move_to, moment))


@pytest.fixture
def night(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    phones: list[Phone],
) -> Night:
    """Return a night to come."""
    return Night(hass, entry, freezer, phones)


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
    night: Night,
    phones: list[Phone],
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
    await night.come(hour)
    await night.use()
    assert (anna.screen, ben.screen) == ([], ["Voron: Grease the rails"])
    # Nobody else is silenced.
    assert night.printer.data.statuses[RAILS].snoozed_until is None
    await night.restart()
    await night.come(end - 0.01)
    assert anna.sent == []
    await night.come(end)
    assert anna.screen == ben.screen == ["Voron: Grease the rails"]
    await night.use("belts")
    await night.come(end + 24)
    assert [len(phone.sent) for phone in phones] == [2, 2]


async def test_what_was_told_or_cared_for_is_not_told_when_they_end(
    hass: HomeAssistant, night: Night
) -> None:
    await night.begin()
    await night.come(21)
    await night.use()
    assert len(night.phone.sent) == 1
    await night.come(23)
    await night.restart()
    await night.use("belts")
    await async_complete(night.printer, "belts")
    await night.come(48)
    assert len(night.phone.sent) == 1
    # What is taken back at night, is so by somebody who is awake.
    await async_complete(night.printer, RAILS)
    await async_undo(night.printer, RAILS)
    await hass.async_block_till_done()
    assert len(night.phone.sent) == 2


async def test_a_snooze_that_ends_in_them(night: Night) -> None:
    await night.begin()
    await night.use()
    await async_snooze(night.printer, RAILS, until=at(26.5))
    await night.use("belts")
    await async_snooze(night.printer, "belts", until=at(50))
    await night.come(30)
    assert night.phone.screen == []
    await night.come(31)
    assert night.phone.screen == ["Voron: Grease the rails"]


@pytest.mark.parametrize(
    ("repeat_at", "hour"), [("23:00:00", 31), ("07:00:00", 31), ("07:30:00", 31.5)]
)
async def test_a_daily_repeat(night: Night, repeat_at: str, hour: float) -> None:
    await night.begin(repeat=True, repeat_at=repeat_at)
    await night.use()
    for day in range(3):
        await night.come(hour - 0.01 + 24 * day)
        assert len(night.phone.sent) == 1 + day
        await night.come(hour + 24 * day)
        assert len(night.phone.sent) == 2 + day


async def test_home_assistant_is_down_when_they_end(night: Night) -> None:
    await night.begin()
    await night.come(23)
    await night.use()
    await night.restart(28)
    assert night.phone.sent == []
    for hour in (32, 33, 40):
        await night.restart(hour)
        assert len(night.phone.sent) == 1
    await night.come(60)
    assert len(night.phone.sent) == 1


async def test_it_becomes_due_in_the_last_moment(night: Night) -> None:
    await night.begin()
    await night.come(30)
    night.freezer.move_to(at(31) - timedelta(milliseconds=1))
    await night.use()
    night.freezer.move_to(at(31))
    await night.use("belts")
    assert night.phone.screen == ["Voron: Belts"]
    await night.come(31 + 1 / HOUR)
    assert sorted(night.phone.screen) == ["Voron: Belts", "Voron: Grease the rails"]
    assert len(night.phone.sent) == 2
