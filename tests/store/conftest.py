"""Fixtures for a printer whose record is on a real disk."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.common import (
    DAY,
    HOUR,
    METER,
    NOON,
    TWO_HOURS,
    add_item,
    poll,
    press_done,
    printed,
    set_up,
)
from tests.disk import hass_config_dir, hass_storage
from tests.simulators import ManualClock, Printer

# Fixtures.
__all__ = ["hass_config_dir", "hass_storage"]


@pytest.fixture(autouse=True)
async def _loaded(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
) -> None:
    """Set a printer up that is half through its third print, with items that were done.

    The last of them was done yesterday, before the second print.
    """
    freezer.move_to(NOON - DAY)
    printed(printer)
    add_item(hass, entry, intervals={"print_time": 100 * HOUR, "filament": 1e3 * METER})
    add_item(hass, entry, "Filter", {"days": 40})
    await set_up(hass, entry)
    await press_done(hass, entry, "filter")
    await press_done(hass, entry)
    printed(printer)
    await poll(hass, entry)
    freezer.move_to(NOON)
    printer.klipper.start(TWO_HOURS)
    printer.clock.advance(60 + HOUR)
    await poll(hass, entry)
