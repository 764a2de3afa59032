"""Trigger platform for the Printer Maintenance integration."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.trigger import Trigger

from .automations import TRIGGERS


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers."""
    return TRIGGERS
