"""A record that is lost, damaged or from a newer version, and has no copy."""

from collections.abc import Callable
import errno
import json
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import DOMAIN as HOMEASSISTANT_DOMAIN, HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN

from .common import (
    DAY,
    HOUR,
    NOON,
    add_item,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    settle,
    start_of,
    told,
    value,
    wait,
)
from .disk import hass_config_dir, hass_storage
from .record import RecordFile
from .simulators import ManualClock, MoonrakerServer, Printer

# Fixtures.
__all__ = ["hass_config_dir", "hass_storage"]

LIMITS = {"print_time": 20 * HOUR, "days": 30}


@pytest.fixture(autouse=True)
async def _unloaded(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    printer: Printer[ManualClock],
    record: RecordFile,
) -> None:
    """Leave the record of a printer with an item from every starting point.

    It had printed 2 h before it was added, and 4 h since; then everything was done.
    """
    freezer.move_to(NOON - 5 * DAY)
    printed(printer)
    add_item(hass, entry, "New", LIMITS, start=start_of(NOON - 10 * DAY))
    await server.stop()
    await set_up(hass, entry)
    start = {"moment": (NOON - 5 * DAY).isoformat(), "used": used(0)}
    add_item(hass, entry, "Unseeded", LIMITS, start=start)
    await settle(hass)
    await server.start()
    await poll(hass, entry)
    reading = {"PLA": used(2)}
    add_item(hass, entry, "Now", LIMITS, start=start | {"reading": reading})
    reading = {"PLA": used(2), "unknown": used(-1)}
    add_item(hass, entry, "Used", LIMITS, start=start | {"reading": reading})
    for _ in range(2):
        printed(printer)
        await poll(hass, entry)
    assert left(hass, entry) == BEFORE
    freezer.move_to(NOON)
    for item in BEFORE:
        await press_done(hass, entry, item)
    assert left(hass, entry) == dict.fromkeys(BEFORE, (20, 30))
    await hass.config_entries.async_unload(entry.entry_id)
    record.copy.lose()


# What is left, in hours and days, before everything was done; the days are 5 later.
BEFORE = {"new": (14, 25), "unseeded": (16, 30), "now": (16, 30), "used": (15, 30)}
AFTER_LOSS = {item: (hours, days - 5) for item, (hours, days) in BEFORE.items()}


def used(hours: float) -> dict[str, float]:
    """Return usage as it is stored."""
    return {"print_time": hours * HOUR, "filament": 0, "prints": 0}


def left(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, tuple[float, float]]:
    """Return what is left of each item, in hours and days."""
    return {
        item: (
            float(value(hass, entry, f"{item}_print_time_remaining")),
            float(value(hass, entry, f"{item}_days_remaining")),
        )
        for item in BEFORE
    }


def kinds(issues: ir.IssueRegistry) -> set[str]:
    """Return the kinds of our issues."""
    return {
        issue_id.removesuffix("_01K9PRINTER")
        for domain, issue_id in issues.issues
        if domain == DOMAIN
    }


