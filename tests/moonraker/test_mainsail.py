"""What is made of Mainsail's own list of maintenance."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from custom_components.printer_maintenance.hosts.mainsail import (
    MOST_CYCLES,
    MOST_ENTRIES,
    read_mainsail,
)
from custom_components.printer_maintenance.hosts.reminder import LONGEST_TEXT
from custom_components.printer_maintenance.maintenance.moving_in import (
    Findings,
    FoundItem,
    PastCycle,
)
from custom_components.printer_maintenance.maintenance.usage import Meter, Usage

from .mainsail import MARKER, entry, performed, reminder

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR, METER = 3600.0, 1000.0
# Moonraker's totals: 1000 h and 5 km.
TOTALS = Usage(1000 * HOUR, 5000 * METER, 321)
STAMP = NOW.timestamp()


def day(number: float) -> float:
    """Return a moment some days ago, as Mainsail writes it."""
    return STAMP - number * 86400


def read(kept: object) -> Findings:
    """Read a list now."""
    return read_mainsail(kept, TOTALS, NOW)


def found(**rest: Any) -> FoundItem:
    """Return the only item of a list with one entry."""
    findings = read({"one": entry(**rest)})
    assert findings.unreadable == ()
    (item,) = findings.items
    return item


@pytest.mark.parametrize("kept", [None, {}, [], "x", 5, {"0": MARKER}])
def test_nothing_is_there(kept: object) -> None:
    assert read(kept) == Findings()


def test_an_open_reminder() -> None:
    item = found(
        start=(day(40), 880 * HOUR, 4400 * METER),
        note=" Mobilux EP2\nboth rails ",
        reminder=reminder(filament=700, printtime=250, date=90),
    )
    assert item == FoundItem(
        name="Lubricate rails",
        limits={
            Meter.PRINT_TIME: 250 * HOUR,
            Meter.FILAMENT: 700 * METER,
            Meter.DAYS: 90,
        },
        instructions="Mobilux EP2\nboth rails",
        cycles=(PastCycle(NOW - timedelta(days=40), Usage(120 * HOUR, 600 * METER)),),
    )


def test_only_criteria_that_are_switched_on_count() -> None:
    stale = {"bool": False, "value": "nonsense"}
    kept = reminder(date=0.2) | {"filament": stale, "printtime": {"value": 3}}
    assert found(reminder=kept).limits == {Meter.DAYS: 1}


def test_a_limit_that_a_form_has_left_as_text() -> None:
    kept = reminder() | {"printtime": {"bool": True, "value": "12.5"}}
    assert found(reminder=kept).limits == {Meter.PRINT_TIME: 12.5 * HOUR}


def test_a_reminder_for_once() -> None:
    assert found().repeats
    assert not found(reminder=reminder("one-time", date=3)).repeats


@pytest.mark.parametrize(
    "rest",
    [
        {"reminder": reminder(None, printtime=5)},
        {"reminder": None},
        {"end": (day(1), 999 * HOUR, 4999 * METER)},
    ],
)
def test_what_reminds_of_nothing_is_left_out(rest: dict[str, Any]) -> None:
    kept = {"one": entry(**rest)}
    assert read(kept) == Findings()
    del kept["one"]["reminder"]
    assert read(kept) == Findings()


def three_cycles() -> dict[str, Any]:
    """Return a list with an item that was performed twice."""
    kept = {"c": entry(start=(day(300), 200 * HOUR, 900 * METER), note="Grease")}
    performed(kept, "c", "a", (day(200), 500 * HOUR, 2500 * METER), "A little late")
    performed(kept, "a", "b", (day(20), 900 * HOUR, 4500 * METER))
    return kept


def test_past_entries_become_cycles() -> None:
    (item,) = read({"0": MARKER, **three_cycles()}).items
    assert item.cycles == (
        PastCycle(NOW - timedelta(days=300), Usage(800 * HOUR, 4100 * METER)),
        PastCycle(
            NOW - timedelta(days=200), Usage(500 * HOUR, 2500 * METER), "A little late"
        ),
        PastCycle(NOW - timedelta(days=20), Usage(100 * HOUR, 500 * METER)),
    )
    assert item.instructions == "Grease"


@pytest.mark.parametrize("gone", [{"c": None}, {"c": "damaged"}, {}])
def test_a_chain_that_is_cut(gone: dict[str, Any]) -> None:
    kept = three_cycles()
    del kept["c"]
    findings = read(kept | gone)
    (item,) = findings.items
    assert len(item.cycles) == 2
    assert findings.unreadable == tuple(gone)


def test_a_chain_that_bites_its_own_tail() -> None:
    kept = three_cycles()
    kept["c"]["last_entry"] = "b"
    (item,) = read(kept).items
    assert len(item.cycles) == 3


def test_totals_that_were_reset_since() -> None:
    item = found(start=(day(9), 5000 * HOUR, 80 * METER))
    assert item.cycles[0].used == Usage(1000 * HOUR, 5000 * METER)


def test_a_clock_that_was_wrong() -> None:
    kept = three_cycles()
    kept["b"]["start_time"] = STAMP + 500
    kept["a"]["start_time"] = STAMP + 1000
    (item,) = read(kept).items
    assert [cycle.began for cycle in item.cycles] == [
        NOW - timedelta(days=300),
        NOW,
        NOW,
    ]


@pytest.mark.parametrize(
    "damage",
    [
        {"name": " "},
        {"name": 5},
        {"note": ["x"]},
        {"perform_note": 1},
        {"start_time": None},
        {"start_time": -1},
        {"start_time": datetime(2200, 1, 1, tzinfo=UTC).timestamp()},
        {"start_time": True},
        {"start_printtime": None},
        {"start_printtime": "5"},
        {"start_filament": float("nan")},
        {"last_entry": 5},
        {"reminder": "yes"},
        {"reminder": {"type": "never"}},
        {"reminder": reminder()},
        {"reminder": reminder(date=-1)},
        {"reminder": reminder() | {"date": None}},
        {"reminder": reminder() | {"date": {"bool": 1, "value": 1}}},
        {"reminder": reminder() | {"date": {"bool": True}}},
        {"reminder": reminder() | {"date": {"bool": True, "value": "x"}}},
        {"reminder": reminder() | {"date": {"bool": True, "value": 1e300}}},
        {"reminder": reminder() | {"date": {"bool": True, "value": [1]}}},
    ],
    ids=repr,
)
def test_an_entry_that_can_not_be_read_is_named(damage: dict[str, Any]) -> None:
    findings = read({"good": entry("Belts"), "bad": entry() | damage})
    assert [item.name for item in findings.items] == ["Belts"]
    assert findings.unreadable == (str(damage.get("name", "Lubricate rails")),)


@pytest.mark.parametrize("raw", [None, 5, "x", [], {}, {"name": ""}])
def test_an_entry_without_a_name_is_named_by_its_key(raw: object) -> None:
    assert read({"5f0c": raw}) == Findings(unreadable=("5f0c",))


@pytest.mark.parametrize("missing", ["name", "start_time", "start_filament"])
def test_what_an_entry_must_have(missing: str) -> None:
    kept = entry()
    del kept[missing]
    findings = read({"key": kept})
    assert findings.unreadable == (kept.get("name", "key"),)


def test_what_an_entry_need_not_have() -> None:
    kept = entry() | {"select_id": "maintenance_5f0c", "color": {"any": "thing"}}
    for key in ("note", "end_time", "end_filament", "end_printtime"):
        del kept[key]
    assert read({"one": kept}).items[0].limits == {Meter.PRINT_TIME: 250 * HOUR}


def test_a_chain_without_an_end() -> None:
    kept = {"0": entry()}
    for number in range(MOST_CYCLES):
        performed(kept, f"{number}", f"{number + 1}", (float(number + 1), 0.0, 0.0))
    (item,) = read(kept).items
    began = [cycle.began.timestamp() for cycle in item.cycles]
    assert began == [*range(1, MOST_CYCLES + 1)]


def test_a_list_without_an_end() -> None:
    kept = {str(number): entry(f"{number}") for number in range(MOST_ENTRIES + 1)}
    names = [item.name for item in read(kept).items]
    assert names == [*kept][:MOST_ENTRIES]


def test_a_text_without_an_end() -> None:
    assert len(found(note="x" * 2_000_000).instructions) == LONGEST_TEXT
