"""OctoPrints that announce themselves."""

from ipaddress import ip_address
from typing import Any

from homeassistant.config_entries import SOURCE_ZEROCONF
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import CONF_HOST_KIND, DOMAIN
from tests.common import settle
from tests.simulators import ManualClock
from tests.simulators.octoprint import USER_KEY, OctoPrint
from tests.simulators.server import HostServer

from .conftest import OctoPrintServer
from .flows import choose, decided, form_of, offers

type Simulated = OctoPrint[ManualClock]

pytestmark = pytest.mark.usefixtures("at_once")
NAMED = 'OctoPrint instance "Prusa"'


def announcement(
    uuid: str,
    port: int | None,
    host: str = "127.0.0.1",
    name: str = NAMED,
    **more: str | None,
) -> ZeroconfServiceInfo:
    """Return what OctoPrint announces."""
    address = ip_address(host)
    return ZeroconfServiceInfo(
        ip_address=address,
        ip_addresses=[address],
        port=port,
        hostname="octopi.local.",
        type="_octoprint._tcp.local.",
        name=f"{name}._octoprint._tcp.local.",
        properties={"path": "/", "version": "1.11.8", "api": "0.1", "uuid": uuid}
        | more,
    )


async def discover(hass: HomeAssistant, info: ZeroconfServiceInfo) -> Any:
    """Let Home Assistant discover it."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_ZEROCONF}, data=info
    )
    await settle(hass)
    return result


async def test_a_new_printer(
    hass: HomeAssistant, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    info = announcement(octoprint.uuid, octoprint_server.port)
    result = await discover(hass, info)
    assert form_of(result) == ("zeroconf_confirm", {})
    shown = {"name": "Prusa", "url": octoprint_server.url}
    assert result["description_placeholders"] == shown
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["title_placeholders"] == {"name": "Prusa"}
    flow_id = result["flow_id"]
    assert octoprint.requests == 0

    form = {CONF_VERIFY_SSL: True}
    result = await hass.config_entries.flow.async_configure(flow_id, form)
    assert await offers(hass, result, "key")
    await choose(hass, flow_id, "allow")
    octoprint.grant()
    result = await decided(hass, flow_id)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Prusa"
    assert result["data"][CONF_HOST_KIND] == "octoprint"
    assert result["data"][CONF_URL] == octoprint_server.url
    assert result["result"].unique_id == octoprint.uuid


async def test_it_is_discovered_with_a_key_at_hand(
    hass: HomeAssistant, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    info = announcement(octoprint.uuid, octoprint_server.port)
    flow_id = (await discover(hass, info))["flow_id"]
    form = {CONF_VERIFY_SSL: True, CONF_API_KEY: "wrong"}
    result = await hass.config_entries.flow.async_configure(flow_id, form)
    assert form_of(result) == ("zeroconf_confirm", {CONF_API_KEY: "invalid_auth"})
    form[CONF_API_KEY] = USER_KEY
    result = await hass.config_entries.flow.async_configure(flow_id, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("host", "port", "path", "url"),
    [
        ("192.0.2.7", 80, "/", "http://192.0.2.7"),
        ("192.0.2.7", None, None, "http://192.0.2.7"),
        ("192.0.2.7", 5000, "/one/", "http://192.0.2.7:5000/one"),
        ("192.0.2.7", 443, "one", "https://192.0.2.7/one"),
        ("2001:db8::7", 80, "/", "http://[2001:db8::7]"),
    ],
)
async def test_its_address(
    hass: HomeAssistant, host: str, port: int | None, path: str | None, url: str
) -> None:
    info = announcement("uuid", port, host, path=path)
    result = await discover(hass, info)
    assert result["description_placeholders"]["url"] == url


async def test_without_a_name_it_is_called_as_its_computer(
    hass: HomeAssistant, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    octoprint.name = ""
    info = announcement(
        octoprint.uuid, octoprint_server.port, name="OctoPrint instance on octopi"
    )
    result = await discover(hass, info)
    assert result["description_placeholders"]["name"] == "octopi"
    form = {CONF_VERIFY_SSL: True, CONF_API_KEY: USER_KEY}
    result = await hass.config_entries.flow.async_configure(result["flow_id"], form)
    assert result["title"] == "octopi"


async def test_its_own_name_is_better(
    hass: HomeAssistant, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    octoprint.name = "Prusa on the left"
    info = announcement(octoprint.uuid, octoprint_server.port)
    result = await discover(hass, info)
    form = {CONF_VERIFY_SSL: True, CONF_API_KEY: USER_KEY}
    result = await hass.config_entries.flow.async_configure(result["flow_id"], form)
    assert result["title"] == "Prusa on the left"


async def test_an_address_that_is_no_longer_encrypted(
    hass: HomeAssistant,
    octoprint: Simulated,
    octoprint_server: OctoPrintServer,
    prusa: MockConfigEntry,
) -> None:
    url = "https://127.0.0.1:1"
    hass.config_entries.async_update_entry(prusa, data={**prusa.data, CONF_URL: url})
    info = announcement(octoprint.uuid, octoprint_server.port)
    result = await discover(hass, info)
    assert result["reason"] == "already_configured"
    assert prusa.data[CONF_URL] == url
    assert octoprint.requests == 0


async def test_an_address_that_moved(
    hass: HomeAssistant, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id=octoprint.uuid,
        data={
            CONF_HOST_KIND: "octoprint",
            CONF_URL: octoprint_server.url,
            CONF_VERIFY_SSL: True,
            CONF_API_KEY: USER_KEY,
        },
    )
    entry.add_to_hass(hass)
    other = HostServer(octoprint)
    await other.start()
    info = announcement(octoprint.uuid, other.port)
    # It still answers where it was, with a key that is refused as well.
    for key in (USER_KEY, "revoked"):
        hass.config_entries.async_update_entry(
            entry, data={**entry.data, CONF_API_KEY: key}
        )
        result = await discover(hass, info)
        assert result["reason"] == "already_configured"
        assert entry.data[CONF_URL] == octoprint_server.url
    await octoprint_server.stop()
    result = await discover(hass, info)
    assert result["reason"] == "already_configured"
    assert entry.data[CONF_URL] == other.url
    await other.stop()
