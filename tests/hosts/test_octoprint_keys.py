"""The dialogue for an application key with the real OctoPrint, from request to revoke."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_USER, ConfigEntry
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.hosts.octoprint_keys import APP
from tests.common import coordinator, settle
from tests.octoprint.flows import choose, decided, offers

from .octoprint_printer import RealOctoPrint, real_octoprint, until
from .octoprint_process import ENVIRONMENTS

pytestmark = pytest.mark.real_host


@pytest.fixture(params=ENVIRONMENTS)
async def printer(
    request: pytest.FixtureRequest, socket_enabled: None, tmp_path: Path
) -> AsyncGenerator[RealOctoPrint]:
    """Run an OctoPrint of each version."""
    async with real_octoprint(request.param, tmp_path / "octoprint") as printer:
        yield printer


async def asks(printer: RealOctoPrint) -> dict[str, Any]:
    """Return what OctoPrint asks its users, as soon as there is something."""

    async def pending() -> dict[str, Any]:
        found: dict[str, Any] = (await printer.ask("GET", "/api/plugin/appkeys")).body
        return dict(found["pending"])

    await until(pending)
    (request,) = (await pending()).values()
    return dict(request)


async def revoke(printer: RealOctoPrint, entry: ConfigEntry[Any]) -> None:
    """Take the key back, as the application itself may, too."""
    headers = {"X-Api-Key": entry.data[CONF_API_KEY]}
    body = {"command": "revoke", "app": APP}
    reply = await printer.ask("POST", "/api/plugin/appkeys", body, headers)
    assert reply.status == 204


async def test_from_request_to_revoke(
    hass: HomeAssistant, printer: RealOctoPrint
) -> None:
    flows = hass.config_entries.flow
    result = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
    flow_id = result["flow_id"]
    form = {CONF_URL: f"127.0.0.1:{printer.port}", CONF_VERIFY_SSL: True}
    assert await offers(hass, await flows.async_configure(flow_id, form), "key")

    result = await choose(hass, flow_id, "allow")
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    assert (await asks(printer))["app_id"] == APP
    dialog = result["description_placeholders"]["url"].removeprefix(printer.url)
    # Whoever is not logged in is sent to do that first.
    assert (await printer.ask("GET", dialog)).status in (200, 302)
    await printer.deny()
    assert await offers(hass, await decided(hass, flow_id), "key_denied")

    await choose(hass, flow_id, "allow")
    await asks(printer)
    await printer.grant()
    result = await decided(hass, flow_id)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = result["result"]
    await settle(hass)
    assert entry.unique_id == f"#{printer.url}"
    assert coordinator(entry).data.connected
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert device.sw_version == f"OctoPrint {printer.version}"

    await revoke(printer, entry)
    await coordinator(entry).async_refresh()
    assert not coordinator(entry).data.connected
    (flow,) = (
        flow
        for flow in flows.async_progress()
        if flow["context"]["source"] == SOURCE_REAUTH
    )
    await choose(hass, flow["flow_id"], "allow")
    await asks(printer)
    await printer.grant()
    result = await decided(hass, flow["flow_id"])
    assert result["reason"] == "reauth_successful"
    await settle(hass)
    assert coordinator(entry).data.connected


async def test_octoprint_takes_three_questions_a_minute(
    hass: HomeAssistant, printer: RealOctoPrint
) -> None:
    flows = hass.config_entries.flow
    result = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
    flow_id = result["flow_id"]
    form = {CONF_URL: printer.url, CONF_VERIFY_SSL: True}
    await flows.async_configure(flow_id, form)
    for _ in range(3):
        await choose(hass, flow_id, "allow")
        await asks(printer)
        await printer.deny()
        assert await offers(hass, await decided(hass, flow_id), "key_denied")
    result = await choose(hass, flow_id, "allow")
    assert await offers(hass, result, "key_rate_limited")

    await printer.switch("appkeys", is_on=False)
    result = await choose(hass, flow_id, "allow")
    assert await offers(hass, result, "key_plugin_missing", "paste")
