"""Automations made from the blueprints."""

from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.history import async_set_used
from custom_components.printer_maintenance.maintenance.item import CompletionKind
from custom_components.printer_maintenance.maintenance.usage import Meter
from tests.common import HOUR, coordinator
from tests.hearing import RAILS
from tests.phone import Phone

BLUEPRINTS = Path(__file__).parents[2] / "blueprints"
WARNING = "printer_maintenance/print_will_cross.yaml"
REMINDER = "printer_maintenance/maintenance_reminder.yaml"
DUE = "binary_sensor.voron_grease_the_rails_due"


def reminder(phones: list[Phone], *, number: int = 0, **inputs: Any) -> dict[str, Any]:
    """Return an automation made from the blueprint."""
    ids = [phone.device_id for phone in phones]
    return {
        "id": f"reminder_{number}",
        "alias": f"Reminder {number}",
        "use_blueprint": {"path": REMINDER, "input": {"phones": ids, **inputs}},
    }


def warning(phones: list[Phone]) -> dict[str, Any]:
    """Return an automation made from the blueprint of the warning."""
    ids = [phone.device_id for phone in phones]
    return {
        "alias": "Warning",
        "use_blueprint": {"path": WARNING, "input": {"phones": ids}},
    }


async def automate(hass: HomeAssistant, *automations: dict[str, Any]) -> None:
    """Set automations up, which must be fit to run."""
    assert await async_setup_component(
        hass, "automation", {"automation": list(automations)}
    )
    await hass.async_block_till_done()
    states = hass.states.async_all("automation")
    assert [state.state for state in states] == ["on"] * len(automations)


async def use(
    hass: HomeAssistant, entry: MockConfigEntry, hours: float, item_id: str = RAILS
) -> None:
    """Let an item have used some hours."""
    used = {Meter.PRINT_TIME: hours * HOUR}
    await async_set_used(coordinator(entry), item_id, used=used)
    await hass.async_block_till_done()


def last(entry: MockConfigEntry) -> tuple[CompletionKind, str]:
    """Return what the cycle of the rails has begun with, and its note."""
    begun = coordinator(entry).record.histories[RAILS][-1]
    return begun.kind, begun.note
