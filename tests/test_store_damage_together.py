"""A record that is lost together with something else: the printer, its totals, the disk."""

import errno
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .common import poll, press_done, printed, reload, set_up, told, value, wait
from .damaged import AFTER_LOSS, BEFORE, damage, kinds, left, unloaded
from .disk import hass_config_dir, hass_storage
from .record import RecordFile
from .simulators import ManualClock, MoonrakerServer, Printer

# Fixtures.
__all__ = ["hass_config_dir", "hass_storage", "unloaded"]


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
