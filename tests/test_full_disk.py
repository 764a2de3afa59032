"""The done button, with a disk that is full or forgets."""

from collections.abc import Generator
from contextlib import contextmanager
import errno
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN

from .common import add_item, press_done, printed, reload, set_up, told, wait
from .disk import hass_config_dir, hass_storage
from .one_item import hours_left, item_id, saved_history
from .simulators import ManualClock, MoonrakerServer, Printer

# Fixtures.
__all__ = ["hass_config_dir", "hass_storage", "item_id"]

UNSAVED = (DOMAIN, "not_saved_01K9PRINTER")


@contextmanager
def full_disk() -> Generator[None]:
    """Let every attempt to write fail."""
    error = OSError(errno.ENOSPC, "No space left on device")
    with patch("homeassistant.util.file.AtomicWriter", side_effect=error):
        yield


async def test_done_with_a_disk_that_is_full(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    item_id: str,
    issue_registry: ir.IssueRegistry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = add_item(hass, entry, "Belts")
    await set_up(hass, entry)
    with full_disk():
        with pytest.raises(HomeAssistantError) as error:
            await press_done(hass, entry)
        assert error.value.translation_key == "not_saved"
        assert error.value.translation_placeholders == {"item": "Grease the rails"}
        assert "The change to Grease the rails is kept" in str(error.value)
        assert hours_left(hass, entry, item_id) == "10.0"
        for _ in range(2):
            await wait(hass, freezer, 61)
            assert UNSAVED in issue_registry.issues
        with pytest.raises(HomeAssistantError, match="The change to Belts is kept"):
            await press_done(hass, entry, other)
        # Home Assistant itself complains each time.
        (line,) = [line for line in told(caplog) if "Saving file failed" not in line]
        assert line.startswith("WARNING What was counted can not be saved")
    caplog.clear()

    await wait(hass, freezer, 61)
    assert UNSAVED not in issue_registry.issues
    assert len(saved_history(hass, item_id)) == len(saved_history(hass, other)) == 1
    await reload(hass, entry)
    assert hours_left(hass, entry, item_id) == hours_left(hass, entry, other) == "10.0"
    assert told(caplog) == []


@pytest.mark.parametrize(
    ("function", "error"),
    [
        # It writes nothing and says nothing, or reads nothing back.
        ("write_utf8_file_atomic", None),
        ("json_util.load_json", HomeAssistantError("Input/output error")),
    ],
)
async def test_done_with_a_disk_that_forgets(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    item_id: str,
    issue_registry: ir.IssueRegistry,
    function: str,
    error: Exception | None,
) -> None:
    await set_up(hass, entry)
    with (
        patch(f"homeassistant.helpers.storage.{function}", side_effect=error),
        pytest.raises(HomeAssistantError, match="could not be saved"),
    ):
        await press_done(hass, entry)
    assert UNSAVED in issue_registry.issues
    assert hours_left(hass, entry, item_id) == "10.0"
    await press_done(hass, entry)
    assert UNSAVED not in issue_registry.issues
    assert len(saved_history(hass, item_id)) == 2


@pytest.mark.parametrize("is_stopped", [True, False])
async def test_a_disk_that_was_full_until_the_end(
    hass: HomeAssistant, entry: MockConfigEntry, item_id: str, is_stopped: bool
) -> None:
    await set_up(hass, entry)
    with full_disk(), pytest.raises(HomeAssistantError):
        await press_done(hass, entry)
    assert saved_history(hass, item_id) == []
    # Home Assistant stops or the printer is reloaded before the next poll.
    if is_stopped:
        hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
        await hass.async_block_till_done()
    else:
        await hass.config_entries.async_unload(entry.entry_id)
    assert len(saved_history(hass, item_id)) == 1


async def test_a_full_disk_with_the_printer_off(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    item_id: str,
    server: MoonrakerServer,
    issue_registry: ir.IssueRegistry,
) -> None:
    await set_up(hass, entry)
    await server.stop()
    with full_disk():
        with pytest.raises(HomeAssistantError):
            await press_done(hass, entry)
        # The printer is polled every minute until it is known to be off.
        await wait(hass, freezer, 61)
    await wait(hass, freezer, 301)
    assert UNSAVED not in issue_registry.issues
    assert len(saved_history(hass, item_id)) == 1


async def test_a_job_that_ends_while_the_disk_is_full(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    item_id: str,
    printer: Printer[ManualClock],
    issue_registry: ir.IssueRegistry,
) -> None:
    await set_up(hass, entry)
    printed(printer)
    with full_disk():
        await wait(hass, freezer, 61)
    assert UNSAVED in issue_registry.issues
    assert hours_left(hass, entry, item_id) == "6.0"
    await wait(hass, freezer, 61)
    assert UNSAVED not in issue_registry.issues
    await reload(hass, entry)
    assert hours_left(hass, entry, item_id) == "6.0"