async def expect_rebuilt(
    hass: HomeAssistant, entry: MockConfigEntry, record: RecordFile
) -> None:
    """Set up, and see the odometer begun anew and nothing freshly done."""
    await set_up(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert value(hass, entry, "print_time") == "6.0"
    assert left(hass, entry) == AFTER_LOSS
    assert record.read()["version"] == 1
    await reload(hass, entry)
    assert left(hass, entry) == AFTER_LOSS


def write(content: str | bytes) -> Callable[[RecordFile], None]:
    """Return what replaces a file's content."""
    return lambda record: record.write(content)


@pytest.mark.parametrize(
    "lose",
    [
        RecordFile.lose,
        RecordFile.cut,
        write(""),
        write("{}"),
        write('{"version": 1, "minor_version": 1, "key": "x", "data": null}'),
        write("\x00" * 4096),
        write(b"\xff\xfe\x00\x9f"),
    ],
)
async def test_a_record_that_is_lost(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    record: RecordFile,
    issue_registry: ir.IssueRegistry,
    lose: Callable[[RecordFile], None],
) -> None:
    lose(record)
    await expect_rebuilt(hass, entry, record)
    assert kinds(issue_registry) == {"store_lost"}
    # Home Assistant tells of a file that is no JSON, and keeps a copy.
    others = {domain for domain, _ in issue_registry.issues} - {DOMAIN}
    assert len(record.set_aside("corrupt")) == len(others)
    assert others <= {HOMEASSISTANT_DOMAIN}


@pytest.mark.parametrize("version", [2, 99])
async def test_a_record_of_a_newer_version(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    record: RecordFile,
    issue_registry: ir.IssueRegistry,
    version: int,
) -> None:
    newer = record.read() | {"version": version, "data": []}
    record.write(newer)
    await expect_rebuilt(hass, entry, record)
    assert kinds(issue_registry) == {"store_newer"}
    (aside,) = record.set_aside("unusable")
    assert json.loads(aside) == newer


@pytest.mark.parametrize("content", ["[]", "5", "null", '"text"', '{"version": "x"}'])
async def test_a_file_that_is_no_record(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    record: RecordFile,
    issue_registry: ir.IssueRegistry,
    content: str,
) -> None:
    record.write(content)
    await expect_rebuilt(hass, entry, record)
    assert kinds(issue_registry) == {"store_damaged"}
    assert record.set_aside("unusable") == [content]


async def test_a_file_that_is_a_folder(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    record: RecordFile,
    issue_registry: ir.IssueRegistry,
) -> None:
    record.replace_by_folder()
    await expect_rebuilt(hass, entry, record)
    assert kinds(issue_registry) == {"store_damaged"}


GONE = "(gone)"


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        ((), []),
        ((), "text"),
        (("odometer",), GONE),
        (("odometer",), None),
        (("odometer",), []),
        (("odometer", "buckets"), GONE),
        (("odometer", "buckets"), []),
        (("odometer", "buckets", "PLA"), 5),
        (("odometer", "buckets", "PLA", "print_time"), GONE),
        (("odometer", "buckets", "PLA", "print_time"), None),
        (("odometer", "buckets", "PLA", "print_time"), "NaN"),
        (("odometer", "buckets", "PLA", "filament"), "much"),
        (("odometer", "buckets", "PLA", "prints"), []),
        (("odometer", "jobs"), GONE),
        (("odometer", "jobs"), 5),
        (("odometer", "jobs", 0), None),
        (("odometer", "jobs", 0), "text"),
        (("odometer", "jobs", 0, "key"), GONE),
        (("odometer", "jobs", 0, "print_time"), {}),
        (("seeded",), GONE),
        (("identity",), GONE),
        (("cursor",), GONE),
        (("cursor",), {}),
        (("cursor",), 5),
        (("cursor",), "text"),
        (("cursor", "known"), 5),
        (("cursor", "pairs"), []),
        (("cursor", "totals"), "text"),
        (("cursor", "waiting"), None),
        (("cursor", "waiting"), ["text"]),
        (("cursor", "complete"), "text"),
        (("cursor", "totals", "jobs"), "many"),
        (("items",), GONE),
        (("items",), []),
        (("items", "now"), None),
        (("items", "now", "history"), GONE),
        (("items", "now", "history"), 5),
        (("items", "now", "history", 1), "text"),
        (("items", "now", "history", 1, "kind"), "undone"),
        (("items", "now", "history", 1, "moment"), GONE),
        (("items", "now", "history", 1, "moment"), 5),
        (("items", "now", "history", 1, "moment"), "yesterday"),
        (("items", "now", "history", 1, "moment"), "2026-11-18T12:00:00"),
        (("items", "now", "history", 1, "corrections"), ["days"]),
        (("items", "now", "history", 1, "corrections"), {"weeks": 1}),
        (("items", "now", "history", 1, "corrections"), {"days": "two"}),
        (("items", "now", "history", 1, "corrections"), {"days": "inf"}),
        (("items", "now", "history", 1, "snoozed_until"), "2026-11-18T12:00:00"),
        (("items", "now", "history", 1, "reading"), []),
        (("items", "now", "history", 1, "reading", "PLA"), 5),
        (("items", "now", "history", 1, "reading", "PLA", "prints"), "two"),
    ],
    ids=str,
)
async def test_a_record_with_something_wrong_in_it(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    record: RecordFile,
    issue_registry: ir.IssueRegistry,
    place: tuple[str | int, ...],
    wrong: object,
) -> None:
    damage(record, place, wrong)
    await expect_rebuilt(hass, entry, record)
    assert kinds(issue_registry) == {"store_damaged"}
    assert len(record.set_aside("unusable")) == 1


