"""Who hears what is told of items: automations, and who looks at the event entity."""

from collections.abc import Callable, Mapping
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import CoreState, Event, HomeAssistant, callback
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.maintenance.told import EventKind
from custom_components.printer_maintenance.teller import EVENT

from .common import HOUR, NOON, add_item, poll, printed, set_up, settle
from .simulators import Job, ManualClock, Printer, extrude

RAILS = "grease_the_rails"
NAME = "Grease the rails"
SEVEN_HOURS = Job("big.gcode", (extrude(7 * HOUR, 5000),), "PLA")

type Told = tuple[str, str]


class Hearing:
    """Listen with an automation for each trigger, to the entity and to the bus."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Listen to the entity and to the bus."""
        self.events = async_capture_events(hass, EVENT)
        self._heard = async_capture_events(hass, "heard")
        self._shown: dict[str, Told] = {}
        hass.bus.async_listen(EVENT_STATE_CHANGED, self._look)

    @callback
    def _look(self, event: Event[Any]) -> None:
        state = event.data["new_state"]
        if state and state.domain == "event" and state.attributes.get("event_type"):
            told = (state.attributes["event_type"], state.attributes["item"])
            self._shown[state.state] = told

    @property
    def automations(self) -> list[Told]:
        """Return what automations were triggered by."""
        return [(event.data["kind"], event.data["item"]) for event in self._heard]

    @property
    def told(self) -> list[Told]:
        """Return what was told; automations, entity and bus agree."""
        fired = [(event.data["type"], event.data["item"]) for event in self.events]
        assert sorted(self.automations) == sorted(fired)
        assert list(self._shown.values()) == fired
        return fired

    @property
    def kinds(self) -> list[str]:
        """Return what was told of the only item."""
        return [kind for kind, _ in self.told]


def automation(kind: str, target: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return an automation that lets hear what it was triggered by."""
    return {
        "id": kind,
        "alias": kind,
        "mode": "parallel",
        "triggers": [
            {
                "trigger": f"{DOMAIN}.{kind.replace('will_cross', 'print_will_cross')}",
                **({} if target is None else {"target": target}),
            }
        ],
        "actions": [
            {
                "event": "heard",
                "event_data": {"kind": kind, "item": "{{ trigger.item }}"},
            }
        ],
    }


async def listen(
    hass: HomeAssistant, target: Mapping[str, Any] | None = None
) -> Hearing:
    """Set up an automation for each trigger."""
    automations = [automation(kind.value, target) for kind in EventKind]
    assert await async_setup_component(hass, "automation", {"automation": automations})
    await hass.async_block_till_done()
    return Hearing(hass)


async def restart(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    meanwhile: Callable[[], object] = lambda: None,
) -> None:
    """Stop and start Home Assistant, as far as the printer and automations notice."""
    await hass.services.async_call("automation", "turn_off", {"entity_id": "all"}, True)
    assert await hass.config_entries.async_unload(entry.entry_id)
    hass.set_state(CoreState.not_running)
    meanwhile()
    await set_up(hass, entry)
    await hass.services.async_call("automation", "turn_on", {"entity_id": "all"}, True)
    await hass.async_start()
    await settle(hass)


@pytest.fixture
async def hearing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
) -> Hearing:
    """Listen to a printer with an item, of whose 10 h it has printed 2 h."""
    freezer.move_to(NOON)
    printed(printer)
    add_item(hass, entry)
    await set_up(hass, entry)
    return await listen(hass)


async def become_due(
    hass: HomeAssistant, entry: MockConfigEntry, printer: Printer[ManualClock]
) -> None:
    """Print until the item is due."""
    for _ in range(2):
        printed(printer, SEVEN_HOURS)
        await poll(hass, entry)
