"""When an item is expected to become due."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from custom_components.printer_maintenance.maintenance.daily import DailyRecord
from custom_components.printer_maintenance.maintenance.forecast import expected_due
from custom_components.printer_maintenance.maintenance.item import (
    Completion,
    CompletionKind,
    Item,
)
from custom_components.printer_maintenance.maintenance.pace import Outlook
from custom_components.printer_maintenance.maintenance.schedule import status
from custom_components.printer_maintenance.maintenance.usage import Meter, Usage

BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)
HOUR = 3600
TODAY = date(2026, 11, 18)  # a Wednesday
NOON = datetime(2026, 11, 18, 12, tzinfo=BERLIN)

WEEKEND = [0, 0, 0, 0, 0, 5, 5]


def item(**limits: float) -> Item:
    """Return an item with intervals in stored units."""
    return Item.from_data("Grease", {"intervals": limits})


class Use:
    """Keep the daily record of a printer that was used for hours a day.

    The last of them is yesterday's.
    """

    def __init__(self, hours: Sequence[float], *materials: str) -> None:
        """Record every day; the materials are used alike, and PLA if there are none."""
        self.reading = {"PLA": Usage(1e6, 1e6, 100)}
        begin = TODAY - len(hours) * DAY
        self.daily = DailyRecord().note(begin, self.reading)
        for days, amount in enumerate(hours):
            for material in materials or ("PLA",):
                self.print(amount, begin + days * DAY, material)

    def print(self, hours: float, day: date = TODAY, material: str = "PLA") -> None:
        """Print on a day; every hour takes a metre and is a print."""
        usage = Usage(hours * HOUR, hours * 1000, round(hours))
        self.reading[material] = self.reading.get(material, Usage()) + usage
        self.daily = self.daily.note(day, self.reading)

    def expected(
        self, item: Item, used: Usage | None = None, days: int = 0, **rest: Any
    ) -> int | None:
        """Return in how many days an item is expected to be due.

        It was done so many days ago, and that much PLA was used since.
        """
        start = {**self.reading, "PLA": self.reading["PLA"] - (used or Usage())}
        done = Completion(CompletionKind.DONE, NOON - days * DAY, start, **rest)
        outlook = Outlook(self.daily, TODAY)
        return in_days(status(item, (done,), self.reading, NOON, outlook).expected_due)

    def worn_by(self, *materials: str, hours: float) -> int | None:
        """Return in how many days some materials are expected to be used for hours."""
        left = {Meter.PRINT_TIME: hours * HOUR}
        outlook = Outlook(self.daily, TODAY)
        return in_days(
            expected_due(left, self.reading, frozenset(materials), outlook, NOON)
        )


def in_days(moment: datetime | None) -> int | None:
    """Return how many days a midnight is away."""
    if moment is None:
        return None
    assert (moment.hour, moment.minute, moment.tzinfo) == (0, 0, BERLIN)
    return (moment.date() - TODAY).days


@pytest.mark.parametrize(
    ("limits", "days"),
    [
        # Today, and nine days more.
        ({"print_time": 20 * HOUR}, 9),
        ({"filament": 20000}, 9),
        ({"prints": 20}, 9),
        ({"print_time": 200 * HOUR}, 99),
        ({"print_time": 200 * HOUR, "days": 30}, 30),
        ({"print_time": 20 * HOUR, "days": 30}, 9),
        ({"print_time": 20 * HOUR, "prints": 10}, 4),
        ({"days": 30}, 30),
    ],
)
def test_a_steady_use(limits: dict[str, float], days: int) -> None:
    assert Use([2] * 28).expected(item(**limits)) == days


def test_what_is_used_already_counts() -> None:
    assert Use([2] * 28).expected(item(print_time=20 * HOUR), Usage(10 * HOUR)) == 4


@pytest.mark.parametrize(
    "hours",
    [
        [],
        [2] * 13,
        [0] * 100,
        [0] * 50 + [9, 9],
        [0] * 10 + [9] + [0] * 10 + [9] + [0] * 10,
    ],
)
def test_it_is_not_known_before_there_is_enough_to_say(hours: list[float]) -> None:
    assert Use(hours).expected(item(print_time=50 * HOUR)) is None
    # The calendar always says something.
    assert Use(hours).expected(item(print_time=50 * HOUR, days=7)) == 7


def test_it_is_known_after_two_weeks() -> None:
    assert Use([2] * 14).expected(item(print_time=20 * HOUR)) == 9


def test_what_is_too_far_away_is_not_foretold() -> None:
    use = Use([0.1] * 100)
    assert use.expected(item(print_time=70 * HOUR)) == 699
    assert use.expected(item(print_time=80 * HOUR)) is None
    assert use.expected(item(print_time=1e12 * HOUR)) is None


def test_recent_weeks_count_more() -> None:
    """A printer that runs three times as much as before is soon believed to."""
    before = Use([4] * 200).expected(item(print_time=480 * HOUR))
    after = Use([4] * 200 + [12] * 28).expected(item(print_time=480 * HOUR))
    assert (before, after) == (119, 57)


def test_one_print_a_week_is_a_pace() -> None:
    use = Use([1, 0, 0, 0, 0, 0, 0] * 20)
    # Whole weeks, of which today is the first day.
    assert [use.expected(item(prints=prints)) for prints in (2, 3, 12)] == [13, 20, 83]


def test_it_falls_on_the_days_that_are_used() -> None:
    # It is Wednesday; what the weekend takes ends on a Saturday or a Sunday.
    use = Use([*WEEKEND * 30, 0, 0])
    assert use.expected(item(print_time=5 * HOUR)) == 3
    assert use.expected(item(print_time=9 * HOUR)) == 4
    assert use.expected(item(print_time=15 * HOUR)) == 10


@pytest.mark.parametrize(
    ("today", "days"), [(0, 9), (0.5, 9), (2, 9), (2.5, 9), (4.5, 8), (19.9, 1)]
)
def test_the_usual_use_of_today_does_not_move_it(today: float, days: int) -> None:
    use = Use([2] * 28)
    use.print(today)
    used = Usage(today * HOUR)
    assert use.expected(item(print_time=20 * HOUR), used) == days


def test_it_is_never_over_before_it_is_due() -> None:
    use = Use([2] * 28)
    assert use.expected(item(print_time=1)) == 1


def test_what_is_due_tells_since_when() -> None:
    use = Use([2] * 28)
    rails = item(print_time=20 * HOUR)
    # The twentieth hour was printed yesterday, or ten days ago.
    assert use.expected(rails, Usage(20 * HOUR)) == -1
    assert use.expected(rails, Usage(38 * HOUR)) == -10
    use.print(3)
    assert use.expected(rails, Usage(21 * HOUR)) == 0
    # The first of two, and not the one that is not.
    both = item(print_time=20 * HOUR, days=3)
    assert use.expected(both, Usage(23 * HOUR), days=4) == -1
    assert use.expected(both, Usage(21 * HOUR), days=5) == -2
    assert use.expected(both, Usage(23 * HOUR), days=1) == -1
    assert use.expected(item(print_time=500 * HOUR, days=3), days=3) == 0


def test_what_was_due_before_the_record_does_not() -> None:
    use = Use([2] * 28)
    assert use.expected(item(print_time=20 * HOUR), Usage(200 * HOUR)) is None
    assert use.expected(item(print_time=20 * HOUR, days=9), Usage(200 * HOUR)) is None
    assert Use([]).expected(item(print_time=HOUR), Usage(HOUR)) is None


def test_without_any_record() -> None:
    use = Use([])
    use.daily = DailyRecord()
    assert use.expected(item(print_time=HOUR), Usage(HOUR)) is None
    assert use.expected(item(print_time=HOUR)) is None
    assert use.expected(item(print_time=HOUR, days=2)) == 2


def test_only_some_materials_count() -> None:
    use = Use([2] * 28, "PLA", "PETG;ABS")
    assert use.worn_by(hours=40) == 9
    assert use.worn_by("PLA", hours=40) == 19
    assert use.worn_by("ABS", hours=40) == 19
    assert use.worn_by("ABS", "PLA", hours=40) == 9
    assert use.worn_by("TPU", hours=40) is None
    # What it was is not known: it may have been any.
    assert Use([2] * 28, "unknown").worn_by("TPU", hours=40) == 19


def test_material_that_was_taken_back() -> None:
    """Jobs that were open overnight were not known to be PLA; nothing else was used."""
    use = Use([])
    use.daily = DailyRecord().note(TODAY - 19 * DAY, {})
    for days in range(19, 0, -1):
        unknown = Usage(HOUR) if days % 2 else Usage()
        use.reading = {"PLA": Usage((20 - days) * HOUR) - unknown, "unknown": unknown}
        use.daily = use.daily.note(TODAY - days * DAY, use.reading)
    use.reading = {"PLA": Usage(19 * HOUR)}
    use.daily = use.daily.note(TODAY - DAY, use.reading)
    assert use.worn_by("PETG", hours=30) is None
    assert use.worn_by("PLA", hours=30) == 29


def test_what_was_corrected_counts() -> None:
    use = Use([2] * 28)
    corrections = {Meter.PRINT_TIME: 10 * HOUR, Meter.DAYS: 3}
    rails = item(print_time=20 * HOUR)
    assert use.expected(rails, corrections=corrections) == 4
    assert use.expected(rails, Usage(16 * HOUR), corrections=corrections) == -4
    filter_ = item(days=30)
    assert use.expected(filter_, days=2, corrections=corrections) == 25


def test_an_outlook_holds_for_a_day() -> None:
    use = Use([2] * 28)
    outlook = Outlook(use.daily, TODAY)
    use.print(3)
    assert outlook.on(use.daily, TODAY) is outlook
    tomorrow = outlook.on(use.daily, TODAY + DAY)
    assert tomorrow is not outlook
    assert tomorrow.morning(frozenset()).print_time == 1e6 + 59 * HOUR
    # Another record on the same day.
    assert outlook.on(Use([3] * 28).daily, TODAY) is not outlook
