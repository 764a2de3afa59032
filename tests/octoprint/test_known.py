"""Another key, another address or another host for a printer that is set up."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import CONF_API_KEY, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import CONF_HOST_KIND, DOMAIN
from tests.common import (
    coordinator,
    filled,
    is_connected,
    poll,
    printed,
    reload,
    set_up,
    settle,
    value,
)
from tests.simulators import ManualClock, MoonrakerServer, Printer
from tests.simulators.octoprint import ADMIN_KEY, USER_KEY, OctoPrint, manual_octoprint
from tests.simulators.server import HostServer

from .conftest import OctoPrintServer
from .flows import choose, decided, forbid, form_of, offers

type Simulated = OctoPrint[ManualClock]

pytestmark = pytest.mark.usefixtures("at_once")


def ended(result: Any, reason: str) -> bool:
    """Tell whether a flow has ended as it should."""
    return (result["type"], result["reason"]) == (FlowResultType.ABORT, reason)


async def reauth(hass: HomeAssistant) -> str:
    """Return the id of the flow in which Home Assistant asks for a key."""
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    flow_id = flow["flow_id"]
    result = await hass.config_entries.flow.async_configure(flow_id)
    assert await offers(hass, result, "key")
    return flow_id


async def test_a_key_that_was_revoked(
    hass: HomeAssistant, octoprint: Simulated, prusa: MockConfigEntry
) -> None:
    await set_up(hass, prusa)
    assert is_connected(hass, prusa)
    del octoprint.access.keys[USER_KEY]
    await poll(hass, prusa)
    assert not is_connected(hass, prusa)
    flow_id = await reauth(hass)
    await choose(hass, flow_id, "allow")
    octoprint.grant()
    result = await decided(hass, flow_id)
    assert ended(result, "reauth_successful")
    await settle(hass)
    assert octoprint.app_keys.owner(prusa.data[CONF_API_KEY]) == "admin"
    assert prusa.data[CONF_HOST_KIND] == "octoprint"
    assert is_connected(hass, prusa)


async def test_another_key_is_entered(
    hass: HomeAssistant,
    octoprint: Simulated,
    octoprint_server: OctoPrintServer,
    prusa: MockConfigEntry,
) -> None:
    await set_up(hass, prusa)
    del octoprint.access.keys[USER_KEY]
    await poll(hass, prusa)
    flow_id = await reauth(hass)
    await choose(hass, flow_id, "paste")
    configure = hass.config_entries.flow.async_configure
    octoprint.uuid, uuid = "a-stranger", octoprint.uuid
    result = await configure(flow_id, {CONF_API_KEY: ADMIN_KEY})
    assert form_of(result) == ("paste", {"base": "wrong_printer"})
    octoprint.uuid = uuid
    result = await configure(flow_id, {CONF_API_KEY: ADMIN_KEY})
    assert ended(result, "reauth_successful")
    await settle(hass)
    assert prusa.data[CONF_API_KEY] == ADMIN_KEY
    assert is_connected(hass, prusa)


async def test_a_stranger_allows_it(
    hass: HomeAssistant, octoprint: Simulated, prusa: MockConfigEntry
) -> None:
    await set_up(hass, prusa)
    del octoprint.access.keys[USER_KEY]
    await poll(hass, prusa)
    flow_id = await reauth(hass)
    await choose(hass, flow_id, "allow")
    octoprint.grant()
    octoprint.uuid = "a-stranger"
    assert form_of(await decided(hass, flow_id)) == ("paste", {"base": "wrong_printer"})
    assert prusa.data[CONF_API_KEY] == USER_KEY


async def reconfigure(hass: HomeAssistant, entry: MockConfigEntry, **form: str) -> Any:
    """Change some fields of the form and send it in as the frontend does."""
    result = await entry.start_reconfigure_flow(hass)
    return await hass.config_entries.flow.async_configure(
        result["flow_id"], filled(result, **form)
    )


async def test_another_address_of_the_same_octoprint(
    hass: HomeAssistant, octoprint: Simulated, prusa: MockConfigEntry
) -> None:
    await set_up(hass, prusa)
    other = HostServer(octoprint)
    await other.start()
    # An empty field keeps the key.
    result = await reconfigure(hass, prusa, url=other.url)
    assert ended(result, "reconfigure_successful")
    await settle(hass)
    assert prusa.data[CONF_URL] == other.url
    assert prusa.data[CONF_API_KEY] == USER_KEY
    assert prusa.unique_id == octoprint.uuid
    assert is_connected(hass, prusa)
    await other.stop()


async def test_another_key_of_the_same_octoprint(
    hass: HomeAssistant, octoprint: Simulated, prusa: MockConfigEntry
) -> None:
    result = await reconfigure(hass, prusa, api_key="wrong")
    assert form_of(result) == ("reconfigure", {CONF_API_KEY: "invalid_auth"})
    assert result["description_placeholders"]["url"] == prusa.data[CONF_URL]
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], filled(result, api_key=ADMIN_KEY)
    )
    assert ended(result, "reconfigure_successful")
    assert prusa.data[CONF_API_KEY] == ADMIN_KEY


@pytest.mark.parametrize("is_revoked", [True, False])
async def test_another_octoprint_does_not_know_the_key(
    hass: HomeAssistant, prusa: MockConfigEntry, is_revoked: bool
) -> None:
    await set_up(hass, prusa)
    octoprint = manual_octoprint()
    octoprint.uuid = "another"
    if is_revoked:
        del octoprint.access.keys[USER_KEY]
    else:
        forbid(octoprint, "FILES_LIST")
    other = HostServer(octoprint)
    await other.start()
    result = await reconfigure(hass, prusa, url=other.url)
    assert await offers(hass, result, "key")
    await choose(hass, result["flow_id"], "allow")
    octoprint.grant("admin")
    result = await decided(hass, result["flow_id"])
    assert form_of(result) == ("other_host", {})
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    assert ended(result, "reconfigure_successful")
    await settle(hass)
    assert octoprint.app_keys.owner(prusa.data[CONF_API_KEY]) == "admin"
    assert is_connected(hass, prusa)
    await other.stop()


@pytest.mark.parametrize("has_identity", [True, False])
async def test_octoprint_takes_over_from_moonraker(
    hass: HomeAssistant,
    printer: Printer[ManualClock],
    entry: MockConfigEntry,
    octoprint: Simulated,
    octoprint_server: OctoPrintServer,
    has_identity: bool,
) -> None:
    if not has_identity:
        octoprint.switch("discovery", is_on=False)
        hass.config_entries.async_update_entry(entry, unique_id="#")
    printed(printer)
    printed(printer)
    await set_up(hass, entry)
    assert value(hass, entry, "print_time") == "4.0"
    result = await reconfigure(hass, entry, url=octoprint_server.url, api_key=USER_KEY)
    assert form_of(result) == ("other_host", {})
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    assert ended(result, "reconfigure_successful")
    await settle(hass)
    assert entry.data[CONF_HOST_KIND] == "octoprint"
    unique_id = octoprint.uuid if has_identity else f"#{octoprint_server.url}"
    assert entry.unique_id == unique_id
    assert is_connected(hass, entry)
    assert value(hass, entry, "print_time") == "4.0"
    assert coordinator(entry).record.host_kind == "octoprint"
    await reload(hass, entry)
    assert is_connected(hass, entry)
    assert value(hass, entry, "print_time") == "4.0"
    assert not ir.async_get(hass).issues


async def test_moonraker_takes_over_from_octoprint(
    hass: HomeAssistant,
    server: MoonrakerServer,
    prusa: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await set_up(hass, prusa)
    keys = set()
    answer = server.moonraker.answer

    def heard(verb: str, path: str, body: Any, headers: Mapping[str, str]) -> Any:
        keys.add(headers.get("X-Api-Key"))
        return answer(verb, path, body, headers)

    monkeypatch.setattr(server.moonraker, "answer", heard)
    result = await reconfigure(hass, prusa, url=server.url)
    assert form_of(result) == ("other_host", {})
    await hass.config_entries.flow.async_configure(result["flow_id"], {})
    await settle(hass)
    assert prusa.data[CONF_HOST_KIND] == "moonraker"
    assert CONF_API_KEY not in prusa.data
    # A key of OctoPrint is not for Moonraker.
    assert keys == {None}
    assert is_connected(hass, prusa)
    assert not ir.async_get(hass).issues


async def test_another_octoprint_at_the_address_of_another_entry(
    hass: HomeAssistant, prusa: MockConfigEntry, server: MoonrakerServer
) -> None:
    other = HostServer(manual_octoprint())
    await other.start()
    MockConfigEntry(
        domain=DOMAIN, unique_id="other", data={**prusa.data, CONF_URL: other.url}
    ).add_to_hass(hass)
    result = await reconfigure(hass, prusa, url=other.url)
    assert form_of(result) == ("reconfigure", {CONF_URL: "already_configured"})
    await other.stop()
