"""G-code that runs when an item becomes due: once, and only where nobody prints."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.history import async_snooze
from custom_components.printer_maintenance.hosts.base import (
    HostAbsent,
    HostError,
    HostRefused,
    HostUnexpectedAnswer,
    HostUnreachable,
)

from .actions import act, ask
from .common import (
    DAY,
    NOON,
    add_item,
    change_item,
    coordinator,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    settle,
    start_of,
    told,
    wait,
)
from .hearing import NAME, RAILS, SEVEN_HOURS, Hearing, become_due, hearing, restart
from .octoprint.conftest import OctoPrintServer, octoprint, octoprint_server, prusa
from .simulators import ManualClock, MoonrakerServer, Printer
from .simulators.octoprint import READ_ONLY_KEY, USER_KEY, OctoPrint

# The fixtures of another folder.
__all__ = ["hearing", "octoprint", "octoprint_server", "prusa"]

type ManualPrinter = Printer[ManualClock]
GCODE = "M117 Oil me ; now\n\nSET_LED LED=lamp RED=1"
SCRIPT = "M117 Oil me\nSET_LED LED=lamp RED=1"
TEN_MINUTES = 600
UNANSWERED = f"The G-code of {NAME} was sent, but the printer has not confirmed it"


@pytest.fixture(autouse=True)
async def _with_gcode(
    hass: HomeAssistant, entry: MockConfigEntry, hearing: Hearing
) -> None:
    """Give the item its G-code."""
    change_item(hass, entry, RAILS, gcode=GCODE)
    await settle(hass)


async def rest(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    seconds: float = TEN_MINUTES,
) -> None:
    """Let a printer do nothing."""
    freezer.tick(seconds)
    await poll(hass, entry)


async def gcode(
    hass: HomeAssistant, entry: MockConfigEntry
) -> list[dict[str, Any] | None]:
    """Return what the history tells of G-code, the newest cycle first."""
    rows = await ask(hass, "get_history", device_id=coordinator(entry).device.id)
    return [row["gcode"] for row in rows]


async def test_once_in_each_cycle(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    hearing: Hearing,
) -> None:
    await become_due(hass, entry, printer)
    assert await gcode(hass, entry) == [
        {"state": "waiting", "moment": "2026-11-18T04:00:00-08:00", "error": ""}
    ]
    await rest(hass, entry, freezer, TEN_MINUTES - 1)
    assert printer.klipper.scripts == []
    for _ in range(3):
        await rest(hass, entry, freezer, 1)
    assert printer.klipper.scripts == [SCRIPT]
    sent = {"state": "sent", "moment": "2026-11-18T04:10:00-08:00", "error": ""}
    assert await gcode(hass, entry) == [sent]
    assert hearing.kinds[1:] == ["became_due", "gcode_sent"]
    said = "The G-code of Grease the rails was sent to the printer"
    assert hearing.events[-1].data["message"] == said
    await reload(hass, entry)
    await restart(hass, entry)
    for _ in range(2):
        await rest(hass, entry, freezer)
    assert printer.klipper.scripts == [SCRIPT]
    await press_done(hass, entry)
    await rest(hass, entry, freezer)
    await become_due(hass, entry, printer)
    await rest(hass, entry, freezer)
    assert printer.klipper.scripts == [SCRIPT] * 2
    # What is taken back comes back with what it had.
    await act(hass, "undo", device_id=coordinator(entry).device.id)
    await rest(hass, entry, freezer)
    assert printer.klipper.scripts == [SCRIPT] * 2
    assert await gcode(hass, entry) == [sent]


@pytest.mark.parametrize("gap", ["reload", "restart", "offline"])
async def test_a_gap_while_it_waits(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    server: MoonrakerServer,
    gap: str,
) -> None:
    """What the printer did meanwhile is not known: it has to rest for as long again."""
    await become_due(hass, entry, printer)
    await rest(hass, entry, freezer, TEN_MINUTES - 1)
    match gap:
        case "reload":
            await reload(hass, entry)
        case "restart":
            await restart(hass, entry)
        case _:
            await server.stop()
            await poll(hass, entry)
            await server.start()
    await rest(hass, entry, freezer, 1)
    await rest(hass, entry, freezer, TEN_MINUTES - 2)
    assert printer.klipper.scripts == []
    for _ in range(2):
        await rest(hass, entry, freezer, 1)
    assert printer.klipper.scripts == [SCRIPT]


async def test_home_assistant_dies_when_it_was_sent(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    server: MoonrakerServer,
    hearing: Hearing,
    hass_storage: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await become_due(hass, entry, printer)
    freezer.tick(TEN_MINUTES)
    taken = asyncio.Event()
    run = coordinator(entry).host.run

    async def take(*args: Any) -> None:
        taken.set()
        await run(*args)

    monkeypatch.setattr(coordinator(entry).host, "run", take)
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
        await rest(hass, entry, freezer)
        await restart(hass, entry)
    # The printer has done what it had taken, and nothing more.
    assert printer.klipper.scripts == [SCRIPT]
    assert hearing.kinds[1:] == ["became_due", "gcode_sent"]
    assert hearing.events[-1].data["message"] == UNANSWERED
    (row,) = await gcode(hass, entry)
    assert row is not None
    assert (row["state"], row["moment"]) == ("unanswered", "2026-11-18T04:10:00-08:00")


async def test_never_where_somebody_prints_or_moves(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
) -> None:
    klipper = printer.klipper
    await become_due(hass, entry, printer)
    klipper.start(SEVEN_HOURS)
    printer.clock.advance(TEN_MINUTES)
    await rest(hass, entry, freezer)
    klipper.pause()
    await rest(hass, entry, freezer)
    klipper.cancel()
    await rest(hass, entry, freezer)
    # A job that no poll has seen, but for its end.
    freezer.tick(TEN_MINUTES - 1)
    printed(printer)
    await rest(hass, entry, freezer, 1)
    klipper.is_moving = True
    await rest(hass, entry, freezer)
    klipper.is_moving = False
    klipper.emergency_stop()
    await rest(hass, entry, freezer)
    assert klipper.scripts == []
    klipper.kill()
    await rest(hass, entry, freezer)
    klipper.launch()
    await rest(hass, entry, freezer)
    await rest(hass, entry, freezer, TEN_MINUTES - 1)
    assert klipper.scripts == []
    await rest(hass, entry, freezer, 1)
    assert klipper.scripts == [SCRIPT]


async def test_a_print_begins_in_the_last_moment(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await become_due(hass, entry, printer)
    save = coordinator(entry).async_save

    async def start_and_save() -> bool:
        if printer.klipper.is_idle:
            printer.klipper.start(SEVEN_HOURS)
        return await save()

    monkeypatch.setattr(coordinator(entry), "async_save", start_and_save)
    await rest(hass, entry, freezer)
    monkeypatch.undo()
    assert printer.klipper.scripts == []
    row = (await gcode(hass, entry))[0]
    assert row is not None
    assert row["state"] == "waiting"
    printer.klipper.cancel()
    await rest(hass, entry, freezer)
    await rest(hass, entry, freezer)
    assert printer.klipper.scripts == [SCRIPT]


async def done(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Do the work."""
    await press_done(hass, entry)


