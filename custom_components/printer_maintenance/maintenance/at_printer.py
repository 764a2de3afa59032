"""Reminders at the printer itself: on its display, and as G-code."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
import re
import unicodedata

from .gcode import GcodeRun, GcodeState
from .item import Completion, Item
from .schedule import ItemStatus
from .told import EventKind

# Seconds of rest after a job before G-code of an item may run.
REST = 600.0
# Firmware keeps about as many characters.
LONGEST_MESSAGE = 60

_SPELT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)
# No display fails to show these, and none of them means anything in G-code.
_UNSAFE = re.compile(r"[^A-Za-z0-9 .,:()/+&!?'-]+")


def is_to_show(status: ItemStatus, cycle: Completion, *, after_job: bool) -> bool:
    """Tell whether the display is to remind of an item: once, and after each job."""
    told = cycle.told
    is_told = EventKind.BECAME_DUE in told.kinds and status.snoozed_until is None
    return bool(status.due) and is_told and (after_job or not told.shown)


def was_shown(cycle: Completion) -> Completion:
    """Return a cycle of which the display has reminded."""
    return replace(cycle, told=replace(cycle.told, shown=True))


def message(text: str) -> str:
    """Return a text as every display can show it."""
    folded = unicodedata.normalize("NFKD", text.translate(_SPELT))
    plain = folded.encode("ascii", "ignore").decode()
    words = " ".join(_UNSAFE.sub(" ", plain).split())
    if len(words) <= LONGEST_MESSAGE:
        return words
    return f"{words[: LONGEST_MESSAGE - 3].rstrip()}..."


def awaiting(
    cycle: Completion, item: Item, news: Iterable[EventKind], now: datetime
) -> Completion:
    """Return a cycle in which G-code waits to be run if the item has become due."""
    if cycle.gcode is None and item.gcode and EventKind.BECAME_DUE in news:
        return replace(cycle, gcode=GcodeRun(GcodeState.WAITING, now))
    return cycle


def may_run(item: Item, status: ItemStatus, run: GcodeRun) -> bool:
    """Tell whether an item's G-code waits for nothing but a printer that rests."""
    is_due = bool(status.due) and status.snoozed_until is None
    return run.state is GcodeState.WAITING and is_due and bool(item.gcode)


def resting_since(
    before: float | None, now: float, *, is_busy: bool, has_ended: bool
) -> float | None:
    """Return since when no job was seen, in seconds of a steady clock."""
    if is_busy:
        return None
    return now if before is None or has_ended else before
