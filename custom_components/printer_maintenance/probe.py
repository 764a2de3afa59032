"""Find out who answers, when a printer is set up and later."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .const import CONF_HOST_KIND, DOMAIN, LOGGER
from .hosts import HOSTS, HostKind
from .hosts.base import (
    Host,
    HostEncrypted,
    HostError,
    HostInfo,
    HostPosing,
    HostUnauthorized,
    HostUnexpectedAnswer,
    HostUnreachable,
)
from .hosts.detect import detect
from .hosts.http import HttpClient


@callback
def async_open_host(hass: HomeAssistant, data: Mapping[str, Any]) -> Host[Any]:
    """Return the host of an entry with this data."""
    return HOSTS[HostKind(data[CONF_HOST_KIND])](
        async_get_clientsession(hass, data[CONF_VERIFY_SSL]),
        data[CONF_URL],
        data.get(CONF_API_KEY),
    )


@callback
def async_open_client(hass: HomeAssistant, data: Mapping[str, Any]) -> HttpClient:
    """Return a client without a key for the host of an entry with this data."""
    session = async_get_clientsession(hass, data[CONF_VERIFY_SSL])
    return HttpClient(session, data[CONF_URL], {})


class Probed(NamedTuple):
    """Tell who answers, or what is wrong with which field.

    The missing permissions are those that the key lacks, as the host calls them.
    """

    info: HostInfo | None
    errors: dict[str, str]
    missing: tuple[str, ...] = ()


async def async_probe(hass: HomeAssistant, data: Mapping[str, Any]) -> Probed:
    """Ask a host who it is, with the key in the data."""
    try:
        return Probed(await async_open_host(hass, data).identify(), {})
    except HostUnauthorized as err:
        return Probed(None, _errors(err), err.missing)
    except Exception as err:  # noqa: BLE001
        return Probed(None, _errors(err))


class Detected(NamedTuple):
    """Tell where which hosts answer, or what is wrong and which URL would be right."""

    found: dict[HostKind, str]
    errors: dict[str, str]
    right_url: str = ""


async def async_detect(
    hass: HomeAssistant, urls: Sequence[str], *, verify_ssl: bool
) -> Detected:
    """Find out which hosts answer at some of these addresses."""
    try:
        found = await detect(async_get_clientsession(hass, verify_ssl), urls)
    except HostEncrypted as err:
        return Detected({}, _errors(err), err.url)
    except Exception as err:  # noqa: BLE001
        return Detected({}, _errors(err))
    return Detected(found, {})


def _errors(err: Exception) -> dict[str, str]:
    """Return what to say at which field."""
    match err:
        case HostUnauthorized():
            return {CONF_API_KEY: "no_permission" if err.missing else "invalid_auth"}
        case HostUnreachable():
            return {CONF_URL: "cannot_connect"}
        case HostPosing():
            return {CONF_URL: "poses_as_octoprint"}
        case HostEncrypted():
            return {CONF_URL: "wants_https"}
        case HostUnexpectedAnswer():
            return {CONF_URL: "unknown_host"}
        case _:
            LOGGER.error("Unexpected error while asking a host", exc_info=err)
            return {"base": "unknown"}


def identity_of(entry: ConfigEntry) -> str | None:
    """Return the identity of an entry's host; the URL follows it where it is shared."""
    return (entry.unique_id or "").partition("#")[0] or None


def host_of(entry: ConfigEntry) -> tuple[str, str | None]:
    """Return the kind of an entry's host and its identity."""
    return str(entry.data[CONF_HOST_KIND]), identity_of(entry)


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


@callback
def async_learn_identity(
    hass: HomeAssistant, entry: ConfigEntry, identity: str
) -> None:
    """Note who the host of an entry is, which was not known before."""
    url, entry_id = entry.data[CONF_URL], entry.entry_id
    hass.config_entries.async_update_entry(
        entry, unique_id=async_unique_id(hass, identity, url, entry_id)
    )


async def async_learn_versions(
    hass: HomeAssistant, host: Host[Any], device: dr.DeviceEntry
) -> None:
    """Note the versions, which may have changed while the host was away."""
    try:
        info = await host.identify()
    except HostError:
        return
    versions = ", ".join(filter(None, (info.host_version, info.firmware_version)))
    dr.async_get(hass).async_update_device(device.id, sw_version=versions)


@callback
def async_end_reauth(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """End the question for a key, because the stored one works again."""
    for flow in entry.async_get_active_flows(hass, {SOURCE_REAUTH}):
        hass.config_entries.flow.async_abort(flow["flow_id"])
