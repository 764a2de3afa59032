"""What an item's form refuses, and how to go on from there."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_schema_suggested_value,
)

from .common import add_item, begin_item, set_up, settle

GOOD = {"name": "Belts", "print_time": 10, "due_soon": 10, "start": "now"}


@pytest.fixture(autouse=True)
async def _loaded(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set a printer up that has an item."""
    add_item(hass, entry, "Grease the Rails")
    await set_up(hass, entry)


async def begin(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    """Open the form of a new item."""
    return str((await begin_item(hass, entry))["flow_id"])


async def submit(hass: HomeAssistant, flow_id: str, **form: object) -> Any:
    """Send the form in; None leaves a field out."""
    given = {key: value for key, value in (GOOD | form).items() if value is not None}
    result = await hass.config_entries.subentries.async_configure(flow_id, given)
    await settle(hass)
    return result


@pytest.mark.parametrize(
    ("form", "errors"),
    [
        ({"name": ""}, {"name": "name_blank"}),
        ({"name": " \t\n"}, {"name": "name_blank"}),
        ({"name": "a" * 101}, {"name": "name_long"}),
        ({"name": "Grease the Rails"}, {"name": "name_taken"}),
        ({"name": " GREASE the rails "}, {"name": "name_taken"}),
        ({"print_time": None}, {"print_time": "no_interval"}),
        ({"print_time": 0}, {"print_time": "not_positive"}),
        ({"print_time": -1}, {"print_time": "not_positive"}),
        ({"print_time": "nan"}, {"print_time": "not_positive"}),
        ({"print_time": "-inf"}, {"print_time": "not_positive"}),
        ({"print_time": "inf"}, {"print_time": "too_large"}),
        ({"print_time": 1_000_001}, {"print_time": "too_large"}),
        ({"filament": -0.5}, {"filament": "not_positive"}),
        ({"filament": 1e300}, {"filament": "too_large"}),
        ({"prints": 0}, {"prints": "not_positive"}),
        ({"prints": 1.5}, {"prints": "not_whole"}),
        ({"prints": 1e9}, {"prints": "too_large"}),
        ({"days": 0.5}, {"days": "not_whole"}),
        ({"days": "nan"}, {"days": "not_positive"}),
        ({"days": 40_000}, {"days": "too_large"}),
        ({"link": "javascript:alert(1)"}, {"link": "invalid_link"}),
        ({"link": "data:text/html,<b>"}, {"link": "invalid_link"}),
        ({"link": "example.com"}, {"link": "invalid_link"}),
        ({"link": "https://"}, {"link": "invalid_link"}),
        ({"link": "https://[::1"}, {"link": "invalid_link"}),
        ({"link": "https://[]@"}, {"link": "invalid_link"}),
        ({"gcode": "; later"}, {"gcode": "gcode_empty"}),
        ({"gcode": "G4 P1\n" * 200}, {"gcode": "gcode_long"}),
        ({"gcode": "M84 \x07"}, {"gcode": "gcode_unprintable"}),
        ({"due_soon": -1}, {"due_soon": "invalid_share"}),
        ({"due_soon": 100}, {"due_soon": "invalid_share"}),
        ({"due_soon": "nan"}, {"due_soon": "invalid_share"}),
        (
            {"name": "", "print_time": -1, "days": 0.5, "link": "x", "due_soon": 999},
            {
                "name": "name_blank",
                "print_time": "not_positive",
                "days": "not_whole",
                "link": "invalid_link",
                "due_soon": "invalid_share",
            },
        ),
    ],
)
async def test_bad_input(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    form: dict[str, object],
    errors: dict[str, str],
) -> None:
    flow_id = await begin(hass, entry)
    result = await submit(hass, flow_id, **form)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "own"
    assert result["errors"] == errors
    schema = result["data_schema"].schema
    assert get_schema_suggested_value(schema, "name") == (GOOD | form)["name"]

    result = await submit(hass, flow_id)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert len(entry.subentries) == 2


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"print_time": "many"}, "print_time"),
        ({"days": [1]}, "days"),
        ({"name": None}, "name"),
        ({"due_soon": ""}, "due_soon"),
        ({"start": "yesterday"}, "start"),
    ],
)
async def test_what_the_form_itself_refuses(
    hass: HomeAssistant, entry: MockConfigEntry, form: dict[str, object], field: str
) -> None:
    flow_id = await begin(hass, entry)
    with pytest.raises(InvalidData) as error:
        await submit(hass, flow_id, **form)
    assert list(error.value.schema_errors) == [field]
    result = await submit(hass, flow_id)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "form",
    [
        {"name": "a" * 100},
        {"print_time": 0.01},
        {"print_time": 1_000_000},
        {"print_time": None, "days": 1},
        {"link": "HTTP://example.com"},
        {"link": "  "},
        {"due_soon": 0},
        {"due_soon": 12.5},
        {"gcode": " "},
        {"instructions": "# Rails\n\n* clean\n* [grease](https://example.com)"},
    ],
)
async def test_good_input(
    hass: HomeAssistant, entry: MockConfigEntry, form: dict[str, object]
) -> None:
    result = await submit(hass, await begin(hass, entry), **form)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_g_code_is_kept_as_it_was_entered(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    gcode = "M117 Oil me ; now\n\nM84"
    result = await submit(hass, await begin(hass, entry), gcode=f"\n{gcode}\n")
    assert result["data"]["gcode"] == gcode
    without = await submit(hass, await begin(hass, entry), name="Fans", gcode=" ")
    assert "gcode" not in without["data"]
