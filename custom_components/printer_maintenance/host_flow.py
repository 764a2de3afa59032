"""What the flows that set a printer up have in common: asking the host."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.helpers.selector import (
    BooleanSelector,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from .const import CONF_HOST_KIND
from .hosts import HostKind
from .hosts.base import HostInfo, is_same_host
from .hosts.detect import candidates
from .probe import async_detect, async_probe, identity_of

KEY: Final[dict[vol.Marker, Any]] = {
    vol.Optional(CONF_API_KEY): TextSelector(
        TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
    )
}
ACCESS: Final[dict[vol.Marker, Any]] = {
    **KEY,
    vol.Required(CONF_VERIFY_SSL, default=True): BooleanSelector(),
}


class HostFlow(ConfigFlow):
    """Find out who answers at an address."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._data: dict[str, Any] = {}
        self._info: HostInfo | None = None
        self._permissions = ""
        self._right_url = ""
        self._found: dict[HostKind, str] = {}
        self._form: dict[str, Any] = {}

    @abstractmethod
    async def async_step_key(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Get the key that the host wants."""

    @abstractmethod
    async def async_step_which_host(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Let the user choose one of several hosts."""

    @abstractmethod
    async def _async_finish(self) -> ConfigFlowResult:
        """Keep what was found."""

    async def _async_ask(self, user_input: Mapping[str, Any]) -> dict[str, str]:
        """Find out who answers; return what is wrong with which field."""
        verify_ssl: bool = user_input[CONF_VERIFY_SSL]
        try:
            urls = candidates(user_input[CONF_URL])
        except ValueError:
            return {CONF_URL: "invalid_url"}
        detected = await async_detect(self.hass, urls, verify_ssl=verify_ssl)
        self._found, errors, self._right_url = detected
        if self._is_taken(*(self._found.values() or urls)):
            return {CONF_URL: "already_configured"}  # another address may be meant
        if len(self._found) != 1:
            self._form = dict(user_input)
            return errors
        ((kind, url),) = self._found.items()
        self._data = {
            CONF_HOST_KIND: kind.value,
            CONF_URL: url,
            CONF_VERIFY_SSL: verify_ssl,
        }
        return await self._async_try_keys(user_input.get(CONF_API_KEY) or "")

    async def _async_try_keys(self, entered: str) -> dict[str, str]:
        """Try the key that was entered, or else the stored one before none."""
        if not entered.strip() and (stored := self._stored_key()):
            errors = await self._async_try(stored)
            if CONF_API_KEY not in errors:
                return errors
        return await self._async_try(entered)

    def _stored_key(self) -> str | None:
        """Return the key of the printer that is being changed, for a host of its kind."""
        if self.source != SOURCE_RECONFIGURE:
            return None
        data = self._get_reconfigure_entry().data
        is_meant = data[CONF_HOST_KIND] == self._data[CONF_HOST_KIND]
        return data.get(CONF_API_KEY) if is_meant else None

    def _is_taken(self, *urls: str) -> bool:
        """Tell whether another printer is set up at one of these addresses."""
        return any(
            entry.data.get(CONF_URL) in urls
            for entry in self._async_current_entries(include_ignore=False)
            if entry.entry_id != self.context.get("entry_id")
        )

    async def _async_try(self, key: str | None) -> dict[str, str]:
        """Try a key, or to do without one; return what is wrong with which field."""
        self._data.pop(CONF_API_KEY, None)
        if key := (key or "").strip():
            self._data[CONF_API_KEY] = key
        self._info, errors, missing = await async_probe(self.hass, self._data)
        self._permissions = ", ".join(missing)
        if self._info is not None and self.source == SOURCE_REAUTH:
            known = identity_of(self._get_reauth_entry())
            told = self._info.identity
            if told is not None and not is_same_host(known, told):
                return {"base": "wrong_printer"}
        can_be_asked = self._data[CONF_HOST_KIND] == HostKind.OCTOPRINT
        if can_be_asked and not key and CONF_API_KEY in errors:
            return {}  # there is a better way to get one than an error
        return errors

    async def _async_go_on(self) -> ConfigFlowResult:
        """Finish if nothing is missing any more, else get a key."""
        if len(self._found) > 1:
            return await self.async_step_which_host()
        if self._info is None:
            return await self.async_step_key()
        return await self._async_finish()

    def _placeholders(self) -> dict[str, str]:
        """Return what texts and errors may name."""
        named = {
            CONF_URL: self._data.get(CONF_URL),
            "permissions": self._permissions,
            "right_url": self._right_url,
        }
        return {name: text for name, text in named.items() if text}


def without_fields(errors: Mapping[str, str], *fields: str) -> dict[str, str]:
    """Show the errors of fields that a form does not have above it."""
    return {"base" if key in fields else key: error for key, error in errors.items()}
