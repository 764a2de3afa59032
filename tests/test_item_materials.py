"""Items that count only what was printed of some materials."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_schema_suggested_value,
)

from custom_components.printer_maintenance.maintenance.odometer import Job
from custom_components.printer_maintenance.maintenance.usage import (
    EVERY_MATERIAL,
    UNKNOWN_MATERIAL,
    Usage,
)

from .actions import act, ask, button
from .common import (
    HOUR,
    NOON,
    TWO_HOURS,
    add_item,
    begin_item,
    change_item,
    coordinator,
    go_on,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    settle,
    value,
)
from .simulators import ManualClock, Printer

CARBON = {"name": "Carbon", "print_time": 10, "due_soon": 10}
MIXED = replace(TWO_HOURS, material='["ASA", "PLA"]')


@pytest.fixture(autouse=True)
async def _loaded(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    entry: MockConfigEntry,
) -> None:
    """Set a printer up that has printed PLA, and PLA together with ASA."""
    freezer.move_to(NOON)
    printed(printer)
    printed(printer, MIXED)
    await set_up(hass, entry)


async def add(hass: HomeAssistant, entry: MockConfigEntry, *materials: str) -> str:
    """Add an item that counts some materials from now on; return its id."""
    result = await begin_item(hass, entry)
    form = CARBON | {"start": "now", "materials": list(materials)}
    result = await go_on(hass, result, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (item_id,) = entry.subentries
    return item_id


def left(hass: HomeAssistant, entry: MockConfigEntry, item_id: str) -> str:
    """Return the hours that remain."""
    return value(hass, entry, f"{item_id}_print_time_remaining")


async def test_those_that_were_printed_are_offered_first(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    schema = (await begin_item(hass, entry))["data_schema"].schema
    options = schema["materials"].config["options"]
    assert options[:3] == ["ASA", "PLA", "PETG"]
    assert len(options) == len(set(options))
    assert "unknown" not in options


@pytest.mark.parametrize(
    ("chosen", "stored"),
    [
        ([], None),
        ([" "], None),
        (["ASA", "ABS"], ["ABS", "ASA"]),
        (["  asa  gf ", "ABS", "abs"], ["abs", "asa gf"]),
        (["PC;ABS", "A" * 70], ["A" * 64, "ABS", "PC"]),
    ],
)
async def test_what_is_chosen_is_stored(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    chosen: list[str],
    stored: list[str] | None,
) -> None:
    item_id = await add(hass, entry, *chosen)
    assert entry.subentries[item_id].data.get("materials") == stored
    counts = coordinator(entry).data.items[item_id].materials
    assert counts == (EVERY_MATERIAL if stored is None else set(stored))


async def test_only_these_count(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    item_id = await add(hass, entry, "ABS", "asa")
    printed(printer)
    await poll(hass, entry)
    assert left(hass, entry, item_id) == "10.0"
    printed(printer, MIXED)
    printed(printer, replace(TWO_HOURS, material=None))
    await poll(hass, entry)
    assert left(hass, entry, item_id) == "6.0"


async def test_a_change_counts_anew_what_was_used(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    item_id = add_item(hass, entry, "Carbon", {"print_time": 10 * HOUR})
    await settle(hass)
    assert left(hass, entry, item_id) == "6.0"
    result = await entry.start_subentry_reconfigure_flow(hass, item_id)
    assert suggested(result) is None
    await go_on(hass, result, CARBON | {"materials": ["ASA"]})
    assert left(hass, entry, item_id) == "8.0"
    result = await entry.start_subentry_reconfigure_flow(hass, item_id)
    assert suggested(result) == ["ASA"]
    await go_on(hass, result, CARBON)
    assert left(hass, entry, item_id) == "6.0"
    assert "materials" not in entry.subentries[item_id].data


async def test_a_change_leaves_what_the_user_said(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    item_id = add_item(hass, entry, "Carbon", {"print_time": 10 * HOUR, "prints": 9})
    await settle(hass)
    await act(hass, "set_used", entity_id=button(hass, entry, item_id), print_time=1)
    for materials in (["ABS"], ["ASA"], [], ["ABS"]):
        change_item(hass, entry, item_id, materials=materials)
        await settle(hass)
        assert left(hass, entry, item_id) == "9.0"
    assert value(hass, entry, f"{item_id}_prints_remaining") == "9"
    printed(printer, replace(TWO_HOURS, material="ABS"))
    await reload(hass, entry)
    assert left(hass, entry, item_id) == "7.0"
    await press_done(hass, entry, item_id)
    newest, _ = await ask(hass, "get_history", entity_id=button(hass, entry, item_id))
    assert newest["used"] == {"print_time": 3.0, "filament": 5, "prints": 1, "days": 0}


async def test_done_before_the_material_was_known(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    item_id = await add(hass, entry, "ABS")
    running = Job("running", Usage(HOUR), UNKNOWN_MATERIAL, ended=False)
    record = coordinator(entry).record
    record.odometer = record.odometer.fold([running])
    await press_done(hass, entry, item_id)
    ended = replace(running, material="PLA", ended=True)
    record.odometer = record.odometer.fold([ended])
    await poll(hass, entry)
    assert left(hass, entry, item_id) == "10.0"


def suggested(result: Any) -> Any:
    """Return the materials that a form begins with."""
    return get_schema_suggested_value(result["data_schema"].schema, "materials")


async def test_on_a_date(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    freezer: FrozenDateTimeFactory,
) -> None:
    printer.clock.advance(86400)
    freezer.tick(timedelta(days=1))
    printed(printer)
    printed(printer, MIXED)
    await poll(hass, entry)
    form = CARBON | {"start": "date", "materials": ["ASA"]}
    result = await go_on(hass, await begin_item(hass, entry), form)
    result = await go_on(hass, result, {"date": "2026-11-19"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (item_id,) = entry.subentries
    assert left(hass, entry, item_id) == "8.0"
