"""A printer with one item, and what is stored of that."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .common import NOON, add_item, printed, value
from .record import RecordFile
from .simulators import ManualClock, Printer


@pytest.fixture(autouse=True)
def item_id(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
) -> str:
    """Add an item to a printer that has printed 2 h."""
    freezer.move_to(NOON)
    printed(printer)
    return add_item(hass, entry)


def saved_history(hass: HomeAssistant, item_id: str) -> list[dict[str, Any]]:
    """Return what is on disk of an item's history, without the starting point."""
    start, *done = RecordFile.of(hass, "01K9PRINTER").history(item_id)
    assert start["kind"] == "start"
    assert all(completion["kind"] == "done" for completion in done)
    return done


def hours_left(hass: HomeAssistant, entry: MockConfigEntry, item_id: str) -> str:
    """Return the print time that is left of an item."""
    return value(hass, entry, f"{item_id}_print_time_remaining")
