"""Numbers and texts as hosts tell them."""

from math import inf, nan

import pytest
import voluptuous as vol

from custom_components.printer_maintenance.hosts.amount import (
    LARGEST,
    amount,
    count,
    estimated,
)
from custom_components.printer_maintenance.hosts.reminder import (
    LONGEST_TEXT,
    limit,
    text,
    whole_days,
)


@pytest.mark.parametrize("value", [0, 7, -2.5, LARGEST, -LARGEST])
def test_an_amount(value: float) -> None:
    assert amount(value) == value
    assert isinstance(amount(value), float)
    assert amount(None) == 0.0


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (True, "expected a number"),
        ("5", "expected a number"),
        ([], "expected a number"),
        (nan, "expected a number that makes sense"),
        (-inf, "expected a number that makes sense"),
        (LARGEST + 1, "expected a number that makes sense"),
        (-LARGEST - 1, "expected a number that makes sense"),
    ],
)
def test_what_is_no_amount(value: object, reason: str) -> None:
    for validate in (amount, count):
        with pytest.raises(vol.Invalid, match=f"^{reason}$"):
            validate(value)
    assert estimated(value) is None


def test_what_only_grows_is_not_negative() -> None:
    assert (count(None), count(0), count(0.5)) == (0.0, 0.0, 0.5)
    with pytest.raises(vol.Invalid, match=r"^expected no negative number$"):
        count(-0.5)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, None), (0, None), (-1, None), (0.5, 0.5), (1e9, 1e9), (1e9 + 1, None)],
)
def test_what_is_estimated_of_a_job(value: object, expected: float | None) -> None:
    assert estimated(value) == expected


def test_a_limit() -> None:
    assert (limit("12.5"), limit(0.5), limit(1)) == (12.5, 0.5, 1.0)
    for value in (0, "-0.5"):
        with pytest.raises(vol.Invalid, match=r"^expected a number above 0$"):
            limit(value)


def test_a_text() -> None:
    assert (text(None), text(" "), text(" a\nb ")) == ("", "", "a\nb")
    assert text(" " + "x" * LONGEST_TEXT + "y") == "x" * LONGEST_TEXT
    with pytest.raises(vol.Invalid, match=r"^expected a text$"):
        text(5)


def test_whole_days() -> None:
    days = (0.01, 1.4, 1.6, 500 / 24)
    assert [whole_days(number) for number in days] == [1, 1, 2, 21]
