"""The part of the config flow that printers start by announcing themselves."""

import re
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_NAME, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
import voluptuous as vol
from yarl import URL

from .const import CONF_HOST_KIND
from .host_flow import ACCESS, without_fields
from .hosts import HostKind
from .hosts.moonraker import DEFAULT_PORT
from .hosts.url import complete_url
from .key_flow import KeyFlow
from .probe import async_probe, identity_of

_OCTOPRINT: Final = "_octoprint._tcp"
_NAME: Final = re.compile(r'OctoPrint instance "(.+)"\._octoprint')
# The port that a kind of host has, and the property that tells its path.
_WHERE: Final = {
    HostKind.MOONRAKER: (DEFAULT_PORT, "route_prefix"),
    HostKind.OCTOPRINT: (80, "path"),
}


class DiscoveryFlow(KeyFlow):
    """Add a printer that was discovered, or follow one that has moved."""

    @override
    async def async_step_zeroconf(
        self, discovery_info: ZeroconfServiceInfo
    ) -> ConfigFlowResult:
        """Take note of a host that announces itself."""
        is_octoprint = discovery_info.type.startswith(_OCTOPRINT)
        kind = HostKind.OCTOPRINT if is_octoprint else HostKind.MOONRAKER
        self._data = {
            CONF_HOST_KIND: kind.value,
            CONF_URL: _url_of(discovery_info, *_WHERE[kind]),
            CONF_VERIFY_SSL: True,
        }
        name = _instance(discovery_info) if is_octoprint else None
        host = discovery_info.hostname.removesuffix(".").removesuffix(".local")
        self.context["title_placeholders"] = {CONF_NAME: name or host}
        identity = discovery_info.properties.get("uuid")
        await self._async_follow(identity)
        await self.async_set_unique_id(identity or f"#{self._data[CONF_URL]}")
        self._abort_if_unique_id_configured()
        return await self.async_step_zeroconf_confirm()

    async def _async_follow(self, identity: str | None) -> None:
        """Abort if the printer is known, after correcting an address that moved."""
        url = self._data[CONF_URL]
        entries = self._async_current_entries(include_ignore=False)
        for entry in entries:
            if entry.data.get(CONF_URL) == url:
                self._async_wake(entry)
        self._async_abort_entries_match({CONF_URL: url})
        twins = [e for e in entries if identity and identity_of(e) == identity]
        # Which of several with copied SD cards has moved, nobody can tell.
        # A key that went encrypted does not go in clear text.
        keeps_secret = len(twins) == 1 and not (
            twins[0].data[CONF_URL].startswith("https:") and url.startswith("http:")
        )
        if keeps_secret and await self._async_has_moved(twins[0]):
            self.hass.config_entries.async_update_entry(
                twins[0], data={**twins[0].data, CONF_URL: url}
            )
        else:
            for entry in twins:
                self._async_wake(entry)
        if twins:
            raise AbortFlow("already_configured")

    async def _async_has_moved(self, entry: ConfigEntry) -> bool:
        """Tell whether a printer no longer answers at its stored address."""
        probed = await async_probe(self.hass, entry.data)
        if probed.info is not None:
            return probed.info.identity != identity_of(entry)
        return CONF_URL in probed.errors  # where a key is refused it may well be there

    @callback
    def _async_wake(self, entry: ConfigEntry) -> None:
        """Poll a printer that has just announced itself, if it was away."""
        if (
            entry.state is ConfigEntryState.LOADED
            and not entry.runtime_data.data.connected
        ):
            self.hass.async_create_task(entry.runtime_data.async_request_refresh())

    async def async_step_zeroconf_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether to add the printer that was discovered."""
        errors: dict[str, str] = {}
        url = self._data[CONF_URL]
        self._async_abort_entries_match({CONF_URL: url})
        if user_input is not None and not (
            errors := await self._async_ask({CONF_URL: url, **user_input})
        ):
            return await self._async_go_on()
        return self.async_show_form(
            step_id="zeroconf_confirm",
            data_schema=vol.Schema(ACCESS),
            errors=without_fields(errors, CONF_URL),
            description_placeholders={
                **self._placeholders(),
                **self.context["title_placeholders"],
            },
        )


def _url_of(info: ZeroconfServiceInfo, port: int, path: str) -> str:
    """Return where an announced host is, whose path stands in a property."""
    url = URL.build(
        scheme="https" if info.port == 443 else "http",
        host=info.host,
        port=info.port or port,
        path="/" + (info.properties.get(path) or "").strip("/"),
    )
    return complete_url(str(url), port)


def _instance(info: ZeroconfServiceInfo) -> str | None:
    """Return the name that a user has given to an OctoPrint."""
    found = _NAME.match(info.name)
    return found[1] if found else None
