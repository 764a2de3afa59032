"""What is told of items: exactly once, through restarts, reloads and gaps."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Context, CoreState, HomeAssistant
from homeassistant.helpers.translation import async_load_integrations
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.history import async_complete, async_snooze

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
)
from .hearing import NAME, RAILS, SEVEN_HOURS, Hearing, become_due, restart
from .simulators import Job, ManualClock, MoonrakerServer, Printer, extrude

type ManualPrinter = Printer[ManualClock]


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
        "reminded": dt_util.now().isoformat(),
        "instructions": "A **drop**.",
        "link": "https://a.example",
        "note": "",
        "user_id": None,
        "message": "Grease the rails is due",
    }
    await async_complete(
        coordinator(entry), RAILS, note="New oil", context=Context(user_id="7f3a")
    )
    event = hearing.events[-1]
    assert (event.data["type"], event.data["note"]) == ("completed", "New oil")
    assert event.data["remaining"] == {"print_time": 10.0}
    assert event.data["user_id"] == event.context.user_id == "7f3a"


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("de", "Grease the rails wurde bis 19. November, 13:00 Uhr aufgeschoben"),
        ("en-GB", "Grease the rails was put off until November 19, 13:00"),
        # It has no text of ours.
        ("fr", "Grease the rails was put off until November 19, 13:00"),
    ],
)
async def test_in_the_language_of_home_assistant(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hearing: Hearing,
    language: str,
    message: str,
) -> None:
    await hass.config.async_update(language=language, time_zone="Europe/Berlin")
    await async_load_integrations(hass, {DOMAIN})
    await async_snooze(coordinator(entry), RAILS, until=NOON + DAY)
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
