"""The to-do list of a printer: what is open, ticking and taking back."""

from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import ATTR_ENTITY_ID, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator
from syrupy.assertion import SnapshotAssertion

from custom_components.printer_maintenance.const import DOMAIN

from .common import (
    HOUR,
    METER,
    NOON,
    add_item,
    change_item,
    coordinator,
    entity_id_of,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    settle,
    value,
    wait,
)
from .simulators import ManualClock, MoonrakerServer, Printer

OPEN, DONE = "needs_action", "completed"


@pytest.fixture(autouse=True)
def _noon(freezer: FrozenDateTimeFactory, printer: Printer[ManualClock]) -> None:
    """Stop the clock, at a printer that has printed 2 h and 5 m."""
    freezer.move_to(NOON)
    printed(printer)


def to_do(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    """Return the id of the printer's to-do list."""
    return entity_id_of(hass, entry, "maintenance", "todo")


async def entries(
    hass: HomeAssistant, entry: MockConfigEntry
) -> dict[str, dict[str, Any]]:
    """Return what the list says, by name."""
    answer = await hass.services.async_call(
        "todo",
        "get_items",
        {ATTR_ENTITY_ID: to_do(hass, entry), "status": [OPEN, DONE]},
        blocking=True,
        return_response=True,
    )
    assert answer is not None
    found: Any = answer[to_do(hass, entry)]
    return {item["summary"]: item for item in found["items"]}


async def update(
    hass: HomeAssistant, entry: MockConfigEntry, item: str, **fields: str
) -> None:
    """Do what the card does."""
    await hass.services.async_call(
        "todo",
        "update_item",
        {ATTR_ENTITY_ID: to_do(hass, entry), "item": item, **fields},
        blocking=True,
    )
    await settle(hass)


async def test_the_list(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    snapshot: SnapshotAssertion,
    entity_registry: er.EntityRegistry,
) -> None:
    texts = {"instructions": "Use a **brush**.", "link": "https://example.com/nozzle"}
    add_item(hass, entry, "Due", {"print_time": 2 * HOUR, "days": 30}, **texts)
    add_item(hass, entry, "Due soon", {"filament": 5.4 * METER}, link=texts["link"])
    add_item(hass, entry, "Fine", {"days": 30}, instructions=texts["instructions"])
    with patch(f"custom_components.{DOMAIN}.PLATFORMS", [Platform.TODO]):
        await set_up(hass, entry)
    await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)
    assert await entries(hass, entry) == snapshot


