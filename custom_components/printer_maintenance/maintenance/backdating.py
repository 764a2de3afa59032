"""Backdating: what was done on an earlier day than it is recorded."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, tzinfo

from .daily import DAY, DailyRecord, Reading
from .item import Completion, History
from .pause import Mark, split


def mark_on(
    day: date, history: History, daily: DailyRecord, zone: tzinfo
) -> Mark | None:
    """Return where a cycle begins if an item was done on a day that is over.

    It is not known at what time: everything since that day began counts as used, or
    since the last completion if that was on the same day. None if the daily record
    does not reach back.
    """
    last = history[-1]
    if last.moment.astimezone(zone).date() == day:
        return last.mark
    reading = daily.reading_on(day - DAY)
    return None if reading is None else Mark(_noon(day, zone), reading)


def mark_before_record(
    day: date, daily: DailyRecord, reading: Reading, zone: tzinfo
) -> Mark:
    """Return where a cycle of days alone begins: at the first reading that is known."""
    return Mark(_noon(day, zone), next(iter(daily.days.values()), reading))


def first_day(daily: DailyRecord, today: date) -> date:
    """Return the first day that the odometer is known before; it may be today."""
    return min(today, next(iter(daily.days), today) + 2 * DAY)


def begun_on(
    day: date, history: History, completion: Completion, zone: tzinfo
) -> History:
    """Return the history with a cycle that began on a day since the last completion."""
    last = history[-1]
    moment = max(datetime.combine(day, time.min, zone), last.moment)
    before, after = split(last.pauses, moment, completion.mark)
    return (
        *history[:-1],
        replace(last, pauses=before),
        replace(completion, pauses=after),
    )


def _noon(day: date, zone: tzinfo) -> datetime:
    # It stays the same day when the time zone changes.
    return datetime.combine(day, time(12), zone).astimezone(UTC)
