"""What the actions are tested with."""

from collections.abc import AsyncGenerator
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN

from .common import (
    HOUR,
    METER,
    NOON,
    add_item,
    coordinator,
    entity_id_of,
    printed,
    set_up,
)
from .simulators import ManualClock, MoonrakerServer, Printer, manual_printer

RAILS, FILTER = "grease_the_rails", "filter"
LIMITS = {"print_time": 10 * HOUR, "filament": 20 * METER, "prints": 30, "days": 40}


@pytest.fixture
async def two_items(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
) -> None:
    """Stop the clock, at a printer with two items that has printed 2 h and 5 m."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to(NOON)
    printed(printer)
    add_item(hass, entry, intervals=LIMITS, link="https://example.com/rails")
    add_item(hass, entry, "Filter", {"days": 30}, instructions="Wear **gloves**.")
    await set_up(hass, entry)


@pytest.fixture
async def other(
    hass: HomeAssistant, socket_enabled: None
) -> AsyncGenerator[MockConfigEntry]:
    """Set up a second printer, with an item of the same name."""
    other_printer = manual_printer()
    other_printer.moonraker.database.instance_id = "other"
    server = MoonrakerServer(other_printer.moonraker)
    await server.start()
    entry = MockConfigEntry(
        domain=DOMAIN,
        entry_id="01K9OTHER",
        title="Ender",
        unique_id="other",
        data={"host_kind": "moonraker", CONF_URL: server.url, "verify_ssl": True},
    )
    entry.add_to_hass(hass)
    add_item(hass, entry, intervals={"print_time": 10 * HOUR})
    await set_up(hass, entry)
    yield entry
    await server.stop()


async def act(hass: HomeAssistant, action: str, **data: Any) -> None:
    """Call an action."""
    context = data.pop("context", None)
    await hass.services.async_call(DOMAIN, action, data, blocking=True, context=context)


async def ask(hass: HomeAssistant, action: str, **data: Any) -> list[dict[str, Any]]:
    """Call an action that answers, and return what it tells."""
    context = data.pop("context", None)
    answer = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, context=context, return_response=True
    )
    assert answer is not None
    ((_, rows),) = answer.items()
    found: Any = rows
    return list(found)


def button(hass: HomeAssistant, entry: MockConfigEntry, item_id: str = RAILS) -> str:
    """Return the done button of an item."""
    return entity_id_of(hass, entry, f"{item_id}_done", "button")


def kinds(entry: MockConfigEntry) -> list[tuple[str, str]]:
    """Return what the items' cycles have begun with."""
    return [
        (item_id, history[-1].kind.value)
        for item_id, history in sorted(coordinator(entry).record.histories.items())
    ]


def expected(*done: str) -> list[tuple[str, str]]:
    """Return what the items' cycles have begun with if some were done."""
    return [(item, "done" if item in done else "start") for item in (FILTER, RAILS)]
