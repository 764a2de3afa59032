"""Pauses: while an item does not count, the calendar included."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any, Self

from .usage import NOTHING, Usage

# As many of a cycle; of more, the oldest two are taken together.
PAUSES_KEPT = 50


@dataclass(frozen=True, slots=True)
class Mark:
    """Hold a moment and the odometer reading, by material, then."""

    moment: datetime
    reading: Mapping[str, Usage]

    def as_dict(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "moment": self.moment.isoformat(),
            "reading": {name: usage.as_dict() for name, usage in self.reading.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what was stored; ValueError, TypeError or KeyError if it is damaged."""
        return cls(
            moment_of(data["moment"]),
            {
                str(name): Usage.from_dict(usage)
                for name, usage in data["reading"].items()
            },
        )


@dataclass(frozen=True, slots=True)
class Pause:
    """Hold what lies between two marks; without an end it lasts."""

    since: Mark
    until: Mark | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return what is stored."""
        until = self.until
        return {
            "since": self.since.as_dict(),
            "until": None if until is None else until.as_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what was stored; ValueError, TypeError or KeyError if it is damaged."""
        until = data["until"]
        return cls(
            Mark.from_dict(data["since"]),
            None if until is None else Mark.from_dict(until),
        )


type Pauses = tuple[Pause, ...]


def moment_of(text: str) -> datetime:
    """Read a moment; ValueError or TypeError if it is none or has no time zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment


def days_since(moment: datetime, now: datetime) -> int:
    """Count the local midnights since a moment; 0 if the clock is behind it."""
    return max(0, (now.date() - moment.astimezone(now.tzinfo).date()).days)


def is_paused(pauses: Pauses) -> bool:
    """Tell whether the last pause lasts."""
    return bool(pauses) and pauses[-1].until is None


def paused(pauses: Pauses, now: Mark, zone: tzinfo) -> Pauses:
    """Begin a pause, unless one lasts."""
    if is_paused(pauses):
        return pauses
    return _fewer((*pauses, Pause(now)), zone)


def resumed(pauses: Pauses, now: Mark) -> Pauses:
    """End the pause that lasts, if there is one."""
    if not is_paused(pauses):
        return pauses
    return (*pauses[:-1], replace(pauses[-1], until=now))


def joined(before: Pauses, mark: Mark, after: Pauses) -> Pauses:
    """Return the pauses of two cycles as one, the second of which began at a mark."""
    if not is_paused(before):
        return before + after
    if after and after[0].since == mark:
        return (*before[:-1], replace(before[-1], until=after[0].until), *after[1:])
    return (*resumed(before, mark), *after)


def split(pauses: Pauses, moment: datetime, mark: Mark) -> tuple[Pauses, Pauses]:
    """Return the pauses up to a moment, and those since, of a cycle from a mark on."""
    before: list[Pause] = []
    after: list[Pause] = []
    for pause in pauses:
        if pause.since.moment >= moment:
            after.append(pause)
        elif pause.until is not None and pause.until.moment <= moment:
            before.append(pause)
        else:
            before.append(Pause(pause.since))
            after.append(Pause(mark, pause.until))
    return tuple(before), tuple(after)


def _fewer(pauses: Pauses, zone: tzinfo) -> Pauses:
    """Put the oldest pause right before the next, if there are too many."""
    if len(pauses) <= PAUSES_KEPT:
        return pauses
    first, second, *others = pauses
    return (Pause(_earlier(second.since, first, zone), second.until), *others)


def _earlier(mark: Mark, pause: Pause, zone: tzinfo) -> Mark:
    """Return a mark earlier by as much as a pause has left out."""
    since, until = pause.since, pause.until or pause.since
    days = days_since(since.moment, until.moment.astimezone(zone))
    moment = mark.moment.astimezone(zone) - timedelta(days=days)
    return Mark(
        moment.astimezone(mark.moment.tzinfo),
        {
            name: mark.reading.get(name, NOTHING)
            - (until.reading.get(name, NOTHING) - since.reading.get(name, NOTHING))
            for name in {**mark.reading, **until.reading, **since.reading}
        },
    )
