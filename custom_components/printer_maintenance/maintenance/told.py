"""What was told of an item, in the cycle that it is in."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


class EventKind(StrEnum):
    """Name what happens to an item."""

    BECAME_DUE_SOON = "became_due_soon"
    BECAME_DUE = "became_due"
    COMPLETED = "completed"
    SKIPPED = "skipped"
    UNDONE = "undone"
    SNOOZED = "snoozed"


@dataclass(frozen=True, slots=True)
class Told:
    """Remember the reminders of a cycle, and the terms they were given under.

    Terms are what a person has set: as long as they stay as they are, a reminder is
    not repeated.
    """

    kinds: frozenset[EventKind] = frozenset()
    terms: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return what is stored; nothing if nothing was told."""
        return {"kinds": sorted(self.kinds), "terms": self.terms} if self.kinds else {}

    @classmethod
    def from_dict(cls, data: object) -> Self:
        """Read what was stored; of what is damaged, a reminder is given again."""
        if not isinstance(data, Mapping) or not isinstance(data.get("kinds"), list):
            return cls()
        kinds = frozenset(kind for kind in EventKind if kind in data["kinds"])
        return cls(kinds, str(data.get("terms", ""))) if kinds else cls()


NOTHING_TOLD = Told()
