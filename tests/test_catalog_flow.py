"""Adding items from the catalogue."""

import json
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_schema_suggested_value,
)

from custom_components.printer_maintenance.catalog_texts import load_catalog
from custom_components.printer_maintenance.item_form import form_errors, to_form
from custom_components.printer_maintenance.maintenance.catalog import Family
from custom_components.printer_maintenance.maintenance.usage import Meter

from .common import (
    DAY,
    HOUR,
    METER,
    NOON,
    add_item,
    begin_items,
    go_on,
    printed,
    set_up,
    value,
)
from .simulators import ManualClock, MoonrakerServer, Printer
from .texts import INTEGRATION

CATALOG = load_catalog()


@pytest.fixture(autouse=True)
async def _loaded(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    entry: MockConfigEntry,
) -> None:
    """Set a printer up that has printed for 2 hours."""
    freezer.move_to(NOON)
    printed(printer)
    await set_up(hass, entry)


async def choose(hass: HomeAssistant, entry: MockConfigEntry, way: str) -> Any:
    """Choose from what is offered at first."""
    result = await begin_items(hass, entry)
    assert result["type"] is FlowResultType.MENU
    assert result["step_id"] == "user"
    assert way in result["menu_options"]
    return await hass.config_entries.subentries.async_configure(
        result["flow_id"], {"next_step_id": way}
    )


async def add(hass: HomeAssistant, result: Any, *items: str, start: str = "now") -> Any:
    """Tick items and send the list in."""
    return await go_on(hass, result, {"items": list(items), "start": start})


def offered(result: Any) -> dict[str, str]:
    """Return the items of a list: what they are called, by their keys."""
    options = result["data_schema"].schema["items"].config["options"]
    return {option["value"]: option["label"] for option in options}


def ticked(result: Any) -> Any:
    """Return the items that a list begins with."""
    return get_schema_suggested_value(result["data_schema"].schema, "items")


def stored(entry: MockConfigEntry) -> dict[str, dict[str, Any]]:
    """Return what is kept of each item, by its name."""
    return {item.title: dict(item.data) for item in entry.subentries.values()}


def remaining(hass: HomeAssistant, entry: MockConfigEntry, name: str) -> dict[str, str]:
    """Return what remains of an item's intervals."""
    (item,) = (item for item in entry.subentries.values() if item.title == name)
    return {
        meter: value(hass, entry, f"{item.subentry_id}_{meter}_remaining")
        for meter in item.data["intervals"]
    }


@pytest.mark.parametrize("family", Family)
async def test_every_family_has_a_list(
    hass: HomeAssistant, entry: MockConfigEntry, family: Family
) -> None:
    result = await choose(hass, entry, family)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "items"
    items = CATALOG[family]
    assert list(offered(result)) == [item.key for item in items]
    assert ticked(result) == [item.key for item in items if item.usual]
    for item in items:
        assert item.source.url in result["description_placeholders"]["sources"]

    result = await add(hass, result, *offered(result))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "items_added"
    assert len(entry.subentries) == len(items)
    for name, data in stored(entry).items():
        assert name in result["description_placeholders"]["items"]
        assert form_errors(to_form(name, data), []) == {}


