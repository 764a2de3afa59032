"""Fixtures for all tests."""

from collections.abc import AsyncGenerator, Generator
from unittest.mock import patch

from homeassistant.const import CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

# Home Assistant looks for a package of this name in its configuration folder, too.
import custom_components
from custom_components.printer_maintenance.const import CONF_HOST_KIND, DOMAIN

from .simulators import ManualClock, MoonrakerServer, Printer, manual_printer

assert custom_components


@pytest.fixture(autouse=True)
def _custom_integrations(enable_custom_integrations: None) -> None:
    """Let Home Assistant load the integration."""


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compare with snapshots that know Home Assistant's objects."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
def printer() -> Printer[ManualClock]:
    """Return a simulated Klipper printer, idle and without a history."""
    return manual_printer()


@pytest.fixture
async def server(
    socket_enabled: None, printer: Printer[ManualClock]
) -> AsyncGenerator[MoonrakerServer]:
    """Serve the printer's Moonraker over HTTP."""
    server = MoonrakerServer(printer.moonraker)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def entry(hass: HomeAssistant, server: MoonrakerServer) -> MockConfigEntry:
    """Return the printer's config entry, not set up yet."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Voron",
        unique_id=server.moonraker.database.instance_id,
        data={
            CONF_HOST_KIND: "moonraker",
            CONF_URL: server.url,
            CONF_VERIFY_SSL: True,
        },
    )
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
def mock_setup_entry() -> Generator[None]:
    """Leave out what follows a config flow."""
    with patch(f"custom_components.{DOMAIN}.async_setup_entry", return_value=True):
        yield
