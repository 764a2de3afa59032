"""The pace: how fast a printer is used, from the days that are over.

1. A mean of the weeks recorded is taken with a half-life of 2, of 6 and of all weeks.
2. Each mean counts by how well it would have told the two weeks after every week.
3. What they come to is shared out to the weekdays as these were used.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from math import inf, sumprod

from .daily import DailyRecord
from .usage import NOTHING, Meter, Usage

# There is nothing to say before as many days, and days with use among them.
DAYS_NEEDED = 14
USES_NEEDED = 3

WEEK = 7
HALF_LIVES = (2, 6, inf)
WEEKS_AHEAD = 2
# In days; a weekday says something of itself only after some weeks.
WEEKDAY_HALF_LIFE = 60

# In mm², s² or prints²; what is foretold without an error does not count for ever.
LEAST_ERROR = 1e-6

type Pace = tuple[float, ...]


class Outlook:
    """Tell how fast a printer is used, as seen on one day."""

    def __init__(self, daily: DailyRecord, today: date) -> None:
        """Look back on the days before today."""
        self.today = today
        self._daily = daily.before(today)
        self._readings: dict[frozenset[str], dict[date, Usage]] = {}
        self._mornings: dict[frozenset[str], Usage] = {}
        self._reached: dict[tuple[Meter, frozenset[str], int], date | None] = {}
        self._paces: dict[tuple[Meter, frozenset[str]], Pace | None] = {}

    def on(self, daily: DailyRecord, today: date) -> Outlook:
        """Return this outlook as long as it holds, else that of today."""
        if today == self.today:
            before = daily.before(today)
            if before is self._daily or before == self._daily:
                self._daily = before  # the same one next time
                return self
        return Outlook(daily, today)

    def readings(self, materials: frozenset[str]) -> Mapping[date, Usage]:
        """Return what the odometer showed of materials at the end of each day."""
        if materials not in self._readings:
            self._readings[materials] = dict(self._daily.readings(materials))
        return self._readings[materials]

    def morning(self, materials: frozenset[str]) -> Usage:
        """Return what the odometer showed of materials when today began."""
        if materials not in self._mornings:
            readings = self.readings(materials)
            morning = readings[max(readings)] if readings else NOTHING
            self._mornings[materials] = morning
        return self._mornings[materials]

    def reached(
        self, meter: Meter, amount: float, materials: frozenset[str]
    ) -> date | None:
        """Return the day when an amount was reached; None if before the record."""
        key = meter, materials, round(amount)
        if key not in self._reached:
            self._reached[key] = self._look_back(*key)
        return self._reached[key]

    def _look_back(
        self, meter: Meter, materials: frozenset[str], amount: int
    ) -> date | None:
        readings = self.readings(materials)
        first = min(readings, default=self.today)
        for day, reading in readings.items():
            if reading.amount(meter) >= amount:
                return None if day == first else day
        return self.today if readings else None

    def pace(self, meter: Meter, materials: frozenset[str]) -> Pace | None:
        """Return what is used on a Monday, a Tuesday ...; None if it is not known."""
        key = meter, materials
        if key not in self._paces:
            self._paces[key] = pace(self._gains(meter, materials), self.today)
        return self._paces[key]

    def _gains(self, meter: Meter, materials: frozenset[str]) -> list[float]:
        """Return what was used on each day after the first, up to yesterday."""
        readings = self.readings(materials)
        gains = [0.0] * (self.today - min(readings, default=self.today)).days
        before = NOTHING
        for day, reading in readings.items():
            gains[-(self.today - day).days] = (reading - before).amount(meter)
            before = reading
        return gains[1:]


def pace(gains: Sequence[float], today: date) -> Pace | None:
    """Work out a pace from what was used on each day up to yesterday."""
    uses = sum(gain > 0 for gain in gains)
    if len(gains) < DAYS_NEEDED or uses < USES_NEEDED:
        return None
    mean = _mean(gains)
    # A job that ran overnight may have been taken back from a material it was not.
    if mean <= 0:
        return None
    return tuple(mean * share for share in _weekdays(gains, today))


def _mean(gains: Sequence[float]) -> float:
    """Return what is used on a mean day, by means that have proved themselves."""
    begin = len(gains) % WEEK
    weeks = [sum(gains[i : i + WEEK]) for i in range(begin, len(gains), WEEK)]
    means, trust = [], []
    for half_life in HALF_LIVES:
        told, error = _weighted(weeks, 0.5 ** (1 / half_life))
        means.append(told / WEEK)
        trust.append((error + LEAST_ERROR) ** -2)
    return sumprod(means, trust) / sum(trust)


def _weighted(weeks: Sequence[float], keep: float) -> tuple[float, float]:
    """Return a mean that forgets, and the sum of its squared errors so far."""
    amount = weight = mean = error = 0.0
    for number, week in enumerate(weeks, start=1):
        amount, weight = amount * keep + week, weight * keep + 1
        mean = amount / weight
        ahead = weeks[number : number + WEEKS_AHEAD]
        if number > 1 and ahead:
            error += (mean - sum(ahead) / len(ahead)) ** 2
    return mean, error


def _weekdays(gains: Sequence[float], today: date) -> list[float]:
    """Return the share of each weekday; 1 is that of a mean day."""
    amounts, weights = [0.0] * WEEK, [0.0] * WEEK
    for age, gain in enumerate(reversed(gains), start=1):
        weight = 0.5 ** (age / WEEKDAY_HALF_LIFE)
        weekday = (today.weekday() - age) % WEEK
        amounts[weekday] += weight * max(0.0, gain)
        weights[weekday] += weight
    mean = sum(amounts) / sum(weights)
    # Each begins with one mean day.
    used = [(amounts[i] + mean) / (weights[i] + 1) for i in range(WEEK)]
    return [WEEK * part / sum(used) for part in used]
