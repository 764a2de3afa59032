"""What repairs are tested with: another host at an address, and who fixes it."""

from collections.abc import AsyncGenerator
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.printer_maintenance.const import DOMAIN

from .common import printed
from .simulators import (
    Job,
    ManualClock,
    MoonrakerServer,
    Printer,
    extrude,
    manual_printer,
)

OTHER_HOST = "other_host_01K9PRINTER"
OLD, NEW = "5d1f2a7c9b3e4c60a8d4e1f0b2c39a71", "another-identity"


class Address:
    """Let one Moonraker or another answer at the printer's address."""

    def __init__(self, server: MoonrakerServer) -> None:
        """Begin with the printer's own."""
        self._server = server

    async def give_to(self, printer: Printer[ManualClock]) -> None:
        """Let the Moonraker of another printer answer."""
        await self._server.stop()
        self._server = MoonrakerServer(printer.moonraker, self._server.port)
        await self._server.start()

    async def take(self) -> None:
        """Let none answer."""
        await self._server.stop()


class Repairs:
    """Fix an issue as the frontend does."""

    def __init__(self, client: Any) -> None:
        """Take the client of an administrator."""
        self._client = client

    async def begin(self, issue_id: str = OTHER_HOST) -> dict[str, Any]:
        """Open the fix flow of an issue."""
        body = {"handler": DOMAIN, "issue_id": issue_id}
        return await self._post("/api/repairs/issues/fix", body)

    async def go_on(self, result: dict[str, Any], **form: object) -> dict[str, Any]:
        """Send a step in."""
        return await self._post(f"/api/repairs/issues/fix/{result['flow_id']}", form)

    async def _post(self, url: str, body: object) -> dict[str, Any]:
        response = await self._client.post(url, json=body)
        assert response.status == 200, await response.text()
        result: dict[str, Any] = await response.json()
        return result


def our_issues(issues: ir.IssueRegistry) -> set[str]:
    """Return the ids of our issues."""
    return {issue_id for domain, issue_id in issues.issues if domain == DOMAIN}


@pytest.fixture
async def address(server: MoonrakerServer) -> AsyncGenerator[Address]:
    """Return the printer's address."""
    address = Address(server)
    yield address
    await address.take()


@pytest.fixture
async def successor(address: Address) -> Printer[ManualClock]:
    """Let another host answer at the printer's address; it has printed 20 h."""
    successor = manual_printer()
    successor.moonraker.database.instance_id = NEW
    printed(successor, Job("big.gcode", (extrude(72000, 90000),)))
    await address.give_to(successor)
    return successor


@pytest.fixture
async def repairs(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Repairs:
    """Return what an administrator fixes issues with."""
    return Repairs(await hass_client())
