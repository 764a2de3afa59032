"""Fixtures for the tests of OctoPrint."""

from collections.abc import AsyncGenerator

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts import octoprint_keys
from tests.simulators import ManualClock
from tests.simulators.octoprint import OctoPrint, manual_octoprint
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
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for a decision without waiting."""
    monkeypatch.setattr(octoprint_keys, "POLL", 0.01)
