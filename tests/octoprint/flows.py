"""What the tests of the dialogues with an OctoPrint do and see."""

from dataclasses import replace
from typing import Any

from homeassistant.config_entries import SOURCE_USER
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.printer_maintenance.const import DOMAIN
from tests.common import settle
from tests.simulators import ManualClock
from tests.simulators.octoprint import OctoPrint


async def submit(hass: HomeAssistant, url: str, key: str = "") -> Any:
    """Open the form and send it in."""
    flows = hass.config_entries.flow
    result = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
    form = {CONF_URL: url, CONF_API_KEY: key, CONF_VERIFY_SSL: True}
    return await flows.async_configure(result["flow_id"], form)


async def choose(hass: HomeAssistant, flow_id: str, way: str) -> Any:
    """Choose one way of a menu."""
    return await hass.config_entries.flow.async_configure(
        flow_id, {"next_step_id": way}
    )


async def decided(hass: HomeAssistant, flow_id: str) -> Any:
    """Return where a decision has led to."""
    await settle(hass)
    return await hass.config_entries.flow.async_configure(flow_id)


async def offers(hass: HomeAssistant, result: Any, step: str, *ways: str) -> bool:
    """Tell whether a step offers some ways, both if nothing else is said.

    It must do so again when the page is loaded anew.
    """
    again = await hass.config_entries.flow.async_configure(result["flow_id"])
    return all(
        (shown["type"], shown["step_id"], shown["menu_options"])
        == (FlowResultType.MENU, step, list(ways) or ["allow", "paste"])
        for shown in (result, again)
    )


def form_of(result: Any) -> tuple[str, dict[str, str]]:
    """Return which form is shown, and what is wrong with it."""
    assert result["type"] is FlowResultType.FORM
    return result["step_id"], result["errors"] or {}


def forbid(octoprint: OctoPrint[ManualClock], *permissions: str) -> None:
    """Take permissions away from the user that is called so."""
    user = octoprint.access.users["user"]
    left = tuple(name for name in user.permissions if name not in permissions)
    octoprint.access.users["user"] = replace(user, permissions=left)
