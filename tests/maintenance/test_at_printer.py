"""When the display reminds, what it can show, and when G-code may run."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from custom_components.printer_maintenance.maintenance.at_printer import (
    awaiting,
    is_to_show,
    may_run,
    message,
    resting_since,
    was_shown,
)
from custom_components.printer_maintenance.maintenance.gcode import GcodeRun, GcodeState
from custom_components.printer_maintenance.maintenance.item import (
    Completion,
    CompletionKind,
    Item,
)
from custom_components.printer_maintenance.maintenance.schedule import ItemStatus
from custom_components.printer_maintenance.maintenance.telling import remind
from custom_components.printer_maintenance.maintenance.told import EventKind, Told

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
DUE = ItemStatus(due=True, due_soon=False)
SOON = ItemStatus(due=False, due_soon=True)
SNOOZED = ItemStatus(due=True, due_soon=False, snoozed_until=NOW)
BOTH = frozenset({EventKind.BECAME_DUE_SOON, EventKind.BECAME_DUE})
UNTOLD = Completion(CompletionKind.START, NOW, {})
TOLD = replace(UNTOLD, told=Told(BOTH, "terms"))
ITEM = Item("Rails", (), gcode="M84")
WAITING = GcodeRun(GcodeState.WAITING, NOW)


@pytest.mark.parametrize(
    ("status", "cycle", "idle", "after_job"),
    [
        (DUE, TOLD, True, True),
        (DUE, was_shown(TOLD), False, True),
        (DUE, UNTOLD, False, False),
        (SOON, TOLD, False, False),
        (SNOOZED, TOLD, False, False),
        (ItemStatus(), TOLD, False, False),
    ],
)
def test_what_is_shown(
    status: ItemStatus, cycle: Completion, idle: bool, after_job: bool
) -> None:
    assert is_to_show(status, cycle, after_job=False) is idle
    assert is_to_show(status, cycle, after_job=True) is after_job


def test_what_was_shown_is_remembered_as_long_as_it_is_due() -> None:
    told = was_shown(TOLD).told
    assert Told.from_dict(told.as_dict()) == told
    assert remind(DUE, told, "terms")[1].shown
    # Somebody has raised the limit; when it is used up, it is shown again.
    assert not remind(SOON, told, "others")[1].shown
    assert not remind(DUE, Told(shown=True), "terms")[1].shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Maintenance: Grease the rails", "Maintenance: Grease the rails"),
        ("Wartung: Öl für Übergröße", "Wartung: Oel fuer Uebergroesse"),
        ("Café; M112\nG28", "Cafe M112 G28"),
        ("  two\t words  ", "two words"),
        ("喷嘴", ""),
        ('50% "off" *71 {x} #1', "50 off 71 x 1"),
        ("x" * 60, "x" * 60),
        ("x" * 61, f"{'x' * 57}..."),
        (f"{'x' * 56} {'y' * 10}", f"{'x' * 56}..."),
    ],
)
def test_what_a_display_can_show(text: str, shown: str) -> None:
    assert message(text) == shown


@pytest.mark.parametrize(
    ("item", "cycle", "news", "waits"),
    [
        (ITEM, UNTOLD, [EventKind.BECAME_DUE], True),
        (ITEM, UNTOLD, [EventKind.BECAME_DUE_SOON], False),
        (ITEM, UNTOLD, [], False),
        (replace(ITEM, gcode=""), UNTOLD, [EventKind.BECAME_DUE], False),
    ],
)
def test_g_code_waits_from_when_it_is_due(
    item: Item, cycle: Completion, news: list[EventKind], waits: bool
) -> None:
    assert awaiting(cycle, item, news, NOW).gcode == (WAITING if waits else None)


def test_what_was_sent_does_not_wait_again() -> None:
    sent = replace(UNTOLD, gcode=GcodeRun(GcodeState.SENT, NOW))
    assert awaiting(sent, ITEM, [EventKind.BECAME_DUE], NOW) == sent


@pytest.mark.parametrize(
    ("item", "status", "state", "may"),
    [
        (ITEM, DUE, GcodeState.WAITING, True),
        (ITEM, DUE, GcodeState.SENT, False),
        (ITEM, DUE, GcodeState.FAILED, False),
        (ITEM, SOON, GcodeState.WAITING, False),
        (ITEM, SNOOZED, GcodeState.WAITING, False),
        (replace(ITEM, gcode=""), DUE, GcodeState.WAITING, False),
    ],
)
def test_when_g_code_may_run(
    item: Item, status: ItemStatus, state: GcodeState, may: bool
) -> None:
    assert may_run(item, status, GcodeRun(state)) is may


def test_a_rest_begins_with_the_end_of_the_last_job() -> None:
    assert resting_since(5, 9, is_busy=True, has_ended=False) is None
    assert resting_since(None, 9, is_busy=False, has_ended=False) == 9
    assert resting_since(5, 9, is_busy=False, has_ended=False) == 5
    assert resting_since(5, 9, is_busy=False, has_ended=True) == 9
