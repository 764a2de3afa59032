"""Config flow for the Printer Maintenance integration."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    SubentryFlowContext,
)
from homeassistant.const import CONF_API_KEY, CONF_NAME, CONF_URL
from homeassistant.core import callback
from homeassistant.helpers.selector import TextSelector
import voluptuous as vol
from yarl import URL

from .const import CONF_HOST_KIND, DOMAIN, SUBENTRY_ITEM
from .discovery_flow import DiscoveryFlow
from .host_flow import ACCESS, KEY, without_fields
from .hosts import HostKind
from .item_flow import ItemFlow
from .probe import async_find_twin, async_unique_id, host_of

_PRINTER: Final = vol.Schema({vol.Required(CONF_URL): TextSelector(), **ACCESS})


class PrinterMaintenanceConfigFlow(DiscoveryFlow, domain=DOMAIN):
    """Add a printer."""

    VERSION = 1
    MINOR_VERSION = 1

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
            return await self._async_go_on()
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(_PRINTER, user_input),
            errors=errors,
            description_placeholders=self._placeholders(),
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask where the printer is now."""
        errors: dict[str, str] = {}
        if user_input is not None and not (errors := await self._async_ask(user_input)):
            return await self._async_go_on()
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                _PRINTER, user_input or self._without_key()
            ),
            errors=errors,
            description_placeholders=self._placeholders(),
        )

    @override
    async def async_step_which_host(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Let the user choose, because only one of the hosts sees all prints."""
        urls = {f"{kind}_url": url for kind, url in self._found.items()}
        return self.async_show_menu(
            step_id="which_host",
            menu_options=list(HostKind),
            description_placeholders=urls,
        )

    async def async_step_moonraker(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take Moonraker."""
        return await self._async_choose(HostKind.MOONRAKER)

    async def async_step_octoprint(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take OctoPrint."""
        return await self._async_choose(HostKind.OCTOPRINT)

    async def _async_choose(self, kind: HostKind) -> ConfigFlowResult:
        """Go on as if the address of one host had been entered."""
        form = {**self._form, CONF_URL: self._found[kind]}
        if self.source == SOURCE_RECONFIGURE:
            return await self.async_step_reconfigure(form)
        return await self.async_step_user(form)

    def _without_key(self) -> dict[str, Any]:
        """Return what is stored, but for the key, which another host may not know."""
        data = self._get_reconfigure_entry().data
        return {name: data[name] for name in data if name != CONF_API_KEY}

    @override
    async def _async_finish(self) -> ConfigFlowResult:
        """Keep what was found, after a question if it is not beyond doubt."""
        assert self._info is not None
        identity = self._info.identity
        if self.source == SOURCE_REAUTH:
            return self.async_update_and_abort(
                self._get_reauth_entry(), data=self._data
            )
        if self.source == SOURCE_RECONFIGURE:
            entry = self._get_reconfigure_entry()
            if (self._data[CONF_HOST_KIND], identity) != host_of(entry):
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
        title = self._info.name or self._name_from_outside()
        return self.async_create_entry(title=title, data=self._data)

    def _name_from_outside(self) -> str:
        """Return what a host was discovered as, else where it is."""
        discovered = self.context.get("title_placeholders", {}).get(CONF_NAME)
        return discovered or URL(self._data[CONF_URL]).host or ""

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Lead on to the maintenance items."""
        flow = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_ITEM),
            context=SubentryFlowContext(source=SOURCE_USER),
        )
        result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, flow["flow_id"])
        return result

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Get another API key."""
        self._data = dict(entry_data)
        if entry_data[CONF_HOST_KIND] == HostKind.OCTOPRINT:
            return await self.async_step_key()
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another API key."""
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = await self._async_try(user_input.get(CONF_API_KEY))
            if not errors:
                return await self._async_finish()
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=vol.Schema(KEY),
            errors=without_fields(errors, CONF_URL),
        )
