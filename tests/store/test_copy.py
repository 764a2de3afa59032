"""The copy of a record, which takes its place."""

from collections.abc import Callable
import errno

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.common import (
    DAY,
    HOUR,
    NOON,
    coordinator,
    counted,
    poll,
    press_done,
    printed,
    reload,
    set_up,
)
from tests.record import RecordFile
from tests.simulators import ManualClock, MoonrakerServer, Printer

from .seen import histories, ours
from .write_points import write_points

type Damage = Callable[[RecordFile], None]


def raise_a_digit(record: RecordFile) -> None:
    """Change what is no longer what was counted, but could be."""
    wrong = record.text.replace('"prints": 1', '"prints": 3', 1)
    assert wrong != record.text
    record.write(wrong)


def forget_the_odometer(record: RecordFile) -> None:
    """Leave the rest as it is."""
    content = record.read()
    del content["data"]["odometer"]
    record.write(content)


def write_as_another(record: RecordFile) -> None:
    """Write what another integration with our domain might."""
    content = {"printers": [{"name": "Ender", "hours": 12}]}
    record.write({"version": 1, "minor_version": 1, "key": "x", "data": content})


DAMAGES: list[Damage] = [
    RecordFile.lose,
    RecordFile.cut,
    RecordFile.replace_by_folder,
    raise_a_digit,
    forget_the_odometer,
    write_as_another,
]


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_record_is_restored(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    printer: Printer[ManualClock],
    record: RecordFile,
    issue_registry: ir.IssueRegistry,
    damage: Damage,
) -> None:
    before, truth = histories(entry), counted(entry)
    assert truth == (5 * HOUR, 12500, 2)
    copied = coordinator(entry).record.histories
    await hass.config_entries.async_unload(entry.entry_id)
    damage(record)
    await server.stop()
    await set_up(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert ours(issue_registry) == {"store_restored"}
    assert histories(entry) == before
    assert coordinator(entry).record.histories == copied
    # Until the host is there, what was printed since the copy is not known.
    assert counted(entry)[2] >= 1
    await server.start()
    await poll(hass, entry)
    assert counted(entry) == truth
    printer.clock.advance(HOUR)
    printed(printer)
    await reload(hass, entry)
    assert counted(entry) == (8 * HOUR, 20000, 4)
    assert ours(issue_registry) == {"store_restored"}
    assert coordinator(entry).record.histories == copied


async def test_a_copy_that_is_damaged_too(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    record: RecordFile,
    issue_registry: ir.IssueRegistry,
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    raise_a_digit(record)
    raise_a_digit(record.copy)
    await set_up(hass, entry)
    assert ours(issue_registry) == {"store_damaged"}
    assert counted(entry) == (5 * HOUR, 12500, 2)
    assert set(histories(entry).values()) == {1}
    assert len(record.set_aside("unusable")) == 1
    assert len(record.copy.set_aside("unusable")) == 1
    assert record.read() == record.copy.read() | {"key": record.path.name}


async def test_the_copy_of_a_newer_record_is_not_used(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    record: RecordFile,
    issue_registry: ir.IssueRegistry,
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    record.write(record.read() | {"version": 2})
    await set_up(hass, entry)
    assert ours(issue_registry) == {"store_newer"}
    assert set(histories(entry).values()) == {1}


async def test_a_damaged_copy_does_no_harm(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    record: RecordFile,
    issue_registry: ir.IssueRegistry,
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    record.copy.cut()
    await set_up(hass, entry)
    assert not ours(issue_registry)
    await press_done(hass, entry)
    assert record.copy.history("grease_the_rails") == record.history("grease_the_rails")


async def test_when_a_copy_is_made(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    record: RecordFile,
) -> None:
    before = record.copy.text

    def is_new() -> bool:
        nonlocal before
        earlier, before = before, record.copy.text
        return earlier != before

    printer.clock.advance(2 * HOUR)
    await poll(hass, entry)
    assert is_new(), "the first job that ends on a day"
    printed(printer)
    await poll(hass, entry)
    assert not is_new()
    await press_done(hass, entry, "filter")
    assert is_new(), "an item was done"
    freezer.move_to(NOON + DAY)
    await poll(hass, entry)
    assert not is_new()
    printed(printer)
    await poll(hass, entry)
    assert is_new()


async def test_a_copy_that_can_not_be_written(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    record: RecordFile,
    issue_registry: ir.IssueRegistry,
) -> None:
    """What is in the record is saved; the copy is made with the next save."""

    def reach(point: str) -> None:
        done = len(record.history("grease_the_rails"))
        if point == "create" and done == 3:
            raise OSError(errno.ENOSPC, "No space left on device")

    with write_points(reach):
        await press_done(hass, entry)
    assert not ours(issue_registry)
    assert len(record.history("grease_the_rails")) == 3
    assert len(record.copy.history("grease_the_rails")) == 2
    printer.clock.advance(2 * HOUR)
    await poll(hass, entry)
    assert len(record.copy.history("grease_the_rails")) == 3
