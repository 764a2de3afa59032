"""What is to be told of maintenance items: each reminder once in a cycle."""

from collections.abc import Iterator

from .item import Completion, CompletionKind, History, Item
from .schedule import ItemStatus
from .told import EventKind, Told

_BEGINNING = {
    CompletionKind.DONE: EventKind.COMPLETED,
    CompletionKind.SKIPPED: EventKind.SKIPPED,
}


def remind(
    status: ItemStatus, told: Told, terms: str, job: str = ""
) -> tuple[list[EventKind], Told]:
    """Return what is to be told now, and what then was told in the cycle.

    What is due was due soon, whether or not that was told. A clock that goes back takes
    nothing back; a person does who changes the terms so that an item is no longer due.
    Of a job that will cross the limit is told once, by its key.
    """
    if status.snoozed_until is not None:
        return [], told
    holding = _holding(status)
    before = told.kinds if told.terms == terms else told.kinds & set(holding)
    kinds = before | set(holding)
    news = [kind for kind in holding[-1:] if kind not in before]
    warned = told.job
    if status.crosses_in_print and job not in ("", warned):
        news.append(EventKind.WILL_CROSS)
        warned = job
    shown = told.shown and EventKind.BECAME_DUE in before
    reminded = told.reminded if EventKind.BECAME_DUE in before else None
    return news, Told(kinds, terms if kinds else "", warned, shown, reminded)


def unwarned(history: History, job: str) -> str:
    """Return the key of a job, or nothing if an earlier cycle was warned of it."""
    return "" if any(cycle.told.job == job for cycle in history[:-1]) else job


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
