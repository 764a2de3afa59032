"""The event entity of a printer, and the logbook."""

from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.models import User
from homeassistant.components.recorder import Recorder
from homeassistant.const import Platform
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator
from syrupy.assertion import SnapshotAssertion

from custom_components.printer_maintenance.const import DOMAIN

from .actions import RAILS, act, button
from .common import (
    NOON,
    add_item,
    entity_id_of,
    poll,
    press_done,
    printed,
    reload,
    set_up,
)
from .hearing import listen
from .simulators import ManualClock, Printer

EVENT = "event.voron_maintenance"
DUE = "binary_sensor.voron_grease_the_rails_due"


@pytest.fixture
def enable_custom_integrations(recorder_mock: Recorder, hass: HomeAssistant) -> None:
    """Begin with the recorder, which has to come first."""
    hass.data.pop("custom_components")


async def test_what_is_shown(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    freezer.move_to(NOON)
    add_item(hass, entry, instructions="A **drop**.", link="https://a.example")
    platforms = [Platform.BINARY_SENSOR, Platform.EVENT]
    with patch(f"custom_components.{DOMAIN}.PLATFORMS", platforms):
        await set_up(hass, entry)
        for _ in range(6):
            printed(printer)
        await poll(hass, entry)
    events = [
        e.entity_id for e in entity_registry.entities.values() if e.domain == "event"
    ]
    assert events == [EVENT]
    assert hass.states.get(EVENT) == snapshot(name="state")
    assert entity_registry.async_get(EVENT) == snapshot(name="entry")
    shown = hass.states.get(EVENT)
    await reload(hass, entry)
    assert hass.states.get(EVENT) == shown


async def logbook(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, *entity_ids: str
) -> list[dict[str, str]]:
    """Return what the logbook says of some entities."""
    await async_wait_recording_done(hass)
    client = await hass_ws_client()
    await client.send_json_auto_id(
        {
            "type": "logbook/get_events",
            "start_time": "2026-01-01T00:00:00+00:00",
            "entity_ids": list(entity_ids),
        }
    )
    answer = await client.receive_json()
    assert answer["success"]
    found: list[dict[str, str]] = answer["result"]
    return found
