"""Another key or another address for a printer that is set up."""

from collections.abc import AsyncGenerator
from typing import Any

from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_schema_suggested_value,
)

from custom_components.printer_maintenance.const import CONF_HOST_KIND, DOMAIN

from .common import add_item, filled, is_connected, printed, set_up, settle, value
from .simulators import VALID_KEY, ManualClock, MoonrakerServer, Printer, manual_printer


@pytest.fixture
async def successor(
    socket_enabled: None, printer: Printer[ManualClock]
) -> AsyncGenerator[MoonrakerServer]:
    """Serve another Moonraker, which has printed before."""
    other = manual_printer()
    other.moonraker.database.instance_id = "successor"
    printed(other)
    successor = MoonrakerServer(other.moonraker)
    await successor.start()
    yield successor
    await successor.stop()


async def configure(hass: HomeAssistant, flow_id: str, **form: object) -> Any:
    """Send a form in and wait for what follows."""
    result = await hass.config_entries.flow.async_configure(flow_id, form)
    await settle(hass)
    return result


def has_succeeded(result: Any, reason: str) -> bool:
    """Tell whether a flow has ended as it should."""
    return (result["type"], result["reason"]) == (FlowResultType.ABORT, reason)


async def test_another_key(
    hass: HomeAssistant, server: MoonrakerServer, entry: MockConfigEntry
) -> None:
    await set_up(hass, entry)
    server.moonraker.access.is_trusted = False
    result = await entry.start_reauth_flow(hass)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "reauth_confirm"
    assert result["description_placeholders"] == {"name": "Voron"}
    flow_id = result["flow_id"]

    result = await configure(hass, flow_id, api_key="wrong")
    assert result["errors"] == {CONF_API_KEY: "invalid_auth"}
    result = await configure(hass, flow_id)
    assert result["errors"] == {CONF_API_KEY: "invalid_auth"}
    await server.stop()
    result = await configure(hass, flow_id, api_key=VALID_KEY)
    assert result["errors"] == {"base": "cannot_connect"}
    await server.start()
    server.moonraker.database.instance_id, identity = (
        "a-stranger",
        server.moonraker.database.instance_id,
    )
    result = await configure(hass, flow_id, api_key=VALID_KEY)
    assert result["errors"] == {"base": "wrong_printer"}

    server.moonraker.database.instance_id = identity
    result = await configure(hass, flow_id, api_key=VALID_KEY)
    assert has_succeeded(result, "reauth_successful")
    assert entry.data == {
        CONF_HOST_KIND: "moonraker",
        CONF_URL: server.url,
        CONF_VERIFY_SSL: True,
        CONF_API_KEY: VALID_KEY,
    }
    assert is_connected(hass, entry)


async def test_no_key_any_more(
    hass: HomeAssistant, server: MoonrakerServer, entry: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_API_KEY: "an old one"}
    )
    await set_up(hass, entry)
    assert not is_connected(hass, entry)
    (flow,) = hass.config_entries.flow.async_progress()
    result = await configure(hass, flow["flow_id"])
    assert has_succeeded(result, "reauth_successful")
    assert CONF_API_KEY not in entry.data
    assert is_connected(hass, entry)


