"""Repair flows for the Printer Maintenance integration."""

from typing import Any

from homeassistant.components.repairs import (
    ConfirmRepairFlow,
    FlowType,
    RepairsFlow,
    RepairsFlowResult,
)
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntryState,
    ConfigFlowContext,
)
from homeassistant.const import CONF_NAME, CONF_URL
from homeassistant.core import HomeAssistant

from .const import DOMAIN
from .coordinator import PrinterMaintenanceConfigEntry
from .issues import OTHER_HOST
from .probe import async_unique_id


async def async_create_fix_flow(
    hass: HomeAssistant,
    issue_id: str,
    data: dict[str, str | int | float | None] | None,
) -> RepairsFlow:
    """Return the flow that fixes an issue."""
    if data is not None and issue_id.startswith(OTHER_HOST):
        return OtherHostRepairFlow(str(data["entry_id"]))
    return ConfirmRepairFlow()


class OtherHostRepairFlow(RepairsFlow):
    """Ask what another host at a printer's URL means."""

    def __init__(self, entry_id: str) -> None:
        """Take the printer's config entry."""
        self._entry_id = entry_id

    def _printer(self) -> PrinterMaintenanceConfigEntry | None:
        entry: PrinterMaintenanceConfigEntry | None
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        loaded = entry is not None and entry.state is ConfigEntryState.LOADED
        return entry if loaded else None

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Offer the two answers."""
        if (entry := self._printer()) is None:
            return self.async_abort(reason="not_loaded")
        return self.async_show_menu(
            step_id="init",
            menu_options=["same_printer", "wrong_address"],
            description_placeholders={CONF_NAME: entry.title},
        )

    async def async_step_same_printer(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Go on counting with the new host."""
        if (entry := self._printer()) is None:
            return self.async_abort(reason="not_loaded")
        coordinator = entry.runtime_data
        if (other := coordinator.connection.other) is None:
            return self.async_abort(reason="other_host_gone")
        self.hass.config_entries.async_update_entry(
            entry,
            unique_id=async_unique_id(
                self.hass, other.identity, entry.data[CONF_URL], entry.entry_id
            ),
        )
        await coordinator.async_request_refresh()
        return self.async_create_entry(data={})

    async def async_step_wrong_address(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Lead on to the form that takes the right address."""
        flow = await self.hass.config_entries.flow.async_init(
            DOMAIN,
            context=ConfigFlowContext(
                source=SOURCE_RECONFIGURE, entry_id=self._entry_id
            ),
        )
        return self.async_abort(
            reason="reconfigure", next_flow=(FlowType.CONFIG_FLOW, flow["flow_id"])
        )
