"""The reminder on the phone: blueprint, mobile app and Home Assistant are the real ones."""

import shutil

import pytest

from demo import ROOT, configuration
from demo.flows import add_item, add_printer
from demo.hass import Hass
from demo.patience import patiently
from tests.simulators import ManualClock, MoonrakerServer, Printer as SimulatedPrinter

from .app import App
from .log import complaints
from .watching import RAILS, Watcher, print_planter, running

REMINDER = "printer_maintenance/maintenance_reminder.yaml"


def import_blueprints(hass: Hass, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a Home Assistant have the blueprints, and know the app."""
    components = (*configuration.COMPONENTS, "mobile_app")
    monkeypatch.setattr(configuration, "COMPONENTS", components)
    configuration.claim(hass.config_dir)
    shutil.copytree(ROOT / "blueprints", hass.config_dir / "blueprints")


async def screen(app: App, count: int) -> list[str]:
    """Wait until so many notifications lie there, and return their titles."""

    async def look() -> list[str]:
        return [message["title"] for message in app.screen.values()]

    return await patiently(look, lambda seen: len(seen) == count, str)


@pytest.mark.real_host
async def test_it_is_reminded_once_and_answers(
    real_hass: Hass,
    printer: SimulatedPrinter[ManualClock],
    server: MoonrakerServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import_blueprints(real_hass, monkeypatch)
    print_planter(printer)
    async with App() as app:
        async with running(real_hass) as api:
            phone = await app.register(api)
            entry_id = await add_printer(api, server.url)
            rails = {"name": RAILS, "print_time": 100, "start": "used"}
            rails |= {"instructions": "A drop per **carriage**."}
            await add_item(api, entry_id, {"own": rails, "used": {"print_time": 97.5}})
            await Watcher(api).sees(RAILS, due="off", print_time_remaining="2.5")
            blueprint = {"path": REMINDER, "input": {"phones": [phone]}}
            reminder = {"alias": "Reminder", "use_blueprint": blueprint}
            await api.post("/api/config/automation/config/reminder", reminder)
        print_planter(printer)
        print_planter(printer)
        for _ in range(2):
            async with running(real_hass) as api:
                watcher = Watcher(api)
                await watcher.sees(RAILS, due="on")
                await screen(app, 1)
                await watcher.poll()
        (notification,) = app.received
        assert notification["title"].endswith(f": {RAILS}")
        assert notification["message"] == "Maintenance is due.\nA drop per carriage."

        async with running(real_hass) as api:
            await app.press(api, notification, "Done")
            await Watcher(api).sees(RAILS, due="off")
            assert await screen(app, 0) == []
    assert complaints(real_hass.log()) == []
