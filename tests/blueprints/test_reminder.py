"""The reminder on the phone."""

import asyncio
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, ServiceCall
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.history import (
    async_complete,
    async_set_counting,
    async_set_used,
    async_snooze,
    async_undo,
)
from custom_components.printer_maintenance.maintenance.item import CompletionKind
from custom_components.printer_maintenance.maintenance.usage import Meter
from tests.common import (
    DAY,
    HOUR,
    NOON,
    add_item,
    coordinator,
    entity_id_of,
    printed,
    reload,
    settle,
    wait,
)
from tests.hearing import RAILS, SEVEN_HOURS, restart
from tests.phone import Phone
from tests.simulators import ManualClock, Printer

from .automating import DUE, automate, last, reminder, use

SENSOR = "binary_sensor"


async def test_a_notification_with_buttons(
    hass: HomeAssistant, entry: MockConfigEntry, phones: list[Phone]
) -> None:
    await automate(hass, reminder(phones))
    await use(hass, entry, 9.5)
    assert phones[0].sent == []
    await use(hass, entry, 11)
    device = coordinator(entry).device.id
    mine = "printer_maintenance|reminder_0"
    for phone in phones:
        assert phone.sent == [
            {
                "title": "Voron: Grease the rails",
                "message": "Maintenance is due.\nA drop per carriage.",
                "data": {
                    "tag": f"printer_maintenance_{DUE}",
                    "group": f"printer_maintenance_{device}",
                    "url": "https://a.example/rails",
                    "clickAction": "https://a.example/rails",
                    "actions": [
                        {"action": f"{mine}|done|{DUE}", "title": "Done"},
                        {"action": f"{mine}|tomorrow|{DUE}", "title": "Tomorrow"},
                        {"action": f"{mine}|skip|{DUE}", "title": "Skip"},
                    ],
                },
            }
        ]
    await use(hass, entry, 11, "belts")
    belts = phones[0].sent[-1]
    assert belts["message"] == "Maintenance is due."
    assert belts["data"]["url"] == belts["data"]["clickAction"] == "/todo"
    assert belts["data"]["group"] == phones[0].sent[0]["data"]["group"]
    assert phones[0].screen == ["Voron: Grease the rails", "Voron: Belts"]


async def test_done(
    hass: HomeAssistant, entry: MockConfigEntry, phones: list[Phone]
) -> None:
    hass.states.async_set(
        "person.anna", "home", {"user_id": "7f3a", "friendly_name": "Anna"}
    )
    hass.states.async_set("person.cat", "home", {"friendly_name": "Cat"})
    await automate(hass, reminder(phones))
    await use(hass, entry, 11)
    await phones[0].press("Done", "7f3a")
    assert last(entry) == (CompletionKind.DONE, "Anna")
    assert [len(phone.sent) for phone in phones] == [1, 1]
    assert [phone.screen for phone in phones] == [[], []]


async def test_a_notification_that_has_stayed(
    hass: HomeAssistant, entry: MockConfigEntry, phones: list[Phone]
) -> None:
    await automate(hass, reminder(phones))
    await use(hass, entry, 11)
    await phones[0].press("Done")
    done = coordinator(entry).record.histories[RAILS]
    for button in ("Done", "Skip", "Tomorrow"):
        await phones[1].press(button)
    assert coordinator(entry).record.histories[RAILS] == done
    assert coordinator(entry).data.statuses[RAILS].snoozed_until is None


async def test_a_notification_that_has_stayed_of_what_is_gone(
    hass: HomeAssistant, entry: MockConfigEntry, phones: list[Phone]
) -> None:
    await automate(hass, reminder(phones))
    await use(hass, entry, 11)
    await hass.services.async_call("automation", "turn_off", {"entity_id": "all"}, True)
    hass.config_entries.async_remove_subentry(entry, RAILS)
    await settle(hass)
    await hass.services.async_call("automation", "turn_on", {"entity_id": "all"}, True)
    assert phones[1].screen == ["Voron: Grease the rails"]
    await phones[1].press("Done")
    assert [phone.screen for phone in phones] == [[], []]


async def test_skip(
    hass: HomeAssistant, entry: MockConfigEntry, phones: list[Phone]
) -> None:
    await automate(hass, reminder(phones))
    await use(hass, entry, 11)
    await phones[1].press("Skip")
    assert last(entry) == (CompletionKind.SKIPPED, "")
    assert [phone.screen for phone in phones] == [[], []]


async def test_tomorrow(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phones: list[Phone],
    freezer: FrozenDateTimeFactory,
) -> None:
    await automate(hass, reminder(phones, tomorrow_at="08:30:00"))
    await use(hass, entry, 11)
    await phones[0].press("Tomorrow")
    assert phones[1].screen == []
    await restart(hass, entry)
    await wait(hass, freezer, 20.5 * HOUR - 60)
    assert len(phones[1].sent) == 1
    await wait(hass, freezer, 70)
    await reload(hass, entry)
    assert [len(phone.sent) for phone in phones] == [2, 2]
    assert phones[1].screen == ["Voron: Grease the rails"]


