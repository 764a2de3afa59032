"""Adding a printer by hand."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import SOURCE_IGNORE, SOURCE_USER, FlowType
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import CONF_HOST_KIND, DOMAIN

from .common import settle, value
from .simulators import VALID_KEY, ManualClock, MoonrakerServer, Printer

type Prepare = Callable[[MoonrakerServer], None]


async def begin(hass: HomeAssistant) -> str:
    """Open the form and return the flow's id."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "user"
    assert result["errors"] == {}
    return result["flow_id"]


async def submit(
    hass: HomeAssistant, flow_id: str, url: str, api_key: str | None = None
) -> Any:
    """Send the form in."""
    form = {CONF_URL: url, CONF_VERIFY_SSL: True}
    if api_key is not None:
        form[CONF_API_KEY] = api_key
    return await hass.config_entries.flow.async_configure(flow_id, form)


def identity_of(server: MoonrakerServer) -> str:
    """Return the identity that the server's Moonraker tells."""
    return server.moonraker.database.instance_id


async def test_from_an_address_to_an_item_of_ones_own(
    hass: HomeAssistant, server: MoonrakerServer
) -> None:
    flow_id = await begin(hass)
    result = await submit(hass, flow_id, f" 127.0.0.1:{server.port}/ ")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "printer"
    assert result["data"] == {
        CONF_HOST_KIND: "moonraker",
        CONF_URL: server.url,
        CONF_VERIFY_SSL: True,
    }
    entry = result["result"]
    assert entry.unique_id == identity_of(server)

    kind, next_flow_id = result["next_flow"]
    assert kind is FlowType.CONFIG_SUBENTRIES_FLOW
    flows = hass.config_entries.subentries
    assert flows.async_get(next_flow_id)["step_id"] == "user"
    await flows.async_configure(next_flow_id, {"next_step_id": "own"})
    form = {"name": "Belts", "print_time": 500, "due_soon": 10, "start": "now"}
    added = await flows.async_configure(next_flow_id, form)
    assert added["type"] is FlowResultType.CREATE_ENTRY
    await settle(hass)
    (item_id,) = entry.subentries
    assert value(hass, entry, f"{item_id}_print_time_remaining") == "500.0"


def refuse(server: MoonrakerServer) -> None:
    """Want a key."""
    server.moonraker.access.is_trusted = False


def leave(server: MoonrakerServer) -> None:
    """Be something else than Moonraker."""
    server.answer_next(200, {"result": {"name": "a router"}})


def gateway(server: MoonrakerServer) -> None:
    """Be a reverse proxy in front of a printer that is off."""
    server.answer_next(502, b"<html>Bad Gateway</html>")


@pytest.mark.parametrize(
    ("prepare", "host", "key", "errors"),
    [
        (None, "ftp://127.0.0.1", "", {CONF_URL: "invalid_url"}),
        (None, "http://me:secret@127.0.0.1", "", {CONF_URL: "invalid_url"}),
        (None, "127.0.0.1:1", "", {CONF_URL: "cannot_connect"}),
        (gateway, None, "", {CONF_URL: "cannot_connect"}),
        (leave, None, "", {CONF_URL: "unknown_host"}),
        (refuse, None, "", {CONF_API_KEY: "invalid_auth"}),
        (None, None, "wrong", {CONF_API_KEY: "invalid_auth"}),
    ],
)
async def test_each_error_and_what_follows(
    hass: HomeAssistant,
    server: MoonrakerServer,
    prepare: Prepare | None,
    host: str | None,
    key: str,
    errors: dict[str, str],
) -> None:
    flow_id = await begin(hass)
    if prepare:
        prepare(server)
    result = await submit(hass, flow_id, host or server.url, key)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "user"
    assert result["errors"] == errors

    result = await submit(hass, flow_id, server.url, f" {VALID_KEY} ")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"][CONF_API_KEY] == VALID_KEY


async def test_what_cannot_be_foreseen(
    hass: HomeAssistant, server: MoonrakerServer, caplog: pytest.LogCaptureFixture
) -> None:
    flow_id = await begin(hass)
    with patch(
        f"custom_components.{DOMAIN}.hosts.moonraker.MoonrakerHost.identify",
        side_effect=RuntimeError("a bug"),
    ):
        result = await submit(hass, flow_id, server.url)
    assert result["errors"] == {"base": "unknown"}
    assert "a bug" in caplog.text
    caplog.clear()

    result = await submit(hass, flow_id, server.url)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_printer_that_is_set_up_already(
    hass: HomeAssistant, server: MoonrakerServer, entry: MockConfigEntry
) -> None:
    flow_id = await begin(hass)
    result = await submit(hass, flow_id, server.url)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {CONF_URL: "already_configured"}

    other = MoonrakerServer(server.moonraker)
    await other.start()
    server.moonraker.database.instance_id = "another"
    result = await submit(hass, flow_id, other.url)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].unique_id == "another"
    await other.stop()


async def test_a_printer_with_a_copied_sd_card(
    hass: HomeAssistant, server: MoonrakerServer, entry: MockConfigEntry
) -> None:
    clone = MoonrakerServer(server.moonraker)
    await clone.start()
    flow_id = await begin(hass)
    result = await submit(hass, flow_id, clone.url)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "twin"
    assert result["description_placeholders"] == {"name": "Voron"}

    result = await hass.config_entries.flow.async_configure(flow_id, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].unique_id == f"{identity_of(server)}#{clone.url}"
    assert entry.unique_id == identity_of(server)
    await clone.stop()


async def test_a_printer_that_is_added_twice_at_once(
    hass: HomeAssistant, server: MoonrakerServer, entry: MockConfigEntry
) -> None:
    clone = MoonrakerServer(server.moonraker)
    await clone.start()
    flow_ids = [await begin(hass), await begin(hass)]
    for flow_id in flow_ids:
        await submit(hass, flow_id, clone.url)
    result = await hass.config_entries.flow.async_configure(flow_ids[0], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    result = await hass.config_entries.flow.async_configure(flow_ids[1], {})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    await clone.stop()


async def test_a_printer_whose_discovery_was_ignored(
    hass: HomeAssistant, server: MoonrakerServer
) -> None:
    MockConfigEntry(
        domain=DOMAIN, source=SOURCE_IGNORE, unique_id=identity_of(server)
    ).add_to_hass(hass)
    result = await submit(hass, await begin(hass), server.url)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].unique_id == identity_of(server)


async def test_a_host_without_identity_and_without_klipper(
    hass: HomeAssistant, server: MoonrakerServer, printer: Printer[ManualClock]
) -> None:
    printer.moonraker.upgrade("0.8.0")
    printer.klipper.kill()
    result = await submit(hass, await begin(hass), server.url)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].unique_id == f"#{server.url}"
    assert result["title"] == "127.0.0.1"


async def test_a_form_that_is_incomplete(
    hass: HomeAssistant, server: MoonrakerServer
) -> None:
    flow_id = await begin(hass)
    with pytest.raises(InvalidData) as error:
        await hass.config_entries.flow.async_configure(flow_id, {CONF_API_KEY: ""})
    assert list(error.value.schema_errors) == [CONF_URL]
    result = await submit(hass, flow_id, server.url)
    assert result["type"] is FlowResultType.CREATE_ENTRY
