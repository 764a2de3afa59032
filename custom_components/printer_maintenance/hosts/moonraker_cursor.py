"""What must be remembered of a Moonraker between polls."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from ..maintenance.usage import Usage
from .base import JsonDict
from .moonraker_answer import Totals


@dataclass(frozen=True, slots=True)
class LiveJob:
    """Remember the job last seen printing or paused.

    The key is its identity for the odometer, the row that of its record if it has
    one. Usage is the largest ever seen of it. Closing is set once it was seen to be
    over while its row was still in progress.
    """

    key: str
    row: str | None
    filename: str
    start: float
    paused: bool
    total_duration: float
    usage: Usage
    material: str
    closing: bool = False

    def as_dict(self) -> JsonDict:
        """Return what is stored."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what was stored."""
        return cls(**{**data, "usage": Usage.from_dict(data["usage"])})


@dataclass(frozen=True, slots=True)
class Pair:
    """Remember which job a row of the history records, and how it was last seen."""

    job: str
    paused: bool


@dataclass(frozen=True, slots=True)
class Cursor:
    """Remember what was read of a Moonraker.

    Known are the keys of the newest ended rows; None means that whatever ended rows
    there are now are known. Complete is the finished print that print_stats went on
    showing. Totals are those up to which rows explain everything, and waiting are
    the jobs counted since whose rows did not come. While uncounted is set the totals
    are to tell what rows do not; unexplained is what the last poll made of that.
    """

    known: tuple[str, ...] | None = None
    pairs: Mapping[str, Pair] = field(default_factory=dict)
    live: LiveJob | None = None
    complete: tuple[str, float] | None = None
    totals: Totals | None = None
    waiting: tuple[LiveJob, ...] = ()
    uncounted: bool = False
    unexplained: Totals | None = None

    def as_dict(self) -> JsonDict:
        """Return what is stored."""
        return asdict(self) | {
            "known": None if self.known is None else list(self.known),
            "complete": self.complete and list(self.complete),
            "waiting": [job.as_dict() for job in self.waiting],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what was stored; ValueError, TypeError or KeyError if it is damaged."""
        known, complete = data["known"], data["complete"]
        totals, unexplained = data["totals"], data["unexplained"]
        return cls(
            known=None if known is None else tuple(map(str, known)),
            pairs={str(row): Pair(**pair) for row, pair in data["pairs"].items()},
            live=data["live"] and LiveJob.from_dict(data["live"]),
            complete=complete and (str(complete[0]), float(complete[1])),
            totals=totals and Totals(**totals),
            waiting=tuple(map(LiveJob.from_dict, data["waiting"])),
            uncounted=bool(data["uncounted"]),
            unexplained=unexplained and Totals(**unexplained),
        )
