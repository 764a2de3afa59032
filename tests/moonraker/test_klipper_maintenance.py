"""What is made of KlipperMaintenance's sections, and of what it has last told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from custom_components.printer_maintenance.hosts.klipper_maintenance import (
    FRESH,
    read_klipper_maintenance,
    sections_of,
)
from custom_components.printer_maintenance.maintenance.moving_in import (
    Findings,
    FoundItem,
    PastCycle,
)
from custom_components.printer_maintenance.maintenance.usage import Meter, Usage

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR, METER = 3600.0, 1000.0
RODS = {
    "label": "XY rods",
    "trigger": "print_time",
    "threshold": "250",
    "message": "Lubricate the\nXY rods",
}
EXTRUDER = RODS | {"label": "Extruder", "trigger": "filament", "threshold": "700.5"}
FILTER = RODS | {"label": "Filter", "trigger": "time", "threshold": "500"}


def status(config: object) -> dict[str, Any]:
    """Return what Moonraker answers about Klipper's configuration."""
    return {"eventtime": 5.0, "status": {"configfile": {"config": config}}}


def console(*messages: Any, at: datetime = NOW) -> dict[str, Any]:
    """Return what Moonraker remembers of the console."""
    return {
        "gcode_store": [
            {"message": message, "time": at.timestamp(), "type": "response"}
            for message in messages
        ]
    }


def read(sections: dict[str, Any], *messages: str, at: datetime = NOW) -> Findings:
    """Read sections by name."""
    return read_klipper_maintenance(sections, console(*messages, at=at), NOW)


def used(section: dict[str, Any], *messages: str, at: datetime = NOW) -> Any:
    """Return what was used of an item."""
    (item,) = read({"one": section}, *messages, at=at).items
    return item.cycles[0].used if item.cycles else None


def test_the_sections_of_items() -> None:
    config = {
        "printer": {"kinematics": "corexy"},
        "maintain": {"interval": "60"},
        "maintain XY_rods": RODS,
        "maintain  filter carbon": FILTER,
        "maintainer me": RODS,
    }
    sections = sections_of(status(config))
    assert sections == {"XY_rods": RODS, "filter": FILTER}


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {},
        {"status": {}},
        status(None),
        status([]),
        {"status": {"configfile": {}}},
    ],
)
def test_no_configuration(answer: object) -> None:
    assert sections_of(answer) == {}


def test_each_trigger() -> None:
    findings = read({"r": RODS, "e": EXTRUDER, "f": FILTER})
    assert findings == Findings(
        (
            FoundItem(
                "XY rods", {Meter.PRINT_TIME: 250 * HOUR}, "Lubricate the\nXY rods"
            ),
            FoundItem(
                "Extruder", {Meter.FILAMENT: 700.5 * METER}, "Lubricate the\nXY rods"
            ),
            # 500 hours on the calendar are 20.8 days.
            FoundItem("Filter", {Meter.DAYS: 21}, "Lubricate the\nXY rods"),
        )
    )


def test_days_alone_are_whole() -> None:
    (item,) = read({"e": EXTRUDER | {"threshold": "0.0125"}}).items
    assert item.limits == {Meter.FILAMENT: 12.5}


def test_an_item_needs_no_label_and_no_message() -> None:
    section = {"trigger": "time", "threshold": "1.5", "expired_gcode": "M84"}
    found = FoundItem("rods", {Meter.DAYS: 1}, gcode="M84")
    assert read({"rods": section}).items == (found,)


@pytest.mark.parametrize(
    ("told", "gcode"),
    [
        ("\nM117 Oil me\nM84\n", "M117 Oil me\nM84"),
        ("{% if printer.idle %}\nM84\n{% endif %}", ""),
        ("M117 {params.NAME}", ""),
        (5, ""),
        (None, ""),
    ],
)
def test_g_code_that_is_no_template(told: object, gcode: str) -> None:
    (item,) = read({"r": RODS | {"expired_gcode": told}}).items
    assert item.gcode == gcode


