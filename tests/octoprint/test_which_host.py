"""An address at which both Moonraker and OctoPrint answer."""

from typing import Any

from homeassistant.const import CONF_API_KEY, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import CONF_HOST_KIND
from custom_components.printer_maintenance.hosts import detect
from tests.common import filled
from tests.simulators import MoonrakerServer
from tests.simulators.octoprint import USER_KEY

from .conftest import OctoPrintServer
from .flows import choose, form_of, offers, submit


@pytest.fixture(autouse=True)
def _both(
    server: MoonrakerServer,
    octoprint_server: OctoPrintServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Let both listen at ports that are tried."""
    monkeypatch.setattr(detect, "PORTS", (server.port, 1, octoprint_server.port))


async def asks(
    hass: HomeAssistant,
    result: Any,
    server: MoonrakerServer,
    octoprint_server: OctoPrintServer,
) -> bool:
    """Tell whether a dialogue asks for one of the two, and names both addresses."""
    assert result["description_placeholders"] == {
        "moonraker_url": server.url,
        "octoprint_url": octoprint_server.url,
    }
    return await offers(hass, result, "which_host", "moonraker", "octoprint")


async def test_octoprint(
    hass: HomeAssistant, server: MoonrakerServer, octoprint_server: OctoPrintServer
) -> None:
    result = await submit(hass, "127.0.0.1")
    assert await asks(hass, result, server, octoprint_server)
    result = await choose(hass, result["flow_id"], "octoprint")
    assert await offers(hass, result, "key")
    assert result["description_placeholders"] == {"url": octoprint_server.url}

    # A key that was entered is not asked for again.
    result = await submit(hass, "127.0.0.1", USER_KEY)
    result = await choose(hass, result["flow_id"], "octoprint")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"][CONF_HOST_KIND] == "octoprint"
    assert result["data"][CONF_URL] == octoprint_server.url
    assert result["data"][CONF_API_KEY] == USER_KEY

    # The other may be the same printer.
    result = await submit(hass, "127.0.0.1")
    assert form_of(result) == ("user", {CONF_URL: "already_configured"})


async def test_moonraker(
    hass: HomeAssistant, server: MoonrakerServer, octoprint_server: OctoPrintServer
) -> None:
    result = await submit(hass, "127.0.0.1", USER_KEY)
    assert await asks(hass, result, server, octoprint_server)
    result = await choose(hass, result["flow_id"], "moonraker")
    assert form_of(result) == ("user", {CONF_API_KEY: "invalid_auth"})
    assert filled(result)[CONF_URL] == server.url
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], filled(result, api_key="")
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"][CONF_HOST_KIND] == "moonraker"
    assert result["data"][CONF_URL] == server.url


async def test_of_a_printer_that_is_set_up(
    hass: HomeAssistant,
    server: MoonrakerServer,
    octoprint_server: OctoPrintServer,
    prusa: MockConfigEntry,
) -> None:
    form = await prusa.start_reconfigure_flow(hass)
    flow_id = form["flow_id"]
    result = await hass.config_entries.flow.async_configure(
        flow_id, filled(form, url="127.0.0.1")
    )
    assert await asks(hass, result, server, octoprint_server)
    result = await choose(hass, flow_id, "moonraker")
    assert form_of(result) == ("other_host", {})
    result = await hass.config_entries.flow.async_configure(flow_id, {})
    assert result["reason"] == "reconfigure_successful"
    assert prusa.data[CONF_HOST_KIND] == "moonraker"
    assert prusa.data[CONF_URL] == server.url
