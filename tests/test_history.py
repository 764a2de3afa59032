"""Completions: who, skipping, snoozing, correcting and taking back."""

from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.models import User
from homeassistant.components.todo.intent import async_setup_intents
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import intent
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.history import (
    async_complete,
    async_set_used,
    async_skip,
    async_snooze,
    async_undo,
)
from custom_components.printer_maintenance.maintenance.item import (
    Completion,
    CompletionKind,
)
from custom_components.printer_maintenance.maintenance.usage import Meter
from custom_components.printer_maintenance.store import PrinterStore

from .common import (
    DAY,
    HOUR,
    NOON,
    add_item,
    coordinator,
    entity_id_of,
    printed,
    reload,
    set_up,
    value,
    wait,
)
from .simulators import ManualClock, MoonrakerServer, Printer

RAILS = "grease_the_rails"


@pytest.fixture(autouse=True)
def _noon(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
) -> None:
    """Stop the clock, at a printer with an item, of whose 10 h it has printed 2 h."""
    freezer.move_to(NOON)
    printed(printer)
    add_item(hass, entry, intervals={"print_time": 10 * HOUR, "days": 30})


def last(entry: MockConfigEntry, item_id: str = RAILS) -> Completion:
    """Return the last record of an item's history."""
    return coordinator(entry).record.histories[item_id][-1]


def due(hass: HomeAssistant, entry: MockConfigEntry) -> tuple[str, Any]:
    """Return whether the rails are due, and until when to be silent about it."""
    state = hass.states.get(entity_id_of(hass, entry, f"{RAILS}_due", "binary_sensor"))
    assert state is not None
    return state.state, state.attributes["snoozed_until"]


def time_and_days(hass: HomeAssistant, entry: MockConfigEntry) -> tuple[str, ...]:
    """Return the hours and days that remain of the rails."""
    keys = (f"{RAILS}_print_time_remaining", f"{RAILS}_days_remaining")
    return tuple(value(hass, entry, key) for key in keys)


async def press(
    hass: HomeAssistant, entry: MockConfigEntry, context: Context | None
) -> None:
    """Press the done button as somebody."""
    button = entity_id_of(hass, entry, f"{RAILS}_done", "button")
    await hass.services.async_call(
        "button", "press", {ATTR_ENTITY_ID: button}, blocking=True, context=context
    )


async def tick(
    hass: HomeAssistant, entry: MockConfigEntry, item: str, context: Context
) -> None:
    """Tick an item of the to-do list off as somebody."""
    to_do = entity_id_of(hass, entry, "maintenance", "todo")
    await hass.services.async_call(
        "todo",
        "update_item",
        {ATTR_ENTITY_ID: to_do, "item": item, "status": "completed"},
        blocking=True,
        context=context,
    )


async def test_who_pressed_the_button(
    hass: HomeAssistant, entry: MockConfigEntry, hass_admin_user: User
) -> None:
    await set_up(hass, entry)
    await press(hass, entry, Context(user_id=hass_admin_user.id))
    assert last(entry).user_id == hass_admin_user.id
    # As an automation does.
    await press(hass, entry, Context())
    assert last(entry).user_id is None


async def test_who_ticked_it_off(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_admin_user: User,
    freezer: FrozenDateTimeFactory,
) -> None:
    other = add_item(hass, entry, "Filter", {"print_time": HOUR})
    await set_up(hass, entry)
    await tick(hass, entry, "Filter", Context(user_id=hass_admin_user.id))
    assert last(entry, other).user_id == hass_admin_user.id
    await async_undo(coordinator(entry), other)
    freezer.tick(60)
    # The voice assistant does not say whom it listens to; it was not the admin.
    await async_setup_intents(hass)
    slots = {"item": {"value": "filter"}, "name": {"value": "Voron Maintenance"}}
    await intent.async_handle(hass, "test", "HassListCompleteItem", slots)
    assert last(entry, other).kind is CompletionKind.DONE
    assert last(entry, other).user_id is None


async def test_who_ticked_it_off_when_somebody_else_had_just_done_something(
    hass: HomeAssistant, entry: MockConfigEntry, hass_admin_user: User
) -> None:
    other = add_item(hass, entry, "Filter", {"print_time": HOUR})
    await set_up(hass, entry)
    await press(hass, entry, Context(user_id=hass_admin_user.id))
    state = hass.states.get(entity_id_of(hass, entry, f"{RAILS}_due", "binary_sensor"))
    assert state is not None
    assert state.context.user_id == hass_admin_user.id
    await async_setup_intents(hass)
    slots = {"item": {"value": "filter"}, "name": {"value": "Voron Maintenance"}}
    await intent.async_handle(hass, "test", "HassListCompleteItem", slots)
    assert last(entry, other).kind is CompletionKind.DONE
    assert last(entry, other).user_id is None


