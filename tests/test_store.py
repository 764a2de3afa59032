"""What survives a restart, on a real disk."""

from dataclasses import replace
import json
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .common import (
    NOON,
    TWO_HOURS,
    add_item,
    coordinator,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    subentry,
    told,
    value,
    values,
)
from .disk import hass_config_dir, hass_storage
from .record import RecordFile
from .simulators import Job, ManualClock, MoonrakerServer, Printer, extrude

# Fixtures.
__all__ = ["hass_config_dir", "hass_storage"]


@pytest.fixture(autouse=True)
async def _loaded(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
) -> None:
    """Set a printer up that is printing, with an item that was done."""
    freezer.move_to(NOON)
    add_item(hass, entry)
    add_item(hass, entry, "Filter", {"days": 30})
    printed(printer)
    await set_up(hass, entry)
    printed(printer, Job("clip.gcode", (extrude(1800, 700),), "PETG"))
    await poll(hass, entry)
    freezer.tick(60)
    await press_done(hass, entry)
    printer.klipper.start(TWO_HOURS)
    printer.clock.advance(1860)
    await poll(hass, entry)


async def test_the_first_start_is_no_loss(
    issue_registry: ir.IssueRegistry, caplog: pytest.LogCaptureFixture
) -> None:
    assert not issue_registry.issues
    assert not told(caplog)


async def test_round_trip(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    record: RecordFile,
) -> None:
    await server.stop()
    await poll(hass, entry)
    before, shown = coordinator(entry).record, values(hass, entry)
    assert before.histories["grease_the_rails"][1].reading["PETG"].print_time == 1800
    await reload(hass, entry)
    after = coordinator(entry).record
    assert after is not before
    assert after.as_dict() == before.as_dict()
    assert values(hass, entry) == shown
    stored = record.read()["data"]
    assert stored.pop("checksum")
    assert stored == json.loads(json.dumps(before.as_dict()))


async def test_nothing_is_counted_twice_after_a_restart(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    for _ in range(3):
        await reload(hass, entry)
        assert value(hass, entry, "print_time") == "3.0"
    printer.clock.advance(7200)
    await reload(hass, entry)
    assert value(hass, entry, "print_time") == "4.5"
    assert value(hass, entry, "prints") == "3"


OURS: list[tuple[str, ...]] = [
    (),
    ("items", "grease_the_rails"),
    ("items", "grease_the_rails", "history", "0"),
    ("items", "grease_the_rails", "history", "1"),
    ("odometer",),
    ("daily",),
]
INSIDE = [
    ("odometer", "buckets", "PLA"),
    ("odometer", "jobs", "0"),
    ("cursor",),
    ("cursor", "live", "usage"),
    ("cursor", "live"),
    ("cursor", "pairs", "*"),
    ("cursor", "totals"),
]


def at(data: Any, level: tuple[str, ...]) -> Any:
    """Return what is at a level of the record."""
    for key in level:
        if isinstance(data, list):
            data = data[int(key)]
        else:
            data = next(iter(data.values())) if key == "*" else data[key]
    return data


async def load_newer(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    record: RecordFile,
    level: tuple[str, ...],
) -> None:
    """Load what a newer version has saved, which added something at a level."""
    before = values(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    content = record.read()
    content["minor_version"] = 9
    at(content["data"], level)["novelty"] = {"colour": ["red"]}
    record.write(content)
    await set_up(hass, entry)
    assert values(hass, entry) == before


@pytest.mark.parametrize("level", OURS, ids=".".join)
async def test_what_a_newer_version_added_is_kept(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    record: RecordFile,
    level: tuple[str, ...],
    issue_registry: ir.IssueRegistry,
) -> None:
    await load_newer(hass, entry, record, level)
    await press_done(hass, entry, "filter")
    assert at(record.read()["data"], level)["novelty"] == {"colour": ["red"]}
    assert not issue_registry.issues


@pytest.mark.parametrize("level", INSIDE, ids=".".join)
async def test_what_a_newer_version_added_does_no_harm(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    record: RecordFile,
    level: tuple[str, ...],
    issue_registry: ir.IssueRegistry,
) -> None:
    await load_newer(hass, entry, record, level)
    assert not issue_registry.issues
    await poll(hass, entry)
    await reload(hass, entry)
    assert value(hass, entry, "print_time") == "3.0"


async def test_an_item_of_a_kind_that_is_not_known_is_kept(
    hass: HomeAssistant, entry: MockConfigEntry, record: RecordFile
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    novelty = replace(subentry("Other"), subentry_type="novelty")
    hass.config_entries.async_add_subentry(entry, novelty)
    content = record.read()
    other = {"history": [], "novelty": 1}
    content["data"]["items"]["other"] = other
    record.write(content)
    await set_up(hass, entry)
    await press_done(hass, entry)
    assert record.read()["data"]["items"]["other"] == other
