"""What the logbook says of items, and of who it was."""

from typing import Any

from homeassistant.auth.models import User
from homeassistant.components.recorder.core import Recorder
from homeassistant.core import Context, HomeAssistant
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, mock_component
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from .actions import act, button
from .common import add_item, poll, printed, set_up
from .simulators import ManualClock, Printer

EVENT = "event.voron_maintenance"
DUE = "binary_sensor.voron_grease_the_rails_due"
TO_DO = "todo.voron_maintenance"


@pytest.fixture
def enable_custom_integrations(recorder_mock: Recorder, hass: HomeAssistant) -> None:
    """Begin with the recorder, which has to come before anything else."""
    hass.data.pop(DATA_CUSTOM_COMPONENTS)


@pytest.fixture(autouse=True)
async def _due(
    hass: HomeAssistant,
    recorder_mock: Recorder,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
) -> None:
    """Let the rails become due while there is a logbook."""
    mock_component(hass, "frontend")
    assert await async_setup_component(hass, "logbook", {})
    add_item(hass, entry)
    await set_up(hass, entry)
    for _ in range(6):
        printed(printer)
    await poll(hass, entry)


async def logbook(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, entity_id: str
) -> list[dict[str, Any]]:
    """Return what the logbook says of an entity."""
    await async_wait_recording_done(hass)
    client = await hass_ws_client()
    await client.send_json_auto_id(
        {
            "type": "logbook/get_events",
            "start_time": "2026-01-01T00:00:00+00:00",
            "entity_ids": [entity_id],
        }
    )
    answer = await client.receive_json()
    assert answer["success"], answer
    found: list[dict[str, Any]] = answer["result"]
    return found


async def test_lines_that_a_person_understands(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_admin_user: User,
) -> None:
    target = {
        "entity_id": button(hass, entry),
        "context": Context(user_id=hass_admin_user.id),
    }
    await act(hass, "complete", **target)
    await act(hass, "undo", **target)
    await act(hass, "skip", **target)

    lines = [
        line for line in await logbook(hass, hass_ws_client, DUE) if "message" in line
    ]
    assert [(line["name"], line["message"]) for line in lines] == [
        ("Voron", "Grease the rails is due"),
        ("Voron", "Grease the rails was done"),
        ("Voron", "The last completion of Grease the rails was taken back"),
        ("Voron", "Grease the rails was skipped"),
    ]
    assert {line["entity_id"] for line in lines} == {DUE}
    who = [line.get("context_user_id") for line in lines]
    assert who == [None, *[hass_admin_user.id] * 3]

    shown = await logbook(hass, hass_ws_client, EVENT)
    types = [
        line["attributes"]["event_type"] for line in shown if line.get("attributes")
    ]
    assert types[-4:] == ["became_due", "completed", "undone", "skipped"]
    assert shown[-1]["context_user_id"] == hass_admin_user.id


async def test_who_said_it_by_phone(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_admin_user: User,
) -> None:
    """An automation acts in a context of its own, in which nobody is named."""
    action = {
        "action": "printer_maintenance.complete",
        "target": {"entity_id": DUE},
        "data": {"note": "By phone"},
    }
    pressed = {"trigger": "event", "event_type": "mobile_app_notification_action"}
    automation = {"alias": "Phone", "triggers": [pressed], "actions": [action]}
    assert await async_setup_component(hass, "automation", {"automation": automation})
    by = Context(user_id=hass_admin_user.id)
    hass.bus.async_fire("mobile_app_notification_action", {}, context=by)
    await hass.async_block_till_done()

    for entity_id, number in ((DUE, 2), (EVENT, 1), (TO_DO, 1)):
        lines = (await logbook(hass, hass_ws_client, entity_id))[-number:]
        assert [line.get("context_user_id") for line in lines] == [
            hass_admin_user.id
        ] * number
        assert {line["context_name"] for line in lines} == {"Phone"}
        if entity_id == DUE:
            said, state = lines
            assert said["message"] == "Grease the rails was done (By phone)"
            assert state["state"] == "off"