async def test_skipped(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await set_up(hass, entry)
    await async_complete(coordinator(entry), RAILS)
    freezer.tick(DAY)
    await async_skip(
        coordinator(entry), RAILS, note="Still clean", context=Context(user_id="7f3a")
    )
    assert time_and_days(hass, entry) == ("10.0", "30")
    state = hass.states.get(entity_id_of(hass, entry, f"{RAILS}_due", "binary_sensor"))
    assert state is not None
    assert state.attributes["last_done"] == NOON
    await reload(hass, entry)
    skipped = last(entry)
    assert (skipped.kind, skipped.moment) == (CompletionKind.SKIPPED, NOON + DAY)
    assert (skipped.note, skipped.user_id) == ("Still clean", "7f3a")
    assert time_and_days(hass, entry) == ("10.0", "30")
    await async_undo(coordinator(entry), RAILS)
    assert time_and_days(hass, entry) == ("10.0", "29")


async def test_snoozed(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await set_up(hass, entry)
    freezer.tick(31 * DAY)
    until = NOON + 38 * DAY
    await async_snooze(coordinator(entry), RAILS, until=until)
    assert due(hass, entry) == ("on", until)
    await reload(hass, entry)
    assert due(hass, entry) == ("on", until)
    await wait(hass, freezer, (7 * DAY).total_seconds())
    assert due(hass, entry) == ("on", None)


async def test_a_snooze_ends_with_its_cycle(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await set_up(hass, entry)
    until = NOON + 38 * DAY
    await async_snooze(coordinator(entry), RAILS, until=until)
    await async_complete(coordinator(entry), RAILS)
    assert due(hass, entry) == ("off", None)
    await async_undo(coordinator(entry), RAILS)
    assert due(hass, entry) == ("off", until)
    await async_snooze(coordinator(entry), RAILS, until=None)
    assert due(hass, entry) == ("off", None)


async def test_what_was_used_is_corrected(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    await set_up(hass, entry)
    used = {Meter.PRINT_TIME: 5.0 * HOUR, Meter.DAYS: 29.0}
    await async_set_used(coordinator(entry), RAILS, used=used)
    assert time_and_days(hass, entry) == ("5.0", "1")
    printed(printer)
    await reload(hass, entry)
    assert time_and_days(hass, entry) == ("3.0", "1")
    await async_set_used(coordinator(entry), RAILS, used={Meter.PRINT_TIME: 10 * HOUR})
    assert time_and_days(hass, entry) == ("0.0", "1")
    assert due(hass, entry)[0] == "on"
    await async_complete(coordinator(entry), RAILS)
    assert time_and_days(hass, entry) == ("10.0", "30")


async def test_a_correction_before_the_printer_was_reached(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    await server.stop()
    used = {"print_time": 0, "filament": 0, "prints": 0}
    start = {"moment": NOON.isoformat(), "used": used}
    belts = add_item(hass, entry, "Belts", start=start)
    await set_up(hass, entry)
    await async_set_used(coordinator(entry), belts, used={Meter.PRINT_TIME: 3 * HOUR})
    await server.start()
    await coordinator(entry).async_refresh()
    assert value(hass, entry, "print_time") == "2.0"
    assert value(hass, entry, "belts_print_time_remaining") == "7.0"


async def test_nothing_can_be_said_of_what_is_not_known(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    await server.stop()
    await set_up(hass, entry)
    with pytest.raises(ServiceValidationError, match="Nothing is known of Grease"):
        await async_snooze(coordinator(entry), RAILS, until=NOON + DAY)
    with pytest.raises(ServiceValidationError, match="Nothing is known of Grease"):
        await async_set_used(coordinator(entry), RAILS, used={Meter.DAYS: 1})


async def test_all_or_none(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    belts = add_item(hass, entry, "Belts")
    await set_up(hass, entry)
    await async_complete(coordinator(entry), RAILS)
    before = dict(coordinator(entry).record.histories)
    with pytest.raises(ServiceValidationError, match="Belts is not recorded as done"):
        await async_undo(coordinator(entry), RAILS, belts)
    with pytest.raises(ServiceValidationError, match="Belts has no interval for"):
        await async_set_used(coordinator(entry), RAILS, belts, used={Meter.DAYS: 1})
    assert coordinator(entry).record.histories == before


async def test_many_items_are_one_write(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    items = [RAILS, *(add_item(hass, entry, f"Item {n}") for n in range(9))]
    await set_up(hass, entry)
    with patch.object(PrinterStore, "async_save", return_value=False) as save:
        with pytest.raises(HomeAssistantError, match="Grease the rails, Item 0, Item"):
            await async_complete(coordinator(entry), *items)
        assert save.await_count == 1
    assert {last(entry, item).kind for item in items} == {CompletionKind.DONE}
