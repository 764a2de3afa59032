"""Values that no printer should send, and what is made of them."""

import copy
import json
from typing import Any

import pytest

from custom_components.printer_maintenance.hosts.base import HostUnexpectedAnswer
from custom_components.printer_maintenance.hosts.moonraker_answer import (
    PAGE,
    Totals,
    parse_identity,
    parse_rows,
    parse_status,
    parse_totals,
)
from custom_components.printer_maintenance.maintenance.crossing import (
    UNKNOWN_ESTIMATE,
    Estimate,
)
from custom_components.printer_maintenance.maintenance.usage import Usage

STATUS = {
    "eventtime": 100.0,
    "status": {
        "print_stats": {"state": "printing", "total_duration": 10, "filename": None},
        "webhooks": {"state": "ready"},
    },
}
ROW = {"start_time": 5, "status": "completed", "metadata": None, "user": "somebody"}
TOTALS = {
    "job_totals": {
        "total_jobs": 1.0,
        "total_time": 2,
        "total_print_time": 3,
        "total_filament_used": -4.5,
    }
}
HUGE = pytest.param(10**400, id="huge")
NO_NUMBERS = ["1", True, [], {}, float("nan"), float("inf"), HUGE, -1e300]


def test_what_is_missing_is_nothing() -> None:
    klippy, stats = parse_status(STATUS)
    assert (klippy, stats.state, stats.filename) == ("ready", "printing", "")
    assert (stats.start, stats.total_duration) == (90, 10)
    assert (stats.print_duration, stats.filament) == (0, 0)
    klippy, stats = parse_status({"eventtime": 1, "status": {}})
    assert (klippy, stats.state) == ("", "")
    (row,) = parse_rows({"jobs": [ROW]})
    assert (row.key, row.filename, row.material) == ("5.0", "", "unknown")


@pytest.mark.parametrize("value", NO_NUMBERS)
@pytest.mark.parametrize("field", ["total_duration", "print_duration", "filament_used"])
def test_print_stats_that_are_no_numbers(field: str, value: object) -> None:
    status: dict[str, Any] = copy.deepcopy(STATUS)
    status["status"]["print_stats"][field] = value
    what = rf"^the printer's status has no usable status\.print_stats\.{field}$"
    with pytest.raises(HostUnexpectedAnswer, match=what):
        parse_status(status)


@pytest.mark.parametrize("value", [*NO_NUMBERS, None])
def test_rows_need_a_start_time(value: object) -> None:
    with pytest.raises(HostUnexpectedAnswer, match=r"jobs\.1\.start_time"):
        parse_rows({"jobs": [ROW, {**ROW, "start_time": value}]})


@pytest.mark.parametrize(
    ("result", "part"),
    [
        (None, "form"),
        ([], "form"),
        ({}, "jobs"),
        ({"jobs": {}}, "jobs"),
        ({"jobs": [5]}, r"jobs\.0"),
    ],
)
def test_a_history_of_another_form(result: object, part: str) -> None:
    with pytest.raises(
        HostUnexpectedAnswer, match=f"^the history has no usable {part}$"
    ):
        parse_rows(result)


def test_no_more_rows_than_were_asked_for() -> None:
    assert len(parse_rows({"jobs": [ROW] * 2}, 2)) == 2
    assert len(parse_rows({"jobs": [ROW] * PAGE})) == PAGE
    reason = r"^the history has more rows than were asked for$"
    with pytest.raises(HostUnexpectedAnswer, match=reason):
        parse_rows({"jobs": [ROW] * 3}, 2)
    with pytest.raises(HostUnexpectedAnswer, match=reason):
        parse_rows({"jobs": [ROW] * (PAGE + 1)})


@pytest.mark.parametrize("value", NO_NUMBERS)
def test_totals_that_are_no_numbers(value: object) -> None:
    assert parse_totals(TOTALS).filament == -4.5
    totals = {"job_totals": {**TOTALS["job_totals"], "total_jobs": value}}
    with pytest.raises(
        HostUnexpectedAnswer, match=r"^the totals has no usable job_totals\.total_jobs$"
    ):
        parse_totals(totals)


@pytest.mark.parametrize("value", [None, 5, "", "x" * 200, ["x"]])
def test_an_identity_that_is_none(value: object) -> None:
    with pytest.raises(
        HostUnexpectedAnswer, match=r"^the identity has no usable value$"
    ):
        parse_identity({"value": value})


@pytest.mark.parametrize(
    ("filament_type", "material"),
    [
        ("PLA", "PLA"),
        (" PLA  CF ", "PLA CF"),
        ("PLA;PETG;PLA", "PETG;PLA"),
        ('["PLA", "ABS"]', "ABS;PLA"),
        (["PLA", "ABS"], "ABS;PLA"),
        ("[broken", "unknown"),
        ("[" * 10_000, "unknown"),
        ("", "unknown"),
        (";", "unknown"),
        ("PLA; ;ABS;", "ABS;PLA"),
        (["", "PLA"], "PLA"),
        (None, "unknown"),
        (5, "unknown"),
        ("x" * 100, "x" * 64),
    ],
)
def test_materials(filament_type: object, material: str) -> None:
    (row,) = parse_rows(
        {"jobs": [{**ROW, "metadata": {"filament_type": filament_type}}]}
    )
    assert row.material == material


def test_no_value_is_told() -> None:
    with pytest.raises(HostUnexpectedAnswer) as error:
        parse_rows({"jobs": [{**ROW, "filename": {"secret": 1}}]})
    assert "secret" not in json.dumps(str(error.value))


def test_an_estimate() -> None:
    metadata = {
        "estimated_time": 3600,
        "filament_total": 1200.5,
        "filament_type": "PLA",
    }
    (row,) = parse_rows({"jobs": [{**ROW, "metadata": metadata}]})
    assert row.estimate == Estimate(3600, 1200.5, "PLA")


@pytest.mark.parametrize("value", [*NO_NUMBERS, None, 0, -5])
def test_an_estimate_that_makes_no_sense(value: object) -> None:
    metadata = {"estimated_time": value, "filament_total": value}
    (row,) = parse_rows({"jobs": [{**ROW, "metadata": metadata}]})
    assert row.estimate == UNKNOWN_ESTIMATE


def test_totals_are_summed_up_field_by_field() -> None:
    few, many = Totals(1.0, 2.0, 3.0, 4.0), Totals(10.0, 20.0, 30.0, 40.0)
    assert few + many == Totals(11.0, 22.0, 33.0, 44.0)
    assert many - few == Totals(9.0, 18.0, 27.0, 36.0)
    assert (many - few).usage == Usage(27.0, 36.0, 9)
    assert (few - many).usage == Usage(0.0, 0.0, 0)


@pytest.mark.parametrize(
    ("status", "ended", "is_booked"),
    [
        ("in_progress", False, False),
        ("interrupted", True, False),
        ("server_exit", True, True),
        ("cancelled", True, True),
    ],
)
def test_what_was_booked_of_a_row(status: str, *, ended: bool, is_booked: bool) -> None:
    told = {"total_duration": 90, "print_duration": 60, "filament_used": -4.5}
    (row,) = parse_rows({"jobs": [ROW | told | {"status": status}]})
    assert (row.ended, row.is_booked) == (ended, is_booked)
    assert row.usage == Usage(60.0, 0.0)
    assert row.booked == (Totals(1, 90.0, 60.0, -4.5) if is_booked else Totals())