async def test_a_key_where_no_identity_was_known(
    hass: HomeAssistant, server: MoonrakerServer, entry: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(entry, unique_id=f"#{server.url}")
    await set_up(hass, entry)
    flow_id = (await entry.start_reauth_flow(hass))["flow_id"]
    result = await configure(hass, flow_id, api_key=VALID_KEY)
    assert has_succeeded(result, "reauth_successful")


async def test_another_address_of_the_same_printer(
    hass: HomeAssistant, server: MoonrakerServer, entry: MockConfigEntry
) -> None:
    await set_up(hass, entry)
    result = await entry.start_reconfigure_flow(hass)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "reconfigure"
    schema = result["data_schema"]
    assert schema is not None
    assert get_schema_suggested_value(schema.schema, CONF_URL) == server.url
    flow_id = result["flow_id"]

    result = await configure(hass, flow_id, url="no address", verify_ssl=False)
    assert result["errors"] == {CONF_URL: "invalid_url"}
    result = await configure(hass, flow_id, url="127.0.0.1:1", verify_ssl=False)
    assert result["errors"] == {CONF_URL: "cannot_connect"}
    result = await configure(
        hass, flow_id, url=server.url, verify_ssl=False, api_key="wrong"
    )
    assert result["errors"] == {CONF_API_KEY: "invalid_auth"}
    server.answer_next(200, b"<html>Welcome</html>")
    result = await configure(hass, flow_id, url=server.url, verify_ssl=False)
    assert result["errors"] == {CONF_URL: "unknown_host"}

    other = MoonrakerServer(server.moonraker)
    await other.start()
    result = await configure(hass, flow_id, url=other.url, verify_ssl=False)
    assert has_succeeded(result, "reconfigure_successful")
    assert entry.data[CONF_URL] == other.url
    assert entry.data[CONF_VERIFY_SSL] is False
    assert entry.unique_id == server.moonraker.database.instance_id
    assert is_connected(hass, entry)
    await other.stop()


async def test_the_key_of_a_moonraker_is_kept_as_long_as_it_is_good(
    hass: HomeAssistant, server: MoonrakerServer, entry: MockConfigEntry
) -> None:
    server.moonraker.access.is_trusted = False
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_API_KEY: VALID_KEY}
    )
    form = await entry.start_reconfigure_flow(hass)
    assert CONF_API_KEY not in filled(form)
    result = await configure(hass, form["flow_id"], **filled(form))
    assert has_succeeded(result, "reconfigure_successful")
    assert entry.data[CONF_API_KEY] == VALID_KEY

    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_API_KEY: "an old one"}
    )
    form = await entry.start_reconfigure_flow(hass)
    result = await configure(hass, form["flow_id"], **filled(form))
    assert result["errors"] == {CONF_API_KEY: "invalid_auth"}
    server.moonraker.access.is_trusted = True
    result = await configure(hass, form["flow_id"], **filled(result))
    assert has_succeeded(result, "reconfigure_successful")
    assert CONF_API_KEY not in entry.data


async def test_the_address_of_another_entry(
    hass: HomeAssistant,
    server: MoonrakerServer,
    entry: MockConfigEntry,
    successor: MoonrakerServer,
) -> None:
    MockConfigEntry(
        domain=DOMAIN,
        unique_id="successor",
        data={**entry.data, CONF_URL: successor.url},
    ).add_to_hass(hass)
    flow_id = (await entry.start_reconfigure_flow(hass))["flow_id"]
    result = await configure(hass, flow_id, url=successor.url, verify_ssl=True)
    assert result["errors"] == {CONF_URL: "already_configured"}
    result = await configure(hass, flow_id, url=server.url, verify_ssl=True)
    assert has_succeeded(result, "reconfigure_successful")


async def test_another_host_that_is_the_same_printer(
    hass: HomeAssistant,
    printer: Printer[ManualClock],
    server: MoonrakerServer,
    entry: MockConfigEntry,
    successor: MoonrakerServer,
) -> None:
    item_id = add_item(hass, entry)
    printed(printer)
    printed(printer)
    await set_up(hass, entry)
    assert value(hass, entry, "print_time") == "4.0"

    flow_id = (await entry.start_reconfigure_flow(hass))["flow_id"]
    result = await configure(hass, flow_id, url=successor.url, verify_ssl=True)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "other_host"
    assert result["description_placeholders"] == {"name": "Voron"}
    assert entry.data[CONF_URL] == server.url

    result = await configure(hass, flow_id)
    assert has_succeeded(result, "reconfigure_successful")
    assert entry.data[CONF_URL] == successor.url
    assert entry.unique_id == "successor"
    assert is_connected(hass, entry)
    assert value(hass, entry, "print_time") == "4.0"
    assert value(hass, entry, f"{item_id}_print_time_remaining") == "6.0"


async def test_another_host_that_is_also_the_host_of_another_entry(
    hass: HomeAssistant,
    server: MoonrakerServer,
    entry: MockConfigEntry,
    successor: MoonrakerServer,
) -> None:
    MockConfigEntry(domain=DOMAIN, unique_id="successor").add_to_hass(hass)
    flow_id = (await entry.start_reconfigure_flow(hass))["flow_id"]
    await configure(hass, flow_id, url=successor.url, verify_ssl=True)
    result = await configure(hass, flow_id)
    assert has_succeeded(result, "reconfigure_successful")
    assert entry.unique_id == f"successor#{successor.url}"