async def test_what_is_shown_and_what_is_added(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await choose(hass, entry, "bambu_lab")
    labels = offered(result)
    assert labels["lead_screws"] == "Grease the Z lead screws (450 h / 90 days)"
    assert labels["clean_nozzle"] == "Clean the nozzle (1650 m ≈ 5 kg)"
    lines = result["description_placeholders"]["sources"].splitlines()
    assert lines[2] == (
        "* According to a maker, as quoted by others: [Bambu Lab Wiki: H2 maintenance]"
        "(https://wiki.bambulab.com/en/h2/maintenance/period-maintenance)"
        " (Clean the nozzle)"
    )
    result = await add(hass, result, "lead_screws", "clean_nozzle")
    names = "* Grease the Z lead screws\n* Clean the nozzle"
    assert result["description_placeholders"] == {"items": names}
    items = stored(entry)
    assert list(items) == ["Grease the Z lead screws", "Clean the nozzle"]
    screws, nozzle = items.values()
    assert screws["intervals"] == {"print_time": 450 * HOUR, "days": 90}
    assert nozzle["intervals"] == {"filament": 1650 * METER}
    assert screws["due_soon"] == 0.1
    assert screws["link"].startswith("https://wiki.bambulab.com/en/x1/")
    instructions, said = screws["instructions"].split("\n\n")
    assert instructions.startswith("Wipe the old grease off")
    quoted = "According to a maker, as quoted by others: Bambu Lab Wiki:"
    assert said == f"{quoted} X1 Maintenance Recommendation"
    _, said, converted = nozzle["instructions"].split("\n\n")
    assert said == f"{quoted} H2 maintenance"
    assert converted == (
        "The figure is given there as 5 kg, or spools of 1 kg; it is converted at "
        "330 m per kg."
    )
    assert "materials" not in screws
    left = remaining(hass, entry, "Grease the Z lead screws")
    assert left == {"print_time": "450.0", "days": "90"}


async def test_with_all_that_was_printed_so_far(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await choose(hass, entry, "bambu_lab")
    await add(hass, result, "lead_screws", "clean_nozzle", start="new")
    left = remaining(hass, entry, "Grease the Z lead screws")
    assert left == {"print_time": "448.0", "days": "90"}
    assert remaining(hass, entry, "Clean the nozzle") == {"filament": "1645"}


async def on_a_date(
    hass: HomeAssistant, entry: MockConfigEntry, day: str, *items: str
) -> Any:
    """Tick items of a Voron that were done on a date."""
    result = await add(hass, await choose(hass, entry, "voron"), *items, start="date")
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "date")
    return await go_on(hass, result, {"date": day})


async def test_on_a_date_that_the_history_reaches_back_to(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await on_a_date(hass, entry, "2026-12-01", "belts", "hepa_filter_abs")
    assert result["errors"] == {"date": "date_in_future"}
    result = await go_on(hass, result, {"date": "2026-11-17"})
    assert result["reason"] == "items_added"
    assert [starts_on(item) for item in stored(entry).values()] == ["2026-11-17"] * 2
    # What was printed was PLA.
    belts, hepa = stored(entry)
    assert remaining(hass, entry, belts) == {"print_time": "998.0"}
    assert remaining(hass, entry, hepa) == {"print_time": "600.0"}


def starts_on(item: dict[str, Any]) -> str:
    """Return the day of an item's starting point."""
    return str(item["start"]["moment"])[:10]


async def test_on_a_date_while_the_printer_is_off(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    await server.stop()
    result = await on_a_date(hass, entry, "2026-11-10", "belts", "nozzle")
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "date_used")
    assert list(result["data_schema"].schema) == ["print_time", "filament"]
    other = await choose(hass, entry, "fdm")
    await add(hass, other, "belts")
    result = await go_on(hass, result, {"print_time": 70, "filament": 500})
    # What another list has added meanwhile is left out.
    names = list(stored(entry))
    assert result["description_placeholders"] == {"items": f"* {names[1]}"}
    assert remaining(hass, entry, names[1]) == {"filament": "16000"}


async def test_nothing_is_ticked_on_a_date(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await add(hass, await choose(hass, entry, "voron"), start="date")
    assert result["reason"] == "nothing_added"


async def test_an_item_of_some_materials(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await choose(hass, entry, "voron")
    await add(hass, result, "nozzle_fibres", "hepa_filter_abs", "fans", start="new")
    (nozzle, hepa, fans), (fibres, abs_, _) = zip(*stored(entry).items(), strict=True)
    assert "PLA-CF" in fibres["materials"]
    assert abs_["materials"] == ["ABS", "ASA"]
    # What was printed was PLA.
    assert remaining(hass, entry, nozzle) == {"filament": "1650"}
    assert remaining(hass, entry, hepa) == {"print_time": "600.0"}
    assert remaining(hass, entry, fans) == {"print_time": "498.0"}


async def test_what_is_there_is_not_offered_again(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    add_item(hass, entry, " check the BELTS ")
    result = await choose(hass, entry, "creality")
    assert set(offered(result)) == {
        item.key for item in CATALOG[Family.CREALITY] if item.key != "belts"
    }
    other = await choose(hass, entry, "fdm")
    await add(hass, result, *offered(result))
    # What another list has added meanwhile is left out.
    assert "lead_screws" in offered(other)
    await add(hass, other, "lead_screws", "screws")
    assert len(entry.subentries) == len(CATALOG[Family.CREALITY]) + 1
    again = await choose(hass, entry, "creality")
    assert again["type"] is FlowResultType.ABORT
    assert again["reason"] == "nothing_left"


async def test_nothing_is_ticked(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    result = await choose(hass, entry, "prusa")
    result = await go_on(hass, result, {"start": "now"})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "nothing_added"
    assert not entry.subentries


async def test_no_items_for_now(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    result = await choose(hass, entry, "none")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "nothing_added"
    add_item(hass, entry)
    assert "none" not in (await begin_items(hass, entry))["menu_options"]


async def test_what_is_not_in_the_list(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await choose(hass, entry, "prusa")
    with pytest.raises(InvalidData):
        await add(hass, result, "carbon_rods")
    assert not entry.subentries


async def test_while_the_printer_is_reloaded(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await choose(hass, entry, "prusa")
    await hass.config_entries.async_unload(entry.entry_id)
    await add(hass, result, "regular_maintenance")
    await set_up(hass, entry)
    assert remaining(hass, entry, "Regular maintenance") == {"print_time": "200.0"}


async def test_in_the_language_of_home_assistant(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hass.config.language = "de"
    result = await choose(hass, entry, "bambu_lab")
    assert offered(result)["rust"].endswith("(90 Tage)")
    await add(hass, result, "rust", "camera")
    german = json.loads((INTEGRATION / "translations" / "de.json").read_text())
    texts = german["selector"]["catalog"]["fields"]
    names = [texts["rust"]["name"], texts["camera"]["name"]]
    assert list(stored(entry)) == names
    said = stored(entry)[names[0]]["instructions"]
    assert said.startswith(texts["rust"]["description"])
    assert "Laut einem Hersteller, zitiert von anderen: Bambu Lab Wiki" in said


async def test_in_a_language_without_texts(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hass.config.language = "fr"
    labels = offered(await choose(hass, entry, "prusa"))
    assert labels["regular_maintenance"] == "Regular maintenance (200 h)"


async def test_an_item_is_edited_like_any_other(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await add(hass, await choose(hass, entry, "prusa"), "regular_maintenance")
    (item_id,) = entry.subentries
    freezer.tick(DAY)
    result: Any = await entry.start_subentry_reconfigure_flow(hass, item_id)
    schema = result["data_schema"].schema
    shown = {str(key): get_schema_suggested_value(schema, key) for key in schema}
    assert (shown["name"], shown["print_time"]) == ("Regular maintenance", 200)
    form = {"name": "Service", Meter.DAYS.value: 30, "due_soon": 10}
    await go_on(hass, result, form)
    assert remaining(hass, entry, "Service") == {"days": "29"}
