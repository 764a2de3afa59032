"""A display that does not answer, or that must not be written to."""

from typing import Any

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.hosts.base import HostUnreachable

from .common import (
    DAY,
    NOON,
    add_item,
    coordinator,
    poll,
    printed,
    set_up,
    start_of,
    told,
)
from .display import REMINDER, ManualPrinter, loaded, switch
from .hearing import SEVEN_HOURS, become_due
from .octoprint.conftest import OctoPrintServer, octoprint, octoprint_server, prusa
from .simulators import ManualClock, MoonrakerServer
from .simulators.octoprint import READ_ONLY_KEY, OctoPrint
from .simulators.octoprint.access import USER, User

# Fixtures.
__all__ = ["loaded", "octoprint", "octoprint_server", "prusa"]

pytestmark = pytest.mark.usefixtures("loaded")


async def test_a_display_that_does_not_answer_blocks_nothing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    server: MoonrakerServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await switch(hass, entry, "turn_on")
    server.hang("/printer/gcode/script")
    printed(printer, SEVEN_HOURS)
    printed(printer, SEVEN_HOURS)
    for _ in range(3):
        # The poll, Home Assistant's start and an unload do not wait for it.
        await coordinator(entry).async_refresh()
        await hass.async_block_till_done()
    assert coordinator(entry).data.connected
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert told(caplog) == []
    server.release()

    async def wait_in_vain(*_: object) -> None:
        raise HostUnreachable("TimeoutError")

    await set_up(hass, entry)
    monkeypatch.setattr(coordinator(entry).host, "run", wait_in_vain)
    for _ in range(2):
        printed(printer, SEVEN_HOURS)
        await poll(hass, entry)
    (line,) = told(caplog)
    assert line == "INFO Voron does not take what it is sent: TimeoutError"


async def test_nothing_is_sent_while_home_assistant_stops(
    hass: HomeAssistant, entry: MockConfigEntry, printer: ManualPrinter
) -> None:
    await switch(hass, entry, "turn_on")
    await become_due(hass, entry, printer)
    printed(printer)
    hass.set_state(CoreState.stopping)
    await poll(hass, entry)
    assert printer.klipper.scripts == [REMINDER]
    hass.set_state(CoreState.running)
    await poll(hass, entry)
    assert printer.klipper.scripts == [REMINDER] * 2


async def test_the_host_goes_away_in_between(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def gone() -> bool:
        raise HostUnreachable("gone")

    await switch(hass, entry, "turn_on")
    monkeypatch.setattr(coordinator(entry).host, "is_idle", gone)
    await become_due(hass, entry, printer)
    monkeypatch.undo()
    assert printer.klipper.scripts == []
    await poll(hass, entry)
    assert printer.klipper.scripts == [REMINDER]


async def print_on(
    hass: HomeAssistant, entry: MockConfigEntry, octoprint: OctoPrint[ManualClock]
) -> None:
    """Print a job on an OctoPrint, and poll until all of it is booked."""
    octoprint.start(SEVEN_HOURS)
    octoprint.clock.advance(60)
    await poll(hass, entry)
    octoprint.clock.advance(SEVEN_HOURS.seconds)
    for _ in range(3):
        await poll(hass, entry)
        octoprint.clock.advance(60)


async def test_octoprint_and_a_key_that_may_not(
    hass: HomeAssistant,
    prusa: MockConfigEntry,
    octoprint: OctoPrint[ManualClock],
    octoprint_server: OctoPrintServer,
    issue_registry: ir.IssueRegistry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    data: dict[str, Any] = {**prusa.data, "api_key": READ_ONLY_KEY}
    hass.config_entries.async_update_entry(prusa, data=data)
    add_item(hass, prusa, "Filter", {"days": 1}, start=start_of(NOON - DAY))
    await set_up(hass, prusa)
    await switch(hass, prusa, "turn_on")
    issue = (DOMAIN, f"no_control_{prusa.entry_id}")
    for _ in range(2):
        await print_on(hass, prusa, octoprint)
        found = issue_registry.async_get_issue(*issue)
        assert found is not None
        assert found.translation_placeholders == {"printer": "Prusa"}
        assert found.severity is ir.IssueSeverity.WARNING
    line = "INFO Prusa does not take what it is sent: the API key lacks CONTROL"
    assert told(caplog) == [line]
    assert not list(prusa.async_get_active_flows(hass, {"reauth"}))
    await switch(hass, prusa, "turn_off")
    assert issue_registry.async_get_issue(*issue) is None
    # Somebody lets the reader do more.
    await switch(hass, prusa, "turn_on")
    octoprint.access.users["reader"] = User("reader", ("users",), USER)
    await print_on(hass, prusa, octoprint)
    assert octoprint.commands == ["M117 Maintenance: Filter"]
    assert issue_registry.async_get_issue(*issue) is None
    assert told(caplog) == [line]
