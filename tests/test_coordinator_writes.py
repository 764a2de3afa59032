"""What is written, to the state machine and to disk: no more than there is to tell."""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import (
    EVENT_HOMEASSISTANT_FINAL_WRITE,
    EVENT_STATE_CHANGED,
    EVENT_STATE_REPORTED,
)
from homeassistant.core import Event, HomeAssistant, callback
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN

from .common import (
    NOON,
    TWO_HOURS,
    add_item,
    change_item,
    entity_id_of,
    poll,
    press_done,
    printed,
    set_up,
    settle,
    wait,
)
from .disk import hass_config_dir, hass_storage
from .simulators import Job, ManualClock, MoonrakerServer, Printer, extrude, heat

# Fixtures.
__all__ = ["hass_config_dir", "hass_storage"]


@pytest.fixture(autouse=True)
async def _loaded(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    entity_registry_enabled_by_default: None,
) -> None:
    """Set a printer up that has printed, with two items."""
    freezer.move_to(NOON)
    printed(printer)
    add_item(hass, entry, intervals={"print_time": 36000, "filament": 1e6, "days": 9})
    add_item(hass, entry, "Belts", {"prints": 100})
    await set_up(hass, entry)


@pytest.fixture
def written(hass: HomeAssistant) -> Counter[str]:
    """Count the states that are written from now on, changed or not."""
    counter = Counter[str]()

    @callback
    def count(event: Event[Any]) -> None:
        counter[event.data["entity_id"].removeprefix("sensor.voron_")] += 1

    hass.bus.async_listen(EVENT_STATE_CHANGED, count)
    hass.bus.async_listen(
        EVENT_STATE_REPORTED, count, event_filter=callback(lambda _: True)
    )
    return counter


@pytest.fixture
def saved(hass: HomeAssistant, entry: MockConfigEntry) -> Callable[[], bool]:
    """Tell whether the record was saved since this was asked last."""
    path = Path(hass.config.path(".storage", f"{DOMAIN}.{entry.entry_id}"))
    seen = path.stat()

    def has_been_saved() -> bool:
        nonlocal seen
        before, seen = seen, path.stat()
        return (before.st_ino, before.st_mtime_ns) != (seen.st_ino, seen.st_mtime_ns)

    return has_been_saved


async def test_nothing_while_nothing_happens(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    written: Counter[str],
    saved: Callable[[], bool],
) -> None:
    for _ in range(30):
        printer.clock.advance(61)
        await wait(hass, freezer, 61)
    assert not written
    assert not saved()


async def test_only_connectivity_while_it_is_away(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    server: MoonrakerServer,
    written: Counter[str],
    saved: Callable[[], bool],
) -> None:
    await server.stop()
    for _ in range(5):
        await wait(hass, freezer, 301)
    await server.start()
    for _ in range(5):
        await wait(hass, freezer, 301)
    assert written == {"binary_sensor.voron_connectivity": 2}
    assert not saved()


async def test_only_what_is_shown_differently(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    written: Counter[str],
) -> None:
    printer.klipper.start(Job("a.gcode", (extrude(36000, 1),)))
    for _ in range(12):
        printer.clock.advance(30)
        await wait(hass, freezer, 61)
    # 0.1 hours, 1 mm; a percent of the life is gone, and the print will take the rest.
    assert written == {
        "binary_sensor.voron_grease_the_rails_due": 1,
        "event.voron_maintenance": 1,
        "lifetime_print_time": 1,
        "grease_the_rails_print_time_remaining": 1,
        "grease_the_rails_life_remaining": 1,
    }


async def test_only_the_item_that_was_done(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    written: Counter[str],
    saved: Callable[[], bool],
) -> None:
    await press_done(hass, entry, "belts")
    assert written == {
        "button.voron_belts_done": 1,
        "binary_sensor.voron_belts_due": 1,
        "belts_last_done": 1,
        "belts_life_remaining": 1,
        "belts_prints_remaining": 1,
        "event.voron_maintenance": 1,
        "todo.voron_maintenance": 1,
    }
    assert saved()


async def test_only_the_item_that_was_edited(
    hass: HomeAssistant, entry: MockConfigEntry, written: Counter[str]
) -> None:
    change_item(hass, entry, "belts", instructions="Pluck them.")
    await settle(hass)
    assert written == {
        "binary_sensor.voron_belts_due": 1,
        "todo.voron_maintenance": 1,
    }
    written.clear()
    change_item(hass, entry, "belts", intervals={"prints": 101})
    await settle(hass)
    assert written == {"belts_prints_remaining": 1}


async def test_a_state_that_was_not_written_is_written_when_it_differs(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
) -> None:
    shown = entity_id_of(hass, entry, "print_time")
    for hours in (2.5, 3.0):
        printer.klipper.start(Job("a.gcode", (extrude(1800, 1),)))
        printer.clock.advance(1801)
        await wait(hass, freezer, 61)
        state = hass.states.get(shown)
        assert state is not None
        assert float(state.state) == hours


async def test_saved_every_ten_minutes_while_it_prints(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    saved: Callable[[], bool],
) -> None:
    printer.klipper.start(TWO_HOURS)
    moments = []
    for minute in range(60):
        printer.clock.advance(60)
        await wait(hass, freezer, 60)
        if saved():
            moments.append(minute)
    gaps = [after - before for before, after in pairwise(moments)]
    assert 4 <= len(moments) <= 6
    assert min(gaps) >= 10


async def test_saved_at_once_when_a_job_ends(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    saved: Callable[[], bool],
) -> None:
    printer.klipper.start(Job("a.gcode", (heat(10), extrude(100, 50))))
    printer.clock.advance(60)
    await wait(hass, freezer, 61)
    assert not saved()
    printer.clock.advance(60)
    await wait(hass, freezer, 61)
    assert saved()
    for _ in range(20):
        printer.clock.advance(60)
        await wait(hass, freezer, 61)
    assert not saved()


async def test_saved_when_home_assistant_stops(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    saved: Callable[[], bool],
) -> None:
    printer.klipper.start(TWO_HOURS)
    printer.clock.advance(1000)
    await poll(hass, entry)
    assert not saved()
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await settle(hass)
    assert saved()
