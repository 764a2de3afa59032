"""What the actions do."""

from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from .actions import FILTER, RAILS, act, button, expected, kinds
from .common import DAY, NOON, coordinator, value

pytestmark = pytest.mark.usefixtures("two_items")


async def test_skip_and_undo(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    rails = button(hass, entry)
    await act(hass, "skip", entity_id=rails, note=" Still clean ")
    assert kinds(entry) == [(FILTER, "start"), (RAILS, "skipped")]
    assert coordinator(entry).record.histories[RAILS][-1].note == "Still clean"
    assert value(hass, entry, f"{RAILS}_print_time_remaining") == "10.0"
    await act(hass, "undo", entity_id=rails)
    assert value(hass, entry, f"{RAILS}_print_time_remaining") == "8.0"
    with pytest.raises(ServiceValidationError, match="is not recorded as done"):
        await act(hass, "undo", entity_id=rails)


@pytest.mark.parametrize(
    ("data", "until"),
    [
        ({"for": {"days": 7}}, NOON + 7 * DAY),
        ({"for": "01:30:00"}, NOON + timedelta(minutes=90)),
        # Without a zone, it is one of Home Assistant's own.
        ({"until": "2026-11-20 08:00:00"}, NOON + timedelta(days=1, hours=19)),
        ({"until": "2026-11-20T08:00:00+00:00"}, NOON + timedelta(days=1, hours=20)),
        ({"until": datetime(2026, 11, 19, 13)}, NOON + DAY),  # noqa: DTZ001
    ],
    ids=str,
)
async def test_snooze(
    hass: HomeAssistant, entry: MockConfigEntry, data: dict[str, Any], until: datetime
) -> None:
    rails = button(hass, entry)

    def snoozed_until() -> datetime | None:
        return coordinator(entry).data.statuses[RAILS].snoozed_until

    await act(hass, "snooze", entity_id=rails, **data)
    assert snoozed_until() == until
    await act(hass, "snooze", entity_id=rails, **{"for": 0})
    assert snoozed_until() is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "either how long to snooze or until when"),
        ({"for": 60, "until": "2027-01-01 08:00:00"}, "either how long to snooze"),
        ({"until": "2026-11-18 13:00:00"}, "This moment has passed"),
        ({"until": "9999-12-31T23:59:59+00:00"}, "too far in the future"),
    ],
    ids=str,
)
async def test_a_snooze_that_makes_no_sense(
    hass: HomeAssistant, entry: MockConfigEntry, data: dict[str, Any], message: str
) -> None:
    with pytest.raises(ServiceValidationError, match=message):
        await act(hass, "snooze", entity_id=button(hass, entry), **data)


async def test_set_used(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    rails = button(hass, entry)
    used = {"print_time": 9.5, "filament": 12, "prints": 3, "days": 4}
    await act(hass, "set_used", entity_id=rails, **used)
    keys = [f"{RAILS}_{meter}_remaining" for meter in used]
    assert [value(hass, entry, key) for key in keys] == ["0.5", "8", "27", "36"]
    with pytest.raises(ServiceValidationError, match=r"for: Prints\. It has: Days"):
        await act(hass, "set_used", entity_id=button(hass, entry, FILTER), prints=3)
    with pytest.raises(ServiceValidationError, match="Say how much has been used"):
        await act(hass, "set_used", entity_id=rails)


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("set_used", {"print_time": -1}),
        ("set_used", {"print_time": float("nan")}),
        ("set_used", {"filament": float("inf")}),
        ("set_used", {"days": 36_501}),
        ("set_used", {"prints": "many"}),
        ("set_used", {"prints": 2.9}),
        ("set_used", {"days": float("inf")}),
        ("snooze", {"for": -60}),
        ("snooze", {"for": {"days": 999_999_999}}),
        ("snooze", {"until": "0001-01-01 00:00:00"}),
        ("snooze", {"until": "soon"}),
        ("complete", {"note": "x" * 1001}),
        ("complete", {"date": "yesterday"}),
    ],
    ids=str,
)
async def test_what_is_out_of_bounds(
    hass: HomeAssistant, entry: MockConfigEntry, action: str, data: dict[str, Any]
) -> None:
    with pytest.raises(vol.Invalid):
        await act(hass, action, entity_id=button(hass, entry), **data)
    assert kinds(entry) == expected()
