"""The daily record of the odometer."""

from datetime import date, timedelta
import json

from hypothesis import given, strategies as st
import pytest

from custom_components.printer_maintenance.maintenance.daily import (
    DAYS_KEPT,
    WRITTEN,
    DailyRecord,
)
from custom_components.printer_maintenance.maintenance.usage import (
    NOTHING,
    Usage,
    total,
)

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 16)
ALL = frozenset[str]()


def hours(amount: float) -> Usage:
    """Return so many hours of printing."""
    return Usage(amount * 3600, amount * 1000, int(amount))


def recorded(*readings: tuple[int, dict[str, Usage]]) -> DailyRecord:
    """Return the record of an odometer that showed readings some days after Monday."""
    daily = DailyRecord()
    for days, reading in readings:
        daily = daily.note(MONDAY + days * DAY, reading)
    return daily


def test_what_it_was_on_an_earlier_day() -> None:
    daily = recorded(
        (0, {"PLA": hours(10)}),
        (1, {"PLA": hours(12), "PETG": hours(1)}),
        (4, {"PLA": hours(12), "PETG": hours(3)}),
        (4, {"PLA": hours(13), "PETG": hours(3)}),
    )
    assert len(daily.days) == 3
    at = [daily.reading_on(MONDAY + days * DAY) for days in range(-2, 6)]
    friday = {"PLA": hours(13), "PETG": hours(3)}
    tuesday = {"PLA": hours(12), "PETG": hours(1)}
    begin = {"PLA": hours(10)}
    assert at == [None, None, begin, tuesday, tuesday, tuesday, friday, friday]


def test_nothing_is_known_without_a_record() -> None:
    assert DailyRecord().reading_on(MONDAY) is None


def test_only_what_changed_is_kept() -> None:
    reading = {"PLA": hours(10), "PETG": hours(2)}
    daily = recorded((0, reading))
    assert daily.note(MONDAY, reading) is daily
    assert daily.note(MONDAY + DAY, reading) is daily
    # Less than half a second is nothing.
    assert daily.note(MONDAY, {**reading, "PLA": hours(10) + Usage(0.4)}) is daily
    later = daily.note(MONDAY + DAY, {**reading, "PETG": hours(3)})
    assert later.days[MONDAY + DAY] == {"PETG": hours(3)}


def test_a_job_that_turns_out_to_be_of_another_material() -> None:
    daily = recorded(
        (0, {"PLA": hours(10)}),
        (0, {"PLA": hours(10), "unknown": hours(2)}),
        (1, {"PLA": hours(15)}),
    )
    assert daily.reading_on(MONDAY) == {"PLA": hours(10), "unknown": hours(2)}
    assert daily.reading_on(MONDAY + DAY) == {"PLA": hours(15), "unknown": NOTHING}
    assert [usage for _, usage in daily.readings(frozenset({"PETG"}))] == [
        NOTHING,
        hours(2),
        NOTHING,
    ]


@pytest.mark.parametrize(
    ("materials", "first", "second"),
    [
        (ALL, 18, 25),
        ({"PLA"}, 17, 22),
        ({"PETG"}, 7, 12),
        ({"ABS"}, 4, 7),
        ({"ABS", "PETG"}, 8, 13),
    ],
)
def test_the_reading_of_materials(
    materials: frozenset[str], first: int, second: int
) -> None:
    before = {"PLA": 10, "ABS": 1, "PETG;PLA": 4, "unknown": 3}
    after = {"PLA": 12, "ABS": 1, "PETG;PLA": 4, "unknown": 6, "PETG": 2}
    daily = recorded(
        (0, {name: hours(amount) for name, amount in before.items()}),
        (1, {name: hours(amount) for name, amount in after.items()}),
    )
    assert list(daily.readings(frozenset(materials))) == [
        (MONDAY - DAY, hours(first)),
        (MONDAY + DAY, hours(second)),
    ]


def test_the_oldest_day_goes_when_there_are_too_many() -> None:
    readings = [(day, {"PLA": hours(day), "ABS": hours(1)}) for day in range(450)]
    daily = recorded(*readings)
    assert len(daily.days) == DAYS_KEPT + 1
    oldest = MONDAY + (449 - DAYS_KEPT) * DAY
    assert daily.reading_on(oldest) is None
    expected = {"PLA": hours(450 - DAYS_KEPT), "ABS": hours(1)}
    assert daily.reading_on(oldest + DAY) == expected
    assert len(json.dumps(daily.as_dict())) < 20000


