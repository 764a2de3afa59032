"""Printers that announce themselves."""

from collections.abc import AsyncGenerator
from ipaddress import ip_address
from typing import Any

from homeassistant.config_entries import SOURCE_IGNORE, SOURCE_ZEROCONF
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN

from .common import is_connected, poll, set_up, settle
from .simulators import VALID_KEY, ManualClock, MoonrakerServer, Printer, manual_printer


@pytest.fixture
async def other_address(server: MoonrakerServer) -> AsyncGenerator[MoonrakerServer]:
    """Serve the same Moonraker at another address, too."""
    other = MoonrakerServer(server.moonraker)
    await other.start()
    yield other
    await other.stop()


@pytest.fixture
async def stranger(socket_enabled: None) -> AsyncGenerator[MoonrakerServer]:
    """Serve the Moonraker of another printer."""
    moonraker = manual_printer().moonraker
    moonraker.database.instance_id = "a-stranger"
    stranger = MoonrakerServer(moonraker)
    await stranger.start()
    yield stranger
    await stranger.stop()


def announcement(
    server: MoonrakerServer, host: str = "127.0.0.1", **properties: str | None
) -> ZeroconfServiceInfo:
    """Return what Moonraker announces."""
    address = ip_address(host)
    return ZeroconfServiceInfo(
        ip_address=address,
        ip_addresses=[address],
        port=server.port,
        hostname="voron.local.",
        type="_moonraker._tcp.local.",
        name="Moonraker Instance on voron._moonraker._tcp.local.",
        properties={
            "uuid": server.moonraker.database.instance_id,
            "https_port": "",
            "version": "v0.11.0",
            "route_prefix": "",
        }
        | properties,
    )


