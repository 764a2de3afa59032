"""G-code that runs when an item becomes due: once, and only where nobody prints."""

from collections.abc import Awaitable, Callable

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.history import async_snooze

from .actions import act
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
    wait,
)
from .gcode import SCRIPT, TEN_MINUTES, Rails, hearing, rails
from .hearing import NAME, RAILS, SEVEN_HOURS, Hearing
from .simulators import MoonrakerServer

# Fixtures.
__all__ = ["hearing", "rails"]


async def test_once_in_each_cycle(
    hass: HomeAssistant, entry: MockConfigEntry, rails: Rails, hearing: Hearing
) -> None:
    await rails.become_due()
    assert await rails.gcode() == [
        {"state": "waiting", "moment": "2026-11-18T04:00:00-08:00", "error": ""}
    ]
    await rails.rest(TEN_MINUTES - 1)
    assert rails.scripts == []
    await rails.rest(1, 1, 1)
    assert rails.scripts == [SCRIPT]
    sent = {"state": "sent", "moment": "2026-11-18T04:10:00-08:00", "error": ""}
    assert await rails.gcode() == [sent]
    assert hearing.kinds[1:] == ["became_due", "gcode_sent"]
    said = "The G-code of Grease the rails was sent to the printer"
    assert hearing.events[-1].data["message"] == said
    await reload(hass, entry)
    await rails.restart()
    await rails.rest(TEN_MINUTES, TEN_MINUTES)
    assert rails.scripts == [SCRIPT]
    await press_done(hass, entry)
    await rails.rest()
    await rails.become_due()
    await rails.rest()
    assert rails.scripts == [SCRIPT] * 2
    # What is taken back comes back with what it had.
    await act(hass, "undo", device_id=coordinator(entry).device.id)
    await rails.rest()
    assert rails.scripts == [SCRIPT] * 2
    assert await rails.gcode() == [sent]


@pytest.mark.parametrize("gap", ["reload", "restart", "offline"])
async def test_a_gap_while_it_waits(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    rails: Rails,
    server: MoonrakerServer,
    gap: str,
) -> None:
    """What the printer did meanwhile is not known: it has to rest for as long again."""
    await rails.become_due()
    await rails.rest(TEN_MINUTES - 1)
    match gap:
        case "reload":
            await reload(hass, entry)
        case "restart":
            await rails.restart()
        case _:
            await server.stop()
            await poll(hass, entry)
            await server.start()
    await rails.rest(1, TEN_MINUTES - 2)
    assert rails.scripts == []
    await rails.rest(1, 1)
    assert rails.scripts == [SCRIPT]


async def test_never_where_somebody_prints_or_moves(rails: Rails) -> None:
    klipper = rails.printer.klipper
    await rails.become_due()
    klipper.start(SEVEN_HOURS)
    rails.printer.clock.advance(TEN_MINUTES)
    await rails.rest()
    klipper.pause()
    await rails.rest()
    klipper.cancel()
    await rails.rest()
    # A job that no poll has seen, but for its end.
    rails.freezer.tick(TEN_MINUTES - 1)
    printed(rails.printer)
    await rails.rest(1)
    klipper.is_moving = True
    await rails.rest()
    klipper.is_moving = False
    klipper.emergency_stop()
    await rails.rest()
    assert rails.scripts == []
    klipper.kill()
    await rails.rest()
    klipper.launch()
    await rails.rest(TEN_MINUTES, TEN_MINUTES - 1)
    assert rails.scripts == []
    await rails.rest(1)
    assert rails.scripts == [SCRIPT]


async def test_a_print_begins_in_the_last_moment(
    entry: MockConfigEntry, rails: Rails, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rails.become_due()
    klipper = rails.printer.klipper
    save = coordinator(entry).async_save

    async def start_and_save() -> bool:
        if klipper.is_idle:
            klipper.start(SEVEN_HOURS)
        return await save()

    monkeypatch.setattr(coordinator(entry), "async_save", start_and_save)
    await rails.rest()
    monkeypatch.undo()
    assert rails.scripts == []
    (row,) = await rails.gcode()
    assert row is not None
    assert row["state"] == "waiting"
    klipper.cancel()
    await rails.rest(TEN_MINUTES, TEN_MINUTES)
    assert rails.scripts == [SCRIPT]


async def done(rails: Rails) -> None:
    """Do the work."""
    await press_done(rails.hass, rails.entry)


async def snoozed(rails: Rails) -> None:
    """Put it off."""
    await async_snooze(coordinator(rails.entry), RAILS, until=NOON + DAY)


async def removed(rails: Rails) -> None:
    """Remove the item."""
    rails.hass.config_entries.async_remove_subentry(rails.entry, RAILS)
    await rails.hass.async_block_till_done()


async def without(rails: Rails) -> None:
    """Take its G-code away."""
    await rails.take("")


@pytest.mark.parametrize("what", [done, snoozed, removed, without])
async def test_it_is_not_wanted_any_more(
    rails: Rails, what: Callable[[Rails], Awaitable[None]]
) -> None:
    await rails.become_due()
    await what(rails)
    await rails.rest(TEN_MINUTES, TEN_MINUTES)
    assert rails.scripts == []
    rails.freezer.move_to(NOON + DAY)
    await rails.rest(0, 0)
    assert len(rails.scripts) == (what is snoozed)


@pytest.mark.parametrize("what", [done, removed])
async def test_it_is_done_in_the_last_moment(
    rails: Rails,
    monkeypatch: pytest.MonkeyPatch,
    what: Callable[[Rails], Awaitable[None]],
) -> None:
    await rails.become_due()
    is_idle = rails.host.is_idle

    async def meanwhile() -> bool:
        monkeypatch.undo()
        await what(rails)
        return await is_idle()

    monkeypatch.setattr(rails.host, "is_idle", meanwhile)
    await rails.rest()
    assert rails.scripts == []


async def test_what_can_not_be_remembered_is_not_sent(
    entry: MockConfigEntry, rails: Rails, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: object) -> bool:
        return False

    await rails.become_due()
    monkeypatch.setattr(coordinator(entry).store, "async_save", fail)
    await rails.rest()
    monkeypatch.undo()
    assert rails.scripts == []
    await rails.rest()
    assert rails.scripts == [SCRIPT]


async def test_g_code_for_what_is_due_already_waits_for_the_next_time(
    rails: Rails,
) -> None:
    await without(rails)
    await rails.become_due()
    await rails.take("M84")
    await rails.rest()
    assert rails.scripts == []
    await done(rails)
    await rails.become_due()
    await rails.rest()
    assert rails.scripts == ["M84"]


async def test_one_at_a_time(
    hass: HomeAssistant, entry: MockConfigEntry, rails: Rails, hearing: Hearing
) -> None:
    add_item(hass, entry, "Filter", {"days": 1}, start=start_of(), gcode="M106 S0")
    await settle(hass)
    await wait(hass, rails.freezer, DAY.total_seconds())
    await rails.become_due()
    await rails.rest()
    assert rails.scripts == [SCRIPT]
    await rails.rest(60)
    assert rails.scripts == [SCRIPT, "M106 S0"]
    assert hearing.told[-2:] == [("gcode_sent", NAME), ("gcode_sent", "Filter")]
