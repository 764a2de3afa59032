"""Fixtures for all tests."""

from collections.abc import AsyncGenerator, Generator
from typing import Any
from unittest.mock import patch

from homeassistant.const import CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowManager
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.issue_registry import IssueRegistry
from hypothesis import HealthCheck, Phase, settings
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

# Home Assistant looks for a package of this name in its configuration folder, too.
import custom_components
from custom_components.printer_maintenance.const import CONF_HOST_KIND, DOMAIN

from .record import RecordFile
from .simulators import ManualClock, MoonrakerServer, Printer, manual_printer
from .texts import lacking, lacking_of_flow

assert custom_components

pytest_plugins = [
    "tests.actions",
    "tests.endurance",
    "tests.hearing",
    "tests.hostile.inputs",
    "tests.phone",
    "tests.repairs",
    "tests.rounds",
    "tests.skipped",
    "tests.talk",
    "tests.worlds",
]

# How fast a machine is that does other things too tells nothing about a test.
settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
# A mutant has to fail, and nobody will ask how.
settings.register_profile(
    "mutants",
    settings.get_profile("unhurried"),
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def _custom_integrations(enable_custom_integrations: None) -> None:
    """Let Home Assistant load the integration."""


@pytest.fixture(autouse=True)
def _texts_exist() -> Generator[None]:
    """Fail a test that meets a step, an error or an issue without its text."""
    missing: set[str] = set()
    handle_step = FlowManager._async_handle_step
    raise_error = HomeAssistantError.__init__
    create_issue = IssueRegistry.async_get_or_create

    async def handle(self: Any, flow: Any, *args: Any) -> Any:
        result = await handle_step(self, flow, *args)
        missing.update(lacking_of_flow(flow, result))
        return result

    def init(self: HomeAssistantError, *args: object, **kwargs: Any) -> None:
        raise_error(self, *args, **kwargs)
        if self.translation_domain == DOMAIN:
            path = f"exceptions.{self.translation_key}.message"
            missing.update(lacking([path], self.translation_placeholders))

    def create(self: IssueRegistry, domain: str, *args: Any, **kwargs: Any) -> Any:
        if domain == DOMAIN:
            path = f"issues.{kwargs['translation_key']}.title"
            missing.update(lacking([path], kwargs["translation_placeholders"]))
        return create_issue(self, domain, *args, **kwargs)

    with (
        patch.object(FlowManager, "_async_handle_step", handle),
        patch.object(HomeAssistantError, "__init__", init),
        patch.object(IssueRegistry, "async_get_or_create", create),
    ):
        yield
    assert not missing


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
        entry_id="01K9PRINTER",
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
def entity_registry_enabled_by_default() -> Generator[None]:
    """Enable the entities that are disabled at first."""
    with patch("homeassistant.helpers.entity.Entity.entity_registry_enabled_default"):
        yield


@pytest.fixture
def record(hass: HomeAssistant, entry: MockConfigEntry) -> RecordFile:
    """Return the file with the printer's record."""
    return RecordFile.of(hass, entry.entry_id)
