"""What is paused stays so: on disk, in a backup, with another host or name."""

from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .common import (
    DAY,
    HOUR,
    add_item,
    change_item,
    coordinator,
    poll,
    printed,
    set_up,
    settle,
    start_of,
    value,
    wait,
)
from .disk import hass_config_dir, hass_storage
from .nozzles import BRASS, LIMITS, STEEL, is_on, shown, switch, two_nozzles
from .record import RecordFile
from .repairs import Repairs
from .simulators import ManualClock, MoonrakerServer, Printer

# Fixtures.
__all__ = ["hass_config_dir", "hass_storage", "two_nozzles"]

pytestmark = pytest.mark.usefixtures("two_nozzles")


async def test_switching_twice_writes_once(
    hass: HomeAssistant, entry: MockConfigEntry, record: RecordFile
) -> None:
    await set_up(hass, entry)
    await switch(hass, entry, on=True)
    assert "pauses" not in record.history(BRASS)[0]
    await switch(hass, entry, on=False)
    before = record.history(BRASS)
    assert [pause["until"] for pause in before[0]["pauses"]] == [None]
    await switch(hass, entry, on=False)
    assert record.history(BRASS) == before


async def test_it_is_on_disk_or_the_caller_is_told(
    hass: HomeAssistant, entry: MockConfigEntry, record: RecordFile
) -> None:
    await set_up(hass, entry)
    broken = patch("homeassistant.util.file.AtomicWriter", side_effect=OSError("full"))
    with broken, pytest.raises(HomeAssistantError) as raised:
        await switch(hass, entry, on=False)
    assert raised.value.translation_key == "not_saved"
    assert not is_on(hass, entry)
    await poll(hass, entry)
    assert record.history(BRASS)[0]["pauses"]


async def test_nothing_is_known_of_it(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    record: RecordFile,
) -> None:
    await set_up(hass, entry)
    assert await hass.config_entries.async_unload(entry.entry_id)
    await server.stop()
    record.lose()
    record.copy.lose()
    await set_up(hass, entry)
    assert value(hass, entry, f"{BRASS}_counting", "switch") == STATE_UNKNOWN
    with pytest.raises(ServiceValidationError, match="Nothing is known of Brass"):
        await switch(hass, entry, on=False)


async def test_paused_before_the_printer_was_reached(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    printer: Printer[ManualClock],
) -> None:
    await server.stop()
    start = start_of() | {"used": {"print_time": HOUR, "filament": 0, "prints": 1}}
    del start["reading"]
    for name in ("Belts", "Fan"):
        add_item(hass, entry, name, LIMITS, start=start)
    await set_up(hass, entry)
    for item_id in ("belts", "fan"):
        await switch(hass, entry, on=False, item_id=item_id)
    await switch(hass, entry, on=True, item_id="fan")
    await server.start()
    # What the host had counted before is no one's, neither now nor in the pause.
    await poll(hass, entry)
    printed(printer)
    await poll(hass, entry)
    assert value(hass, entry, "print_time") == "4.0"
    assert shown(hass, entry, "belts") == ("19.0", "100", "8", "30")
    assert shown(hass, entry, "fan") == ("17.0", "95", "7", "30")
    await switch(hass, entry, on=True, item_id="belts")
    printed(printer)
    await poll(hass, entry)
    assert shown(hass, entry, "belts") == ("17.0", "95", "7", "30")


async def test_home_assistant_is_restored_from_a_backup(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    record: RecordFile,
) -> None:
    await set_up(hass, entry)
    await switch(hass, entry, on=False)
    backup = record.text
    await switch(hass, entry, on=True)
    printed(printer)
    freezer.tick(DAY)
    await poll(hass, entry)
    assert shown(hass, entry) == ("16.0", "90", "7", "29")
    assert await hass.config_entries.async_unload(entry.entry_id)
    record.write(backup)
    await set_up(hass, entry)
    # In the backup it was paused, and so it still is.
    assert not is_on(hass, entry)
    assert shown(hass, entry) == ("18.0", "95", "8", "30")
    assert shown(hass, entry, STEEL) == ("16.0", "90", "7", "29")


@pytest.fixture
async def switched_off(
    hass: HomeAssistant, entry: MockConfigEntry, two_nozzles: None
) -> None:
    """Set the printer up, with the brass nozzle switched off."""
    await set_up(hass, entry)
    await switch(hass, entry, on=False)


@pytest.mark.usefixtures("switched_off")
async def test_the_host_is_replaced_in_a_pause(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    successor: Printer[ManualClock],
    repairs: Repairs,
) -> None:
    await wait(hass, freezer, 301)
    await repairs.go_on(await repairs.begin(), next_step_id="same_printer")
    await settle(hass)
    printed(successor)
    await poll(hass, entry)
    assert shown(hass, entry) == ("18.0", "95", "8", "30")
    assert shown(hass, entry, STEEL) == ("16.0", "90", "7", "30")
    await switch(hass, entry, on=True)
    printed(successor)
    await poll(hass, entry)
    assert shown(hass, entry) == ("16.0", "90", "7", "30")
    assert value(hass, entry, "print_time") == "6.0"


async def test_a_renamed_item_stays_paused(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await set_up(hass, entry)
    await switch(hass, entry, on=False)
    change_item(hass, entry, BRASS, title="Brass", intervals={"days": 3})
    await settle(hass)
    assert not is_on(hass, entry)
    hass.config_entries.async_remove_subentry(entry, BRASS)
    await settle(hass)
    assert BRASS not in coordinator(entry).record.histories
