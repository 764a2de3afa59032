"""A record that is lost, damaged or from a newer version, and has no copy."""

from collections.abc import Callable
import json

from homeassistant.core import DOMAIN as HOMEASSISTANT_DOMAIN, HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN

from .damaged import GONE, damage, expect_rebuilt, kinds, unloaded, write
from .disk import hass_config_dir, hass_storage
from .record import RecordFile

# Fixtures.
__all__ = ["hass_config_dir", "hass_storage", "unloaded"]


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
