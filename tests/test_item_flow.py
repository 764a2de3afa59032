"""Adding a maintenance item, from every starting point."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .common import NOON, begin_item, begin_items, go_on, poll, printed, set_up, value
from .simulators import ManualClock, MoonrakerServer, Printer

# What a person fills in, apart from the starting point.
BELTS = {
    "name": " Tension the belts ",
    "print_time": 10,
    "instructions": " Pluck them. ",
    "link": " https://example.com/belts ",
    "due_soon": 25,
}
ALL_METERS = BELTS | {"filament": 100, "prints": 20, "days": 30}


@pytest.fixture(autouse=True)
async def _loaded(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    entry: MockConfigEntry,
) -> None:
    """Set a printer up that has printed 4 h, 10 m in two prints."""
    freezer.move_to(NOON)
    printed(printer)
    printed(printer)
    await set_up(hass, entry)


async def fill_in(
    hass: HomeAssistant, entry: MockConfigEntry, form: dict[str, Any], start: str
) -> Any:
    """Open the form of a new item and send it in."""
    result = await begin_item(hass, entry)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "own"
    return await go_on(hass, result, {**form, "start": start})


def remaining(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, float]:
    """Return what is left of each interval of the only item."""
    ((item_id, item),) = entry.subentries.items()
    return {
        meter: float(value(hass, entry, f"{item_id}_{meter}_remaining"))
        for meter in item.data["intervals"]
    }


async def test_now(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    result = await fill_in(hass, entry, ALL_METERS, "now")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (item,) = entry.subentries.values()
    assert item.title == "Tension the belts"
    start = item.data["start"]
    assert dict(item.data) == {
        "intervals": {
            "print_time": 36000,
            "filament": 100000,
            "prints": 20,
            "days": 30,
        },
        "instructions": "Pluck them.",
        "link": "https://example.com/belts",
        "due_soon": 0.25,
        "start": start,
    }
    assert start["moment"] == NOON.isoformat()
    assert start["reading"]["PLA"]["print_time"] == pytest.approx(4 * 3600)
    assert remaining(hass, entry) == {
        "print_time": 10,
        "filament": 100,
        "prints": 20,
        "days": 30,
    }


async def test_now_is_when_the_form_is_sent_in(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    result = await begin_item(hass, entry)
    freezer.tick(timedelta(days=2))
    result = await go_on(hass, result, BELTS | {"days": 30, "start": "now"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert remaining(hass, entry) == {"print_time": 10, "days": 30}


async def test_with_what_was_used_so_far(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await fill_in(hass, entry, ALL_METERS, "used")
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "used"
    assert list(result["data_schema"].schema) == list(remaining_of(ALL_METERS))
    used = {"print_time": 2.5, "filament": 30, "prints": 7, "days": 3}
    result = await go_on(hass, result, used)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert remaining(hass, entry) == {
        "print_time": 7.5,
        "filament": 70,
        "prints": 13,
        "days": 27,
    }


def remaining_of(form: dict[str, Any]) -> list[str]:
    """Return the intervals that a form has."""
    return [m for m in ("print_time", "filament", "prints", "days") if m in form]


async def test_with_more_used_than_there_was(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await fill_in(hass, entry, BELTS, "used")
    assert list(result["data_schema"].schema) == ["print_time"]
    result = await go_on(hass, result, {"print_time": 12})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert remaining(hass, entry) == {"print_time": -2}


@pytest.mark.parametrize(
    ("used", "error"),
    [
        ({"print_time": -1}, {"print_time": "negative"}),
        ({"print_time": "nan"}, {"print_time": "negative"}),
        ({"print_time": "inf"}, {"print_time": "too_large"}),
        ({"filament": 1e8}, {"filament": "too_large"}),
        ({"prints": 0.5}, {"prints": "not_whole"}),
        ({"days": 1.5}, {"days": "not_whole"}),
        ({"days": 36501}, {"days": "too_large"}),
    ],
)
async def test_a_usage_that_cannot_be(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    used: dict[str, Any],
    error: dict[str, str],
) -> None:
    result = await fill_in(hass, entry, ALL_METERS, "used")
    result = await go_on(hass, result, used)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "used"
    assert result["errors"] == error
    result = await go_on(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert remaining(hass, entry)["print_time"] == 10


async def test_since_the_printer_was_new(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await fill_in(hass, entry, BELTS | {"prints": 20}, "new")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert remaining(hass, entry) == {"print_time": 6, "prints": 18}


async def test_since_the_printer_was_new_with_a_calendar(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await fill_in(hass, entry, ALL_METERS, "new")
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "new"
    # It is the 18th in California, too.
    result = await go_on(hass, result, {"date": "2026-11-19"})
    assert result["errors"] == {"date": "date_in_future"}
    result = await go_on(hass, result, {"date": "0001-01-01"})
    assert result["errors"] == {"date": "date_too_old"}
    result = await go_on(hass, result, {"date": "2026-11-08"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert remaining(hass, entry) == {
        "print_time": 6,
        "filament": 90,
        "prints": 18,
        "days": 20,
    }


async def test_on_a_date_that_only_the_calendar_counts_from(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    form = {"name": "Filter", "days": 30, "due_soon": 10}
    result = await fill_in(hass, entry, form, "date")
    requests = server.moonraker.requests
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "date"
    result = await go_on(hass, result, {"date": "2026-12-01"})
    assert result["errors"] == {"date": "date_in_future"}
    result = await go_on(hass, result, {"date": "2026-11-18"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert remaining(hass, entry) == {"days": 30}
    assert server.moonraker.requests == requests


async def test_on_a_date_that_the_history_reaches_back_to(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    printer.clock.advance(86400)
    printed(printer)
    await poll(hass, entry)
    result = await fill_in(hass, entry, ALL_METERS, "date")
    result = await go_on(hass, result, {"date": "2026-11-18"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    # The printer's clock began at three in the morning of that day.
    assert remaining(hass, entry) == {
        "print_time": 4,
        "filament": 85,
        "prints": 17,
        "days": 30,
    }


async def test_on_a_date_within_the_history(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    freezer: FrozenDateTimeFactory,
) -> None:
    printer.clock.advance(86400)
    freezer.tick(timedelta(days=1))
    printed(printer)
    await poll(hass, entry)
    result = await fill_in(hass, entry, BELTS, "date")
    result = await go_on(hass, result, {"date": "2026-11-19"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert remaining(hass, entry) == {"print_time": 8}


async def asked_for_usage(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    """Name a date that the host knows nothing of; return the form that asks."""
    result = await fill_in(hass, entry, ALL_METERS, "date")
    result = await go_on(hass, result, {"date": "2026-11-10"})
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "date_used"
    assert list(result["data_schema"].schema) == ["print_time", "filament", "prints"]
    return result


async def answer(hass: HomeAssistant, entry: MockConfigEntry, result: Any) -> None:
    """Fill in what was used since then, wrongly at first."""
    result = await go_on(hass, result, {"prints": -1})
    assert result["errors"] == {"prints": "negative"}
    used = {"print_time": 1, "filament": 2, "prints": 3}
    result = await go_on(hass, result, used)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert remaining(hass, entry) == {
        "print_time": 9,
        "filament": 98,
        "prints": 17,
        "days": 22,
    }


async def test_on_a_date_that_the_history_does_not_reach_back_to(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    printer.moonraker.answer("DELETE", "/server/history/job?uid=000001")
    await answer(hass, entry, await asked_for_usage(hass, entry))


async def test_on_a_date_while_the_printer_is_off(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    await server.stop()
    await answer(hass, entry, await asked_for_usage(hass, entry))


async def test_on_a_date_while_another_host_answers(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    server.moonraker.database.instance_id = "a-stranger"
    await poll(hass, entry)
    await answer(hass, entry, await asked_for_usage(hass, entry))


async def test_a_printer_that_is_not_set_up(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    begun = await begin_item(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    for result in (
        await begin_items(hass, entry),
        await go_on(hass, begun, BELTS | {"start": "now"}),
    ):
        assert result["type"] is FlowResultType.ABORT
        assert result["reason"] == "not_loaded"


async def test_a_printer_that_is_reloaded_meanwhile(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await fill_in(hass, entry, BELTS, "date")
    await hass.config_entries.async_unload(entry.entry_id)
    result = await go_on(hass, result, {"date": "2026-11-18"})
    assert result["step_id"] == "date_used"
    result = await go_on(hass, result, {"print_time": 3})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await set_up(hass, entry)
    assert remaining(hass, entry) == {"print_time": 7}
