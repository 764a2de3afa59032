"""What must be remembered of a Moonraker between polls."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import voluptuous as vol

from ..maintenance.odometer import Job, ended_usage
from ..maintenance.usage import Usage
from .amount import amount
from .base import JsonDict
from .moonraker_answer import Totals

# The file name and the total duration of a print that is complete.
type Finished = tuple[str, float]


@dataclass(frozen=True, slots=True)
class LiveJob:
    """Remember the job last seen printing or paused.

    The key is its identity for the odometer, the row that of its record if it has
    one. Idle is how much of its total duration it did not print, and usage the
    largest ever seen of it. Booked is set once its row was seen to have ended,
    complete once it was seen to have come to its end, and closing once it was seen to
    be over while its row was still in progress.
    """

    key: str
    row: str | None
    filename: str
    start: float
    total_duration: float
    idle: float
    usage: Usage
    material: str
    booked: bool = False
    complete: bool = False
    closing: bool = False

    def over(self) -> Job:
        """Tell the odometer that it has ended."""
        return Job(self.key, ended_usage(self.usage), self.material, ended=True)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what was stored and checked."""
        return cls(**{**data, "usage": Usage.from_dict(data["usage"])})


@dataclass(frozen=True, slots=True)
class Pair:
    """Remember which job a row of the history records, and how idle it was seen."""

    job: str
    idle: float


@dataclass(frozen=True, slots=True)
class Cursor:
    """Remember what was read of a Moonraker.

    Known are the keys of the newest ended rows; None means that whatever ended rows
    there are now are known. Gone are those of rows that were all deleted: who restores
    Moonraker's database brings them back. Complete is the finished print that print_stats went on
    showing once it was accounted for. Totals are those up to which everything is
    explained, and waiting are the jobs counted since whose rows did not come. While
    uncounted is set the totals are to tell what rows do not; unexplained is what the
    last poll made of that.
    """

    known: tuple[str, ...] | None = None
    gone: tuple[str, ...] = ()
    pairs: Mapping[str, Pair] = field(default_factory=dict)
    live: LiveJob | None = None
    complete: Finished | None = None
    totals: Totals | None = None
    waiting: tuple[LiveJob, ...] = ()
    uncounted: bool = False
    unexplained: Totals | None = None

    def carried(self) -> Self | None:
        """Keep the live job alone: Klipper may go on with it for another Moonraker."""
        if self.live is None:
            return None
        live = replace(self.live, row=None, booked=False, complete=False, closing=False)
        return type(self)(live=live)

    @property
    def is_carried(self) -> bool:
        """Tell whether nothing was read of the host yet."""
        return self.totals is None and not self.uncounted

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what was stored, by a newer version perhaps; ValueError if damaged."""
        try:
            checked: JsonDict = _CURSOR(data)
        except vol.Invalid as err:
            raise ValueError(str(err)) from None
        known, live, complete = checked["known"], checked["live"], checked["complete"]
        totals, unexplained = checked["totals"], checked["unexplained"]
        return cls(
            known=None if known is None else tuple(known),
            gone=tuple(checked["gone"]),
            pairs={row: Pair(**pair) for row, pair in checked["pairs"].items()},
            live=None if live is None else LiveJob.from_dict(live),
            complete=None if complete is None else (complete[0], complete[1]),
            totals=None if totals is None else Totals(**totals),
            waiting=tuple(map(LiveJob.from_dict, checked["waiting"])),
            uncounted=checked["uncounted"],
            unexplained=None if unexplained is None else Totals(**unexplained),
        )


_NUMBER = vol.All(vol.Any(int, float), amount)
_TOTALS = {
    vol.Required("jobs"): _NUMBER,
    vol.Required("total_time"): _NUMBER,
    vol.Required("print_time"): _NUMBER,
    vol.Required("filament"): _NUMBER,
}
_LIVE = {
    vol.Required("key"): str,
    vol.Required("row"): vol.Any(str, None),
    vol.Required("filename"): str,
    vol.Required("start"): _NUMBER,
    vol.Required("total_duration"): _NUMBER,
    vol.Required("idle"): _NUMBER,
    vol.Required("usage"): {
        vol.Required("print_time"): _NUMBER,
        vol.Required("filament"): _NUMBER,
        vol.Required("prints"): int,
    },
    vol.Required("material"): str,
    vol.Required("booked"): bool,
    vol.Required("complete"): bool,
    vol.Required("closing"): bool,
}
_CURSOR = vol.Schema(
    {
        vol.Required("known"): vol.Any([str], None),
        vol.Optional("gone", default=[]): [str],
        vol.Required("pairs"): {
            str: {vol.Required("job"): str, vol.Required("idle"): _NUMBER}
        },
        vol.Required("live"): vol.Any(_LIVE, None),
        vol.Required("complete"): vol.Any(vol.ExactSequence([str, _NUMBER]), None),
        vol.Required("totals"): vol.Any(_TOTALS, None),
        vol.Required("waiting"): [_LIVE],
        vol.Required("uncounted"): bool,
        vol.Required("unexplained"): vol.Any(_TOTALS, None),
    },
    extra=vol.REMOVE_EXTRA,
)
