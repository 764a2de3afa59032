"""What is told of items: exactly once, through restarts, reloads and gaps."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers.translation import async_load_integrations
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.history import (
    async_complete,
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
    start_of,
    wait,
)
from .hearing import Hearing, listen, restart
from .simulators import Job, ManualClock, MoonrakerServer, Printer, extrude

type ManualPrinter = Printer[ManualClock]

RAILS = "grease_the_rails"
NAME = "Grease the rails"
SEVEN_HOURS = Job("big.gcode", (extrude(7 * HOUR, 5000),), "PLA")


@pytest.fixture(autouse=True)
async def _ten_hours(
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


@pytest.fixture
async def hearing(hass: HomeAssistant, _ten_hours: None) -> Hearing:
    """Listen from now on."""
    return await listen(hass)


async def become_due(
    hass: HomeAssistant, entry: MockConfigEntry, printer: ManualPrinter
) -> None:
    """Print until the item is due."""
    printed(printer, SEVEN_HOURS)
    await poll(hass, entry)
    printed(printer, SEVEN_HOURS)
    await poll(hass, entry)


async def test_each_is_told_once(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    hearing: Hearing,
) -> None:
    await poll(hass, entry)
    assert hearing.kinds == []
    printed(printer, SEVEN_HOURS)
    for _ in range(3):
        await poll(hass, entry)
    assert hearing.kinds == ["became_due_soon"]
    for _ in range(3):
        printed(printer)
        await poll(hass, entry)
    assert hearing.kinds == ["became_due_soon", "became_due"]
    await press_done(hass, entry)
    await become_due(hass, entry, printer)
    once = ["became_due_soon", "became_due"]
    assert hearing.kinds == [*once, "completed", "became_due"]


async def test_what_an_event_says(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    hearing: Hearing,
) -> None:
    change_item(
        hass, entry, RAILS, instructions="A **drop**.", link="https://a.example"
    )
    await settle(hass)
    await become_due(hass, entry, printer)
    assert hearing.events[-1].data == {
        "type": "became_due",
        "config_entry_id": entry.entry_id,
        "item_id": RAILS,
        "printer": "Voron",
        "item": NAME,
        "device_id": coordinator(entry).device.id,
        "entity_id": "binary_sensor.voron_grease_the_rails_due",
        "due": True,
        "due_soon": False,
        "due_intervals": ["print_time"],
        "life_remaining": 0,
        "remaining": {"print_time": -6.0},
        "reading": {"print_time": 16.0, "filament": 15, "prints": 3},
        "snoozed_until": None,
        "instructions": "A **drop**.",
        "link": "https://a.example",
        "note": "",
        "user_id": None,
        "message": "Grease the rails is due",
    }
    await async_complete(coordinator(entry), RAILS, note="New oil", user_id="7f3a")
    event = hearing.events[-1]
    assert (event.data["type"], event.data["note"]) == ("completed", "New oil")
    assert event.data["remaining"] == {"print_time": 10.0}
    assert event.data["user_id"] == event.context.user_id == "7f3a"


async def test_in_the_language_of_home_assistant(
    hass: HomeAssistant, entry: MockConfigEntry, hearing: Hearing
) -> None:
    await hass.config.async_update(language="de", time_zone="Europe/Berlin")
    await async_load_integrations(hass, {DOMAIN})
    await async_snooze(coordinator(entry), RAILS, until=NOON + DAY)
    message = "Grease the rails wurde bis 2026-11-19 13:00 aufgeschoben"
    assert hearing.events[-1].data["message"] == message


@pytest.mark.parametrize("gap", ["reload", "restart", "offline", "down"])
async def test_it_became_due_in_a_gap(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    server: MoonrakerServer,
    hearing: Hearing,
    gap: str,
) -> None:
    """It is told once, whatever was away when the last hours were printed."""
    match gap:
        case "reload":
            assert await hass.config_entries.async_unload(entry.entry_id)
            printed(printer, SEVEN_HOURS)
            printed(printer, SEVEN_HOURS)
            await set_up(hass, entry)
        case "restart" | "down":
            jobs = 2 if gap == "restart" else 40

            def print_them() -> None:
                for _ in range(jobs):
                    printed(printer, SEVEN_HOURS)

            await restart(hass, entry, print_them)
        case "offline":
            await server.stop()
            await poll(hass, entry)
            printed(printer, SEVEN_HOURS)
            printed(printer, SEVEN_HOURS)
            await poll(hass, entry)
            assert hearing.kinds == []
            await server.start()
            await poll(hass, entry)
    assert hearing.kinds == ["became_due"]
    await poll(hass, entry)
    await reload(hass, entry)
    await restart(hass, entry)
    await poll(hass, entry)
    assert hearing.kinds == ["became_due"]


async def test_the_calendar_went_on_while_it_was_down(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    server: MoonrakerServer,
    hearing: Hearing,
) -> None:
    add_item(hass, entry, "Filter", {"days": 30}, start=start_of(NOON))
    await settle(hass)
    await server.stop()
    await restart(hass, entry, lambda: freezer.move_to(NOON + 29 * DAY))
    assert hearing.told == [("became_due_soon", "Filter")]
    await restart(hass, entry, lambda: freezer.move_to(NOON + 45 * DAY))
    await restart(hass, entry)
    assert hearing.told[1:] == [("became_due", "Filter")]


async def test_a_clock_that_is_behind_after_a_power_cut(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    hearing: Hearing,
) -> None:
    add_item(hass, entry, "Filter", {"days": 7}, start=start_of(NOON - 7 * DAY))
    await settle(hass)
    assert hearing.told == [("became_due", "Filter")]
    await restart(hass, entry, lambda: freezer.move_to(NOON - 2 * DAY))
    freezer.move_to(NOON)
    await poll(hass, entry)
    assert hearing.told == [("became_due", "Filter")]


async def test_nothing_is_told_before_automations_listen(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    hearing: Hearing,
) -> None:
    assert await hass.config_entries.async_unload(entry.entry_id)
    printed(printer, SEVEN_HOURS)
    hass.set_state(CoreState.not_running)
    await set_up(hass, entry)
    await poll(hass, entry)
    await press_done(hass, entry)
    assert hearing.kinds == []
    await hass.async_start()
    await hass.async_block_till_done()
    # When everybody could hear, it had been done already.
    assert hearing.kinds == ["completed"]


async def test_nothing_is_told_when_nobody_listens_any_more(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    hearing: Hearing,
) -> None:
    hass.set_state(CoreState.stopping)
    await become_due(hass, entry, printer)
    assert hearing.kinds == []
    hass.set_state(CoreState.running)
    await reload(hass, entry)
    assert hearing.kinds == ["became_due"]


async def test_it_is_on_disk_at_once(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    hearing: Hearing,
    hass_storage: dict[str, Any],
) -> None:
    printer.klipper.start(Job("huge.gcode", (extrude(20 * HOUR, 5000),)))
    printer.clock.advance(9 * HOUR)
    await poll(hass, entry)
    assert hearing.kinds == ["became_due"]
    stored = dict(hass_storage[f"{DOMAIN}.{entry.entry_id}"])
    # Home Assistant is killed, and starts from what was on disk.
    assert await hass.config_entries.async_unload(entry.entry_id)
    hass_storage[f"{DOMAIN}.{entry.entry_id}"] = stored
    await set_up(hass, entry)
    assert hearing.kinds == ["became_due"]


async def test_a_backup_is_restored(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    hearing: Hearing,
    hass_storage: dict[str, Any],
) -> None:
    key = f"{DOMAIN}.{entry.entry_id}"
    before = dict(hass_storage[key])
    await become_due(hass, entry, printer)
    told = dict(hass_storage[key])
    await press_done(hass, entry)
    assert hearing.kinds[2:] == ["completed"]
    for backup, again in ((told, []), (before, ["became_due"])):
        assert await hass.config_entries.async_unload(entry.entry_id)
        hass_storage[key] = backup
        await set_up(hass, entry)
        await poll(hass, entry)
        assert hearing.kinds[3:] == again


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
    await async_undo(coordinator(entry), RAILS, user_id="7f3a")
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
