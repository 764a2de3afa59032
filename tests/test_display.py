"""Reminders on the printer's display: they never disturb a print."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

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
    poll,
    press_done,
    printed,
    reload,
    settle,
    start_of,
    value,
    wait,
)
from .display import CLEAR, REMINDER, ManualPrinter, loaded, switch
from .hearing import RAILS, SEVEN_HOURS, become_due
from .simulators import MoonrakerServer

# Fixtures.
__all__ = ["loaded"]

pytestmark = pytest.mark.usefixtures("loaded")


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
