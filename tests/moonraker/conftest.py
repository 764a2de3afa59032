"""Fixtures for tests of what is read of a Moonraker."""

from collections.abc import AsyncGenerator

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts.moonraker import MoonrakerHost
from tests.simulators import MoonrakerServer, manual_printer

from .printing import ManualPrinter
from .watcher import Watcher


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Do without Home Assistant, which other tests start here."""


@pytest.fixture
def version() -> str:
    """Return the version of Moonraker."""
    return "0.11.0"


@pytest.fixture
def printer(version: str) -> ManualPrinter:
    """Return a printer with a Moonraker of that version."""
    return manual_printer(version=version)


@pytest.fixture
def watcher(printer: ManualPrinter) -> Watcher:
    """Return a watcher that has seen the printer idle."""
    watcher = Watcher(printer)
    watcher.poll()
    return watcher


@pytest.fixture
async def session(socket_enabled: None) -> AsyncGenerator[aiohttp.ClientSession]:
    """Return a plain client session."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def host(session: aiohttp.ClientSession, server: MoonrakerServer) -> MoonrakerHost:
    """Return a client without a key."""
    return MoonrakerHost(session, server.url, None)