@pytest.mark.parametrize("ahead", [1, 30, 4000])
def test_a_clock_that_was_ahead(ahead: int) -> None:
    daily = recorded(
        *((day, {"PLA": hours(day)}) for day in range(20)),
        (20 + ahead, {"PLA": hours(20)}),
        (20, {"PLA": hours(21)}),
    )
    assert daily == recorded(
        *((day, {"PLA": hours(day)}) for day in range(20)), (20, {"PLA": hours(21)})
    )


def test_a_clock_that_was_ahead_from_the_beginning() -> None:
    daily = recorded((5, {"PLA": hours(5)}), (6, {"PLA": hours(6)}))
    daily = daily.note(MONDAY, {"PLA": hours(7)})
    assert daily == recorded((0, {"PLA": hours(7)}))


def test_a_clock_that_is_lost() -> None:
    daily = recorded((0, {"PLA": hours(10)}), (1, {"PLA": hours(11)}))
    assert daily.note(date(1970, 1, 1), {"PLA": hours(12)}) is daily


usages = st.builds(
    Usage, st.floats(0, 1e9), st.floats(0, 1e9), st.integers(0, 1_000_000)
)
steps = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.dictionaries(st.sampled_from(["PLA", "ABS;PLA", "unknown"]), usages),
    ),
    min_size=1,
)


@given(steps)
def test_any_odometer(steps: list[tuple[int, dict[str, Usage]]]) -> None:
    daily, day, shown = DailyRecord(), MONDAY, dict[date, Usage]()
    for days, reading in steps:
        day += days * DAY
        daily = daily.note(day, reading)
        shown[day] = total(
            {
                name: Usage(round(usage.print_time), round(usage.filament))
                + Usage(prints=usage.prints)
                for name, usage in reading.items()
            }
        )
    for at, usage in shown.items():
        found = daily.reading_on(at)
        assert found is not None
        assert total(found) == usage
    assert list(daily.readings(ALL))[-1][1] == shown[day]
    stored = json.loads(json.dumps(daily.as_dict()))
    assert DailyRecord.from_dict(stored) == daily


def test_the_days_are_in_order_whatever_was_stored() -> None:
    daily = recorded(*((day, {"PLA": hours(day)}) for day in range(5)))
    stored = daily.as_dict()
    stored["days"] = dict(reversed(stored["days"].items()))
    read = DailyRecord.from_dict(stored)
    assert list(read.days) == sorted(daily.days)
    assert read == daily


@pytest.mark.parametrize(
    "days",
    [
        None,
        [],
        {"Monday": {}},
        {"2026-11-16": None},
        {"2026-11-16": {"PLA": None}},
        {"2026-11-16": {"PLA": [1, 2]}},
        {"2026-11-16": {"PLA": [1, 2, 3, 4]}},
        {"2026-11-16": {"PLA": [1, 2, "three"]}},
        {"2026-11-16": {"PLA": [1, float("nan"), 3]}},
        {"2026-11-16": {"PLA": [float("inf"), 2, 3]}},
    ],
)
def test_a_damaged_record_is_refused(days: object) -> None:
    with pytest.raises((AttributeError, OverflowError, TypeError, ValueError)):
        DailyRecord.from_dict({"days": days})


def test_a_record_begins_when_this_was_written_at_the_earliest() -> None:
    reading = {"PLA": hours(10)}
    assert DailyRecord().note(WRITTEN - DAY, reading) == DailyRecord()
    assert DailyRecord().note(WRITTEN, reading).days == {WRITTEN - DAY: reading}


def test_material_that_was_never_used_may_go() -> None:
    daily = recorded((0, {"PLA": hours(10), "PETG": NOTHING}))
    assert daily.note(MONDAY + DAY, {"PLA": hours(10)}) is daily


def test_the_record_of_the_days_before_one() -> None:
    noted = recorded(*((days, {"PLA": hours(10 + days)}) for days in range(4)))
    for daily in (noted, DailyRecord.from_dict(noted.as_dict())):
        for days in range(-1, 6):
            day = MONDAY + days * DAY
            earlier = {at: told for at, told in noted.days.items() if at < day}
            assert daily.before(day).days == earlier
