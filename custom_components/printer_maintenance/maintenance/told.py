"""What was told of an item, in the cycle that it is in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from .pause import moment_of


class EventKind(StrEnum):
    """Name what happens to an item."""

    BECAME_DUE_SOON = "became_due_soon"
    BECAME_DUE = "became_due"
    COMPLETED = "completed"
    SKIPPED = "skipped"
    UNDONE = "undone"
    SNOOZED = "snoozed"
    WILL_CROSS = "will_cross"
    GCODE_SENT = "gcode_sent"
    GCODE_FAILED = "gcode_failed"


# What a person may have left a note with.
SIGNED = (EventKind.COMPLETED, EventKind.SKIPPED)


@dataclass(frozen=True, slots=True)
class Told:
    """Remember the reminders of a cycle, and the terms they were given under.

    Terms are what a person has set: as long as they stay as they are, a reminder is
    not repeated. The job is the last one that was warned of. Shown tells that the
    printer's display has said that the item is due; reminded, when that was told last.
    """

    kinds: frozenset[EventKind] = frozenset()
    terms: str = ""
    job: str = ""
    shown: bool = False
    reminded: datetime | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return what is stored; nothing if nothing was told."""
        options = {
            "kinds": sorted(self.kinds),
            "terms": self.terms,
            "job": self.job,
            "shown": self.shown,
            "reminded": "" if self.reminded is None else self.reminded.isoformat(),
        }
        return {key: value for key, value in options.items() if value}

    @classmethod
    def from_dict(cls, data: object) -> Self:
        """Read what was stored; of what is damaged, a reminder is given again."""
        if not isinstance(data, Mapping):
            return cls()
        stored = data.get("kinds")
        told = set(stored) if isinstance(stored, list) else set()
        kinds = frozenset(kind for kind in EventKind if kind in told)
        terms = str(data.get("terms", "")) if kinds else ""
        job, shown = str(data.get("job", "")), bool(data.get("shown"))
        return cls(kinds, terms, job, shown, _moment(data.get("reminded")))


def _moment(stored: object) -> datetime | None:
    try:
        return moment_of(stored) if isinstance(stored, str) else None
    except ValueError:
        return None


NOTHING_TOLD = Told()
