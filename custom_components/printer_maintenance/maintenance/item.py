"""Maintenance items and the history of what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from math import isfinite
from typing import Any, Self

from .gcode import GcodeRun
from .pause import Mark, Pause, Pauses, is_paused, joined, moment_of
from .told import NOTHING_TOLD, Told
from .usage import EVERY_MATERIAL, Meter, Usage

DEFAULT_DUE_SOON = 0.1


@dataclass(frozen=True, slots=True)
class Interval:
    """Hold a meter and its limit, in seconds, millimetres, prints or days."""

    meter: Meter
    limit: float


@dataclass(frozen=True, slots=True)
class Item:
    """Describe something to do regularly, whichever interval ends first.

    Where materials are named, only what was printed of one of them counts.
    """

    name: str
    intervals: tuple[Interval, ...]
    due_soon: float = DEFAULT_DUE_SOON
    instructions: str = ""
    link: str = ""
    materials: frozenset[str] = EVERY_MATERIAL
    gcode: str = ""

    @classmethod
    def from_data(cls, name: str, data: Mapping[str, Any]) -> Self:
        """Read an item from the data of its config subentry."""
        limits: Mapping[str, float] = data.get("intervals", {})
        return cls(
            name=name,
            intervals=tuple(
                Interval(meter, float(limits[meter]))
                for meter in Meter
                if meter in limits
            ),
            due_soon=float(data.get("due_soon", DEFAULT_DUE_SOON)),
            instructions=str(data.get("instructions", "")),
            link=str(data.get("link", "")),
            materials=frozenset(data.get("materials", ())),
            gcode=str(data.get("gcode", "")),
        )


class CompletionKind(StrEnum):
    """Tell what a cycle began with: the starting point precedes all others."""

    START = "start"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Completion:
    """Record "I did it": a moment and the odometer reading, by material, then.

    It begins a cycle. Corrections, in stored units, are what the cycle has used beyond
    what was counted; in its pauses nothing counts; reminders are silent until the
    moment it is snoozed to.
    """

    kind: CompletionKind
    moment: datetime
    reading: Mapping[str, Usage]
    note: str = ""
    user_id: str | None = None
    corrections: Mapping[Meter, float] = field(default_factory=dict)
    snoozed_until: datetime | None = None
    pauses: Pauses = ()
    told: Told = NOTHING_TOLD
    gcode: GcodeRun | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mark(self) -> Mark:
        """Return where its cycle begins."""
        return Mark(self.moment, self.reading)

    @property
    def paused(self) -> bool:
        """Tell whether its cycle does not count."""
        return is_paused(self.pauses)

    def as_dict(self) -> dict[str, Any]:
        """Return what is stored, with what a newer version may have added to it."""
        snoozed = self.snoozed_until
        options = {
            "note": self.note,
            "user_id": self.user_id,
            "corrections": {m.value: amount for m, amount in self.corrections.items()},
            "snoozed_until": None if snoozed is None else snoozed.isoformat(),
            "pauses": [pause.as_dict() for pause in self.pauses],
            "told": self.told.as_dict(),
            "gcode": None if self.gcode is None else self.gcode.as_dict(),
        }
        return {
            **self.extra,
            "kind": self.kind.value,
            **self.mark.as_dict(),
            **{key: value for key, value in options.items() if value},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what was stored; ValueError, TypeError or KeyError if it is damaged."""
        user_id, snoozed = data.get("user_id"), data.get("snoozed_until")
        mark = Mark.from_dict(data)
        return cls(
            kind=CompletionKind(data["kind"]),
            moment=mark.moment,
            reading=mark.reading,
            note=str(data.get("note", "")),
            user_id=None if user_id is None else str(user_id),
            corrections={
                Meter(meter): _finite(amount)
                for meter, amount in data.get("corrections", {}).items()
            },
            snoozed_until=None if snoozed is None else moment_of(snoozed),
            pauses=tuple(map(Pause.from_dict, data.get("pauses", ()))),
            told=Told.from_dict(data.get("told")),
            gcode=GcodeRun.from_dict(data.get("gcode")),
            extra={key: value for key, value in data.items() if key not in _STORED},
        )


_STORED = {field.name for field in fields(Completion)} - {"extra"}


def _finite(amount: float) -> float:
    number = float(amount)
    if not isfinite(number):
        raise ValueError("an amount is not finite")
    return number


type History = tuple[Completion, ...]


def last_done(history: History) -> datetime | None:
    """Return when the item was last done: neither started with nor skipped."""
    for completion in reversed(history):
        if completion.kind is CompletionKind.DONE:
            return completion.moment
    return None


def begun(history: History, completion: Completion) -> History:
    """Return the history with a new cycle, in which a pause goes on that lasts."""
    if history and history[-1].paused:
        completion = replace(completion, pauses=(Pause(completion.mark),))
    return (*history, completion)


def undone(history: History) -> History | None:
    """Return the history without its last completion, or None if it has none.

    The cycle before goes on, with the pauses since.
    """
    if not history or history[-1].kind is CompletionKind.START:
        return None
    *older, last = history
    if older:
        pauses = joined(older[-1].pauses, last.mark, last.pauses)
        # The printer's display may have been cleared meanwhile.
        told = replace(older[-1].told, shown=False)
        older[-1] = replace(older[-1], pauses=pauses, told=told)
    return tuple(older)
