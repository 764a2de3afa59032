"""The history of a maintenance item."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
import json

import pytest

from custom_components.printer_maintenance.maintenance.gcode import GcodeRun, GcodeState
from custom_components.printer_maintenance.maintenance.item import (
    Completion,
    CompletionKind,
    Item,
    last_done,
    undone,
)
from custom_components.printer_maintenance.maintenance.pause import Mark, Pause
from custom_components.printer_maintenance.maintenance.told import EventKind, Told
from custom_components.printer_maintenance.maintenance.usage import (
    EVERY_MATERIAL,
    Meter,
    Usage,
)

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
START = Completion(CompletionKind.START, NOON, {})
DONE = Completion(CompletionKind.DONE, NOON, {})
SKIPPED = Completion(CompletionKind.SKIPPED, NOON + timedelta(days=1), {})


def test_an_item_counts_every_material_if_none_is_named() -> None:
    assert Item.from_data("Grease", {}).materials == EVERY_MATERIAL
    carbon = Item.from_data("Carbon", {"materials": ["ABS", "ASA"]})
    assert carbon.materials == {"ABS", "ASA"}


def test_the_last_completion_is_taken_back() -> None:
    assert undone((START, DONE, DONE)) == (START, DONE)
    assert undone((START, DONE)) == (START,)
    assert undone((START, DONE, SKIPPED)) == (START, DONE)


def test_a_starting_point_is_not_taken_back() -> None:
    assert undone((START,)) is None
    assert undone(()) is None


def test_what_was_skipped_was_not_done() -> None:
    assert last_done((START, SKIPPED)) is None
    assert last_done((START, DONE, SKIPPED, SKIPPED)) == NOON


def test_what_is_stored_is_read() -> None:
    full = Completion(
        CompletionKind.SKIPPED,
        NOON,
        {"PLA": Usage(1.5, 2.5, 3)},
        note="Still clean",
        user_id="7f3a",
        corrections={Meter.DAYS: -3.0, Meter.PRINT_TIME: 0.5},
        snoozed_until=NOON + timedelta(days=7),
        pauses=(Pause(Mark(NOON, {"PLA": Usage(1.5, 2.5, 3)})),),
        told=Told(frozenset({EventKind.BECAME_DUE}), "due_soon=0.1", "job", True, NOON),
        gcode=GcodeRun(GcodeState.FAILED, NOON, "Move out of range"),
        extra={"photo": "rails.jpg"},
    )
    for completion in (START, DONE, full):
        stored = json.loads(json.dumps(completion.as_dict()))
        assert Completion.from_dict(stored) == completion


def test_gcode_that_was_sent_at_no_known_moment() -> None:
    stored = {**DONE.as_dict(), "gcode": {"state": "sent"}}
    assert Completion.from_dict(stored).gcode == GcodeRun(GcodeState.SENT, None, "")


@pytest.mark.parametrize(
    "damage",
    [
        {"corrections": {"days": "inf"}},
        {"corrections": {"days": float("nan")}},
    ],
)
def test_an_amount_that_is_not_finite(damage: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"^an amount is not finite$"):
        Completion.from_dict({**DONE.as_dict(), **damage})


def test_the_display_is_told_again_when_it_is_taken_back() -> None:
    told = Told(frozenset({EventKind.BECAME_DUE}), "due_soon=0.1", "job", shown=True)
    taken_back = undone((replace(DONE, told=told), DONE))
    assert taken_back is not None
    assert taken_back[-1].told == replace(told, shown=False)


def test_what_was_told_under_no_terms() -> None:
    assert Told.from_dict({"kinds": ["became_due"]}).terms == ""
    assert Told.from_dict({"terms": "due_soon=0.1"}).terms == ""


def test_only_what_was_said_is_stored() -> None:
    assert set(DONE.as_dict()) == {"kind", "moment", "reading"}
