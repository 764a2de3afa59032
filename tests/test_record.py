"""A printer's record by itself: what is read is written again, and whose it is."""

from collections.abc import Mapping
import copy
from dataclasses import replace
from datetime import UTC, datetime
import json
from types import SimpleNamespace
from typing import Any

import pytest

from custom_components.printer_maintenance.maintenance.daily import DailyRecord
from custom_components.printer_maintenance.maintenance.item import Item
from custom_components.printer_maintenance.maintenance.odometer import Job
from custom_components.printer_maintenance.maintenance.usage import Meter, Usage
from custom_components.printer_maintenance.store import PrinterRecord

from .stored import STORES

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
WRITTEN = json.loads((STORES / "before_display.json").read_text())["stored"]["data"]


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Do without Home Assistant, which other tests start here."""


@pytest.fixture
def stored() -> dict[str, Any]:
    """Return a record with all that there is in one, and more of a newer version."""
    stored: dict[str, Any] = copy.deepcopy(WRITTEN)
    del stored["checksum"]
    stored |= {"display": ["nozzle", "Oil me"], "newer": [1]}
    stored["odometer"]["newer"] = [2]
    stored["items"]["nozzle"]["newer"] = [3]
    stored["daily"]["newer"] = [4]
    return stored


@pytest.fixture
def record(stored: dict[str, Any]) -> PrinterRecord:
    """Return what is read of it."""
    return PrinterRecord.from_dict(stored)


def test_all_is_written_again(stored: dict[str, Any], record: PrinterRecord) -> None:
    assert record.as_dict() == stored
    assert record.frozen()() == stored


def test_what_a_newer_version_has_added_is_kept_apart(record: PrinterRecord) -> None:
    assert record.extra == {"newer": [1]}
    assert record.odometer_extra == {"newer": [2]}
    assert record.item_extra == {
        "filter": {},
        "nozzle": {"newer": [3]},
        "grease_the_rails": {},
    }
    assert record.daily_extra == {"newer": [4]}


def test_what_is_read(stored: dict[str, Any], record: PrinterRecord) -> None:
    assert record.begun == (True, "moonraker", "5d1f2a7c9b3e4c60a8d4e1f0b2c39a71")
    assert record.display == ("nozzle", "Oil me")
    assert record.cursor == stored["cursor"]
    assert record.odometer.by_material()["PLA"] == Usage(9000, 6250, 1)
    assert {name: len(past) for name, past in record.histories.items()} == {
        "filter": 2,
        "nozzle": 1,
        "grease_the_rails": 2,
    }


def test_what_the_first_versions_did_not_write(stored: dict[str, Any]) -> None:
    for key in ("host_kind", "daily", "display"):
        del stored[key]
    record = PrinterRecord.from_dict(stored)
    assert record.host_kind is None
    assert record.daily == DailyRecord()
    assert record.display == ()


def test_nothing_was_read_yet() -> None:
    record = PrinterRecord.from_dict(PrinterRecord().as_dict())
    assert record == PrinterRecord()
    assert record.begun == (False, None, None)


def test_texts_are_texts(stored: dict[str, Any]) -> None:
    stored |= {"host_kind": 1, "identity": 2, "display": [3], "seeded": 1}
    record = PrinterRecord.from_dict(stored)
    assert record.begun == (True, "1", "2")
    assert record.seeded is True
    assert record.display == ("3",)


def test_a_damaged_daily_record_takes_nothing_along(
    stored: dict[str, Any],
    record: PrinterRecord,
    caplog: pytest.LogCaptureFixture,
) -> None:
    stored["daily"]["days"] = {"Monday": {}}
    damaged = PrinterRecord.from_dict(stored)
    assert damaged == replace(record, daily=DailyRecord(), daily_extra={})
    assert caplog.messages == [
        "The daily record of a printer was damaged and begins anew"
    ]


@pytest.mark.parametrize(
    ("host", "is_it"),
    [
        (("moonraker", "5d1f2a7c9b3e4c60a8d4e1f0b2c39a71"), True),
        (("moonraker", "another"), False),
        (("moonraker", None), False),
        (("octoprint", "5d1f2a7c9b3e4c60a8d4e1f0b2c39a71"), False),
    ],
)
def test_whose_cursor_it_is(
    record: PrinterRecord, host: tuple[str, str | None], is_it: bool
) -> None:
    assert record.is_of(*host) is is_it
    assert (record.cursor_of(*host) == record.cursor) is is_it
    record.host_kind = None
    assert record.is_of(*host) is (host[1] == record.identity)


def test_an_identity_is_learned_once(record: PrinterRecord) -> None:
    record.learn_identity("moonraker", "another")
    assert record.identity == "5d1f2a7c9b3e4c60a8d4e1f0b2c39a71"
    record.identity = None
    record.learn_identity("octoprint", "another")
    assert record.identity is None
    record.learn_identity("moonraker", "another")
    assert record.identity == "another"


def test_the_same_host_goes_on(record: PrinterRecord) -> None:
    before = replace(record)
    record.follow("moonraker", record.identity, lambda _: pytest.fail("asked"))
    assert record == before


@pytest.mark.parametrize(
    ("kind", "carried", "is_over"),
    [
        ("moonraker", None, True),
        ("moonraker", SimpleNamespace(live=None), True),
        ("moonraker", SimpleNamespace(live="the job"), False),
        ("octoprint", SimpleNamespace(live="the job"), True),
    ],
)
def test_another_host_goes_on(
    record: PrinterRecord, kind: str, carried: object, is_over: bool
) -> None:
    given: list[Mapping[str, Any]] = []
    cursor = record.cursor

    def carry_over(cursor: Mapping[str, Any]) -> object:
        given.append(cursor)
        return carried

    record.follow(kind, "another", carry_over)
    assert (record.host_kind, record.identity) == (kind, "another")
    is_same_kind = kind == "moonraker"
    assert given == [cursor] * is_same_kind
    assert record.cursor == (carried if is_same_kind else None)
    assert (not record.odometer.open_job) is is_over


def test_items_that_are_gone_are_forgotten(record: PrinterRecord) -> None:
    assert not record.keep_items(["filter", "nozzle", "grease_the_rails", "new"])
    assert record.keep_items(["filter", "new"])
    assert record.histories.keys() == record.item_extra.keys() == {"filter"}
    record.histories.clear()
    assert record.keep_items([])
    assert not record.item_extra


def test_items_that_count_other_materials_are_counted_anew(
    record: PrinterRecord,
) -> None:
    every = {name: Item(name, ()) for name in ("filter", "nozzle", "new")}
    *past, last = record.histories["filter"]
    said = replace(last, corrections={Meter.PRINT_TIME: 3600.0})
    record.histories["filter"] = (*past, said)
    before = dict(record.histories)
    assert not record.recount(every, every, NOW)
    assert record.histories == before
    some = {
        name: replace(item, materials=frozenset({"PETG"}))
        for name, item in every.items()
    }
    assert record.recount(every, some, NOW)
    *past, counted = record.histories["filter"]
    # What was counted since of a material that counts no more stays as it is.
    used = record.odometer.by_material()["PLA"] - last.reading["PLA"]
    assert used.print_time > 0
    assert counted.corrections == {Meter.PRINT_TIME: 3600 + used.print_time}
    assert record.histories | {"filter": (*past, said)} == before
    # One that was removed, or has just come, has nothing to be counted anew.
    now = dict(record.histories)
    assert not record.recount({}, every, NOW)
    assert not record.recount(some, {}, NOW)
    assert record.histories == now


def test_what_is_saved_is_what_was_then(
    stored: dict[str, Any], record: PrinterRecord
) -> None:
    make = record.frozen()
    record.odometer = record.odometer.fold([Job("new", Usage(1), "PLA", ended=True)])
    record.histories.clear()
    record.item_extra.clear()
    record.cursor = None
    assert make() == stored
    assert make() is make()


@pytest.mark.parametrize("seeded", [True, False])
def test_the_last_day_is_noted_when_it_is_saved(
    record: PrinterRecord, seeded: bool
) -> None:
    before = record.daily
    record.frozen()
    assert record.daily is before
    record.seeded, record.counted_on = seeded, NOW.date()
    record.odometer = record.odometer.fold([Job("new", Usage(60), "PLA", ended=True)])
    record.frozen()
    assert (NOW.date() in record.daily.days) is seeded
