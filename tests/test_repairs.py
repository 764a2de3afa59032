"""Repairs: another host at a printer's address, and a record that was lost."""

import logging
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.repairs import DOMAIN as REPAIRS
from homeassistant.config_entries import SOURCE_RECONFIGURE
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN

from .common import (
    HOUR,
    NOON,
    TWO_HOURS,
    add_item,
    counted,
    is_connected,
    poll,
    printed,
    reload,
    set_up,
    settle,
    told,
    value,
    wait,
)
from .repairs import NEW, OLD, OTHER_HOST, Address, Repairs, our_issues
from .simulators import ManualClock, MoonrakerServer, Printer


@pytest.fixture(autouse=True)
async def _loaded(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
) -> None:
    """Set a printer up that has printed 2 h."""
    freezer.move_to(NOON)
    assert await async_setup_component(hass, REPAIRS, {})
    printed(printer)
    add_item(hass, entry)
    await set_up(hass, entry)


async def test_nothing_is_counted_of_another_host(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    successor: Printer[ManualClock],
    issue_registry: ir.IssueRegistry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(4):
        await wait(hass, freezer, 301)
        printed(successor)
    assert not is_connected(hass, entry)
    assert value(hass, entry, "print_time") == "2.0"
    assert value(hass, entry, "grease_the_rails_print_time_remaining") == "8.0"
    issue = issue_registry.async_get_issue(DOMAIN, OTHER_HOST)
    assert issue is not None
    assert issue.is_fixable
    assert issue.severity is ir.IssueSeverity.ERROR
    assert issue.translation_placeholders == {"printer": "Voron"}
    (line,) = told(caplog)
    assert line.startswith("WARNING Voron answers as another host")
    assert NEW not in caplog.text


async def test_its_own_host_answers_again(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    address: Address,
    printer: Printer[ManualClock],
    successor: Printer[ManualClock],
    issue_registry: ir.IssueRegistry,
    repairs: Repairs,
) -> None:
    await poll(hass, entry)
    question = await repairs.begin()
    await address.give_to(printer)
    printed(printer)
    await poll(hass, entry)
    assert not our_issues(issue_registry)
    assert is_connected(hass, entry)
    assert value(hass, entry, "print_time") == "4.0"
    # The question that is still open must not be answered any more.
    result = await repairs.go_on(question, next_step_id="same_printer")
    assert result["type"] == "abort"
    assert result["reason"] == "other_host_gone"
    assert entry.unique_id == OLD


async def test_it_is_the_same_printer(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    successor: Printer[ManualClock],
    issue_registry: ir.IssueRegistry,
    repairs: Repairs,
) -> None:
    await poll(hass, entry)
    question = await repairs.begin()
    assert question["type"] == "menu"
    assert question["menu_options"] == ["same_printer", "wrong_address"]
    assert question["description_placeholders"] == {"name": "Voron"}
    result = await repairs.go_on(question, next_step_id="same_printer")
    await settle(hass)
    assert result["type"] == "create_entry"
    assert not our_issues(issue_registry)
    assert entry.unique_id == NEW
    assert is_connected(hass, entry)
    # What the new host had counted is left out; what it counts now is not.
    assert value(hass, entry, "print_time") == "2.0"
    printed(successor)
    await poll(hass, entry)
    assert value(hass, entry, "print_time") == "4.0"
    assert value(hass, entry, "grease_the_rails_print_time_remaining") == "6.0"
    await reload(hass, entry)
    assert value(hass, entry, "print_time") == "4.0"


async def test_it_is_the_same_printer_in_the_middle_of_a_print(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    successor: Printer[ManualClock],
    address: Address,
    repairs: Repairs,
) -> None:
    await address.give_to(printer)
    printer.klipper.start(TWO_HOURS)
    printer.clock.advance(60 + 3600)
    await poll(hass, entry)
    assert value(hass, entry, "print_time") == "3.0"
    await address.give_to(successor)
    await poll(hass, entry)
    question = await repairs.begin()
    await repairs.go_on(question, next_step_id="same_printer")
    await settle(hass)
    # The job that was printing has ended, as far as anybody knows.
    assert value(hass, entry, "print_time") == "3.0"
    assert value(hass, entry, "prints") == "2"


async def test_the_address_is_wrong(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    successor: Printer[ManualClock],
    issue_registry: ir.IssueRegistry,
    repairs: Repairs,
) -> None:
    await poll(hass, entry)
    question = await repairs.begin()
    result = await repairs.go_on(question, next_step_id="wrong_address")
    assert result["type"] == "abort"
    assert result["reason"] == "reconfigure"
    kind, flow_id = result["next_flow"]
    assert kind == "config_flow"
    flow = hass.config_entries.flow.async_get(flow_id)
    assert flow["context"]["source"] == SOURCE_RECONFIGURE
    assert OTHER_HOST in our_issues(issue_registry)

    right = MoonrakerServer(printer.moonraker)
    await right.start()
    form = {CONF_URL: right.url, "verify_ssl": True}
    done = await hass.config_entries.flow.async_configure(flow_id, form)
    await settle(hass)
    assert done["reason"] == "reconfigure_successful"
    assert not our_issues(issue_registry)
    assert is_connected(hass, entry)
    assert value(hass, entry, "print_time") == "2.0"
    await right.stop()


async def test_another_entry_has_the_new_identity(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    successor: Printer[ManualClock],
    repairs: Repairs,
) -> None:
    MockConfigEntry(domain=DOMAIN, unique_id=NEW).add_to_hass(hass)
    await poll(hass, entry)
    question = await repairs.begin()
    await repairs.go_on(question, next_step_id="same_printer")
    await settle(hass)
    assert entry.unique_id == f"{NEW}#{server.url}"
    assert is_connected(hass, entry)


async def test_a_printer_that_is_not_set_up(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    successor: Printer[ManualClock],
    repairs: Repairs,
) -> None:
    await poll(hass, entry)
    question = await repairs.begin()
    await hass.config_entries.async_unload(entry.entry_id)
    for result in (
        await repairs.go_on(question, next_step_id="same_printer"),
        await repairs.begin(),
    ):
        assert result["type"] == "abort"
        assert result["reason"] == "not_loaded"
    assert entry.unique_id == OLD


async def test_a_printer_that_was_set_up_anew_and_is_off_now(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    address: Address,
    successor: Printer[ManualClock],
    repairs: Repairs,
) -> None:
    await poll(hass, entry)
    question = await repairs.begin()
    await address.take()
    await reload(hass, entry)
    result = await repairs.go_on(question, next_step_id="same_printer")
    assert result["reason"] == "other_host_gone"
    assert entry.unique_id == OLD


async def test_taking_note_of_a_loss(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
    issue_registry: ir.IssueRegistry,
    repairs: Repairs,
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    hass_storage.pop(f"{DOMAIN}.01K9PRINTER")
    hass_storage.pop(f"{DOMAIN}.01K9PRINTER.copy")
    await set_up(hass, entry)
    issue_id = "store_lost_01K9PRINTER"
    issue = issue_registry.async_get_issue(DOMAIN, issue_id)
    assert issue is not None
    assert issue.is_fixable
    assert issue.is_persistent
    result = await repairs.begin(issue_id)
    assert result["type"] == "form"
    assert result["step_id"] == "confirm"
    result = await repairs.go_on(result)
    assert result["type"] == "create_entry"
    assert not our_issues(issue_registry)
    await reload(hass, entry)
    assert not our_issues(issue_registry)


async def test_a_host_that_does_not_tell_it_any_more(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    printer: Printer[ManualClock],
    repairs: Repairs,
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = counted(entry)
    printer.moonraker.upgrade("0.8.0")
    printed(printer)
    for _ in range(3):
        await poll(hass, entry)
    assert not is_connected(hass, entry)
    assert counted(entry) == before
    (warning,) = told(caplog, logging.WARNING)
    assert warning.startswith("WARNING Voron does not tell who it is any more;")

    await repairs.go_on(await repairs.begin(), next_step_id="same_printer")
    await settle(hass)
    assert entry.unique_id == f"#{server.url}"
    assert is_connected(hass, entry)
    printed(printer)
    await poll(hass, entry)
    assert counted(entry) == (before[0] + 2 * HOUR, before[1] + 5000, before[2] + 1)
