"""What is offered to be taken over, and what becomes of a list that is sent in late."""

from datetime import UTC, datetime
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_schema_suggested_value,
)

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.moving_in_flow import NAMES_TOLD
from custom_components.printer_maintenance.store import PrinterStore

from .common import add_item, coordinator, poll, printed, told, value
from .moonraker.mainsail import entry as kept, reminder
from .moving import (
    NOW,
    RODS,
    Entries,
    entries,
    is_offered,
    item_of,
    labels,
    left,
    left_out,
    loaded,
    look,
    rails,
    take_over,
)
from .simulators import ManualClock, MoonrakerServer, Printer

# Fixtures.
__all__ = ["entries", "loaded"]

pytestmark = pytest.mark.usefixtures("loaded")


async def test_what_is_not_offered(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entries: Entries,
    printer: Printer[ManualClock],
) -> None:
    add_item(hass, entry, "Belts")
    entries |= {
        "a": kept(" rods"),
        "b": kept("BELTS"),
        "c": kept("Too often", reminder=reminder(printtime=1_000_001)),
        "d": kept("Two\nlines" * 20),
        "e": kept("Damaged", reminder="x"),
        "f": kept("A note", reminder=reminder(None)),
        "g": 5,
    }
    printer.klipper.config = {"maintain x": RODS | {"label": "Rods"}}
    result = await look(hass, entry)
    long = ("Two lines" * 20)[:100]
    assert labels(result) == ["rods (4 / 250 h)", f"{long} (4 / 250 h)"]
    assert left_out(result) == ("BELTS, Rods", "Damaged, g, Too often")


async def test_nothing_that_is_there_is_understood(
    hass: HomeAssistant, entry: MockConfigEntry, entries: Entries
) -> None:
    entries["a"] = kept("Damaged", reminder="x")
    result = await look(hass, entry)
    assert not result["data_schema"].schema
    assert left_out(result) == ("-", "Damaged")
    assert (await take_over(hass, result))["reason"] == "nothing_added"


async def test_what_is_disabled_there_is_paused_here(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    server: MoonrakerServer,
    printer: Printer[ManualClock],
) -> None:
    printer.klipper.config = {"maintain rods": RODS}
    now = printer.clock.wall(printer.clock.monotonic())
    freezer.move_to(datetime.fromtimestamp(now, UTC))
    server.moonraker.klippy_said("// XY rods (disabled): 100h remaining")
    result = await look(hass, entry)
    assert labels(result) == ["XY rods (150 / 250 h)"]
    await take_over(hass, result, items=["XY rods"])
    printed(printer)
    await poll(hass, entry)
    assert left(hass, entry, "XY rods", "print_time") == ["100.0"]
    switch = f"{item_of(entry, 'XY rods')}_counting"
    assert value(hass, entry, switch, "switch") == "off"


async def test_many_that_are_not_understood(
    hass: HomeAssistant, entry: MockConfigEntry, entries: Entries
) -> None:
    entries |= {"good": kept("Good")} | {str(number): None for number in range(500)}
    _, unreadable = left_out(await look(hass, entry))
    assert len(unreadable.split(", ")) == NAMES_TOLD + 1
    assert unreadable.endswith(", …")


async def test_reminders_for_once_are_not_ticked(
    hass: HomeAssistant, entry: MockConfigEntry, entries: Entries
) -> None:
    once = reminder("one-time", date=30)
    entries |= {"a": kept("Rods"), "b": kept("Warranty", (NOW, 0, 0), reminder=once)}
    result = await look(hass, entry)
    assert labels(result) == ["Rods (4 / 250 h)"]
    assert labels(result, "once") == ["Warranty (0 / 30 d)"]
    assert get_schema_suggested_value(result["data_schema"].schema, "once") is None
    await take_over(hass, result, items=["Rods"], once=["Warranty"])
    assert {item.title for item in entry.subentries.values()} == {"Rods", "Warranty"}


async def test_only_reminders_for_once(
    hass: HomeAssistant, entry: MockConfigEntry, entries: Entries
) -> None:
    entries["a"] = kept("Warranty", reminder=reminder("one-time", date=30))
    result = await look(hass, entry)
    assert labels(result) == []
    result = await take_over(hass, result)
    assert result["reason"] == "nothing_added"
    assert not entry.subentries


@pytest.mark.parametrize("trouble", ["away", "stopped", "odd"])
async def test_a_host_that_does_not_answer(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entries: Entries,
    server: MoonrakerServer,
    trouble: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    rails(entries)
    if trouble == "odd":
        server.answer_next(200, b"nothing")
    else:
        await server.stop()
    if trouble == "away":
        await poll(hass, entry)
    assert not await is_offered(hass, entry)
    assert told(caplog, level=30) == []


async def test_a_printer_that_was_never_read(
    hass: HomeAssistant, entry: MockConfigEntry, entries: Entries
) -> None:
    rails(entries)
    coordinator(entry).connection.answer = None
    assert not await is_offered(hass, entry)


async def test_a_printer_that_is_gone_when_the_list_is_sent_in(
    hass: HomeAssistant, entry: MockConfigEntry, entries: Entries
) -> None:
    rails(entries)
    result = await look(hass, entry)
    assert await hass.config_entries.async_unload(entry.entry_id)
    result = await take_over(hass, result, items=["Rails"])
    assert result["reason"] == "not_loaded"
    assert not entry.subentries


async def test_two_lists_sent_in_one_after_the_other(
    hass: HomeAssistant, entry: MockConfigEntry, entries: Entries
) -> None:
    rails(entries)
    first, second = await look(hass, entry), await look(hass, entry)
    await take_over(hass, first, items=["Rails"])
    result = await take_over(hass, second, items=["Rails"])
    assert result["reason"] == "nothing_added"
    assert len(entry.subentries) == 1


async def test_what_can_not_be_saved(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entries: Entries,
    issue_registry: ir.IssueRegistry,
) -> None:
    rails(entries)
    result = await look(hass, entry)
    with patch.object(PrinterStore, "async_save", return_value=False):
        result = await take_over(hass, result, items=["Rails"])
    assert result["reason"] == "items_added"
    assert issue_registry.async_get_issue(DOMAIN, f"not_saved_{entry.entry_id}")
    assert left(hass, entry, "Rails", "print_time") == ["9.0"]
