"""The Printer Maintenance integration."""

import asyncio

from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryError
from homeassistant.helpers import (
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.typing import ConfigType
import voluptuous as vol

from . import issues
from .at_printer import AtPrinter
from .const import CONF_HOST_KIND, DOMAIN
from .coordinator import PrinterMaintenanceConfigEntry, PrinterMaintenanceCoordinator
from .hosts import HostKind
from .hosts.moonraker import DEFAULT_PORT
from .hosts.url import complete_url
from .items import async_forget_states
from .probe import async_open_host
from .services import async_setup_services
from .store import PrinterStore
from .teller import LANGUAGES, Teller
from .voice import async_setup_voice
from .wording import load_languages

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CALENDAR,
    Platform.EVENT,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.TODO,
]

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

# Another integration uses the same domain; its entries look different.
_ENTRY_DATA = vol.Schema(
    {
        vol.Required(CONF_HOST_KIND): vol.Coerce(HostKind),
        vol.Required(CONF_URL): vol.All(
            str, lambda url: complete_url(url, DEFAULT_PORT)
        ),
        vol.Required(CONF_VERIFY_SSL): bool,
        vol.Optional(CONF_API_KEY): str,
    },
    extra=vol.ALLOW_EXTRA,
)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register actions and sentences, whether or not there is a printer."""
    async_setup_services(hass)
    languages = await hass.async_add_executor_job(load_languages)
    hass.data[LANGUAGES] = {language.code: language for language in languages}
    async_setup_voice(hass, languages)
    return True


async def async_setup_entry(
    hass: HomeAssistant, entry: PrinterMaintenanceConfigEntry
) -> bool:
    """Set up a printer from what is stored, whether or not it is on."""
    try:
        data = _ENTRY_DATA(dict(entry.data))
    except vol.Invalid as err:
        raise ConfigEntryError(
            translation_domain=DOMAIN, translation_key="foreign_entry"
        ) from err
    # Home Assistant begins with all printers in one step of the event loop.
    await asyncio.sleep(0)
    host = async_open_host(hass, data)
    identifier, devices = (DOMAIN, entry.entry_id), dr.async_get(hass)
    known = devices.async_get_device_by_identifier(identifier, entry.entry_id)
    # Before the platforms, because entities of items take it as it is.
    device = devices.async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={identifier},
        name=entry.title,
        configuration_url=data[CONF_URL],
    )
    coordinator = PrinterMaintenanceCoordinator(hass, entry, host, device)
    await coordinator.async_load(expected=known is not None)
    entry.runtime_data = coordinator
    await _async_poll_once(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    coordinator.async_start()
    teller = Teller(hass, entry)
    teller.async_start()
    AtPrinter(hass, entry, teller).async_start()
    loaded = dict(entry.data)

    async def async_updated(
        hass: HomeAssistant, entry: PrinterMaintenanceConfigEntry
    ) -> None:
        if dict(entry.data) != loaded:
            hass.config_entries.async_schedule_reload(entry.entry_id)
        else:
            await coordinator.async_sync_items()

    entry.async_on_unload(entry.add_update_listener(async_updated))
    return True


async def _async_poll_once(
    hass: HomeAssistant, entry: PrinterMaintenanceConfigEntry
) -> None:
    """Poll, but let start-up wait only for a printer that was never read."""
    coordinator = entry.runtime_data
    if coordinator.record.seeded:
        entry.async_create_background_task(
            hass, coordinator.async_refresh(), f"{DOMAIN} first poll"
        )
    else:
        await coordinator.async_refresh()


async def async_unload_entry(
    hass: HomeAssistant, entry: PrinterMaintenanceConfigEntry
) -> bool:
    """Unload a printer."""
    # What could not be saved so far is told while there is an event entity.
    await entry.runtime_data.async_close()
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    await entry.runtime_data.async_close()
    return unloaded


async def async_remove_entry(
    hass: HomeAssistant, entry: PrinterMaintenanceConfigEntry
) -> None:
    """Remove what was stored of a printer."""
    await PrinterStore(hass, entry.entry_id).async_remove()
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    async_forget_states(hass, [entity.entity_id for entity in entities])
    issues.async_forget(hass, entry)
