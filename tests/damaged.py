"""The record of a printer with an item from every starting point, and no copy."""

from collections.abc import Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
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
    value,
)
from .record import RecordFile
from .simulators import ManualClock, MoonrakerServer, Printer

GONE = "(gone)"
LIMITS = {"print_time": 20 * HOUR, "days": 30}


@pytest.fixture(autouse=True)
async def unloaded(
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
