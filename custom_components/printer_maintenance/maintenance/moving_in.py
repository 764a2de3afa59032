"""Moving in: items that another program has kept, and what it knows of their past."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from .item import Completion, CompletionKind, History
from .odometer import Odometer
from .pause import Mark, Pause
from .usage import NOTHING, Meter, Usage, before


@dataclass(frozen=True, slots=True)
class PastCycle:
    """Tell when a cycle began, what was noted then, and what was used since.

    What a job that still runs has used is no part of that.
    """

    began: datetime
    used: Usage
    note: str = ""


@dataclass(frozen=True, slots=True)
class FoundItem:
    """Describe an item that another program keeps, its limits in stored units.

    The cycles are the oldest first; where none is known the item begins anew. What
    is paused does not remind.
    """

    name: str
    limits: Mapping[Meter, float]
    instructions: str = ""
    repeats: bool = True
    cycles: tuple[PastCycle, ...] = ()
    gcode: str = ""
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """Hold what was found, and the names of what could not be read."""

    items: tuple[FoundItem, ...] = ()
    unreadable: tuple[str, ...] = ()


def moved_in(found: FoundItem, odometer: Odometer, now: datetime) -> History:
    """Return the history of an item that was found."""
    history = _past(found, odometer, now)
    if not found.paused:
        return history
    pause = Pause(Mark(now, odometer.by_material()))
    return (*history[:-1], replace(history[-1], pauses=(pause,)))


def _past(found: FoundItem, odometer: Odometer, now: datetime) -> History:
    if not found.cycles:
        return (Completion(CompletionKind.START, now, odometer.by_material()),)
    return tuple(
        Completion(
            CompletionKind.DONE if number else CompletionKind.START,
            cycle.began,
            before(odometer.buckets, cycle.used),
            note=cycle.note,
        )
        for number, cycle in enumerate(found.cycles)
    )


def used_since_each(counter: Usage, readings: Iterable[Usage]) -> list[Usage]:
    """Return what was used since each reading of a counter, the newest one first.

    Where its print time is behind a reading it was reset since then: what is known to
    be used is what it has counted from there.
    """
    used: list[Usage] = []
    so_far, later = NOTHING, counter
    for reading in readings:
        gained = later - reading
        if gained.print_time < 0:
            gained = later
        so_far += gained.largest(NOTHING)
        used.append(so_far)
        later = reading
    return used
