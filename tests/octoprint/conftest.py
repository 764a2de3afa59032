"""Fixtures for the tests of OctoPrint."""

from collections.abc import AsyncGenerator

import aiohttp
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import CONF_HOST_KIND, DOMAIN
from custom_components.printer_maintenance.hosts import octoprint_keys
from custom_components.printer_maintenance.hosts.octoprint import OctoPrintHost
from tests.simulators import ManualClock
from tests.simulators.octoprint import (
    READ_ONLY_KEY,
    USER_KEY,
    OctoPrint,
    manual_octoprint,
)
from tests.simulators.server import HostServer

type OctoPrintServer = HostServer[OctoPrint[ManualClock]]


@pytest.fixture
async def session(socket_enabled: None) -> AsyncGenerator[aiohttp.ClientSession]:
    """Return a plain client session."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def octoprint() -> OctoPrint[ManualClock]:
    """Return a simulated OctoPrint, idle and without a history."""
    return manual_octoprint()


@pytest.fixture
async def octoprint_server(
    socket_enabled: None, octoprint: OctoPrint[ManualClock]
) -> AsyncGenerator[OctoPrintServer]:
    """Serve it over HTTP."""
    server = HostServer(octoprint)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def host(
    session: aiohttp.ClientSession, octoprint_server: OctoPrintServer
) -> OctoPrintHost:
    """Return a host with the key of a user who may only look."""
    return OctoPrintHost(session, octoprint_server.url, READ_ONLY_KEY)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for a decision without waiting."""
    monkeypatch.setattr(octoprint_keys, "POLL", 0.01)


@pytest.fixture
def prusa(hass: HomeAssistant, octoprint_server: OctoPrintServer) -> MockConfigEntry:
    """Return an OctoPrint's config entry, not set up yet."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Prusa",
        unique_id=octoprint_server.host.uuid,
        data={
            CONF_HOST_KIND: "octoprint",
            CONF_URL: octoprint_server.url,
            CONF_VERIFY_SSL: True,
            CONF_API_KEY: USER_KEY,
        },
    )
    entry.add_to_hass(hass)
    return entry
