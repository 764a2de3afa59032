"""Taking over what Mainsail and KlipperMaintenance remind of."""

from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_schema_suggested_value,
)

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.item_form import form_errors, to_form
from custom_components.printer_maintenance.store import PrinterStore

from .actions import ask
from .common import (
    DAY,
    HOUR,
    TWO_HOURS,
    coordinator,
    counted,
    go_on,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    settle,
    value,
)
from .moonraker.mainsail import entry as kept, reminder
from .moving import (
    RODS,
    Entries,
    ago,
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


async def test_nothing_is_there(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    requests = server.moonraker.requests
    assert not await is_offered(hass, entry)
    assert server.moonraker.requests == requests + 2


async def test_an_item_of_mainsail_with_its_history(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entries: Entries,
    hass_storage: dict[str, Any],
) -> None:
    rails(entries)
    result = await look(hass, entry)
    assert labels(result) == ["Rails (1 / 10 h, 3 / 700 m, 20 / 90 d)"]
    assert labels(result, "once") == []
    assert left_out(result) == ("-", "-")
    schema = result["data_schema"].schema
    assert get_schema_suggested_value(schema, "items") == ["Rails"]

    told_before = value(hass, entry, "maintenance_event", "event")
    result = await take_over(hass, result, items=["Rails"])
    assert result["reason"] == "items_added"
    assert result["description_placeholders"] == {"items": "* Rails"}
    # What was done long ago is no news.
    assert value(hass, entry, "maintenance_event", "event") == told_before
    meters = ("print_time", "filament", "days")
    assert left(hass, entry, "Rails", *meters) == ["9.0", "697", "70"]
    item_id = item_of(entry, "Rails")
    data = entry.subentries[item_id].data
    assert form_errors(to_form("Rails", data), []) == {}
    assert (data["instructions"], data["due_soon"]) == ("Grease *it*", 0.1)

    rows = await ask(hass, "get_history")
    shown = [(row["kind"], row["moment"][:10], row["note"]) for row in rows]
    assert shown == [
        ("done", "2026-10-29", ""),
        ("done", "2026-05-02", "A little late"),
        ("start", "2026-01-22", ""),
    ]
    assert [row["odometer"]["print_time"] for row in rows] == [3, 1, 0]
    assert [row["used"] and row["used"]["days"] for row in rows] == [180, 100, None]
    record = hass_storage[f"{DOMAIN}.{entry.entry_id}"]["data"]
    assert len(record["items"][item_id]["history"]) == 3
    assert not await is_offered(hass, entry)


async def test_it_lives_on_as_any_other_item(
    hass: HomeAssistant, entry: MockConfigEntry, entries: Entries
) -> None:
    rails(entries)
    await take_over(hass, await look(hass, entry), items=["Rails"])
    item_id = item_of(entry, "Rails")
    await reload(hass, entry)
    assert left(hass, entry, "Rails", "print_time", "days") == ["9.0", "70"]
    await press_done(hass, entry, item_id)
    assert left(hass, entry, "Rails", "print_time", "days") == ["10.0", "90"]
    assert len(coordinator(entry).record.histories[item_id]) == 4


async def test_it_begins_at_its_starting_point_if_the_record_is_lost(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entries: Entries,
    hass_storage: dict[str, Any],
) -> None:
    rails(entries)
    await take_over(hass, await look(hass, entry), items=["Rails"])
    assert await hass.config_entries.async_unload(entry.entry_id)
    for kept_as in ("", ".copy"):
        del hass_storage[f"{DOMAIN}.{entry.entry_id}{kept_as}"]
    await set_up(hass, entry)
    assert left(hass, entry, "Rails", "print_time", "days") == ["6.0", "-210"]


async def test_a_job_that_runs_is_counted_once(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entries: Entries,
    printer: Printer[ManualClock],
) -> None:
    rails(entries)
    printer.klipper.start(TWO_HOURS)
    printer.clock.advance(60 + 1800)
    await poll(hass, entry)
    result = await look(hass, entry)
    assert labels(result) == ["Rails (1.5 / 10 h, 4 / 700 m, 20 / 90 d)"]
    printer.clock.advance(1800)
    await poll(hass, entry)
    await take_over(hass, result, items=["Rails"])
    assert left(hass, entry, "Rails", "print_time") == ["8.0"]
    printer.clock.advance(7200)
    await poll(hass, entry)
    assert counted(entry)[0] == 6 * HOUR
    assert left(hass, entry, "Rails", "print_time") == ["7.0"]


async def test_totals_that_were_reset_after_the_printer_was_added(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entries: Entries,
    server: MoonrakerServer,
    printer: Printer[ManualClock],
) -> None:
    server.moonraker.answer("POST", "/server/history/reset_totals")
    printed(printer)
    await poll(hass, entry)
    entries["a"] = kept("Rails", (ago(1), 0.5 * HOUR, 0))
    entries["b"] = kept("Belts", (ago(9), 3.5 * HOUR, 0))
    result = await look(hass, entry)
    assert labels(result) == ["Belts (2 / 250 h)", "Rails (1.5 / 250 h)"]
    await take_over(hass, result, items=["Rails", "Belts"])
    assert left(hass, entry, "Rails", "print_time") == ["248.5"]
    assert left(hass, entry, "Belts", "print_time") == ["248.0"]
    assert counted(entry)[0] == 6 * HOUR


async def test_klipper_maintenance_with_what_its_status_tells(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    server: MoonrakerServer,
) -> None:
    printer.klipper.config = {
        "maintain": {"interval": "60"},
        "maintain rods": RODS | {"message": "Oil them"},
        "maintain air": {"label": "Air filter", "trigger": "time", "threshold": "480"},
        "maintain broken": {"trigger": "print_time"},
    }
    now = printer.clock.wall(printer.clock.monotonic())
    freezer.move_to(datetime.fromtimestamp(now, UTC))
    server.moonraker.klippy_said("// XY rods: 100.0h remaining")
    result = await look(hass, entry)
    assert labels(result) == ["Air filter (0 / 20 d)", "XY rods (150 / 250 h)"]
    assert left_out(result) == ("-", "broken")
    await take_over(hass, result, items=["Air filter", "XY rods"])
    assert left(hass, entry, "XY rods", "print_time") == ["100.0"]
    assert left(hass, entry, "Air filter", "days") == ["20"]
    data = entry.subentries[item_of(entry, "XY rods")].data
    assert data["instructions"] == "Oil them"


@pytest.mark.parametrize("chosen", [True, False])
async def test_its_g_code_is_taken_over_if_that_is_wished(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    chosen: bool,
) -> None:
    printer.klipper.config = {
        "maintain rods": RODS | {"expired_gcode": "\nM84"},
        "maintain air": RODS | {"label": "Air", "expired_gcode": "; nothing"},
    }
    result = await look(hass, entry)
    assert result["data_schema"]({}) == {"gcode": False}
    form = {"items": ["XY rods", "Air"]} | ({"gcode": True} if chosen else {})
    await go_on(hass, result, form)
    data = entry.subentries[item_of(entry, "XY rods")].data
    assert data.get("gcode") == ("M84" if chosen else None)
    assert "gcode" not in entry.subentries[item_of(entry, "Air")].data


async def test_without_g_code_nothing_is_asked_of_it(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    printer.klipper.config = {"maintain rods": RODS}
    assert "gcode" not in (await look(hass, entry))["data_schema"].schema


async def test_what_has_no_past_begins_when_the_form_is_sent_in(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
) -> None:
    limits = {"trigger": "time", "threshold": "480", "label": "Air filter"}
    printer.klipper.config = {"maintain rods": RODS, "maintain air": limits}
    result = await look(hass, entry)
    freezer.tick(DAY)
    printed(printer)
    await poll(hass, entry)
    await take_over(hass, result, items=["Air filter", "XY rods"])
    assert left(hass, entry, "XY rods", "print_time") == ["250.0"]
    assert left(hass, entry, "Air filter", "days") == ["20"]


async def test_fifty_at_once_are_never_shown_without_their_past(
    hass: HomeAssistant, entry: MockConfigEntry, entries: Entries
) -> None:
    limits = reminder(printtime=5)
    for number in range(50):
        moment = (ago(9), 3 * HOUR, 0)
        entries[str(number)] = kept(f"Item {number:02}", moment, reminder=limits)
    result = await look(hass, entry)
    names = [label.partition(" (")[0] for label in labels(result)]
    assert names == [f"Item {number:02}" for number in range(50)]
    seen: set[Any] = set()
    coordinator(entry).async_add_listener(
        lambda: seen.update(
            status.life_remaining
            for status in coordinator(entry).data.statuses.values()
        )
    )
    with patch.object(PrinterStore, "async_save", return_value=True) as save:
        await take_over(hass, result, items=names)
    assert save.await_count == 1
    assert seen == {80}
    assert len(entry.subentries) == 50


async def test_after_a_printer_was_added(
    hass: HomeAssistant, entry: MockConfigEntry, entries: Entries
) -> None:
    rails(entries)
    data = dict(entry.data)
    assert await hass.config_entries.async_remove(entry.entry_id)
    flows = hass.config_entries.flow
    result = await flows.async_init(DOMAIN, context={"source": "user"})
    form = {"url": data["url"], "verify_ssl": True}
    result = await flows.async_configure(result["flow_id"], form)
    await settle(hass)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    _, flow_id = result["next_flow"]
    subentries = hass.config_entries.subentries
    step = await subentries.async_configure(flow_id, {"next_step_id": "move_in"})
    assert labels(step) == ["Rails (1 / 10 h, 3 / 700 m, 20 / 90 d)"]
    await take_over(hass, step, items=["Rails"])
    (added,) = hass.config_entries.async_entries(DOMAIN)
    ((item_id, item),) = added.subentries.items()
    assert item.title == "Rails"
    assert len(added.runtime_data.record.histories[item_id]) == 3
