"""What is told when what happens can not be saved, or is cut off in between."""

from collections.abc import Awaitable, Callable
import copy
from typing import Any

from homeassistant.core import CoreState, Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.history import (
    async_complete,
    async_skip,
    async_undo,
)
from custom_components.printer_maintenance.teller import EVENT

from .common import (
    coordinator,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    settle,
    value,
)
from .hearing import RAILS, SEVEN_HOURS, Hearing, become_due, restart
from .simulators import ManualClock, Printer

type ManualPrinter = Printer[ManualClock]


async def full_disk(_: object) -> bool:
    """Save nothing."""
    return False


@pytest.mark.parametrize("after", [poll, reload])
async def test_what_somebody_does_is_told_when_it_is_saved(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    hearing: Hearing,
    monkeypatch: pytest.MonkeyPatch,
    after: Callable[[HomeAssistant, MockConfigEntry], Awaitable[None]],
) -> None:
    await become_due(hass, entry, printer)
    monkeypatch.setattr(coordinator(entry).store, "async_save", full_disk)
    for _ in range(2):
        with pytest.raises(HomeAssistantError, match="could not be saved"):
            await press_done(hass, entry)
        # It is kept, and shown.
        assert value(hass, entry, f"{RAILS}_due", "binary_sensor") == "off"
        await poll(hass, entry)
    assert hearing.kinds[2:] == []
    monkeypatch.undo()
    for _ in range(2):
        await after(hass, entry)
        assert hearing.kinds[2:] == ["completed", "completed"]
    await restart(hass, entry)
    assert hearing.kinds[2:] == ["completed", "completed"]


async def test_what_was_never_saved_was_never_told(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    hearing: Hearing,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await become_due(hass, entry, printer)
    monkeypatch.setattr(coordinator(entry).store, "async_save", full_disk)
    with pytest.raises(HomeAssistantError, match="could not be saved"):
        await press_done(hass, entry)
    await reload(hass, entry)
    assert value(hass, entry, f"{RAILS}_due", "binary_sensor") == "on"
    await poll(hass, entry)
    assert hearing.kinds[2:] == []


async def test_it_is_saved_before_it_is_told(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hearing: Hearing,
    hass_storage: dict[str, Any],
) -> None:
    stored: list[str] = []

    @callback
    def look(_: Event) -> None:
        items = hass_storage[f"{DOMAIN}.{entry.entry_id}"]["data"]["items"]
        stored.append(items[RAILS]["history"][-1]["kind"])

    hass.bus.async_listen(EVENT, look)
    await async_complete(coordinator(entry), RAILS)
    await async_skip(coordinator(entry), RAILS)
    await async_undo(coordinator(entry), RAILS)
    assert stored == ["done", "skipped", "done"]


async def test_an_item_is_removed_before_it_is_saved(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hearing: Hearing,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(coordinator(entry).store, "async_save", full_disk)
    with pytest.raises(HomeAssistantError, match="could not be saved"):
        await press_done(hass, entry)
    monkeypatch.undo()
    hass.config_entries.async_remove_subentry(entry, RAILS)
    await settle(hass)
    await poll(hass, entry)
    assert hearing.kinds == []


async def test_it_is_killed_between_a_reminder_and_its_save(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    hearing: Hearing,
    hass_storage: dict[str, Any],
) -> None:
    """Nobody may have heard: it is told again, rather than never."""
    key = f"{DOMAIN}.{entry.entry_id}"
    on_disk: list[dict[str, Any]] = []

    @callback
    def look(_: Event) -> None:
        on_disk.append(copy.deepcopy(hass_storage[key]))

    hass.bus.async_listen(EVENT, look)
    printed(printer, SEVEN_HOURS)
    await poll(hass, entry)
    assert await hass.config_entries.async_unload(entry.entry_id)
    (hass_storage[key],) = on_disk
    for _ in range(2):
        await set_up(hass, entry)
        assert hearing.kinds == ["became_due_soon", "became_due_soon"]
        assert await hass.config_entries.async_unload(entry.entry_id)


async def test_what_is_done_before_automations_listen_outlives_a_reload(
    hass: HomeAssistant, entry: MockConfigEntry, hearing: Hearing
) -> None:
    assert await hass.config_entries.async_unload(entry.entry_id)
    hass.set_state(CoreState.not_running)
    await set_up(hass, entry)
    await press_done(hass, entry)
    await reload(hass, entry)
    await async_undo(coordinator(entry), RAILS)
    await async_skip(coordinator(entry), RAILS)
    await reload(hass, entry)
    assert hearing.kinds == []
    await hass.async_start()
    await hass.async_block_till_done()
    assert hearing.kinds == ["completed", "undone", "skipped"]
    await reload(hass, entry)
    assert hearing.kinds == ["completed", "undone", "skipped"]
