"""Condition platform for the Printer Maintenance integration."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.condition import Condition

from .automations import CONDITIONS


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions."""
    return CONDITIONS