def damage(record: RecordFile, place: tuple[str | int, ...], wrong: object) -> None:
    """Put something wrong at a place in a record."""
    content = record.read()
    parent: Any = content
    *way, last = ("data", *place)
    for step in way:
        parent = parent[step]
    if wrong == GONE:
        del parent[last]
    else:
        parent[last] = wrong
    record.write(content)


async def test_a_loss_with_the_printer_off(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    record: RecordFile,
    server: MoonrakerServer,
    freezer: FrozenDateTimeFactory,
    issue_registry: ir.IssueRegistry,
) -> None:
    record.lose()
    await server.stop()
    await set_up(hass, entry)
    assert value(hass, entry, "print_time") == STATE_UNKNOWN
    for item in BEFORE:
        assert value(hass, entry, f"{item}_print_time_remaining") == STATE_UNKNOWN
        assert value(hass, entry, f"{item}_due", "binary_sensor") == STATE_UNKNOWN
    await press_done(hass, entry, "now")
    await reload(hass, entry)
    assert kinds(issue_registry) == {"store_lost"}
    await server.start()
    await wait(hass, freezer, 301)
    assert left(hass, entry) == AFTER_LOSS | {"now": (20, 30)}


async def test_a_loss_together_with_the_totals_of_the_host(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    record: RecordFile,
    printer: Printer[ManualClock],
) -> None:
    record.lose()
    printer.moonraker.answer("POST", "/server/history/reset_totals")
    printer.moonraker.answer("DELETE", "/server/history/job?all=true")
    await set_up(hass, entry)
    assert value(hass, entry, "print_time") == "0.0"
    # What is counted from now on is all taken as used.
    printed(printer)
    await poll(hass, entry)
    assert {hours for hours, _ in left(hass, entry).values()} == {18}


async def test_a_damaged_record_on_a_disk_that_is_read_only(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    record: RecordFile,
    issue_registry: ir.IssueRegistry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    damage(record, ("items",), [])
    before = record.text
    error = OSError(errno.EROFS, "Read-only file system")
    with (
        patch("os.rename", side_effect=error),
        patch("homeassistant.util.file.AtomicWriter", side_effect=error),
    ):
        await set_up(hass, entry)
        assert entry.state is ConfigEntryState.LOADED
        assert left(hass, entry) == AFTER_LOSS
    assert kinds(issue_registry) == {"store_damaged", "not_saved"}
    assert record.text == before
    assert len([line for line in told(caplog) if line.startswith("WARNING")]) == 1
    await poll(hass, entry)
    assert kinds(issue_registry) == {"store_damaged"}


async def test_a_corrupt_file_that_cannot_be_moved(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    record: RecordFile,
    issue_registry: ir.IssueRegistry,
) -> None:
    record.cut()
    with patch("os.rename", side_effect=OSError(errno.EROFS, "Read-only")):
        await set_up(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert left(hass, entry) == AFTER_LOSS
    assert "store_damaged" in kinds(issue_registry)
