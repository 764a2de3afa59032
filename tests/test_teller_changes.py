"""What is told of items that are snoozed, taken back, changed, added or removed."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Context, HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.history import (
    async_set_used,
    async_skip,
    async_snooze,
    async_undo,
)
from custom_components.printer_maintenance.maintenance.usage import Meter

from .common import (
    DAY,
    HOUR,
    NOON,
    add_item,
    change_item,
    coordinator,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    settle,
    wait,
)
from .hearing import NAME, RAILS, SEVEN_HOURS, Hearing, become_due, restart
from .simulators import Job, ManualClock, MoonrakerServer, Printer, extrude

type ManualPrinter = Printer[ManualClock]


async def test_a_snooze_repeats_it_when_it_ends(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    server: MoonrakerServer,
    hearing: Hearing,
) -> None:
    await become_due(hass, entry, printer)
    await server.stop()
    until = NOON + timedelta(hours=20, minutes=3)
    await async_snooze(coordinator(entry), RAILS, until=until)
    await reload(hass, entry)
    await wait(hass, freezer, 20 * HOUR + 170)
    assert hearing.kinds[2:] == ["snoozed"]
    # To the second, though the printer is off and polled seldom.
    await wait(hass, freezer, 11)
    assert hearing.kinds[2:] == ["snoozed", "became_due"]
    await restart(hass, entry)
    await wait(hass, freezer, HOUR)
    assert hearing.kinds[2:] == ["snoozed", "became_due"]


async def test_it_becomes_due_and_the_snooze_ends_while_it_is_down(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    hearing: Hearing,
) -> None:
    await async_snooze(coordinator(entry), RAILS, until=NOON + DAY)
    await become_due(hass, entry, printer)
    assert hearing.kinds == ["snoozed"]
    await restart(hass, entry, lambda: freezer.move_to(NOON + 2 * DAY))
    assert hearing.kinds == ["snoozed", "became_due"]


async def test_a_snooze_that_is_ended_or_put_off(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    hearing: Hearing,
) -> None:
    await become_due(hass, entry, printer)
    await async_snooze(coordinator(entry), RAILS, until=None)
    assert hearing.kinds[2:] == []
    await async_snooze(coordinator(entry), RAILS, until=NOON + DAY)
    await async_snooze(coordinator(entry), RAILS, until=NOON + 2 * DAY)
    assert hearing.kinds[2:] == ["snoozed", "snoozed"]
    await async_snooze(coordinator(entry), RAILS, until=None)
    assert hearing.kinds[4:] == ["became_due"]


async def test_undone(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    hearing: Hearing,
) -> None:
    await become_due(hass, entry, printer)
    await press_done(hass, entry)
    freezer.tick(60)
    await async_undo(coordinator(entry), RAILS, context=Context(user_id="7f3a"))
    # The cycle that comes back has had its reminder; that it is due is told with it.
    assert hearing.kinds[2:] == ["completed", "undone"]
    event = hearing.events[-1]
    assert (event.data["due"], event.context.user_id) == (True, "7f3a")
    await reload(hass, entry)
    assert hearing.kinds[2:] == ["completed", "undone"]
    await async_skip(coordinator(entry), RAILS)
    assert hearing.kinds[4:] == ["skipped"]


async def test_what_comes_back_has_become_due_meanwhile(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    hearing: Hearing,
) -> None:
    printed(printer, SEVEN_HOURS)
    await poll(hass, entry)
    await press_done(hass, entry)
    freezer.tick(60)
    printed(printer)
    await poll(hass, entry)
    await async_undo(coordinator(entry), RAILS)
    expected = ["became_due_soon", "completed", "undone", "became_due"]
    assert hearing.kinds == expected


async def test_due_when_it_is_added(
    hass: HomeAssistant, entry: MockConfigEntry, hearing: Hearing
) -> None:
    add_item(hass, entry, "Belts", {"print_time": HOUR})
    add_item(hass, entry, "Fans", {"print_time": 2.1 * HOUR})
    add_item(hass, entry, "Nozzle", {"print_time": 20 * HOUR})
    await settle(hass)
    await poll(hass, entry)
    assert hearing.told == [("became_due", "Belts"), ("became_due_soon", "Fans")]


async def test_the_limit_is_raised(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    hearing: Hearing,
) -> None:
    await become_due(hass, entry, printer)
    change_item(hass, entry, RAILS, intervals={"print_time": 12 * HOUR})
    await settle(hass)
    assert hearing.kinds[2:] == []
    change_item(hass, entry, RAILS, intervals={"print_time": 30 * HOUR})
    await settle(hass)
    printed(printer, SEVEN_HOURS)
    await poll(hass, entry)
    assert hearing.kinds[2:] == []
    printed(printer, SEVEN_HOURS)
    await poll(hass, entry)
    assert hearing.kinds[2:] == ["became_due"]


async def test_what_was_used_is_corrected(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    hearing: Hearing,
) -> None:
    used = {Meter.PRINT_TIME: 11.0 * HOUR}
    await async_set_used(coordinator(entry), RAILS, used=used)
    await async_set_used(coordinator(entry), RAILS, used={Meter.PRINT_TIME: 12 * HOUR})
    assert hearing.kinds == ["became_due"]
    await async_set_used(coordinator(entry), RAILS, used={Meter.PRINT_TIME: 4 * HOUR})
    printed(printer, SEVEN_HOURS)
    await poll(hass, entry)
    assert hearing.kinds == ["became_due", "became_due"]


async def test_an_item_is_removed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    hearing: Hearing,
) -> None:
    await async_snooze(coordinator(entry), RAILS, until=NOON + DAY)
    hass.config_entries.async_remove_subentry(entry, RAILS)
    await settle(hass)
    await become_due(hass, entry, printer)
    assert hearing.kinds == ["snoozed"]


async def test_a_print_that_will_cross_the_limit(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    server: MoonrakerServer,
    hearing: Hearing,
) -> None:
    nine_hours = Job("tall.gcode", (extrude(9 * HOUR, 5000),), "PLA")
    printer.klipper.start(nine_hours)
    printer.clock.advance(HOUR)
    await poll(hass, entry)
    assert hearing.kinds == ["will_cross"]
    await reload(hass, entry)
    await restart(hass, entry)
    await server.stop()
    await poll(hass, entry)
    await server.start()
    await poll(hass, entry)
    assert hearing.kinds == ["will_cross"]
    printer.clock.advance(9 * HOUR)
    await poll(hass, entry)
    await press_done(hass, entry)
    assert hearing.kinds[1:] == ["became_due", "completed"]
    printed(printer)
    printer.klipper.start(nine_hours)
    printer.clock.advance(60)
    await poll(hass, entry)
    assert hearing.kinds[3:] == ["will_cross"]


async def test_a_snooze_in_a_print_that_will_cross(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    hearing: Hearing,
) -> None:
    printer.klipper.start(Job("tall.gcode", (extrude(20 * HOUR, 5000),), "PLA"))
    printer.clock.advance(60)
    await poll(hass, entry)
    await async_snooze(coordinator(entry), RAILS, until=NOON + timedelta(hours=1))
    freezer.move_to(NOON + timedelta(hours=2))
    for _ in range(2):
        await poll(hass, entry)
    assert hearing.kinds == ["will_cross", "snoozed"]


async def test_a_name_is_changed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    hearing: Hearing,
) -> None:
    printed(printer, SEVEN_HOURS)
    await poll(hass, entry)
    change_item(hass, entry, RAILS, title="Oil the rods")
    await settle(hass)
    printed(printer)
    await poll(hass, entry)
    assert hearing.told == [("became_due_soon", NAME), ("became_due", "Oil the rods")]


async def test_nothing_is_told_of_what_is_not_known_yet(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    hearing: Hearing,
    hass_storage: dict[str, Any],
) -> None:
    await server.stop()
    assert await hass.config_entries.async_unload(entry.entry_id)
    # Its record is lost, the copy as well, and the printer is off.
    for kept_as in ("", ".copy"):
        del hass_storage[f"{DOMAIN}.{entry.entry_id}{kept_as}"]
    change_item(hass, entry, RAILS, intervals={"print_time": HOUR})
    await set_up(hass, entry)
    await poll(hass, entry)
    assert hearing.kinds == []
    await server.start()
    await poll(hass, entry)
    assert hearing.kinds == ["became_due"]
