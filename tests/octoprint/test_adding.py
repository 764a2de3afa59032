"""Adding an OctoPrint by hand: the address, and how to get a key."""

import asyncio
from typing import Any
from unittest.mock import patch

from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import CONF_HOST_KIND, DOMAIN
from custom_components.printer_maintenance.hosts import detect, octoprint_keys
from tests.common import filled, settle
from tests.simulators import ManualClock, MoonrakerServer
from tests.simulators.octoprint import (
    ADMIN_KEY,
    USER_KEY,
    OctoPrint,
    PathProxy,
    PosingMoonraker,
)
from tests.simulators.server import HostServer

from .conftest import OctoPrintServer
from .flows import choose, decided, forbid, form_of, offers, submit

type Simulated = OctoPrint[ManualClock]

MAY_READ = ["STATUS", "FILES_LIST", "PLUGIN_ACHIEVEMENTS_VIEW"]

pytestmark = pytest.mark.usefixtures("at_once")


def data_of(server: OctoPrintServer, key: str) -> dict[str, Any]:
    """Return what is kept of an OctoPrint."""
    return {
        CONF_HOST_KIND: "octoprint",
        CONF_URL: server.url,
        CONF_VERIFY_SSL: True,
        CONF_API_KEY: key,
    }


async def test_with_a_click_in_octoprint(
    hass: HomeAssistant, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    result = await submit(hass, octoprint_server.url)
    assert await offers(hass, result, "key")
    assert result["description_placeholders"] == {"url": octoprint_server.url}
    flow_id = result["flow_id"]

    result = await choose(hass, flow_id, "allow")
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    assert result["step_id"] == "allow"
    (request,) = octoprint.app_keys.requests
    dialog = f"{octoprint_server.url}/plugin/appkeys/auth/{request.app_token}"
    assert result["description_placeholders"] == {"url": dialog}
    again = await hass.config_entries.flow.async_configure(flow_id)
    assert again["type"] is FlowResultType.SHOW_PROGRESS
    assert len(octoprint.app_keys.requests) == 1

    octoprint.grant("user")
    result = await decided(hass, flow_id)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Prusa"
    key = result["data"][CONF_API_KEY]
    assert octoprint.app_keys.owner(key) == "user"
    assert result["data"] == data_of(octoprint_server, key)
    assert result["result"].unique_id == octoprint.uuid
    assert "next_flow" in result


async def test_with_a_key_at_once(
    hass: HomeAssistant, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    result = await submit(hass, octoprint_server.url, f" {USER_KEY} ")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == data_of(octoprint_server, USER_KEY)
    assert result["result"].unique_id == octoprint.uuid


async def test_without_a_name_it_is_called_as_its_address(
    hass: HomeAssistant, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    octoprint.name = ""
    result = await submit(hass, octoprint_server.url, USER_KEY)
    assert result["title"] == "127.0.0.1"


async def test_with_a_key_later(
    hass: HomeAssistant, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    flow_id = (await submit(hass, octoprint_server.url))["flow_id"]
    result = await choose(hass, flow_id, "paste")
    assert form_of(result) == ("paste", {})
    configure = hass.config_entries.flow.async_configure
    result = await configure(flow_id, {CONF_API_KEY: "wrong"})
    assert form_of(result) == ("paste", {CONF_API_KEY: "invalid_auth"})
    # Without one it goes back.
    assert await offers(hass, await configure(flow_id, {}), "key")

    await choose(hass, flow_id, "paste")
    await octoprint_server.stop()
    result = await configure(flow_id, {CONF_API_KEY: USER_KEY})
    assert form_of(result) == ("paste", {"base": "cannot_connect"})
    await octoprint_server.start()
    result = await configure(flow_id, {CONF_API_KEY: USER_KEY})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == data_of(octoprint_server, USER_KEY)


async def test_a_key_that_may_not_read_enough(
    hass: HomeAssistant, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    forbid(octoprint, "FILES_LIST", "PLUGIN_ACHIEVEMENTS_VIEW")
    result = await submit(hass, octoprint_server.url, USER_KEY)
    assert form_of(result) == ("user", {CONF_API_KEY: "no_permission"})
    missing = "FILES_LIST, PLUGIN_ACHIEVEMENTS_VIEW"
    assert result["description_placeholders"]["permissions"] == missing

    flow_id = (await submit(hass, octoprint_server.url))["flow_id"]
    await choose(hass, flow_id, "allow")
    octoprint.grant("user")
    result = await decided(hass, flow_id)
    assert await offers(hass, result, "key_permissions")
    assert result["description_placeholders"]["permissions"] == missing

    # Somebody else allows it.
    await choose(hass, flow_id, "allow")
    octoprint.grant("admin")
    result = await decided(hass, flow_id)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_the_access_is_denied(
    hass: HomeAssistant, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    flow_id = (await submit(hass, octoprint_server.url))["flow_id"]
    await choose(hass, flow_id, "allow")
    octoprint.deny()
    assert await offers(hass, await decided(hass, flow_id), "key_denied")
    await choose(hass, flow_id, "allow")
    octoprint.grant()
    result = await decided(hass, flow_id)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_nobody_decides(
    hass: HomeAssistant,
    octoprint: Simulated,
    octoprint_server: OctoPrintServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    flow_id = (await submit(hass, octoprint_server.url))["flow_id"]
    with monkeypatch.context() as hurry:
        hurry.setattr(octoprint_keys, "LIFETIME", 0.05)
        await choose(hass, flow_id, "allow")
        assert await offers(hass, await decided(hass, flow_id), "key_timed_out")
    await choose(hass, flow_id, "allow")
    octoprint.grant()
    result = await decided(hass, flow_id)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_octoprint_was_asked_too_often(
    hass: HomeAssistant, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    flow_id = (await submit(hass, octoprint_server.url))["flow_id"]
    for _ in range(3):
        await choose(hass, flow_id, "allow")
        octoprint.deny()
        assert await offers(hass, await decided(hass, flow_id), "key_denied")
    assert await offers(hass, await choose(hass, flow_id, "allow"), "key_rate_limited")
    octoprint.clock.advance(61)
    await choose(hass, flow_id, "allow")
    octoprint.grant()
    result = await decided(hass, flow_id)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_the_plugin_is_missing(
    hass: HomeAssistant, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    octoprint.switch("appkeys", is_on=False)
    flow_id = (await submit(hass, octoprint_server.url))["flow_id"]
    result = await choose(hass, flow_id, "allow")
    assert await offers(hass, result, "key_plugin_missing", "paste")
    await choose(hass, flow_id, "paste")
    result = await hass.config_entries.flow.async_configure(
        flow_id, {CONF_API_KEY: ADMIN_KEY}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_octoprint_goes_away_meanwhile(
    hass: HomeAssistant,
    octoprint: Simulated,
    octoprint_server: OctoPrintServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(octoprint_keys, "PATIENCE", 0.05)
    flow_id = (await submit(hass, octoprint_server.url))["flow_id"]
    await choose(hass, flow_id, "allow")
    await octoprint_server.stop()
    assert await offers(hass, await decided(hass, flow_id), "key_away")
    assert await offers(hass, await choose(hass, flow_id, "allow"), "key_away")
    await octoprint_server.start()
    await choose(hass, flow_id, "allow")
    octoprint.grant()
    result = await decided(hass, flow_id)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_octoprint_goes_away_after_it_was_allowed(
    hass: HomeAssistant, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    flow_id = (await submit(hass, octoprint_server.url))["flow_id"]
    await choose(hass, flow_id, "allow")
    octoprint.grant()
    bad = patch(
        f"custom_components.{DOMAIN}.hosts.octoprint.OctoPrintHost.identify",
        side_effect=RuntimeError("a bug"),
    )
    with bad:
        result = await decided(hass, flow_id)
    assert form_of(result) == ("paste", {"base": "unknown"})


async def test_a_dialogue_that_is_closed_asks_no_more(
    hass: HomeAssistant, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    flow_id = (await submit(hass, octoprint_server.url))["flow_id"]
    await choose(hass, flow_id, "allow")
    hass.config_entries.flow.async_abort(flow_id)
    await settle(hass)
    requests = octoprint.requests
    await asyncio.sleep(0.1)
    assert octoprint.requests == requests


async def test_guests_may_read(
    hass: HomeAssistant, octoprint_server: OctoPrintServer
) -> None:
    guest = {"name": None, "groups": ["guests"], "permissions": MAY_READ}
    version = {"api": "0.1", "server": "1.11.8", "text": "OctoPrint 1.11.8"}
    octoprint_server.answer_next(404, b"<h1>Not Found</h1>")
    for answer in (guest, version, version, guest):
        octoprint_server.answer_next(200, answer)
    result = await submit(hass, octoprint_server.url)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert CONF_API_KEY not in result["data"]


async def test_a_bare_name(
    hass: HomeAssistant,
    server: MoonrakerServer,
    octoprint_server: OctoPrintServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(detect, "PORTS", (server.port, octoprint_server.port))
    await server.stop()
    result = await submit(hass, "127.0.0.1", USER_KEY)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == data_of(octoprint_server, USER_KEY)

    # While nobody answers, the known one may be meant.
    await octoprint_server.stop()
    result = await submit(hass, "127.0.0.1")
    assert form_of(result) == ("user", {CONF_URL: "already_configured"})
    # The other is not known yet.
    await server.start()
    result = await submit(hass, "127.0.0.1")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"][CONF_HOST_KIND] == "moonraker"
    assert result["data"][CONF_URL] == server.url


async def test_several_behind_one_address(
    hass: HomeAssistant, octoprint: Simulated, socket_enabled: None
) -> None:
    server = HostServer(PathProxy({"/one": octoprint}))
    await server.start()
    url = f"{server.url}/one"
    result = await submit(hass, f"127.0.0.1:{server.port}/one/")
    flow_id = result["flow_id"]
    await choose(hass, flow_id, "allow")
    octoprint.grant()
    result = await decided(hass, flow_id)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"][CONF_URL] == url
    await server.stop()


async def test_a_copied_sd_card(
    hass: HomeAssistant, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    MockConfigEntry(
        domain=DOMAIN, unique_id=octoprint.uuid, title="Left", data={}
    ).add_to_hass(hass)
    result = await submit(hass, octoprint_server.url, USER_KEY)
    assert form_of(result) == ("twin", {})
    assert result["description_placeholders"] == {"name": "Left"}
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    unique_id = f"{octoprint.uuid}#{octoprint_server.url}"
    assert result["result"].unique_id == unique_id


async def test_an_octoprint_without_identity(
    hass: HomeAssistant, octoprint: Simulated, octoprint_server: OctoPrintServer
) -> None:
    octoprint.switch("discovery", is_on=False)
    result = await submit(hass, octoprint_server.url, USER_KEY)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].unique_id == f"#{octoprint_server.url}"


async def test_a_moonraker_that_poses_as_octoprint(
    hass: HomeAssistant, server: MoonrakerServer
) -> None:
    posing = HostServer(PosingMoonraker(server.moonraker))
    await posing.start()
    posing.answer_next(404, b"<h1>Not Found</h1>")
    result = await submit(hass, posing.url)
    assert form_of(result) == ("user", {CONF_URL: "poses_as_octoprint"})
    result = await submit(hass, posing.url)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"][CONF_HOST_KIND] == "moonraker"
    await posing.stop()


async def test_an_address_that_wants_https(
    hass: HomeAssistant, octoprint_server: OctoPrintServer
) -> None:
    url = f"https://127.0.0.1:{octoprint_server.port}"
    octoprint_server.answer_next(301, b"", headers={"Location": f"{url}/server/info"})
    result = await submit(hass, octoprint_server.url, USER_KEY)
    assert form_of(result) == ("user", {CONF_URL: "wants_https"})
    assert result["description_placeholders"]["right_url"] == url
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], filled(result)
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_what_cannot_be_foreseen(
    hass: HomeAssistant,
    octoprint_server: OctoPrintServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    name = f"custom_components.{DOMAIN}.probe.detect"
    with patch(name, side_effect=RuntimeError("a bug")):
        result = await submit(hass, octoprint_server.url)
    assert form_of(result) == ("user", {"base": "unknown"})
    assert "a bug" in caplog.text
    caplog.clear()
