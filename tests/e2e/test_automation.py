"""An automation in a real Home Assistant, which is down when an item becomes due."""

from typing import Any

import pytest

from demo.api import Api
from demo.flows import add_item, add_printer
from demo.hass import Hass
from demo.patience import patiently
from tests.simulators import ManualClock, MoonrakerServer, Printer as SimulatedPrinter

from .log import complaints
from .watching import RAILS, Watcher, print_planter, running


def reminder(entity_id: str) -> dict[str, Any]:
    """Return an automation that reminds of an item."""
    target = {"entity_id": entity_id}
    saying = {"title": "{{ trigger.printer }}", "message": "{{ trigger.message }}"}
    return {
        "alias": "Reminder",
        "triggers": [{"trigger": "printer_maintenance.became_due", "target": target}],
        "conditions": [{"condition": "printer_maintenance.is_due", "target": target}],
        "actions": [{"action": "persistent_notification.create", "data": saying}],
    }


async def reminders(api: Api) -> list[str]:
    """Return what the automation has said since Home Assistant was started."""
    notifications: list[dict[str, Any]] = await api.call("persistent_notification/get")
    return [each["message"] for each in notifications if "Grease" in each["message"]]


@pytest.mark.real_host
async def test_it_is_reminded_once(
    real_hass: Hass, printer: SimulatedPrinter[ManualClock], server: MoonrakerServer
) -> None:
    print_planter(printer)
    async with running(real_hass) as api:
        entry_id = await add_printer(api, server.url)
        rails = {"name": RAILS, "print_time": 100, "start": "used"}
        await add_item(api, entry_id, {"own": rails, "used": {"print_time": 97.5}})
        watcher = Watcher(api)
        await watcher.sees(RAILS, due="off", print_time_remaining="2.5")
        due = await watcher.entity(RAILS, "due")
        await api.post("/api/config/automation/config/reminder", reminder(due))
    print_planter(printer)
    print_planter(printer)
    async with running(real_hass) as api:
        watcher = Watcher(api)
        await watcher.sees(RAILS, due="on")
        await patiently(lambda: reminders(api), bool, str)
        await watcher.poll()
        said = await reminders(api)
        assert said == ["Grease the rails is due"]
    async with running(real_hass) as api:
        watcher = Watcher(api)
        await watcher.sees(RAILS, due="on")
        await watcher.poll()
        assert await reminders(api) == []
    assert complaints(real_hass.log()) == []
