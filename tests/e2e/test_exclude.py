"""Targets that exclude an item, which Home Assistant knows from 2026.11 on."""

from typing import Any

import pytest

from demo import DOMAIN
from demo.api import Api
from demo.flows import add_item, add_printer
from demo.hass import Hass
from demo.patience import patiently
from tests.simulators import ManualClock, MoonrakerServer, Printer as SimulatedPrinter

from .log import complaints
from .watching import BELTS, FANS, RAILS, Watcher, print_planter, running


def saying(target: dict[str, Any]) -> dict[str, Any]:
    """Return an automation that says what it has heard of, or that others are due."""
    item = {"message": "{{ trigger.item }}"}
    others = {"message": "Others are due"}
    is_due = {"condition": f"{DOMAIN}.is_due", "target": target}
    done = {"condition": "trigger", "id": "done"}
    say = "persistent_notification.create"
    return {
        "alias": "Reminder",
        "mode": "queued",
        "triggers": [
            {"trigger": f"{DOMAIN}.became_due", "target": target},
            {"trigger": f"{DOMAIN}.completed", "id": "done"},
        ],
        "actions": [
            {
                "choose": {
                    "conditions": [done],
                    "sequence": [is_due, {"action": say, "data": others}],
                },
                "default": [{"action": say, "data": item}],
            }
        ],
    }


async def said(api: Api) -> list[str]:
    """Return what the automation has said."""
    notifications: list[dict[str, Any]] = await api.call("persistent_notification/get")
    messages = [each["message"] for each in notifications]
    return [m for m in messages if m in (RAILS, BELTS, FANS, "Others are due")]


@pytest.mark.real_host
async def test_an_item_is_excluded_by_one_of_its_entities(
    real_hass: Hass, printer: SimulatedPrinter[ManualClock], server: MoonrakerServer
) -> None:
    print_planter(printer)
    async with running(real_hass) as api:
        entry_id = await add_printer(api, server.url)
        for name in (RAILS, BELTS, FANS):
            own = {"name": name, "print_time": 100, "start": "now"}
            await add_item(api, entry_id, {"own": own})
        watcher = Watcher(api)
        for name in (RAILS, BELTS, FANS):
            await watcher.sees(name, due="off")
        rails = await watcher.entity(RAILS, "due")
        fans = await watcher.entity(FANS, "due")
        registry = await api.call("config/entity_registry/list")
        (device,) = (e["device_id"] for e in registry if e["entity_id"] == rails)
        target = {"device_id": [device], "exclude": {"entity_id": [rails, fans]}}
        await api.post("/api/config/automation/config/reminder", saying(target))
        await api.call("call_service", **action("set_used", target, print_time=101))
        await watcher.sees(BELTS, due="on")
        await watcher.sees(RAILS, due="off")
        await api.action(f"{DOMAIN}.set_used", rails, print_time=101)
        await api.action(f"{DOMAIN}.set_used", fans, print_time=101)
        await watcher.sees(FANS, due="on")
        assert await patiently(lambda: said(api), bool, str) == [BELTS]
        answer = await api.call(
            "call_service", **action("get_items", target), return_response=True
        )
        rows = answer["response"]["maintenance_items"]
        assert [row["item"] for row in rows] == [BELTS]
        await api.call("call_service", **action("complete", target))
        await watcher.sees(BELTS, due="off")
        await watcher.sees(RAILS, due="on")
        # Only what is excluded is due now.
        said_before = await said(api)
        await api.action(f"{DOMAIN}.complete", fans)
        await watcher.sees(FANS, due="off")
        await watcher.poll()
        assert await said(api) == said_before
    assert complaints(real_hass.log()) == []


def action(name: str, target: dict[str, Any], **data: Any) -> dict[str, Any]:
    """Return the arguments of a call."""
    return {"domain": DOMAIN, "service": name, "service_data": data, "target": target}