async def test_an_item_that_is_not_known_is_left_out(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    await server.stop()
    add_item(hass, entry, "Unknown")
    await set_up(hass, entry)
    assert await entries(hass, entry) == {}
    assert value(hass, entry, "maintenance", "todo") == "0"


async def test_an_item_that_is_paused_is_left_out(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    item_id = add_item(hass, entry, "Rails", {"print_time": 2 * HOUR})
    await set_up(hass, entry)
    await press_done(hass, entry, item_id)
    switch = entity_id_of(hass, entry, f"{item_id}_counting", "switch")
    for counting, listed in (("off", set()), ("on", {"Rails"})):
        await hass.services.async_call(
            "switch", f"turn_{counting}", {ATTR_ENTITY_ID: switch}, blocking=True
        )
        assert set(await entries(hass, entry)) == listed
        if not listed:
            # A tick that is taken away would take the completion back.
            with pytest.raises(ServiceValidationError):
                await update(hass, entry, "Rails", status=OPEN)
    assert len(coordinator(entry).record.histories[item_id]) == 2


@pytest.mark.parametrize("limit", [2, 2.1])
async def test_ticked_and_taken_back(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    limit: float,
) -> None:
    item_id = add_item(hass, entry, "Rails", {"print_time": limit * HOUR})
    await set_up(hass, entry)
    before = value(hass, entry, f"{item_id}_print_time_remaining")
    assert value(hass, entry, "maintenance", "todo") == "1"

    freezer.tick(60)
    await update(hass, entry, "rails", rename="Rails", status=DONE)
    assert value(hass, entry, "maintenance", "todo") == "0"
    (rails,) = (await entries(hass, entry)).values()
    assert rails["status"] == DONE
    assert rails["completed"] == "2026-11-18T12:01:00+00:00"
    assert value(hass, entry, f"{item_id}_print_time_remaining") == str(float(limit))

    await reload(hass, entry)
    await update(hass, entry, item_id, rename="Rails", status=OPEN)
    (rails,) = (await entries(hass, entry)).values()
    assert rails["status"] == OPEN
    assert value(hass, entry, f"{item_id}_print_time_remaining") == before

    await reload(hass, entry)
    assert value(hass, entry, f"{item_id}_print_time_remaining") == before


async def test_what_was_done_too_early_is_not_open_again(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    item_id = add_item(hass, entry, "Rails", {"print_time": 10 * HOUR})
    await set_up(hass, entry)
    for _ in range(2):
        await press_done(hass, entry, item_id)
        freezer.tick(60)
    assert (await entries(hass, entry))["Rails"]["completed"].endswith("12:01:00+00:00")

    await update(hass, entry, "Rails", status=OPEN)
    (rails,) = (await entries(hass, entry)).values()
    assert rails["status"] == DONE
    assert rails["completed"].endswith("12:00:00+00:00")

    await update(hass, entry, "Rails", status=OPEN)
    (rails,) = (await entries(hass, entry)).values()
    assert "completed" not in rails
    with pytest.raises(ServiceValidationError) as raised:
        await update(hass, entry, "Rails", status=OPEN)
    assert raised.value.translation_key == "nothing_to_undo"


async def test_a_tick_that_is_there_already_changes_nothing(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    item_id = add_item(hass, entry, "Rails", {"print_time": 10 * HOUR})
    await set_up(hass, entry)
    await update(hass, entry, "Rails", status=DONE)
    assert value(hass, entry, f"{item_id}_print_time_remaining") == "8.0"


async def test_another_name(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    item_id = add_item(hass, entry, "Rails", {"print_time": HOUR})
    await set_up(hass, entry)
    with pytest.raises(ServiceValidationError) as raised:
        await update(hass, entry, "Rails", rename="Rods", status=DONE)
    assert raised.value.translation_key == "rename_elsewhere"
    assert set(await entries(hass, entry)) == {"Rails"}
    assert value(hass, entry, "maintenance", "todo") == "1"

    change_item(hass, entry, item_id, title="Rods")
    await settle(hass)
    assert set(await entries(hass, entry)) == {"Rods"}
    hass.config_entries.async_remove_subentry(entry, item_id)
    await settle(hass)
    assert await entries(hass, entry) == {}


async def test_taken_back_while_the_disk_is_full(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    item_id = add_item(hass, entry, "Rails", {"print_time": HOUR})
    await set_up(hass, entry)
    await press_done(hass, entry, item_id)
    with (
        patch(
            "homeassistant.helpers.storage.Store._async_write_data",
            side_effect=OSError("full"),
        ),
        pytest.raises(HomeAssistantError) as raised,
    ):
        await update(hass, entry, "Rails", status=OPEN)
    assert raised.value.translation_key == "not_saved"
    assert value(hass, entry, "maintenance", "todo") == "1"
    await poll(hass, entry)
    await reload(hass, entry)
    assert value(hass, entry, "maintenance", "todo") == "1"


async def test_the_list_works_without_the_printer(
    hass: HomeAssistant, entry: MockConfigEntry, server: MoonrakerServer
) -> None:
    add_item(hass, entry, "Rails", {"print_time": HOUR})
    await set_up(hass, entry)
    await server.stop()
    await reload(hass, entry)
    assert value(hass, entry, "maintenance", "todo") == "1"
    await update(hass, entry, "Rails", status=DONE)
    assert value(hass, entry, "maintenance", "todo") == "0"


async def test_a_card_is_told_the_true_status(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    hass_ws_client: WebSocketGenerator,
) -> None:
    add_item(hass, entry, "Rails", {"print_time": 10 * HOUR})
    await set_up(hass, entry)
    client = await hass_ws_client(hass)

    async def told() -> str:
        message = await client.receive_json()
        (rails,) = message["event"]["items"]
        return str(rails["status"])

    command = {"type": "todo/item/subscribe", "entity_id": to_do(hass, entry)}
    await client.send_json_auto_id(command)
    assert (await client.receive_json())["success"]
    assert await told() == DONE

    with pytest.raises(ServiceValidationError):
        await update(hass, entry, "Rails", status=OPEN)
    # The card has taken the tick away already: only a change brings it back.
    assert await told() == OPEN
    assert (await entries(hass, entry))["Rails"]["status"] == DONE
    await wait(hass, freezer, 2)
    assert await told() == DONE
