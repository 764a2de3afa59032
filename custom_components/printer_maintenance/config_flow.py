"""Config flow for the Printer Maintenance integration."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    SubentryFlowContext,
)
from homeassistant.const import CONF_API_KEY, CONF_NAME, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.selector import (
    BooleanSelector,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
import voluptuous as vol
from yarl import URL

from .const import CONF_HOST_KIND, DOMAIN, SUBENTRY_ITEM
from .hosts import HostKind
from .hosts.base import HostInfo
from .hosts.moonraker import DEFAULT_PORT
from .hosts.url import complete_url
from .item_flow import ItemFlow
from .probe import async_find_twin, async_probe, async_unique_id, identity_of

_KEY: Final[dict[vol.Marker, Any]] = {
    vol.Optional(CONF_API_KEY): TextSelector(
        TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
    )
}
_ACCESS: Final[dict[vol.Marker, Any]] = {
    **_KEY,
    vol.Required(CONF_VERIFY_SSL, default=True): BooleanSelector(),
}
_PRINTER: Final = vol.Schema({vol.Required(CONF_URL): TextSelector(), **_ACCESS})


class PrinterMaintenanceConfigFlow(ConfigFlow, domain=DOMAIN):
    """Add a printer."""

    VERSION = 1
    MINOR_VERSION = 1

    def __init__(self) -> None:
        """Start with nothing known."""
        self._data: dict[str, Any] = {}
        self._info: HostInfo | None = None

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Offer maintenance items."""
        return {SUBENTRY_ITEM: ItemFlow}

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask where the printer is."""
        errors: dict[str, str] = {}
        if user_input is not None and not (errors := await self._async_ask(user_input)):
            return await self._async_finish()
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(_PRINTER, user_input),
            errors=errors,
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask where the printer is now."""
        errors: dict[str, str] = {}
        if user_input is not None and not (errors := await self._async_ask(user_input)):
            return await self._async_finish()
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                _PRINTER, user_input or self._get_reconfigure_entry().data
            ),
            errors=errors,
        )

    async def _async_ask(self, user_input: Mapping[str, Any]) -> dict[str, str]:
        """Find out who answers; return what is wrong with which field."""
        try:
            url = complete_url(user_input[CONF_URL], DEFAULT_PORT)
            self._async_abort_entries_match({CONF_URL: url})
        except ValueError:
            return {CONF_URL: "invalid_url"}
        except AbortFlow as err:
            return {CONF_URL: err.reason}  # another address may be meant
        self._data = {
            CONF_HOST_KIND: HostKind.MOONRAKER.value,
            CONF_URL: url,
            CONF_VERIFY_SSL: user_input[CONF_VERIFY_SSL],
        }
        if key := user_input.get(CONF_API_KEY, "").strip():
            self._data[CONF_API_KEY] = key
        self._info, errors = await async_probe(self.hass, self._data)
        return errors

    async def _async_finish(self) -> ConfigFlowResult:
        """Keep what was found, after a question if it is not beyond doubt."""
        assert self._info is not None
        identity = self._info.identity
        if self.source == SOURCE_RECONFIGURE:
            entry = self._get_reconfigure_entry()
            if identity != identity_of(entry):
                return await self.async_step_other_host()
            return self._async_update(entry)
        if async_find_twin(self.hass, identity) is not None:
            return await self.async_step_twin()
        return await self._async_create()

    async def async_step_other_host(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether another host is the same printer."""
        entry = self._get_reconfigure_entry()
        if user_input is not None:
            return self._async_update(entry)
        return self.async_show_form(
            step_id="other_host",
            data_schema=vol.Schema({}),
            description_placeholders={CONF_NAME: entry.title},
        )

    async def async_step_twin(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether this is a second printer with a copied SD card."""
        assert self._info is not None
        if user_input is not None:
            return await self._async_create()
        twin = async_find_twin(self.hass, self._info.identity)
        return self.async_show_form(
            step_id="twin",
            data_schema=vol.Schema({}),
            description_placeholders={CONF_NAME: twin.title if twin else ""},
        )

    @callback
    def _async_update(self, entry: ConfigEntry) -> ConfigFlowResult:
        assert self._info is not None
        return self.async_update_and_abort(
            entry,
            unique_id=async_unique_id(
                self.hass, self._info.identity, self._data[CONF_URL], entry.entry_id
            ),
            data=self._data,
        )

    async def _async_create(self) -> ConfigFlowResult:
        assert self._info is not None
        await self.async_set_unique_id(
            async_unique_id(self.hass, self._info.identity, self._data[CONF_URL]),
            raise_on_progress=False,
        )
        self._abort_if_unique_id_configured()
        return self.async_create_entry(title=self._info.name, data=self._data)

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Lead on to the first maintenance item."""
        flow = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_ITEM),
            context=SubentryFlowContext(source=SOURCE_USER),
        )
        result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, flow["flow_id"])
        return result

    @override
    async def async_step_zeroconf(
        self, discovery_info: ZeroconfServiceInfo
    ) -> ConfigFlowResult:
        """Take note of a Moonraker that announces itself."""
        url = URL.build(
            scheme="http",
            host=discovery_info.host,
            port=discovery_info.port or DEFAULT_PORT,
            path="/" + (discovery_info.properties.get("route_prefix") or "").strip("/"),
        )
        self._data = {
            CONF_HOST_KIND: HostKind.MOONRAKER.value,
            CONF_URL: str(url).rstrip("/"),
            CONF_VERIFY_SSL: True,
        }
        name = discovery_info.hostname.removesuffix(".").removesuffix(".local")
        self.context["title_placeholders"] = {CONF_NAME: name}
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
        if len(twins) == 1 and await self._async_has_moved(twins[0]):
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
        info, errors = await async_probe(self.hass, entry.data)
        if info is not None:
            return info.identity != identity_of(entry)
        return CONF_URL in errors  # where a key is refused it may well be there

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
            return await self._async_finish()
        return self.async_show_form(
            step_id="zeroconf_confirm",
            data_schema=vol.Schema(_ACCESS),
            errors=_without_fields(errors, CONF_URL),
            description_placeholders={
                CONF_URL: url,
                **self.context["title_placeholders"],
            },
        )

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Ask for another API key."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another API key."""
        entry = self._get_reauth_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = await self._async_ask(
                {**entry.data, CONF_API_KEY: "", **user_input}
            )
            known = identity_of(entry)
            if not errors and self._info and known not in (None, self._info.identity):
                errors = {"base": "wrong_printer"}
            if not errors:
                return self.async_update_and_abort(entry, data=self._data)
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=vol.Schema(_KEY),
            errors=_without_fields(errors, CONF_URL),
        )


def _without_fields(errors: Mapping[str, str], *fields: str) -> dict[str, str]:
    """Show the errors of fields that a form does not have above it."""
    return {"base" if key in fields else key: error for key, error in errors.items()}
