"""What must be remembered of an OctoPrint between polls."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import voluptuous as vol

from ..maintenance.usage import Usage
from .amount import amount
from .base import JsonDict
from .octoprint_answer import Counters
from .octoprint_files import File


@dataclass(frozen=True, slots=True)
class LiveJob:
    """Remember the open job, with the largest amounts ever seen of it.

    The number is that of its start among all, where starts are counted. Standing is
    set if it was paused when last seen.
    """

    key: str
    number: int | None
    path: str
    date: int
    is_local: bool
    is_standing: bool = False
    print_time: float = 0.0
    share: float = 0.0
    length: float | None = None

    def is_of(self, file: File) -> bool:
        """Tell whether it prints this very file."""
        return self.is_local and (self.path, self.date) == (file.path, file.date)

    def is_told_by(self, file: File) -> bool:
        """Tell whether the history of a file may tell of it.

        It goes on if the same contents are uploaded anew, with 2.0 also if others are.
        """
        return self.is_local and self.path == file.path

    @property
    def usage(self) -> Usage:
        """Return its amounts so far; the filament is the share of the file's."""
        return Usage(self.print_time, (self.length or 0.0) * self.share)


@dataclass(frozen=True, slots=True)
class Printed:
    """Remember how often a file was printed, and how long in all."""

    size: int
    hash: str | None
    success: int
    failure: int
    finished_time: float


@dataclass(frozen=True, slots=True)
class Pending:
    """Remember a job whose file was not analysed yet, and its share of the filament."""

    key: str
    path: str
    date: int
    share: float


@dataclass(frozen=True, slots=True)
class Cursor:
    """Remember what was read of an OctoPrint.

    The counters are those up to which everything is counted, their starts without
    the open job's. Seen are the last ones, and idle tells that no job was open then:
    what a job leaves behind is complete a poll after its end. Files are those that
    were ever printed; the tag is that of the list of files, and the serial number
    that of the last job where starts are not counted. The epoch tells how often the
    counters went back.
    """

    counters: Counters | None = None
    seen: Counters | None = None
    idle: bool = False
    live: LiveJob | None = None
    files: Mapping[str, Printed] | None = None
    etag: str | None = None
    pending: tuple[Pending, ...] = ()
    serial: int = 0
    epoch: int = 0

    def carried(self) -> Self:
        """Keep the serial number alone: no job of another OctoPrint may have one again.

        The print is over, for OctoPrint sends every line itself.
        """
        return type(self)(serial=self.serial)

    @property
    def is_carried(self) -> bool:
        """Tell whether nothing was read of the host yet."""
        return self.live is None and not self.idle

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what was stored, by a newer version perhaps; ValueError if damaged."""
        try:
            checked: JsonDict = _CURSOR(data)
        except vol.Invalid as err:
            raise ValueError(str(err)) from None
        counters, seen = checked["counters"], checked["seen"]
        live, files = checked["live"], checked["files"]
        return cls(
            counters=None if counters is None else Counters(**counters),
            seen=None if seen is None else Counters(**seen),
            idle=checked["idle"],
            live=None if live is None else LiveJob(**live),
            files=None
            if files is None
            else {path: Printed(**printed) for path, printed in files.items()},
            etag=checked["etag"],
            pending=tuple(Pending(**part) for part in checked["pending"]),
            serial=checked["serial"],
            epoch=checked["epoch"],
        )


_NUMBER = vol.All(vol.Any(int, float), amount)
_COUNTERS = {
    vol.Required("created"): int,
    vol.Required("started"): int,
    vol.Required("finished"): int,
    vol.Required("finished_time"): _NUMBER,
    vol.Required("total_time"): _NUMBER,
}
_LIVE = {
    vol.Required("key"): str,
    vol.Required("number"): vol.Any(int, None),
    vol.Required("path"): str,
    vol.Required("date"): int,
    vol.Required("is_local"): bool,
    vol.Required("is_standing"): bool,
    vol.Required("print_time"): _NUMBER,
    vol.Required("share"): _NUMBER,
    vol.Required("length"): vol.Any(_NUMBER, None),
}
_PRINTED = {
    vol.Required("size"): int,
    vol.Required("hash"): vol.Any(str, None),
    vol.Required("success"): int,
    vol.Required("failure"): int,
    vol.Required("finished_time"): _NUMBER,
}
_PENDING = {
    vol.Required("key"): str,
    vol.Required("path"): str,
    vol.Required("date"): int,
    vol.Required("share"): _NUMBER,
}
_CURSOR = vol.Schema(
    {
        vol.Required("counters"): vol.Any(_COUNTERS, None),
        vol.Required("seen"): vol.Any(_COUNTERS, None),
        vol.Required("idle"): bool,
        vol.Required("live"): vol.Any(_LIVE, None),
        vol.Required("files"): vol.Any({str: _PRINTED}, None),
        vol.Required("etag"): vol.Any(str, None),
        vol.Required("pending"): [_PENDING],
        vol.Required("serial"): int,
        vol.Optional("epoch", default=0): int,
    },
    extra=vol.REMOVE_EXTRA,
)
