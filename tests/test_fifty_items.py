"""A printer with fifty items is usable."""

from time import process_time
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, HomeAssistant, callback
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.store import PrinterStore

from .actions import ask
from .common import (
    HOUR,
    METER,
    NOON,
    TWO_HOURS,
    add_item,
    coordinator,
    entity_id_of,
    poll,
    press_done,
    printed,
    set_up,
    settle,
    value,
)
from .simulators import ManualClock, MoonrakerServer, Printer

ITEMS = 50
# Seconds of a processor: several times what it takes on a slow one that is busy.
LONGEST_SET_UP = 10.0
LONGEST_POLL = 0.5


@pytest.fixture(autouse=True)
async def _loaded(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    entry: MockConfigEntry,
) -> None:
    """Set a printer up that prints, with fifty items of all four intervals."""
    freezer.move_to(NOON)
    printed(printer)
    for number in reversed(range(ITEMS)):
        limits = {
            "print_time": (10 + number) * HOUR,
            "filament": (20 + number) * METER,
            "prints": 30 + number,
            "days": 40 + number,
        }
        add_item(hass, entry, f"Item {number:02}", limits)
    began = process_time()
    await set_up(hass, entry)
    assert process_time() - began < LONGEST_SET_UP
    printer.klipper.start(TWO_HOURS)
    printer.clock.advance(120)
    await poll(hass, entry)


@pytest.fixture
def written(hass: HomeAssistant) -> list[str]:
    """Return the entities whose states are written from now on."""
    written: list[str] = []

    @callback
    def note(event: Event[Any]) -> None:
        written.append(event.data["entity_id"])

    @callback
    def every(_: Any) -> bool:
        return True

    hass.bus.async_listen(EVENT_STATE_CHANGED, note)
    hass.bus.async_listen(EVENT_STATE_REPORTED, note, event_filter=every)
    return written


async def test_a_poll_while_nothing_is_printed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    server: MoonrakerServer,
    written: list[str],
) -> None:
    printer.klipper.pause()
    await poll(hass, entry)
    requests = server.moonraker.requests
    with patch.object(PrinterStore, "async_save") as save:
        began = process_time()
        await poll(hass, entry)
        assert process_time() - began < LONGEST_POLL
    assert written == []
    assert server.moonraker.requests == requests + 1
    save.assert_not_awaited()


async def test_an_hour_of_printing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    written: list[str],
) -> None:
    with patch.object(PrinterStore, "async_save") as save:
        for _ in range(60):
            printer.clock.advance(60)
            await poll(hass, entry)
    save.assert_not_awaited()
    per_item = [
        sum(f"item_{number:02}" in entity_id for entity_id in written)
        for number in range(ITEMS)
    ]
    # The tenths of an hour, the metres, and the percents of what ends first.
    assert all(10 <= writes <= 10 + 4 + 18 for writes in per_item)
    hours = entity_id_of(hass, entry, "item_07_print_time_remaining")
    assert written.count(hours) == 10
    assert len(written) - sum(per_item) <= 40


async def test_one_item_of_fifty_changes(
    hass: HomeAssistant, entry: MockConfigEntry, written: list[str]
) -> None:
    with patch.object(PrinterStore, "async_save", return_value=True) as save:
        await press_done(hass, entry, "item_07")
    assert save.await_count == 1
    others = {entity_id for entity_id in written if "item_07" not in entity_id}
    assert len(others) <= 3
    assert value(hass, entry, "item_07_print_time_remaining") == "17.0"
    written.clear()
    add_item(hass, entry, "One more", {"days": 3})
    await settle(hass)
    assert not {entity_id for entity_id in written if ".voron_item_" in entity_id}


async def test_lists_are_sorted(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    names = [f"Item {number:02}" for number in range(ITEMS)]
    assert [row["item"] for row in await ask(hass, "get_items")][:2] == names[:2]
    answer: Any = await hass.services.async_call(
        "todo",
        "get_items",
        {"status": ["needs_action", "completed"]},
        target={"entity_id": entity_id_of(hass, entry, "maintenance", "todo")},
        blocking=True,
        return_response=True,
    )
    ((_, found),) = answer.items()
    assert [item["summary"] for item in found["items"]] == names
    assert len(coordinator(entry).record.histories) == ITEMS
