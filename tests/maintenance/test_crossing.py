"""Whether the running print will use up an interval."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from custom_components.printer_maintenance.maintenance.crossing import Coming, Estimate
from custom_components.printer_maintenance.maintenance.daily import DailyRecord
from custom_components.printer_maintenance.maintenance.item import (
    Completion,
    CompletionKind,
    Item,
)
from custom_components.printer_maintenance.maintenance.pace import Outlook
from custom_components.printer_maintenance.maintenance.pause import Pause
from custom_components.printer_maintenance.maintenance.schedule import status
from custom_components.printer_maintenance.maintenance.usage import (
    EVERY_MATERIAL,
    Meter,
    Usage,
)

# An hour and a minute before midnight.
NOW = datetime(2026, 11, 18, 22, 59, tzinfo=ZoneInfo("Europe/Berlin"))
HOUR = 3600.0
PLA = frozenset({"PLA"})
TIME, FILAMENT, PRINTS, DAYS = Meter


def left(**amounts: float) -> dict[Meter, float]:
    """Return what is left of intervals."""
    return {Meter(meter): amount for meter, amount in amounts.items()}


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (left(print_time=HOUR + 1), False),
        (left(print_time=HOUR), True),
        (left(filament=501), False),
        (left(filament=500), True),
        (left(prints=2), False),
        (left(prints=1), True),
        (left(print_time=2 * HOUR, prints=1), True),
        (left(print_time=2 * HOUR, filament=900), False),
        # What is due already can not become due.
        (left(print_time=0, prints=1), False),
        (left(), False),
    ],
    ids=str,
)
def test_what_a_print_uses_up(amounts: dict[Meter, float], expected: bool) -> None:
    assert Coming(Estimate(HOUR, 500), NOW).crosses(amounts, EVERY_MATERIAL) is expected
    assert Coming(None, NOW).crosses(amounts, EVERY_MATERIAL) is False


@pytest.mark.parametrize(
    ("seconds", "days", "expected"),
    [
        (3659, 1, False),
        (3660, 1, True),
        (3660, 2, False),
        (24 * HOUR + 3660, 2, True),
        (None, 1, None),
    ],
)
def test_the_night_that_a_print_runs_through(
    seconds: float | None, days: int, expected: bool | None
) -> None:
    to_come = Estimate(seconds, 500)
    assert Coming(to_come, NOW).crosses(left(days=days), EVERY_MATERIAL) is expected


@pytest.mark.parametrize(
    ("amounts", "to_come", "expected"),
    [
        (left(print_time=HOUR), Estimate(None, 500), None),
        (left(filament=500), Estimate(HOUR, None), None),
        (left(filament=500), Estimate(None, 500), True),
        (left(print_time=HOUR, filament=500), Estimate(None, 500), True),
        (left(print_time=HOUR, filament=900), Estimate(None, 500), None),
        (left(prints=1, print_time=HOUR), Estimate(), True),
        (left(prints=2), Estimate(), False),
    ],
    ids=str,
)
def test_what_nobody_has_estimated(
    amounts: dict[Meter, float], to_come: Estimate, expected: bool | None
) -> None:
    assert Coming(to_come, NOW).crosses(amounts, EVERY_MATERIAL) is expected


@pytest.mark.parametrize(
    ("material", "materials", "expected"),
    [
        ("PLA", PLA, True),
        ("PETG;PLA", PLA, True),
        ("unknown", PLA, True),
        ("PETG", PLA, False),
        ("PETG", EVERY_MATERIAL, True),
    ],
)
def test_only_the_materials_that_count(
    material: str, materials: frozenset[str], expected: bool
) -> None:
    for amounts in (left(print_time=HOUR), left(filament=500), left(prints=1)):
        assert Coming(Estimate(HOUR, 500, material), NOW).crosses(
            amounts, materials
        ) is (expected)
        # Without an estimate it is known of what does not count at all.
        nothing = Coming(Estimate(None, None, material), NOW).crosses(
            amounts, materials
        )
        assert (nothing is False) is not expected
    # Days count whatever is printed.
    night = Estimate(2 * HOUR, 500, material)
    assert Coming(night, NOW).crosses(left(days=1), materials) is True


def test_what_is_not_estimated_is_no_part_of_what_is_to_come() -> None:
    for to_come in (Estimate(), Estimate(0.0, 0.0)):
        assert Coming(to_come, NOW).part(EVERY_MATERIAL) == Usage(0.0, 0.0, 1)
    assert Coming(None, NOW).part(EVERY_MATERIAL) is None


def test_what_is_left_of_an_estimate() -> None:
    whole = Estimate(HOUR, 500, "PLA")
    assert whole.minus(Usage(600, 100)) == Estimate(3000, 400, "PLA")
    # A print that takes longer than was estimated ends any moment.
    assert whole.minus(Usage(4000, 600)) == Estimate(0, 0, "PLA")
    assert Estimate(None, None).minus(Usage(600, 100)) == Estimate()


def test_what_is_paused_is_not_crossed() -> None:
    item = Item.from_data("Nozzle", {"intervals": {"prints": 1}})
    start = Completion(CompletionKind.START, NOW.astimezone(UTC), {})
    outlook = Outlook(DailyRecord(), NOW.date())

    def told(*pauses: Pause) -> bool | None:
        cycle = Completion(start.kind, start.moment, start.reading, pauses=pauses)
        seen = status(item, (cycle,), {}, NOW, outlook, Estimate(HOUR, 500))
        return seen.crosses_in_print

    assert told() is True
    assert told(Pause(start.mark)) is False
    assert status(item, (start,), {}, NOW, outlook, None).crosses_in_print is False