async def snoozed(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Put it off."""
    await async_snooze(coordinator(entry), RAILS, until=NOON + DAY)


async def removed(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Remove the item."""
    hass.config_entries.async_remove_subentry(entry, RAILS)
    await hass.async_block_till_done()


async def without(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Take its G-code away."""
    change_item(hass, entry, RAILS, gcode="")
    await settle(hass)


@pytest.mark.parametrize("what", [done, snoozed, removed, without])
async def test_it_is_not_wanted_any_more(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    what: Callable[[HomeAssistant, MockConfigEntry], Awaitable[None]],
) -> None:
    await become_due(hass, entry, printer)
    await what(hass, entry)
    for _ in range(2):
        await rest(hass, entry, freezer)
    assert printer.klipper.scripts == []
    freezer.move_to(NOON + DAY)
    await poll(hass, entry)
    await poll(hass, entry)
    assert len(printer.klipper.scripts) == (what is snoozed)


@pytest.mark.parametrize("what", [done, removed])
async def test_it_is_done_in_the_last_moment(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    monkeypatch: pytest.MonkeyPatch,
    what: Callable[[HomeAssistant, MockConfigEntry], Awaitable[None]],
) -> None:
    await become_due(hass, entry, printer)
    is_idle = coordinator(entry).host.is_idle

    async def meanwhile() -> bool:
        monkeypatch.undo()
        await what(hass, entry)
        return await is_idle()

    monkeypatch.setattr(coordinator(entry).host, "is_idle", meanwhile)
    await rest(hass, entry, freezer)
    assert printer.klipper.scripts == []


async def test_it_is_refused(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    hearing: Hearing,
    caplog: pytest.LogCaptureFixture,
) -> None:
    change_item(hass, entry, RAILS, gcode="G1 Z10")
    await settle(hass)
    await become_due(hass, entry, printer)
    for _ in range(3):
        await rest(hass, entry, freezer)
    reason = "Must home axis first: 0.000 0.000 10.000 [0.000]"
    assert hearing.kinds[1:] == ["became_due", "gcode_failed"]
    said = f"The printer refused the G-code of Grease the rails: {reason}"
    assert hearing.events[-1].data["message"] == said
    (row,) = await gcode(hass, entry)
    assert row is not None
    assert (row["state"], row["error"]) == ("failed", reason)
    line = f"INFO Voron does not take what it is sent: {reason}"
    assert told(caplog) == [line]


@pytest.mark.parametrize(
    "error", [HostUnreachable("TimeoutError"), HostUnexpectedAnswer("no JSON")]
)
async def test_it_is_not_answered(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    hearing: Hearing,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: HostError,
) -> None:
    async def fail(*_: object) -> None:
        raise error

    await become_due(hass, entry, printer)
    monkeypatch.setattr(coordinator(entry).host, "run", fail)
    await rest(hass, entry, freezer)
    monkeypatch.undo()
    await rest(hass, entry, freezer)
    assert printer.klipper.scripts == []
    assert hearing.kinds[1:] == ["became_due", "gcode_sent"]
    assert hearing.events[-1].data["message"] == UNANSWERED
    (row,) = await gcode(hass, entry)
    assert row is not None
    assert row["state"] == "unanswered"
    assert told(caplog) == []


async def test_it_is_done_before_the_printer_answers(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    hearing: Hearing,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def done_and_refused(*_: object) -> None:
        await done(hass, entry)
        raise HostRefused("Must home axis first")

    await become_due(hass, entry, printer)
    monkeypatch.setattr(coordinator(entry).host, "run", done_and_refused)
    await rest(hass, entry, freezer)
    said = f"The printer refused the G-code of {NAME}: Must home axis first"
    assert hearing.events[-1].data["message"] == said
    now, before = await gcode(hass, entry)
    assert now is None
    assert before is not None
    assert before["state"] == "failed"


async def test_an_item_is_removed_before_the_printer_answers(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    hearing: Hearing,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def remove(*_: object) -> None:
        await removed(hass, entry)

    await become_due(hass, entry, printer)
    monkeypatch.setattr(coordinator(entry).host, "run", remove)
    await rest(hass, entry, freezer)
    assert hearing.kinds[1:] == ["became_due"]


async def test_nobody_takes_it(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def refuse(*_: object) -> None:
        raise HostAbsent("refused")

    monkeypatch.setattr(coordinator(entry).host, "run", refuse)
    await become_due(hass, entry, printer)
    await rest(hass, entry, freezer)
    monkeypatch.undo()
    assert printer.klipper.scripts == []
    await rest(hass, entry, freezer)
    assert printer.klipper.scripts == [SCRIPT]


async def test_what_can_not_be_remembered_is_not_sent(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail(_: object) -> bool:
        return False

    await become_due(hass, entry, printer)
    monkeypatch.setattr(coordinator(entry).store, "async_save", fail)
    await rest(hass, entry, freezer)
    monkeypatch.undo()
    assert printer.klipper.scripts == []
    await rest(hass, entry, freezer)
    assert printer.klipper.scripts == [SCRIPT]


async def test_g_code_for_what_is_due_already_waits_for_the_next_time(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
) -> None:
    await without(hass, entry)
    await become_due(hass, entry, printer)
    change_item(hass, entry, RAILS, gcode="M84")
    await settle(hass)
    await rest(hass, entry, freezer)
    assert printer.klipper.scripts == []
    await press_done(hass, entry)
    await become_due(hass, entry, printer)
    await rest(hass, entry, freezer)
    assert printer.klipper.scripts == ["M84"]


async def test_one_at_a_time(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
    hearing: Hearing,
) -> None:
    add_item(hass, entry, "Filter", {"days": 1}, start=start_of(), gcode="M106 S0")
    await settle(hass)
    await wait(hass, freezer, DAY.total_seconds())
    await become_due(hass, entry, printer)
    await rest(hass, entry, freezer)
    assert printer.klipper.scripts == [SCRIPT]
    await rest(hass, entry, freezer, 60)
    assert printer.klipper.scripts == [SCRIPT, "M106 S0"]
    assert hearing.told[-2:] == [("gcode_sent", NAME), ("gcode_sent", "Filter")]


@pytest.mark.parametrize(
    ("key", "commands", "kind"),
    [(USER_KEY, ["M84"], "gcode_sent"), (READ_ONLY_KEY, [], "gcode_failed")],
)
async def test_octoprint(
    hass: HomeAssistant,
    prusa: MockConfigEntry,
    octoprint: OctoPrint[ManualClock],
    octoprint_server: OctoPrintServer,
    freezer: FrozenDateTimeFactory,
    hearing: Hearing,
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
        await rest(hass, prusa, freezer)
    assert octoprint.commands == commands
    assert hearing.told == [("became_due", "Filter"), (kind, "Filter")]
    found = issue_registry.async_get_issue(DOMAIN, f"no_control_{prusa.entry_id}")
    assert (found is None) is bool(commands)
    if not commands:
        assert "lacks CONTROL" in hearing.events[-1].data["message"]
