"""Editing a maintenance item."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_schema_suggested_value,
)

from .common import (
    METER,
    NOON,
    add_item,
    coordinator,
    entity_id_of,
    go_on,
    poll,
    press_done,
    printed,
    set_up,
    value,
    wait,
)
from .simulators import ManualClock, Printer

FORM = {
    "name": "Grease the rails",
    "print_time": 10,
    "filament": 50,
    "instructions": "With PTFE grease.",
    "link": "https://example.com/rails",
    "due_soon": 12.5,
}


@pytest.fixture(autouse=True)
async def item_id(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    entry: MockConfigEntry,
) -> str:
    """Set a printer up whose item was done once, 2 h and 5 m ago."""
    freezer.move_to(NOON)
    item_id = add_item(
        hass,
        entry,
        intervals={"print_time": 36000, "filament": 50 * METER},
        instructions="With PTFE grease.",
        link="https://example.com/rails",
        due_soon=0.125,
    )
    add_item(hass, entry, "Belts")
    printed(printer)
    await set_up(hass, entry)
    await wait(hass, freezer, 30)
    await press_done(hass, entry)
    printed(printer)
    await poll(hass, entry)
    return item_id


async def begin(hass: HomeAssistant, entry: MockConfigEntry, item_id: str) -> Any:
    """Open the form of the item."""
    result = await entry.start_subentry_reconfigure_flow(hass, item_id)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "reconfigure"
    return result


async def submit(hass: HomeAssistant, result: Any, **form: object) -> Any:
    """Send the form in; None leaves a field out."""
    given = {key: value for key, value in (FORM | form).items() if value is not None}
    return await go_on(hass, result, given)


def history(entry: MockConfigEntry, item_id: str) -> list[dict[str, Any]]:
    """Return what is stored of an item's history."""
    completions = coordinator(entry).record.histories[item_id]
    return [completion.as_dict() for completion in completions]


async def test_the_form_shows_what_is_stored(
    hass: HomeAssistant, entry: MockConfigEntry, item_id: str
) -> None:
    schema = (await begin(hass, entry, item_id))["data_schema"].schema
    shown = {str(key): get_schema_suggested_value(schema, key) for key in schema}
    assert shown == FORM | {
        "prints": None,
        "days": None,
        "materials": None,
        "gcode": None,
    }


async def test_nothing_is_changed(
    hass: HomeAssistant, entry: MockConfigEntry, item_id: str
) -> None:
    before = entry.subentries[item_id]
    result = await submit(hass, await begin(hass, entry, item_id))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert entry.subentries[item_id] == before


async def test_its_history_stays(
    hass: HomeAssistant, entry: MockConfigEntry, item_id: str
) -> None:
    before = history(entry, item_id)
    assert [done["kind"] for done in before] == ["start", "done"]
    result = await submit(
        hass,
        await begin(hass, entry, item_id),
        name=" Oil the rails ",
        print_time=3,
        filament=None,
        prints=5,
        instructions=None,
        link="",
        due_soon=50,
    )
    assert result["reason"] == "reconfigure_successful"
    item = entry.subentries[item_id]
    assert item.title == "Oil the rails"
    start = item.data["start"]
    assert dict(item.data) == {
        "intervals": {"print_time": 10800, "prints": 5},
        "instructions": "",
        "link": "",
        "due_soon": 0.5,
        "start": start,
    }
    assert start["moment"] == NOON.isoformat()
    # With these intervals it is due soon, which is told.
    *older, last = history(entry, item_id)
    assert last.pop("told")["kinds"] == ["became_due_soon"]
    assert [*older, last] == before
    assert value(hass, entry, f"{item_id}_print_time_remaining") == "1.0"
    assert value(hass, entry, f"{item_id}_prints_remaining") == "4"


async def test_ids_stay_and_names_follow(
    hass: HomeAssistant, entry: MockConfigEntry, item_id: str
) -> None:
    before = entity_id_of(hass, entry, f"{item_id}_due", "binary_sensor")
    await submit(hass, await begin(hass, entry, item_id), name="Oil the rails")
    state = hass.states.get(before)
    assert state is not None
    assert state.name == "Voron Oil the rails due"
    registry = er.async_get(hass)
    entities = er.async_entries_for_config_entry(registry, entry.entry_id)
    assert sum(item_id in entity.unique_id for entity in entities) == 8


@pytest.mark.parametrize(
    ("form", "errors"),
    [
        ({"name": " "}, {"name": "name_blank"}),
        ({"name": "belts"}, {"name": "name_taken"}),
        ({"print_time": None, "filament": None}, {"print_time": "no_interval"}),
        ({"link": "ftp://example.com"}, {"link": "invalid_link"}),
    ],
)
async def test_bad_input(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    item_id: str,
    form: dict[str, object],
    errors: dict[str, str],
) -> None:
    result = await submit(hass, await begin(hass, entry, item_id), **form)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "reconfigure"
    assert result["errors"] == errors
    result = await submit(hass, result, name="GREASE THE RAILS")
    assert result["reason"] == "reconfigure_successful"
    assert entry.subentries[item_id].title == "GREASE THE RAILS"


async def test_a_printer_that_is_not_set_up(
    hass: HomeAssistant, entry: MockConfigEntry, item_id: str
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    result = await submit(hass, await begin(hass, entry, item_id), name="Oil")
    assert result["reason"] == "reconfigure_successful"
    assert entry.subentries[item_id].title == "Oil"
