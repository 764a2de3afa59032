"""Reminders on the printer's display: they never disturb a print."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.history import async_snooze, async_undo
from custom_components.printer_maintenance.hosts.base import (
    HostError,
    HostRefused,
    HostUnreachable,
)

from .common import (
    DAY,
    NOON,
    add_item,
    coordinator,
    entity_id_of,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    settle,
    start_of,
    told,
    value,
    wait,
)
from .hearing import RAILS, SEVEN_HOURS, become_due
from .octoprint.conftest import OctoPrintServer, octoprint, octoprint_server, prusa
from .simulators import ManualClock, MoonrakerServer, Printer
from .simulators.octoprint import READ_ONLY_KEY, OctoPrint
from .simulators.octoprint.access import USER, User

# The fixtures of another folder.
__all__ = ["octoprint", "octoprint_server", "prusa"]

type ManualPrinter = Printer[ManualClock]
REMINDER = "M117 Maintenance: Grease the rails"
CLEAR = "M117"


async def switch(hass: HomeAssistant, entry: MockConfigEntry, service: str) -> None:
    """Switch the reminders on the display on or off."""
    entity_id = entity_id_of(hass, entry, "display", "switch")
    data = {ATTR_ENTITY_ID: entity_id}
    await hass.services.async_call("switch", service, data, blocking=True)
    await settle(hass)


@pytest.fixture(autouse=True)
async def _loaded(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
) -> None:
    """Set a printer up with an item, of whose 10 h it has printed 2 h."""
    freezer.move_to(NOON)
    printed(printer)
    add_item(hass, entry)
    await set_up(hass, entry)


async def test_it_is_off_at_first(
    hass: HomeAssistant, entry: MockConfigEntry, printer: ManualPrinter
) -> None:
    assert value(hass, entry, "display", "switch") == "off"
    await become_due(hass, entry, printer)
    assert printer.klipper.scripts == []
    await switch(hass, entry, "turn_on")
    assert value(hass, entry, "display", "switch") == "on"
    await poll(hass, entry)
    assert printer.klipper.scripts == [REMINDER]
    await reload(hass, entry)
    assert value(hass, entry, "display", "switch") == "on"
    await switch(hass, entry, "turn_off")
    assert value(hass, entry, "display", "switch") == "off"
    printed(printer, SEVEN_HOURS)
    await poll(hass, entry)
    assert printer.klipper.scripts == [REMINDER]


async def test_at_the_end_of_each_job_and_never_in_one(
    hass: HomeAssistant, entry: MockConfigEntry, printer: ManualPrinter
) -> None:
    klipper = printer.klipper
    await switch(hass, entry, "turn_on")
    printed(printer)
    await poll(hass, entry)
    assert klipper.scripts == []
    for number in range(1, 3):
        klipper.start(SEVEN_HOURS)
        printer.clock.advance(SEVEN_HOURS.seconds - 60)
        await poll(hass, entry)
        klipper.pause()
        await poll(hass, entry)
        klipper.resume()
        await poll(hass, entry)
        assert value(hass, entry, f"{RAILS}_due", "binary_sensor") == "on"
        assert len(klipper.scripts) == number - 1
        printer.clock.advance(120)
        for _ in range(3):
            await poll(hass, entry)
        assert klipper.scripts == [REMINDER] * number
    await press_done(hass, entry)
    printed(printer)
    await poll(hass, entry)
    assert len(klipper.scripts) == 2


async def test_the_next_job_begins_at_once(
    hass: HomeAssistant, entry: MockConfigEntry, printer: ManualPrinter
) -> None:
    await become_due(hass, entry, printer)
    await switch(hass, entry, "turn_on")
    printer.klipper.start(SEVEN_HOURS)
    await poll(hass, entry)
    printer.klipper.cancel()
    printer.klipper.start(SEVEN_HOURS)
    await poll(hass, entry)
    assert printer.klipper.scripts == []
    printer.klipper.cancel()
    await poll(hass, entry)
    assert printer.klipper.scripts == [REMINDER]


async def test_days_end_while_nothing_is_printed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    server: MoonrakerServer,
) -> None:
    await switch(hass, entry, "turn_on")
    add_item(hass, entry, "Öl; Filter", {"days": 1}, start=start_of())
    await settle(hass)
    await server.stop()
    await poll(hass, entry)
    await wait(hass, freezer, DAY.total_seconds())
    await reload(hass, entry)
    await server.start()
    for _ in range(2):
        await poll(hass, entry)
    await reload(hass, entry)
    await poll(hass, entry)
    # Once, also through a time when the printer was off, and restarts.
    assert printer.klipper.scripts == ["M117 Maintenance: Oel Filter"]
    for _ in range(2):
        printed(printer, SEVEN_HOURS)
    await poll(hass, entry)
    both = "M117 Maintenance: Grease the rails, Oel Filter"
    assert printer.klipper.scripts[1:] == [both]


async def test_in_the_language_of_home_assistant(
    hass: HomeAssistant, entry: MockConfigEntry, printer: ManualPrinter
) -> None:
    await hass.config.async_update(language="de")
    await reload(hass, entry)
    await switch(hass, entry, "turn_on")
    await become_due(hass, entry, printer)
    assert printer.klipper.scripts == ["M117 Wartung: Grease the rails"]


async def test_it_waits_for_a_machine_that_is_ready_and_still(
    hass: HomeAssistant, entry: MockConfigEntry, printer: ManualPrinter
) -> None:
    klipper = printer.klipper
    await switch(hass, entry, "turn_on")
    klipper.is_moving = True
    await become_due(hass, entry, printer)
    klipper.is_moving = False
    klipper.emergency_stop()
    await poll(hass, entry)
    klipper.kill()
    await poll(hass, entry)
    assert klipper.scripts == []
    klipper.launch()
    await poll(hass, entry)
    assert klipper.scripts == [REMINDER]


async def test_what_is_done_is_taken_off_the_display(
    hass: HomeAssistant, entry: MockConfigEntry, printer: ManualPrinter
) -> None:
    await switch(hass, entry, "turn_on")
    await become_due(hass, entry, printer)
    assert printer.klipper.display == "Maintenance: Grease the rails"
    await reload(hass, entry)
    await press_done(hass, entry)
    printer.klipper.is_moving = True
    await poll(hass, entry)
    assert printer.klipper.scripts == [REMINDER]
    printer.klipper.is_moving = False
    for _ in range(2):
        await poll(hass, entry)
        await reload(hass, entry)
    assert printer.klipper.scripts == [REMINDER, CLEAR]
    assert printer.klipper.display is None
    await async_undo(coordinator(entry), RAILS)
    for _ in range(2):
        await poll(hass, entry)
    assert printer.klipper.scripts == [REMINDER, CLEAR, REMINDER]


async def test_the_text_of_a_print_stays(
    hass: HomeAssistant, entry: MockConfigEntry, printer: ManualPrinter
) -> None:
    await switch(hass, entry, "turn_on")
    await become_due(hass, entry, printer)
    await press_done(hass, entry)
    printed(printer)
    printer.klipper.display = "Printed well"
    for _ in range(2):
        await poll(hass, entry)
    assert printer.klipper.scripts == [REMINDER]
    assert printer.klipper.display == "Printed well"


async def test_one_of_two_is_done(
    hass: HomeAssistant, entry: MockConfigEntry, printer: ManualPrinter
) -> None:
    await switch(hass, entry, "turn_on")
    add_item(hass, entry, "Belts", {"print_time": 36000.0}, start=start_of())
    await settle(hass)
    for _ in range(2):
        printed(printer, SEVEN_HOURS)
    await poll(hass, entry)
    await press_done(hass, entry)
    await poll(hass, entry)
    assert printer.klipper.scripts[1:] == ["M117 Maintenance: Belts"]
    hass.config_entries.async_remove_subentry(entry, "belts")
    await settle(hass)
    await poll(hass, entry)
    assert printer.klipper.scripts[2:] == [CLEAR]


async def test_it_is_switched_off(
    hass: HomeAssistant, entry: MockConfigEntry, printer: ManualPrinter
) -> None:
    await switch(hass, entry, "turn_on")
    await become_due(hass, entry, printer)
    await switch(hass, entry, "turn_off")
    for _ in range(2):
        await poll(hass, entry)
    assert printer.klipper.scripts == [REMINDER, CLEAR]


@pytest.mark.parametrize(
    ("error", "scripts"),
    [
        (HostRefused("Unknown command"), []),
        # It may be shown when Klipper has time for it.
        (HostUnreachable("TimeoutError"), [CLEAR]),
    ],
)
async def test_what_was_not_shown_is_not_cleared(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    monkeypatch: pytest.MonkeyPatch,
    error: HostError,
    scripts: list[str],
) -> None:
    async def fail(*_: object) -> None:
        raise error

    await switch(hass, entry, "turn_on")
    monkeypatch.setattr(coordinator(entry).host, "run", fail)
    await become_due(hass, entry, printer)
    monkeypatch.undo()
    await reload(hass, entry)
    await press_done(hass, entry)
    await poll(hass, entry)
    assert printer.klipper.scripts == scripts


async def test_a_snooze(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
) -> None:
    await switch(hass, entry, "turn_on")
    await become_due(hass, entry, printer)
    await async_snooze(coordinator(entry), RAILS, until=NOON + DAY)
    printed(printer)
    await poll(hass, entry)
    assert printer.klipper.scripts == [REMINDER]
    freezer.move_to(NOON + DAY)
    for _ in range(2):
        await poll(hass, entry)
    assert printer.klipper.scripts == [REMINDER] * 2


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
