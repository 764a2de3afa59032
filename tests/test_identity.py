"""A host that tells who it is only later on."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.store import PrinterRecord

from .common import (
    HOUR,
    TWO_HOURS,
    coordinator,
    counted,
    is_connected,
    poll,
    printed,
    reload,
    set_up,
)
from .simulators import ManualClock, MoonrakerServer, Printer

type ManualPrinter = Printer[ManualClock]


@pytest.fixture
def old(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    printer: ManualPrinter,
) -> str:
    """Let an old Moonraker be set up, without identity; return the later one."""
    printer.moonraker.upgrade("0.8.0")
    hass.config_entries.async_update_entry(entry, unique_id=f"#{server.url}")
    return server.moonraker.database.instance_id


async def test_it_comes_with_an_upgrade_in_the_middle_of_a_print(
    hass: HomeAssistant, entry: MockConfigEntry, printer: ManualPrinter, old: str
) -> None:
    printed(printer)
    await set_up(hass, entry)
    printer.klipper.start(TWO_HOURS)
    printer.clock.advance(60 + HOUR)
    await poll(hass, entry)
    assert counted(entry) == (3 * HOUR, 7500, 1)
    assert entry.unique_id != old
    printer.moonraker.upgrade("0.11.0")
    await poll(hass, entry)
    assert entry.unique_id == old
    assert coordinator(entry).record.identity == old
    assert counted(entry) == (3 * HOUR, 7500, 1)
    printer.clock.advance(2 * HOUR)
    await poll(hass, entry)
    await reload(hass, entry)
    assert coordinator(entry).record.identity == old
    assert counted(entry) == (4 * HOUR, 10000, 2)


async def test_another_host_is_then_noticed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    old: str,
    issue_registry: ir.IssueRegistry,
) -> None:
    await set_up(hass, entry)
    printer.moonraker.upgrade("0.11.0")
    await poll(hass, entry)
    printer.moonraker.database.instance_id = "another"
    await poll(hass, entry)
    assert not is_connected(hass, entry)
    assert issue_registry.async_get_issue(DOMAIN, f"other_host_{entry.entry_id}")


async def test_its_twin_is_another_entry(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    printer: ManualPrinter,
    old: str,
) -> None:
    MockConfigEntry(
        domain=DOMAIN, unique_id=old, data={"url": "http://other"}
    ).add_to_hass(hass)
    await set_up(hass, entry)
    printer.moonraker.upgrade("0.11.0")
    await poll(hass, entry)
    assert entry.unique_id == f"{old}#{server.url}"
    assert is_connected(hass, entry)


def test_only_the_host_that_was_read_is_learned() -> None:
    record = PrinterRecord(host_kind="moonraker")
    record.learn_identity("octoprint", "another")
    assert record.identity is None
    record.learn_identity("moonraker", "me")
    assert record.identity == "me"
    record.learn_identity("moonraker", "another")
    assert record.identity == "me"
