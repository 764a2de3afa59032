"""What is to be told of maintenance items: each reminder once in a cycle."""

from collections.abc import Iterator

from .item import Completion, CompletionKind, History, Item
from .schedule import ItemStatus
from .told import NOTHING_TOLD, EventKind, Told

_BEGINNING = {
    CompletionKind.DONE: EventKind.COMPLETED,
    CompletionKind.SKIPPED: EventKind.SKIPPED,
}


def remind(status: ItemStatus, told: Told, terms: str) -> tuple[EventKind | None, Told]:
    """Return what is to be told now, if anything, and what then was told in the cycle.

    What is due was due soon, whether or not that was told. A clock that goes back takes
    nothing back; a person does who changes the terms so that an item is no longer due.
    """
    if status.snoozed_until is not None:
        return None, told
    holding = _holding(status)
    before = told.kinds if told.terms == terms else told.kinds & set(holding)
    kinds = before | set(holding)
    news = holding[-1] if holding and holding[-1] not in before else None
    return news, Told(kinds, terms) if kinds else NOTHING_TOLD


def _holding(status: ItemStatus) -> tuple[EventKind, ...]:
    if status.due:
        return EventKind.BECAME_DUE_SOON, EventKind.BECAME_DUE
    return (EventKind.BECAME_DUE_SOON,) if status.due_soon else ()


def terms(item: Item, begun: Completion) -> str:
    """Return what a person has set that decides when an item is due in a cycle."""

    def parts() -> Iterator[str]:
        yield f"due_soon={item.due_soon}"
        yield f"materials={','.join(sorted(item.materials))}"
        for interval in item.intervals:
            correction = begun.corrections.get(interval.meter, 0)
            yield f"{interval.meter}={interval.limit - correction}"

    return " ".join(parts())


def happened(before: History, after: History) -> EventKind | None:
    """Return what is to be told of a change to an item's history, if anything."""
    if len(after) < len(before):
        return EventKind.UNDONE
    if len(after) > len(before):
        return _BEGINNING.get(after[-1].kind)
    if not after or after[-1].snoozed_until in (None, before[-1].snoozed_until):
        return None
    return EventKind.SNOOZED
