"""Months of Home Assistant with its printers, by the clock on the wall."""

from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime, timedelta, tzinfo
from random import Random
from unittest.mock import patch
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.printer_maintenance.maintenance.usage import (
    NOTHING,
    Usage,
    total,
)
from tests.common import coordinator, press_done, reload, settle, value
from tests.simulators import Job, extrude, heat

from .printers import LivingPrinter

BERLIN = ZoneInfo("Europe/Berlin")
# The hours at which something happens; between them the printers print.
HOURS = (6, 9, 12, 15, 18, 22)
BEFORE = timedelta(minutes=5)
FILES = [
    Job(
        f"part_{number}.gcode",
        (heat(60), extrude(60 * minutes, (20 + number) * minutes)),
        ("PLA", "PETG")[number % 2],
    )
    for number, minutes in enumerate((20, 45, 100, 200, 420) * 4)
]
ITEMS = ("rails", "nozzle", "filter")


class Life:
    """Let printers and Home Assistant live, and compare what is counted with the truth."""

    def __init__(
        self,
        hass: HomeAssistant,
        freezer: FrozenDateTimeFactory,
        printers: list[LivingPrinter],
        seed: int,
    ) -> None:
        """Begin at midnight."""
        self.hass = hass
        self.happened = Counter[str]()
        self.error = NOTHING
        self.day_error = NOTHING
        self._freezer = freezer
        self._printers = printers
        self._random = Random(seed)  # noqa: S311 - nothing secret comes of it
        self._off_at: dict[LivingPrinter, int] = {}
        self._on_at: dict[LivingPrinter, int] = {}

    async def live(self, day: date) -> None:
        """Live through a day."""
        for printer in self._printers:
            self._on_at[printer] = self._random.choice((6, 9))
            self._off_at[printer] = self._random.choice((15, 18, 22))
        for hour in HOURS:
            await self._come_to(
                datetime(day.year, day.month, day.day, hour, tzinfo=BERLIN)
            )
            await self._at(hour)
        # At midnight what is due by the calendar becomes due.
        await self._come_to(
            datetime(day.year, day.month, day.day, tzinfo=BERLIN) + timedelta(days=1)
        )
        for printer in self._printers:
            self._compare(printer, day)
            printer.forget()
        self.happened["days"] += 1

    async def _come_to(self, local: datetime) -> None:
        """Let time pass; a job begins shortly before, so that a poll sees it."""
        moment = local.astimezone(UTC)
        passed = (moment - dt_util.utcnow()).total_seconds()
        for printer in self._printers:
            printer.live(passed - BEFORE.total_seconds())
            if (
                printer.is_on
                and not printer.is_printing
                and self._random.random() < 0.7
            ):
                printer.start(self._random.choice(FILES))
                self.happened["jobs"] += 1
            printer.live(BEFORE.total_seconds())
        self._freezer.move_to(moment)
        with self._clock_on_the_wall(local.hour):
            async_fire_time_changed(self.hass)
            await settle(self.hass)
        self.happened["polls"] += len(self._printers)

    def _clock_on_the_wall(self, hour: int) -> AbstractContextManager[object]:
        """Let Home Assistant's clock be wrong now and then."""
        if hour not in (9, 12, 15) or self._random.random() > 0.1:
            return nullcontext()
        self.happened["clock steps of Home Assistant"] += 1
        error = timedelta(hours=self._random.choice((-10 * 365 * 24, -3, 2, 50)))

        def now(zone: tzinfo | None = None) -> datetime:
            moment = datetime.now(UTC) + error
            return moment.astimezone(zone or dt_util.get_default_time_zone())

        return patch.multiple(dt_util, now=now, utcnow=lambda: now(UTC))

    async def _at(self, hour: int) -> None:
        """Switch printers, do what is due, restart Home Assistant."""
        for printer in self._printers:
            if printer.is_on and hour >= self._off_at[printer]:
                await self._switch_off(printer, hour)
            elif not printer.is_on and self._on_at[printer] == hour:
                await self._switch_on(printer)
            elif hour == 12 and printer.is_on:
                await self._maintain(printer)

    async def _switch_off(self, printer: LivingPrinter, hour: int) -> None:
        if printer.is_printing:
            if hour < HOURS[-1] and self._random.random() < 0.7:
                return
            self.happened["prints that ended with the power"] += 1
        # What a job has used is settled with the second poll after its end.
        printer.live(61)
        await coordinator(printer.entry).async_refresh()
        await printer.switch_off()
        self.happened["outages"] += 1

    async def _switch_on(self, printer: LivingPrinter) -> None:
        steps = (0.0, 0.0, 0.0, -86400.0, 3600.0, -1e8)
        error = self._random.choice(steps)
        self.happened["clock steps of hosts"] += bool(error)
        await printer.switch_on(error)

    async def _maintain(self, printer: LivingPrinter) -> None:
        for item in ITEMS:
            due = value(self.hass, printer.entry, f"{item}_due", "binary_sensor")
            if due == "on" and self._random.random() < 0.5:
                await press_done(self.hass, printer.entry, item)
                self.happened["completions"] += 1
        if self._random.random() < 1 / 12:
            await reload(self.hass, printer.entry)
            self.happened["restarts of Home Assistant"] += 1

    def _compare(self, printer: LivingPrinter, day: date) -> None:
        """Compare the odometer, and what it is said to have shown at the day's end."""
        record = coordinator(printer.entry).record
        truth = printer.told
        self.error = self.error.largest(_distance(record.odometer.total, truth))
        reading = record.daily.reading_on(day)
        assert reading is not None
        self.day_error = self.day_error.largest(_distance(total(reading), truth))


def _distance(one: Usage, other: Usage) -> Usage:
    return (one - other).largest(other - one)