async def test_done_elsewhere_and_taken_back(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phones: list[Phone],
    freezer: FrozenDateTimeFactory,
) -> None:
    await automate(hass, reminder(phones))
    await use(hass, entry, 11)
    freezer.tick(60)
    await async_complete(coordinator(entry), RAILS)
    await hass.async_block_till_done()
    assert phones[0].screen == []
    await async_undo(coordinator(entry), RAILS)
    await hass.async_block_till_done()
    assert phones[0].screen == ["Voron: Grease the rails"]
    assert len(phones[0].sent) == 2
    # What is not due again is not told.
    await async_complete(coordinator(entry), "belts")
    await async_undo(coordinator(entry), "belts")
    await hass.async_block_till_done()
    assert len(phones[0].sent) == 2


async def test_once_through_restarts_and_reloads(
    hass: HomeAssistant, entry: MockConfigEntry, phones: list[Phone]
) -> None:
    await automate(hass, reminder(phones))
    await use(hass, entry, 11)
    await reload(hass, entry)
    await restart(hass, entry)
    await reload(hass, entry)
    assert [len(phone.sent) for phone in phones] == [1, 1]


async def test_each_automation_takes_its_own_answers(
    hass: HomeAssistant, entry: MockConfigEntry, phones: list[Phone]
) -> None:
    await automate(hass, reminder(phones[:1]), reminder(phones[1:], number=1))
    await use(hass, entry, 11)
    assert [len(phone.sent) for phone in phones] == [1, 1]
    await phones[0].press("Done")
    kinds = [begun.kind.value for begun in coordinator(entry).record.histories[RAILS]]
    assert kinds == ["start", "done"]
    assert [phone.screen for phone in phones] == [[], []]
    # Answers to others are none of its business.
    hass.bus.async_fire("mobile_app_notification_action", {"action": "ALARM_OFF"})
    hass.bus.async_fire("mobile_app_notification_action", {})
    await hass.async_block_till_done()
    assert len(coordinator(entry).record.histories[RAILS]) == 2


async def test_what_is_due_no_longer(
    hass: HomeAssistant, entry: MockConfigEntry, phones: list[Phone]
) -> None:
    await automate(hass, reminder(phones))
    await use(hass, entry, 11)
    await use(hass, entry, 11, "belts")
    await async_set_counting(coordinator(entry), RAILS, counts=False)
    await settle(hass)
    assert phones[0].screen == ["Voron: Belts"]
    hass.config_entries.async_remove_subentry(entry, "belts")
    await settle(hass)
    assert [phone.screen for phone in phones] == [[], []]


async def test_what_became_due_while_home_assistant_was_down(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phones: list[Phone],
    printer: Printer[ManualClock],
) -> None:
    await automate(hass, reminder(phones))
    for _ in range(2):
        await restart(hass, entry, lambda: printed(printer, SEVEN_HOURS))
    due = ["Voron: Belts", "Voron: Grease the rails"]
    assert [sorted(phone.screen) for phone in phones] == [due, due]
    await restart(hass, entry)
    assert [len(phone.sent) for phone in phones] == [2, 2]


async def test_a_fleet_that_becomes_due_at_once(
    hass: HomeAssistant, entry: MockConfigEntry, phones: list[Phone]
) -> None:
    received = []

    async def receive(call: ServiceCall) -> None:
        await asyncio.sleep(0)
        received.append(call.data["title"])

    hass.services.async_register("notify", "mobile_app_ben", receive)
    await automate(hass, reminder(phones[1:]))
    names = [f"Item {number}" for number in range(120)]
    ids = [add_item(hass, entry, name) for name in names]
    await settle(hass)
    used = {Meter.PRINT_TIME: 11.0 * HOUR}
    await async_set_used(coordinator(entry), *ids, used=used)
    await settle(hass)
    assert received == [f"Voron: {name}" for name in names]


async def test_only_of_its_items(
    hass: HomeAssistant, entry: MockConfigEntry, phones: list[Phone]
) -> None:
    await automate(hass, reminder(phones, items={"entity_id": DUE}))
    await use(hass, entry, 11, "belts")
    assert phones[0].sent == []
    await use(hass, entry, 11)
    assert len(phones[0].sent) == 1


@pytest.mark.parametrize("of", ["everything", "the printer"])
async def test_every_day_until_it_is_done(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phones: list[Phone],
    freezer: FrozenDateTimeFactory,
    of: str,
) -> None:
    printer = {"entity_id": entity_id_of(hass, entry, "maintenance_due", SENSOR)}
    items: dict[str, Any] = {"items": printer} if of == "the printer" else {}
    await automate(hass, reminder(phones, repeat=True, repeat_at="18:00:00", **items))
    await use(hass, entry, 11)
    for day in range(3):
        freezer.move_to(NOON + day * DAY)
        await wait(hass, freezer, 6 * HOUR + 1)
        assert len(phones[0].sent) == 2 + day
    assert phones[0].screen == ["Voron: Grease the rails"]
    await async_snooze(coordinator(entry), RAILS, until=NOON + 10 * DAY)
    freezer.move_to(NOON + 3 * DAY)
    await wait(hass, freezer, 6 * HOUR + 1)
    assert len(phones[0].sent) == 4
    await async_complete(coordinator(entry), RAILS)
    freezer.move_to(NOON + 11 * DAY)
    await wait(hass, freezer, 6 * HOUR + 1)
    assert len(phones[0].sent) == 4