async def discover(hass: HomeAssistant, info: ZeroconfServiceInfo) -> Any:
    """Let Home Assistant discover it."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_ZEROCONF}, data=info
    )
    await settle(hass)
    return result


async def confirm(hass: HomeAssistant, flow_id: str, key: str = "") -> Any:
    """Send the confirmation in."""
    form = {CONF_API_KEY: key, CONF_VERIFY_SSL: True}
    return await hass.config_entries.flow.async_configure(flow_id, form)


async def is_known(hass: HomeAssistant, info: ZeroconfServiceInfo) -> bool:
    """Tell whether a discovery ends because the printer is set up already."""
    result = await discover(hass, info)
    return (result["type"], result.get("reason")) == (
        FlowResultType.ABORT,
        "already_configured",
    )


async def test_a_new_printer(hass: HomeAssistant, server: MoonrakerServer) -> None:
    result = await discover(hass, announcement(server))
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "zeroconf_confirm"
    assert result["description_placeholders"] == {"name": "voron", "url": server.url}
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["title_placeholders"] == {"name": "voron"}

    result = await confirm(hass, result["flow_id"])
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "printer"
    assert result["data"][CONF_URL] == server.url
    assert result["result"].unique_id == server.moonraker.database.instance_id
    assert "next_flow" in result


async def test_each_error_and_what_follows(
    hass: HomeAssistant, server: MoonrakerServer
) -> None:
    flow_id = (await discover(hass, announcement(server)))["flow_id"]
    await server.stop()
    assert (await confirm(hass, flow_id))["errors"] == {"base": "cannot_connect"}
    await server.start()
    server.answer_next(200, [])
    assert (await confirm(hass, flow_id))["errors"] == {"base": "unknown_host"}
    server.moonraker.access.is_trusted = False
    assert (await confirm(hass, flow_id))["errors"] == {CONF_API_KEY: "invalid_auth"}

    result = await confirm(hass, flow_id, VALID_KEY)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"][CONF_API_KEY] == VALID_KEY


@pytest.mark.parametrize(
    ("host", "prefix", "url"),
    [
        ("192.0.2.7", "", "http://192.0.2.7:{}"),
        ("192.0.2.7", None, "http://192.0.2.7:{}"),
        ("192.0.2.7", "/printer2/", "http://192.0.2.7:{}/printer2"),
        ("2001:db8::7", "printer2", "http://[2001:db8::7]:{}/printer2"),
    ],
)
async def test_its_address(
    hass: HomeAssistant,
    server: MoonrakerServer,
    host: str,
    prefix: str | None,
    url: str,
) -> None:
    result = await discover(hass, announcement(server, host, route_prefix=prefix))
    shown = result["description_placeholders"]["url"]
    assert shown == url.format(server.port)


async def test_a_printer_without_identity(
    hass: HomeAssistant, server: MoonrakerServer
) -> None:
    info = announcement(server)
    del info.properties["uuid"]
    result = await discover(hass, info)
    assert result["step_id"] == "zeroconf_confirm"
    again = await discover(hass, info)
    assert again["reason"] == "already_in_progress"


async def test_it_was_added_by_hand_meanwhile(
    hass: HomeAssistant, server: MoonrakerServer
) -> None:
    flow_id = (await discover(hass, announcement(server)))["flow_id"]
    MockConfigEntry(
        domain=DOMAIN, unique_id="#", data={CONF_URL: server.url}
    ).add_to_hass(hass)
    result = await confirm(hass, flow_id)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_its_twin_was_added_meanwhile(
    hass: HomeAssistant, server: MoonrakerServer
) -> None:
    flow_id = (await discover(hass, announcement(server)))["flow_id"]
    identity = server.moonraker.database.instance_id
    MockConfigEntry(
        domain=DOMAIN, unique_id=identity, title="Twin", data={CONF_URL: "http://x"}
    ).add_to_hass(hass)
    result = await confirm(hass, flow_id)
    assert result["step_id"] == "twin"
    result = await hass.config_entries.flow.async_configure(flow_id, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].unique_id == f"{identity}#{server.url}"


async def test_an_ignored_printer(hass: HomeAssistant, server: MoonrakerServer) -> None:
    MockConfigEntry(
        domain=DOMAIN,
        source=SOURCE_IGNORE,
        unique_id=server.moonraker.database.instance_id,
    ).add_to_hass(hass)
    assert await is_known(hass, announcement(server))


async def test_a_known_printer_is_left_alone(
    hass: HomeAssistant, server: MoonrakerServer, entry: MockConfigEntry
) -> None:
    assert await is_known(hass, announcement(server))
    await set_up(hass, entry)
    requests = server.moonraker.requests
    assert await is_known(hass, announcement(server))
    assert server.moonraker.requests == requests


async def test_a_known_printer_that_was_switched_on(
    hass: HomeAssistant, server: MoonrakerServer, entry: MockConfigEntry
) -> None:
    await server.stop()
    await set_up(hass, entry)
    assert not is_connected(hass, entry)
    await server.start()
    assert await is_known(hass, announcement(server))
    assert is_connected(hass, entry)


async def test_the_same_printer_under_another_name_was_switched_on(
    hass: HomeAssistant,
    server: MoonrakerServer,
    entry: MockConfigEntry,
    other_address: MoonrakerServer,
) -> None:
    await server.stop()
    await set_up(hass, entry)
    await server.start()
    assert await is_known(hass, announcement(other_address))
    assert entry.data[CONF_URL] == server.url
    assert is_connected(hass, entry)


async def test_an_address_that_moved(
    hass: HomeAssistant,
    server: MoonrakerServer,
    entry: MockConfigEntry,
    other_address: MoonrakerServer,
) -> None:
    await set_up(hass, entry)
    await server.stop()
    await poll(hass, entry)
    assert not is_connected(hass, entry)
    assert await is_known(hass, announcement(other_address))
    assert entry.data[CONF_URL] == other_address.url
    assert is_connected(hass, entry)


async def test_an_address_that_another_printer_has_now(
    hass: HomeAssistant,
    server: MoonrakerServer,
    entry: MockConfigEntry,
    other_address: MoonrakerServer,
    stranger: MoonrakerServer,
) -> None:
    stale = {**entry.data, CONF_URL: stranger.url}
    hass.config_entries.async_update_entry(entry, data=stale)
    await set_up(hass, entry)
    assert not is_connected(hass, entry)
    assert await is_known(hass, announcement(other_address))
    assert entry.data[CONF_URL] == other_address.url
    assert is_connected(hass, entry)


async def test_a_clone_does_not_take_an_address_over(
    hass: HomeAssistant,
    server: MoonrakerServer,
    entry: MockConfigEntry,
    other_address: MoonrakerServer,
) -> None:
    await set_up(hass, entry)
    assert await is_known(hass, announcement(other_address))
    assert entry.data[CONF_URL] == server.url


async def test_nor_while_the_key_is_refused(
    hass: HomeAssistant,
    server: MoonrakerServer,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    stranger: MoonrakerServer,
) -> None:
    await set_up(hass, entry)
    printer.moonraker.access.is_trusted = False
    stranger.moonraker.database.instance_id = printer.moonraker.database.instance_id
    assert await is_known(hass, announcement(stranger))
    assert entry.data[CONF_URL] == server.url


@pytest.mark.parametrize("is_first_stale", [True, False])
async def test_which_of_two_clones_moved_is_not_guessed(
    hass: HomeAssistant,
    server: MoonrakerServer,
    entry: MockConfigEntry,
    other_address: MoonrakerServer,
    is_first_stale: bool,
) -> None:
    clone = MockConfigEntry(
        domain=DOMAIN, unique_id=f"{entry.unique_id}#clone", data=entry.data
    )
    clone.add_to_hass(hass)
    stale, other = (entry, clone) if is_first_stale else (clone, entry)
    data = {**entry.data, CONF_URL: "http://127.0.0.1:1"}
    hass.config_entries.async_update_entry(stale, data=data)
    assert await is_known(hass, announcement(other_address))
    assert stale.data[CONF_URL] == "http://127.0.0.1:1"
    assert other.data[CONF_URL] == server.url
