"""Maintenance items and the history of what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from .usage import Meter, Usage

DEFAULT_DUE_SOON = 0.1


@dataclass(frozen=True, slots=True)
class Interval:
    """Hold a meter and its limit, in seconds, millimetres, prints or days."""

    meter: Meter
    limit: float


@dataclass(frozen=True, slots=True)
class Item:
    """Describe something to do regularly, whichever interval ends first."""

    name: str
    intervals: tuple[Interval, ...]
    due_soon: float = DEFAULT_DUE_SOON
    instructions: str = ""
    link: str = ""

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
        )


class CompletionKind(StrEnum):
    """Tell a completion from the starting point that precedes all of them."""

    START = "start"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Completion:
    """Record "I did it": a moment and the odometer reading, by material, then."""

    kind: CompletionKind
    moment: datetime
    reading: Mapping[str, Usage]
    extra: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return what is stored, with what a newer version may have added to it."""
        return {
            **self.extra,
            "kind": self.kind.value,
            "moment": self.moment.isoformat(),
            "reading": {name: usage.as_dict() for name, usage in self.reading.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what was stored; ValueError, TypeError or KeyError if it is damaged."""
        moment = datetime.fromisoformat(data["moment"])
        if moment.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return cls(
            kind=CompletionKind(data["kind"]),
            moment=moment,
            reading={
                str(name): Usage.from_dict(usage)
                for name, usage in data["reading"].items()
            },
            extra={
                key: value
                for key, value in data.items()
                if key not in ("kind", "moment", "reading")
            },
        )


type History = tuple[Completion, ...]


def last_done(history: History) -> datetime | None:
    """Return when the item was last done, not counting its starting point."""
    for completion in reversed(history):
        if completion.kind is CompletionKind.DONE:
            return completion.moment
    return None


def undone(history: History) -> History | None:
    """Return the history without its last completion, or None if it has none."""
    if not history or history[-1].kind is not CompletionKind.DONE:
        return None
    return history[:-1]
