"""The part of the config flow that gets a key from OctoPrint."""

import asyncio
from typing import Any, override

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import CONF_API_KEY, CONF_URL
from homeassistant.core import callback
import voluptuous as vol

from .host_flow import KEY, HostFlow, without_fields
from .hosts.base import HostError
from .hosts.octoprint_keys import AppKeys, KeyRefused, Refusal
from .probe import async_open_client


class KeyFlow(HostFlow):
    """Let the user allow us in with a click in OctoPrint, or enter a key."""

    def __init__(self) -> None:
        """Start with nothing asked."""
        super().__init__()
        self._dialog = ""
        self._decision: asyncio.Task[str] | None = None
        self._granted = ""

    @override
    async def async_step_key(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Offer both ways."""
        return self._show_ways("key")

    async def async_step_key_denied(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that the user has refused, and offer both ways again."""
        return self._show_ways("key_denied")

    async def async_step_key_timed_out(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that nobody has decided, and offer both ways again."""
        return self._show_ways("key_timed_out")

    async def async_step_key_rate_limited(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that OctoPrint was asked too often, and offer both ways again."""
        return self._show_ways("key_rate_limited")

    async def async_step_key_plugin_missing(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that OctoPrint can not ask, which leaves one way."""
        return self._show_ways("key_plugin_missing")

    async def async_step_key_away(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that OctoPrint no longer answers, and offer both ways again."""
        return self._show_ways("key_away")

    async def async_step_key_permissions(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say what the user who has allowed us in may not do, and offer both ways."""
        return self._show_ways("key_permissions")

    @callback
    def _show_ways(self, step_id: str) -> ConfigFlowResult:
        can_ask = step_id != Refusal.PLUGIN_MISSING
        return self.async_show_menu(
            step_id=step_id,
            menu_options=["allow", "paste"] if can_ask else ["paste"],
            description_placeholders=self._placeholders(),
        )

    async def async_step_allow(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Wait until the user has decided in OctoPrint."""
        if self._granted:
            return await self._async_enter()
        if self._decision is None:
            keys = AppKeys(async_open_client(self.hass, self._data))
            try:
                request = await keys.request()
            except HostError as err:
                return self._show_ways(_step_of(err))
            self._dialog = request.url
            self._decision = self.hass.async_create_task(
                keys.wait(request), eager_start=False
            )
        if not self._decision.done():
            return self.async_show_progress(
                step_id="allow",
                progress_action="allow",
                description_placeholders={CONF_URL: self._dialog},
                progress_task=self._decision,
            )
        return self.async_show_progress_done(next_step_id="allowed")

    async def async_step_allowed(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Go on with what the user has decided."""
        assert self._decision is not None
        decision, self._decision = self._decision, None
        try:
            self._granted = decision.result()
        except HostError as err:
            return self._show_ways(_step_of(err))
        return await self._async_enter()

    async def _async_enter(self) -> ConfigFlowResult:
        """Go on with the key that was granted; keep it while OctoPrint is away."""
        errors = await self._async_try(self._granted)
        if CONF_URL in errors:
            return self._show_ways("key_away")
        self._granted = ""
        if self._permissions:
            return self._show_ways("key_permissions")
        return await self._async_finish() if not errors else self._show_paste(errors)

    async def async_step_paste(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a key; without one go back."""
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = await self._async_try(user_input.get(CONF_API_KEY))
            if not errors:
                return await self._async_go_on()
        return self._show_paste(errors)

    @callback
    def _show_paste(self, errors: dict[str, str]) -> ConfigFlowResult:
        return self.async_show_form(
            step_id="paste",
            data_schema=vol.Schema(KEY),
            errors=without_fields(errors, CONF_URL),
            description_placeholders=self._placeholders(),
        )


def _step_of(err: HostError) -> str:
    """Return the step that says why there is no key."""
    return err.refusal.value if isinstance(err, KeyRefused) else "key_away"
