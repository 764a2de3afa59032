"""Maintenance items and the history of what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from math import isfinite
from typing import Any, Self

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
    what was counted; reminders are silent until the moment it is snoozed to.
    """

    kind: CompletionKind
    moment: datetime
    reading: Mapping[str, Usage]
    note: str = ""
    user_id: str | None = None
    corrections: Mapping[Meter, float] = field(default_factory=dict)
    snoozed_until: datetime | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return what is stored, with what a newer version may have added to it."""
        snoozed = self.snoozed_until
        options = {
            "note": self.note,
            "user_id": self.user_id,
            "corrections": {m.value: amount for m, amount in self.corrections.items()},
            "snoozed_until": None if snoozed is None else snoozed.isoformat(),
        }
        return {
            **self.extra,
            "kind": self.kind.value,
            "moment": self.moment.isoformat(),
            "reading": {name: usage.as_dict() for name, usage in self.reading.items()},
            **{key: value for key, value in options.items() if value},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what was stored; ValueError, TypeError or KeyError if it is damaged."""
        user_id, snoozed = data.get("user_id"), data.get("snoozed_until")
        return cls(
            kind=CompletionKind(data["kind"]),
            moment=_moment(data["moment"]),
            reading={
                str(name): Usage.from_dict(usage)
                for name, usage in data["reading"].items()
            },
            note=str(data.get("note", "")),
            user_id=None if user_id is None else str(user_id),
            corrections={
                Meter(meter): _finite(amount)
                for meter, amount in data.get("corrections", {}).items()
            },
            snoozed_until=None if snoozed is None else _moment(snoozed),
            extra={key: value for key, value in data.items() if key not in _STORED},
        )


_STORED = {field.name for field in fields(Completion)} - {"extra"}


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment


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


def undone(history: History) -> History | None:
    """Return the history without its last completion, or None if it has none."""
    if not history or history[-1].kind is CompletionKind.START:
        return None
    return history[:-1]
