"""A real Home Assistant core without a frontend, and printers in it."""

from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from homeassistant import loader
from homeassistant.auth import auth_manager_from_config
from homeassistant.bootstrap import async_load_base_functionality
from homeassistant.config_entries import ConfigEntries, ConfigEntry, ConfigSubentryData
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

# Home Assistant looks for a package of this name in its configuration folder, too.
import custom_components
from demo import DOMAIN
from demo.configuration import write_configuration
from demo.hass import free_port

from .hosts import HOUR, Kind

assert custom_components

METER = 1000
# What belongs to Home Assistant, whoever asks for it first.
PLATFORMS = (
    "homeassistant",
    "http",
    "binary_sensor",
    "button",
    "calendar",
    "event",
    "sensor",
    "switch",
    "todo",
)
LIMITS: Mapping[str, Mapping[str, float]] = {
    "Lubricate the rails": {"print_time": 200 * HOUR, "days": 180},
    "Tighten the belts": {"print_time": 400 * HOUR},
    "Replace the nozzle": {"filament": 3000 * METER},
    "Clean the bed": {"prints": 40},
    "Clean the fans": {"print_time": 500 * HOUR},
    "Change the carbon filter": {"days": 90, "print_time": 300 * HOUR},
    "Clean the extruder": {"filament": 1500 * METER},
    "Check the wiring": {"days": 365},
    "Tighten the screws": {"print_time": 1000 * HOUR},
    "Replace the PTFE tube": {"filament": 6000 * METER},
}


@asynccontextmanager
async def home(folder: Path) -> AsyncGenerator[HomeAssistant]:
    """Start Home Assistant in a folder, and stop it in the end."""
    # The calendar wants http.
    write_configuration(folder, free_port(), discovery=False)
    hass = HomeAssistant(str(folder))
    hass.config.skip_pip = True
    loader.async_setup(hass)
    hass.config_entries = ConfigEntries(hass, {})
    assert await async_load_base_functionality(hass)
    hass.auth = await auth_manager_from_config(hass, [], [])
    for domain in PLATFORMS:
        assert await async_setup_component(hass, domain, {})
    await hass.async_start()
    try:
        yield hass
    finally:
        await hass.async_stop(force=True)


def item(title: str, limits: Mapping[str, float]) -> ConfigSubentryData:
    """Return a maintenance item that counts from now on."""
    start = {
        "moment": dt_util.utcnow().isoformat(),
        "used": {"print_time": 0, "filament": 0, "prints": 0},
    }
    data: Mapping[str, Any] = {
        "intervals": limits,
        "instructions": "Clean it, then put two drops of oil on each side.",
        "link": "https://example.com/how-to",
        "due_soon": 0.1,
        "start": start,
    }
    return ConfigSubentryData(
        data=data, subentry_type="item", title=title, unique_id=None
    )


async def async_add_printer(
    hass: HomeAssistant, kind: Kind, url: str, number: int = 0
) -> ConfigEntry[Any]:
    """Add a printer with ten items."""
    data = {"host_kind": kind.host_kind, CONF_URL: url, CONF_VERIFY_SSL: True}
    if kind.api_key is not None:
        data[CONF_API_KEY] = kind.api_key
    entry: ConfigEntry[Any] = ConfigEntry(
        data=data,
        discovery_keys=MappingProxyType({}),
        domain=DOMAIN,
        minor_version=1,
        options={},
        source="user",
        subentries_data=[item(*limits) for limits in LIMITS.items()],
        title=f"Printer {number}",
        unique_id=None,
        version=1,
    )
    await hass.config_entries.async_add(entry)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


async def async_add_printers(
    hass: HomeAssistant, kind: Kind, urls: Iterable[str]
) -> None:
    """Add printers, one after the other as a user does."""
    for number, url in enumerate(urls):
        await async_add_printer(hass, kind, url, number)
