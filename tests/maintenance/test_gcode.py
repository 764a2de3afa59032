"""G-code of items: what is sent, and what is remembered of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.printer_maintenance.maintenance.gcode import (
    GcodeRun,
    GcodeState,
    failed,
    gcode_error,
    lines_of,
)

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("gcode", "lines"),
    [
        ("", []),
        (" \n\t\n", []),
        ("M117 Oil me", ["M117 Oil me"]),
        ("  G28 ; home\r\n\n;only this\nM84\t;off", ["G28", "M84"]),
        ("SET_LED\tLED=x", ["SET_LED LED=x"]),
    ],
)
def test_lines(gcode: str, lines: list[str]) -> None:
    assert lines_of(gcode) == lines


@pytest.mark.parametrize(
    ("gcode", "error"),
    [
        ("", None),
        (" \n ", None),
        ("M84", None),
        ("M117 Öl", None),
        ("; later\n;", "gcode_empty"),
        ("M" * 1000, None),
        (f" {'M' * 1000}\n", None),
        ("M" * 1001, "gcode_long"),
        ("M84 \x07", "gcode_unprintable"),
        ("M84\nM117 \u202eevil", "gcode_unprintable"),
    ],
)
def test_what_is_wrong_with_it(gcode: str, error: str | None) -> None:
    assert gcode_error(gcode) == error


@pytest.mark.parametrize(
    "run",
    [
        GcodeRun(GcodeState.WAITING, NOW),
        GcodeRun(GcodeState.SENDING, NOW),
        GcodeRun(GcodeState.SENT),
        GcodeRun(GcodeState.SENDING),
        GcodeRun(GcodeState.UNANSWERED, NOW),
        GcodeRun(GcodeState.FAILED, NOW, "Must home axis first"),
    ],
)
def test_it_is_remembered(run: GcodeRun) -> None:
    assert GcodeRun.from_dict(run.as_dict()) == run


def test_nothing_was_stored() -> None:
    assert GcodeRun.from_dict(None) is None


@pytest.mark.parametrize(
    "damage",
    [
        5,
        [],
        {},
        {"state": "running"},
        {"state": ["waiting"]},
        {"state": "waiting", "moment": "noon"},
        {"state": "waiting", "moment": 5},
    ],
    ids=repr,
)
def test_what_is_damaged_never_runs_again(damage: Any) -> None:
    assert GcodeRun.from_dict(damage) == GcodeRun(GcodeState.SENT)


def test_a_refusal_is_kept_short() -> None:
    told = failed(NOW, "Must\n  home " + "x" * 300)
    assert told.state is GcodeState.FAILED
    assert told.moment == NOW
    assert told.error.startswith("Must home xxx")
    assert len(told.error) == 200
    stored = told.as_dict() | {"error": "y" * 300}
    again = GcodeRun.from_dict(stored)
    assert again is not None
    assert again.error == "y" * 200
