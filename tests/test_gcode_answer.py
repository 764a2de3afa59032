"""What a printer makes of the G-code of an item: it takes, refuses or misses it."""

import asyncio
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.hosts.base import (
    HostAbsent,
    HostError,
    HostRefused,
    HostUnexpectedAnswer,
    HostUnreachable,
)

from .common import (
    DAY,
    NOON,
    add_item,
    coordinator,
    poll,
    press_done,
    reload,
    set_up,
    start_of,
    told,
)
from .gcode import SCRIPT, TEN_MINUTES, UNANSWERED, Rails, hearing, rails
from .hearing import NAME, RAILS, Hearing
from .octoprint.conftest import OctoPrintServer, octoprint, octoprint_server, prusa
from .simulators import ManualClock, MoonrakerServer
from .simulators.octoprint import READ_ONLY_KEY, USER_KEY, OctoPrint

# Fixtures.
__all__ = ["hearing", "octoprint", "octoprint_server", "prusa", "rails"]


async def test_home_assistant_dies_when_it_was_sent(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    rails: Rails,
    server: MoonrakerServer,
    hearing: Hearing,
    hass_storage: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await rails.become_due()
    rails.freezer.tick(TEN_MINUTES)
    taken = asyncio.Event()
    run = rails.host.run

    async def take(*args: Any) -> None:
        taken.set()
        await run(*args)

    monkeypatch.setattr(rails.host, "run", take)
    server.hang("/printer/gcode/script")
    await coordinator(entry).async_refresh()
    async with asyncio.timeout(5):
        await taken.wait()
    items = hass_storage[f"{DOMAIN}.{entry.entry_id}"]["data"]["items"]
    assert items[RAILS]["history"][-1]["gcode"]["state"] == "sending"
    assert await hass.config_entries.async_unload(entry.entry_id)
    server.release()
    assert hearing.kinds[1:] == ["became_due"]
    # Nor do automations hear before Home Assistant has started again.
    hass.set_state(CoreState.not_running)
    await set_up(hass, entry)
    await reload(hass, entry)
    await hass.async_start()
    for _ in range(2):
        await rails.rest()
        await rails.restart()
    # The printer has done what it had taken, and nothing more.
    assert rails.scripts == [SCRIPT]
    assert hearing.kinds[1:] == ["became_due", "gcode_sent"]
    assert hearing.events[-1].data["message"] == UNANSWERED
    (row,) = await rails.gcode()
    assert row is not None
    assert (row["state"], row["moment"]) == ("unanswered", "2026-11-18T04:10:00-08:00")


async def test_it_is_refused(
    rails: Rails, hearing: Hearing, caplog: pytest.LogCaptureFixture
) -> None:
    await rails.take("G1 Z10")
    await rails.become_due()
    await rails.rest(TEN_MINUTES, TEN_MINUTES, TEN_MINUTES)
    reason = "Must home axis first: 0.000 0.000 10.000 [0.000]"
    assert hearing.kinds[1:] == ["became_due", "gcode_failed"]
    said = f"The printer refused the G-code of Grease the rails: {reason}"
    assert hearing.events[-1].data["message"] == said
    (row,) = await rails.gcode()
    assert row is not None
    assert (row["state"], row["error"]) == ("failed", reason)
    line = f"INFO Voron does not take what it is sent: {reason}"
    assert told(caplog) == [line]


@pytest.mark.parametrize(
    "error", [HostUnreachable("TimeoutError"), HostUnexpectedAnswer("no JSON")]
)
async def test_it_is_not_answered(
    rails: Rails,
    hearing: Hearing,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: HostError,
) -> None:
    async def fail(*_: object) -> None:
        raise error

    await rails.become_due()
    monkeypatch.setattr(rails.host, "run", fail)
    await rails.rest()
    monkeypatch.undo()
    await rails.rest()
    assert rails.scripts == []
    assert hearing.kinds[1:] == ["became_due", "gcode_sent"]
    assert hearing.events[-1].data["message"] == UNANSWERED
    (row,) = await rails.gcode()
    assert row is not None
    assert row["state"] == "unanswered"
    assert told(caplog) == []


async def test_it_is_done_before_the_printer_answers(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    rails: Rails,
    hearing: Hearing,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def done_and_refused(*_: object) -> None:
        await press_done(hass, entry)
        raise HostRefused("Must home axis first")

    await rails.become_due()
    monkeypatch.setattr(rails.host, "run", done_and_refused)
    await rails.rest()
    said = f"The printer refused the G-code of {NAME}: Must home axis first"
    assert hearing.events[-1].data["message"] == said
    now, before = await rails.gcode()
    assert now is None
    assert before is not None
    assert before["state"] == "failed"


async def test_an_item_is_removed_before_the_printer_answers(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    rails: Rails,
    hearing: Hearing,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def remove(*_: object) -> None:
        hass.config_entries.async_remove_subentry(entry, RAILS)
        await hass.async_block_till_done()

    await rails.become_due()
    monkeypatch.setattr(rails.host, "run", remove)
    await rails.rest()
    assert hearing.kinds[1:] == ["became_due"]


async def test_nobody_takes_it(rails: Rails, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: object) -> None:
        raise HostAbsent("refused")

    monkeypatch.setattr(rails.host, "run", refuse)
    await rails.become_due()
    await rails.rest()
    monkeypatch.undo()
    assert rails.scripts == []
    await rails.rest()
    assert rails.scripts == [SCRIPT]


@pytest.mark.parametrize(
    ("key", "commands", "kind"),
    [(USER_KEY, ["M84"], "gcode_sent"), (READ_ONLY_KEY, [], "gcode_failed")],
)
async def test_octoprint(
    hass: HomeAssistant,
    hearing: Hearing,
    prusa: MockConfigEntry,
    octoprint: OctoPrint[ManualClock],
    octoprint_server: OctoPrintServer,
    freezer: FrozenDateTimeFactory,
    issue_registry: ir.IssueRegistry,
    key: str,
    commands: list[str],
    kind: str,
) -> None:
    data = {**prusa.data, "api_key": key}
    hass.config_entries.async_update_entry(prusa, data=data)
    item = start_of(NOON - DAY)
    add_item(hass, prusa, "Filter", {"days": 1}, start=item, gcode="M84")
    await set_up(hass, prusa)
    for _ in range(3):
        freezer.tick(TEN_MINUTES)
        await poll(hass, prusa)
    assert octoprint.commands == commands
    assert hearing.told == [("became_due", "Filter"), (kind, "Filter")]
    found = issue_registry.async_get_issue(DOMAIN, f"no_control_{prusa.entry_id}")
    assert (found is None) is bool(commands)
    if not commands:
        assert "lacks CONTROL" in hearing.events[-1].data["message"]
