"""The blueprints, in automations as Home Assistant sets them up, with two phones."""

from collections.abc import AsyncGenerator
from datetime import timedelta
import json
from pathlib import Path
import re
import shutil
from typing import Any
from urllib.parse import quote

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.history import (
    async_complete,
    async_set_used,
    async_snooze,
    async_undo,
)
from custom_components.printer_maintenance.maintenance.item import CompletionKind
from custom_components.printer_maintenance.maintenance.usage import Meter

from .common import (
    DAY,
    HOUR,
    NOON,
    add_item,
    change_item,
    coordinator,
    poll,
    reload,
    set_up,
    settle,
    wait,
)
from .hearing import RAILS, restart
from .phone import Phone
from .simulators import Job, ManualClock, Printer, extrude
from .texts import INTEGRATION

BLUEPRINTS = Path(__file__).parents[1] / "blueprints"
WARNING = "printer_maintenance/print_will_cross.yaml"
REMINDER = "printer_maintenance/maintenance_reminder.yaml"
DUE = "binary_sensor.voron_grease_the_rails_due"


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Import the blueprints into a configuration folder of our own."""
    shutil.copytree(
        BLUEPRINTS, Path(hass_tmp_config_dir) / "blueprints", dirs_exist_ok=True
    )
    return hass_tmp_config_dir


@pytest.fixture(autouse=True)
async def _printer(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> AsyncGenerator[None]:
    """Set up a printer with two items of 10 h, at noon; in the end nothing runs on."""
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to(NOON)
    add_item(
        hass,
        entry,
        instructions="A drop per **carriage**.",
        link="https://a.example/rails",
    )
    add_item(hass, entry, "Belts")
    await set_up(hass, entry)
    yield
    if hass.services.has_service("automation", "turn_off"):
        everything = {"entity_id": "all"}
        await hass.services.async_call("automation", "turn_off", everything, True)


def test_there_are_no_others() -> None:
    found = {str(path.relative_to(BLUEPRINTS)) for path in BLUEPRINTS.rglob("*.yaml")}
    assert found == {f"automation/{path}" for path in (REMINDER, WARNING)}


def test_the_buttons_that_import_them() -> None:
    manifest = json.loads((INTEGRATION / "manifest.json").read_text())
    readme = (BLUEPRINTS.parent / "README.md").read_text()
    imported = re.findall(r"blueprint_import/\?blueprint_url=([^)]+)\)", readme)
    folder = f"{manifest['documentation']}/blob/main/blueprints/automation"
    assert imported == [
        quote(f"{folder}/{path}", safe="") for path in (REMINDER, WARNING)
    ]


def reminder(phones: list[Phone], *, number: int = 0, **inputs: Any) -> dict[str, Any]:
    """Return an automation made from the blueprint."""
    ids = [phone.device_id for phone in phones]
    return {
        "id": f"reminder_{number}",
        "alias": f"Reminder {number}",
        "use_blueprint": {"path": REMINDER, "input": {"phones": ids, **inputs}},
    }


async def automate(hass: HomeAssistant, *automations: dict[str, Any]) -> None:
    """Set automations up, which must be fit to run."""
    assert await async_setup_component(
        hass, "automation", {"automation": list(automations)}
    )
    await hass.async_block_till_done()
    states = hass.states.async_all("automation")
    assert [state.state for state in states] == ["on"] * len(automations)


async def use(
    hass: HomeAssistant, entry: MockConfigEntry, hours: float, item_id: str = RAILS
) -> None:
    """Let an item have used some hours."""
    used = {Meter.PRINT_TIME: hours * HOUR}
    await async_set_used(coordinator(entry), item_id, used=used)
    await hass.async_block_till_done()


def last(entry: MockConfigEntry) -> tuple[CompletionKind, str]:
    """Return what the cycle of the rails has begun with, and its note."""
    begun = coordinator(entry).record.histories[RAILS][-1]
    return begun.kind, begun.note


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
                "message": "Maintenance is due.\nA drop per **carriage**.",
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
    assert belts["data"]["url"] == f"/config/devices/device/{device}"
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


async def test_instructions_that_are_too_long_for_a_phone(
    hass: HomeAssistant, entry: MockConfigEntry, phones: list[Phone]
) -> None:
    change_item(hass, entry, RAILS, instructions="Drops of oil. " * 500)
    await settle(hass)
    await automate(hass, reminder(phones))
    await use(hass, entry, 11)
    (sent,) = phones[0].sent
    assert "Drops of oil." in sent["message"]
    assert len(sent["message"]) < 1100


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


async def test_only_of_its_items(
    hass: HomeAssistant, entry: MockConfigEntry, phones: list[Phone]
) -> None:
    await automate(hass, reminder(phones, items={"entity_id": DUE}))
    await use(hass, entry, 11, "belts")
    assert phones[0].sent == []
    await use(hass, entry, 11)
    assert len(phones[0].sent) == 1


async def test_every_day_until_it_is_done(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phones: list[Phone],
    freezer: FrozenDateTimeFactory,
) -> None:
    await automate(hass, reminder(phones, repeat=True, repeat_at="18:00:00"))
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


@pytest.mark.parametrize(
    ("hours", "quiet_from", "quiet_to", "until"),
    [
        (11, "22:00:00", "07:00:00", 19),  # 23:00, until 7:00 tomorrow
        (16, "22:00:00", "07:00:00", 19),  # 4:00, until 7:00
        (1, "13:00:00", "14:30:00", 2.5),
    ],
)
async def test_quiet_hours(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phones: list[Phone],
    freezer: FrozenDateTimeFactory,
    hours: float,
    quiet_from: str,
    quiet_to: str,
    until: float,
) -> None:
    quiet: dict[str, Any] = {"quiet_from": quiet_from, "quiet_to": quiet_to}
    await automate(hass, reminder(phones, quiet=True, **quiet))
    await wait(hass, freezer, hours * HOUR)
    await use(hass, entry, 11)
    assert phones[0].sent == []
    snoozed = coordinator(entry).data.statuses[RAILS].snoozed_until
    assert snoozed == NOON + timedelta(hours=until)
    await restart(hass, entry)
    await wait(hass, freezer, (until - hours) * HOUR + 1)
    assert len(phones[0].sent) == 1
    await use(hass, entry, 11, "belts")
    assert len(phones[0].sent) == 2


async def test_a_print_that_will_cross_a_limit(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    phones: list[Phone],
) -> None:
    warning = reminder(phones)
    warning["use_blueprint"]["path"] = WARNING
    await automate(hass, warning)
    printer.klipper.start(Job("tall.gcode", (extrude(12 * HOUR, 5000),), "PLA"))
    printer.clock.advance(HOUR)
    await poll(hass, entry)
    await poll(hass, entry)
    messages = [call["message"] for call in phones[1].sent]
    assert messages == [
        "The running print will take Grease the rails over its limit",
        "The running print will take Belts over its limit",
    ]
    assert phones[0].screen == ["Voron", "Voron"]
    await async_complete(coordinator(entry), "belts")
    await hass.async_block_till_done()
    assert phones[0].screen == ["Voron"]
    # When it is due, that is told by the other.
    printer.clock.advance(10 * HOUR)
    await poll(hass, entry)
    assert phones[0].screen == []
    assert len(phones[0].sent) == 2
