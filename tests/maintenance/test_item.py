"""The history of a maintenance item."""

from datetime import UTC, datetime

from custom_components.printer_maintenance.maintenance.item import (
    Completion,
    CompletionKind,
    undone,
)

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
START = Completion(CompletionKind.START, NOON, {})
DONE = Completion(CompletionKind.DONE, NOON, {})


def test_the_last_completion_is_taken_back() -> None:
    assert undone((START, DONE, DONE)) == (START, DONE)
    assert undone((START, DONE)) == (START,)


def test_a_starting_point_is_not_taken_back() -> None:
    assert undone((START,)) is None
    assert undone(()) is None