@pytest.mark.parametrize(
    "damage",
    [
        {"trigger": None},
        {"trigger": "axes_distance"},
        {"trigger": ["time"]},
        {"threshold": None},
        {"threshold": "0"},
        {"threshold": "-5"},
        {"threshold": "nan"},
        {"threshold": "1e99"},
        {"threshold": "often"},
        {"label": 5},
        {"message": {}},
    ],
    ids=repr,
)
def test_a_section_that_can_not_be_read_is_named(damage: dict[str, Any]) -> None:
    findings = read({"rods": RODS | damage, "filter": FILTER})
    assert [item.name for item in findings.items] == ["Filter"]
    assert findings.unreadable == ("rods",)
    assert read({"rods": None}).unreadable == ("rods",)


def test_what_remains_is_on_the_console() -> None:
    told = ("// XY rods: 100.25h remaining", "// Extruder: 600.5m remaining")
    findings = read({"r": RODS, "e": EXTRUDER, "f": FILTER}, *told)
    cycles = [item.cycles for item in findings.items]
    assert cycles == [
        (PastCycle(NOW, Usage(print_time=149.75 * HOUR)),),
        (PastCycle(NOW, Usage(filament=100 * METER)),),
        (),
    ]


def test_what_remains_on_the_calendar() -> None:
    (item,) = read({"f": FILTER}, "// Filter: 380.0h remaining").items
    assert item.cycles == (PastCycle(NOW - timedelta(days=5), Usage()),)
    (item,) = read({"f": FILTER}, f"// Filter: -{10**300}h remaining").items
    assert item.cycles == (PastCycle(NOW - timedelta(days=36_500), Usage()),)


def test_what_is_disabled_is_paused() -> None:
    told = ("// XY rods (disabled): 100h remaining", "// Extruder: 600m remaining")
    findings = read({"r": RODS, "e": EXTRUDER, "f": FILTER}, *told)
    assert [item.paused for item in findings.items] == [True, False, False]
    # It was enabled again since.
    (item,) = read({"r": RODS}, told[0], "// XY rods: 99h remaining").items
    assert not item.paused


def test_the_newest_line_counts() -> None:
    told = ("// XY rods: 100h remaining", "// XY rods: 90h remaining")
    assert used(RODS, *told) == Usage(print_time=160 * HOUR)


@pytest.mark.parametrize(
    ("message", "hours"),
    [
        ("// XY rods: -3600.0h remaining", 3850),
        ("// XY rods (disabled): 50h remaining", 200),
        ("XY rods: 50h remaining", 200),
        ('// Maintenance "XY rods" Expired!\n// XY rods: -1h remaining', 251),
        # The statistics were reset.
        ("// XY rods: 1400h remaining", 0),
    ],
)
def test_a_line_of_the_console(message: str, hours: float) -> None:
    assert used(RODS, message) == Usage(print_time=hours * HOUR)


@pytest.mark.parametrize(
    "message",
    [
        "// rods: 50h remaining",
        "// XY rods: 50 remaining",
        "// XY rods: 1.2.3h remaining",
        "// XY rods: infh remaining",
        "// XY rods: 50h remaining or so",
        "ok",
        "",
    ],
)
def test_a_line_that_tells_nothing(message: str) -> None:
    assert used(RODS, message) is None


@pytest.mark.parametrize("age", [FRESH, -FRESH])
def test_a_line_of_long_ago_may_miss_something(age: timedelta) -> None:
    line = "// XY rods: 50h remaining"
    assert used(RODS, line, at=NOW - age) == Usage(print_time=200 * HOUR)
    assert used(RODS, line, at=NOW - age * 1.01) is None


def test_lines_before_the_one_that_counts() -> None:
    old = console("// XY rods: 60h remaining", at=NOW - 2 * FRESH)["gcode_store"]
    new = console(5, "// XY rods: 50h remaining")["gcode_store"]
    findings = read_klipper_maintenance({"r": RODS}, {"gcode_store": old + new}, NOW)
    assert findings.items[0].cycles[0].used == Usage(print_time=200 * HOUR)


@pytest.mark.parametrize(
    "store",
    [
        {},
        {"gcode_store": None},
        {"gcode_store": {"message": 5}},
        {"gcode_store": [None, 5, "x", {}, {"message": "// XY rods: 5h remaining"}]},
        console(5, None, {}),
        {"gcode_store": [{"message": "// XY rods: 5h remaining", "time": "now"}]},
    ],
)
def test_a_console_that_can_not_be_read(store: dict[str, Any]) -> None:
    findings = read_klipper_maintenance({"rods": RODS}, store, NOW)
    assert findings.items[0].cycles == ()
