"""What must be remembered of a Moonraker between polls."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.printer_maintenance.hosts.moonraker_answer import Totals
from custom_components.printer_maintenance.hosts.moonraker_cursor import (
    Cursor,
    LiveJob,
    Pair,
)
from custom_components.printer_maintenance.hosts.remembered import as_stored
from custom_components.printer_maintenance.maintenance.usage import Usage

LIVE = LiveJob("5.0", "5.0", "a", 2.0, 30.0, 10.0, Usage(20.0, 7.0, 1), "PLA")
LOST = replace(LIVE, key="2.0 a", row=None, booked=True, complete=True, closing=True)
CURSOR = Cursor(
    known=("4.0", "3.0"),
    gone=("1.0",),
    pairs={"5.0": Pair("5.0", 10.0), "4.0": Pair("1.5 a", 0.0)},
    live=LIVE,
    complete=("a", 40.0),
    totals=Totals(1.0, 2.0, 3.0, 4.0),
    waiting=(LOST, LIVE),
    uncounted=True,
    unexplained=Totals(5.0, 6.0, 7.0, -8.0),
)


@pytest.mark.parametrize(
    "cursor", [CURSOR, Cursor(), Cursor(known=()), replace(CURSOR, live=LOST)]
)
def test_a_cursor_comes_back_as_it_was(cursor: Cursor) -> None:
    assert Cursor.from_dict(as_stored(cursor)) == cursor


def test_a_newer_and_an_older_version() -> None:
    stored = as_stored(CURSOR)
    assert Cursor.from_dict({**stored, "a newer key": 1}) == CURSOR
    del stored["gone"]
    assert Cursor.from_dict(stored) == replace(CURSOR, gone=())


@pytest.mark.parametrize("key", [key for key in as_stored(CURSOR) if key != "gone"])
def test_a_damaged_cursor_is_not_restored(key: str) -> None:
    good = as_stored(CURSOR)
    damaged: list[Any] = [{name: good[name] for name in good if name != key}]
    damaged += [{**good, key: damage} for damage in (5, "text", {"key": 1}, [5])]
    for stored in damaged:
        with pytest.raises(ValueError, match=key):
            Cursor.from_dict(stored)


def test_the_live_job_alone_is_carried_over() -> None:
    # Its row, and what that told, are those of the Moonraker that is gone.
    carried = replace(CURSOR, live=replace(LOST, row="5.0")).carried()
    assert carried == Cursor(live=replace(LIVE, key=LOST.key, row=None))
    assert carried.is_carried
    assert replace(CURSOR, live=None).carried() is None


def test_what_was_read_is_not_carried_over() -> None:
    assert not CURSOR.is_carried
    assert not Cursor(totals=Totals()).is_carried
    assert not Cursor(uncounted=True).is_carried
