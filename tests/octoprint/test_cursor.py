"""What must be remembered of an OctoPrint between polls."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.printer_maintenance.hosts.octoprint_answer import Counters
from custom_components.printer_maintenance.hosts.octoprint_cursor import (
    Cursor,
    LiveJob,
    Pending,
    Printed,
)
from custom_components.printer_maintenance.hosts.octoprint_files import File
from custom_components.printer_maintenance.hosts.octoprint_reader import is_known
from custom_components.printer_maintenance.hosts.remembered import as_stored
from tests.simulators.octoprint import manual_octoprint

from .watcher import Watcher

COUNTERS = Counters(1, 2, 3, 4.0, 5.0)
CURSOR = Cursor(
    counters=COUNTERS,
    seen=COUNTERS,
    idle=True,
    live=LiveJob("1 2", 2, "a", 7, is_local=True, print_time=5.0, length=None),
    files={"a": Printed(5, "h", 1, 2, 3.0), "b": Printed(5, None, 1, 2, 3.0)},
    etag='"tag"',
    pending=(Pending("1 1", "a", 7, 0.5),),
    serial=4,
    epoch=1,
)


def test_a_cursor_comes_back_as_it_was() -> None:
    for cursor in (CURSOR, Cursor()):
        assert Cursor.from_dict(as_stored(cursor)) == cursor


@pytest.mark.parametrize(
    ("is_local", "path", "date", "is_of", "is_told_by"),
    [
        (True, "a", 7, True, True),
        (True, "a", 8, False, True),
        (True, "b", 7, False, False),
        # One of the printer's card may have the same name.
        (False, "a", 7, False, False),
        (False, "b", 8, False, False),
    ],
)
def test_whose_file_it_is(
    *, is_local: bool, path: str, date: int, is_of: bool, is_told_by: bool
) -> None:
    job = LiveJob("1 2", 2, "a", 7, is_local=is_local)
    file = File(path, date, 5, "h", 1, 0, 10.0, None)
    assert job.is_of(file) is is_of
    assert job.is_told_by(file) is is_told_by


def test_counters_that_were_read_before() -> None:
    later = Counters(1, 9, 9, 90.0, 90.0)
    assert is_known(later, CURSOR)
    assert not is_known(Counters(2, 2, 3, 4.0, 5.0), CURSOR)
    assert not is_known(None, CURSOR)
    assert not is_known(later, None)
    assert not is_known(later, Cursor(counters=COUNTERS))


def test_a_damaged_cursor_is_not_restored() -> None:
    host = Watcher(manual_octoprint()).host
    good = as_stored(CURSOR)
    assert host.restore(good) == CURSOR
    assert host.restore({**good, "a newer key": 1}) == CURSOR
    damages: list[Any] = [5, "text", {"key": 1}, True]
    del good["epoch"]  # an older version of ours did not know it
    assert host.restore(good) == replace(CURSOR, epoch=0)
    for key in good:
        damaged = [{name: good[name] for name in good if name != key}]
        for damage in damages:
            if type(damage) is type(good[key]):
                continue
            if key == "serial" and damage is True:
                continue  # true is a whole number
            damaged.append({**good, key: damage})
        for stored in damaged:
            with pytest.raises(ValueError, match=key):
                host.restore(stored)
