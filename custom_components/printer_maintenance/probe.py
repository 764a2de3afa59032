"""Find out who answers, for the flows that set a printer up."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .const import CONF_HOST_KIND, DOMAIN, LOGGER
from .hosts import HOSTS, HostKind
from .hosts.base import (
    Host,
    HostInfo,
    HostUnauthorized,
    HostUnexpectedAnswer,
    HostUnreachable,
)


@callback
def async_open_host(hass: HomeAssistant, data: Mapping[str, Any]) -> Host[Any]:
    """Return the host of an entry with this data."""
    return HOSTS[HostKind(data[CONF_HOST_KIND])](
        async_get_clientsession(hass, data[CONF_VERIFY_SSL]),
        data[CONF_URL],
        data.get(CONF_API_KEY),
    )


async def async_probe(
    hass: HomeAssistant, data: Mapping[str, Any]
) -> tuple[HostInfo | None, dict[str, str]]:
    """Return who answers, or what is wrong with which field."""
    try:
        return await async_open_host(hass, data).identify(), {}
    except HostUnauthorized:
        return None, {CONF_API_KEY: "invalid_auth"}
    except HostUnreachable:
        return None, {CONF_URL: "cannot_connect"}
    except HostUnexpectedAnswer:
        return None, {CONF_URL: "not_moonraker"}
    except Exception:  # noqa: BLE001
        LOGGER.exception("Unexpected error while asking a host who it is")
        return None, {"base": "unknown"}


def identity_of(entry: ConfigEntry) -> str | None:
    """Return the identity of an entry's host; the URL follows it where it is shared."""
    return (entry.unique_id or "").partition("#")[0] or None


@callback
def async_find_twin(
    hass: HomeAssistant, identity: str | None, except_entry_id: str | None = None
) -> ConfigEntry | None:
    """Return another entry whose host has this identity: copied SD cards share it."""
    for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False):
        if (
            identity is not None
            and entry.entry_id != except_entry_id
            and identity_of(entry) == identity
        ):
            return entry
    return None


@callback
def async_unique_id(
    hass: HomeAssistant, identity: str | None, url: str, entry_id: str | None = None
) -> str:
    """Return the unique id for an entry of this identity at this URL."""
    if identity is None:
        return f"#{url}"
    twin = async_find_twin(hass, identity, entry_id)
    return identity if twin is None else f"{identity}#{url}"
