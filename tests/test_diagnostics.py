"""Diagnostics: enough to find an error, and nothing that is nobody's business."""

from collections.abc import AsyncGenerator
import json
from typing import Any, override

from aiohttp import web
from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import CONF_API_KEY, CONF_URL
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from syrupy.assertion import SnapshotAssertion
from yarl import URL

from .common import (
    HOUR,
    METER,
    NOON,
    add_item,
    is_connected,
    poll,
    press_done,
    printed,
    set_up,
)
from .simulators import (
    VALID_KEY,
    Job,
    ManualClock,
    MoonrakerServer,
    Printer,
    extrude,
    heat,
)

PREFIX = "/secretpath"
SECRETS = (
    VALID_KEY,
    "127.0.0.1",
    "secretpath",
    "secrethost",
    "secretidentity",
    "secretfile",
    "secretfolder",
    "secretuser",
    "SECRETMATERIAL",
    "Secret item",
    "Secret instructions",
    "secretlink",
    "Secret printer",
)


class PrefixedServer(MoonrakerServer):
    """Serve a Moonraker below a path."""

    @override
    async def _handle(self, request: web.Request) -> web.Response:
        """Answer one request."""
        path = request.path_qs.removeprefix(PREFIX)
        return await super()._handle(request.clone(rel_url=URL(path, encoded=True)))


@pytest.fixture
async def server(
    socket_enabled: None, printer: Printer[ManualClock]
) -> AsyncGenerator[MoonrakerServer]:
    """Serve a printer where everything that can be a secret is one."""
    printer.klipper.hostname = "secrethost"
    printer.moonraker.database.instance_id = "secretidentity"
    server = PrefixedServer(printer.moonraker)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(autouse=True)
async def _loaded(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    server: MoonrakerServer,
) -> None:
    """Set it up, with an item that was done, in the middle of a print."""
    freezer.move_to(NOON)
    data = entry.data | {CONF_API_KEY: VALID_KEY, CONF_URL: f"{server.url}{PREFIX}"}
    hass.config_entries.async_update_entry(entry, title="Secret printer", data=data)
    add_item(
        hass,
        entry,
        "Secret item",
        {"print_time": 10 * HOUR, "filament": 30 * METER, "prints": 9, "days": 60},
        instructions="Secret instructions",
        link="https://secretlink.example",
    )
    segments = (heat(60), extrude(3600, 1500))
    printed(printer, Job("secretfile.gcode", segments, "SECRETMATERIAL"))
    printer.moonraker.database.rows[1].user = "secretuser"
    await set_up(hass, entry)
    printed(printer, Job("secretfolder/other file.gcode", segments, "SECRETMATERIAL"))
    await poll(hass, entry)
    freezer.tick(60)
    await press_done(hass, entry, "secret_item")
    printer.klipper.start(Job("secretfile", (extrude(7200, 1),), "SECRETMATERIAL"))
    printer.clock.advance(3600)
    await poll(hass, entry)
    assert is_connected(hass, entry)


async def dump(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> dict[str, Any]:
    """Download the diagnostics."""
    return dict(await get_diagnostics_for_config_entry(hass, hass_client, entry))


async def test_what_is_told(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    snapshot: SnapshotAssertion,
) -> None:
    assert await dump(hass, hass_client, entry) == snapshot


@pytest.mark.parametrize("secret", SECRETS)
async def test_what_is_not_told(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    secret: str,
) -> None:
    text = json.dumps(await dump(hass, hass_client, entry))
    assert secret.casefold() not in text.casefold()


async def test_of_a_printer_that_is_off(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    server: MoonrakerServer,
) -> None:
    await server.stop()
    await hass.config_entries.async_unload(entry.entry_id)
    await set_up(hass, entry)
    told = await dump(hass, hass_client, entry)
    assert told["connected"] is False
    assert told["last_answer"] is None
    assert told["versions"] == "Moonraker 0.11.0, Klipper v0.13.0-730-g84104bbb"
    assert told["lifetime"] == {"print_time": 3.0, "filament": 3, "prints": 2}
