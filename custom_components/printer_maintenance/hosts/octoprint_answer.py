"""What OctoPrint answers, checked and reduced to what counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import voluptuous as vol

from ..maintenance.crossing import Estimate
from ..maintenance.usage import Usage
from .amount import amount, estimated
from .base import HostUnexpectedAnswer, JsonDict

# A job is open in these states; only the flags tell, for texts may be anything.
_BUSY = ("printing", "paused", "pausing", "cancelling", "resuming", "finishing")
_STANDING = ("paused", "pausing")
_ENDING = ("finishing", "cancelling")
# Of a file that is sent to the printer's card flags, path and time are those of a print.
_SENDING = ("Sending file", "Transferring file")
# Deeper folders than anybody makes; it ends the reading of a list that never ends.
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Counters:
    """Hold what the achievements plugin counted since a moment: jobs and seconds.

    The total time has that of a cancelled job twice, and of a broken one once.
    """

    created: int
    started: int
    finished: int
    finished_time: float
    total_time: float

    @property
    def unfinished_time(self) -> float:
        """Return the seconds booked of jobs that did not finish."""
        return self.total_time - self.finished_time


@dataclass(frozen=True, slots=True)
class File:
    """Hold what is known of a file; length is its filament in mm once analysed.

    OctoPrint 2.0 tells no hash.
    """

    path: str
    date: int
    size: int
    hash: str | None
    success: int
    failure: int
    finished_time: float
    length: float | None


@dataclass(frozen=True, slots=True)
class Running:
    """Hold the open job: seconds and the share that is done, None if not shown.

    One that is ending may be booked already.
    """

    path: str
    date: int
    is_local: bool
    is_standing: bool
    print_time: float | None
    share: float
    length: float | None
    is_ending: bool = False
    time_left: float | None = None

    @property
    def to_come(self) -> Estimate:
        """Return what it has yet to use."""
        filament = self.length * (1 - self.share) if self.length else None
        return Estimate(self.time_left, filament)


@dataclass(frozen=True, slots=True)
class OctoPrintAnswer:
    """Hold one poll's answer.

    Without counters the plugin is missing. Files are None if they were not asked for,
    or are as they were; then they are current if they were asked for.
    """

    identity: str | None
    counters: Counters | None
    job: Running | None
    files: tuple[File, ...] | None = None
    etag: str | None = None
    has_files: bool = False
    raw: object = None
    complaint: str | None = None


def parse_counters(body: object) -> Counters:
    """Check what the achievements plugin tells; raises HostUnexpectedAnswer."""
    stats = _checked(_COUNTERS, body, "achievements")["stats"]
    return Counters(
        int(stats["created"]),
        int(stats["prints_started"]),
        int(stats["prints_finished"]),
        stats["print_duration_finished"],
        stats["print_duration_total"],
    )


def parse_flags(body: object) -> Mapping[str, object]:
    """Check the flags of the printer's state; raises HostUnexpectedAnswer."""
    flags: Mapping[str, object] = _checked(_PRINTER, body, "printer")["state"]["flags"]
    return flags


def is_busy(flags: Mapping[str, object]) -> bool:
    """Tell whether a job is open."""
    return any(flags.get(name) for name in _BUSY)


def is_sending(body: object) -> bool:
    """Tell whether a file is sent to the printer's card; of that only the text tells."""
    text = _checked(_PRINTER, body, "printer")["state"]["text"]
    return isinstance(text, str) and text.startswith(_SENDING)


def parse_job(body: object, flags: Mapping[str, object]) -> Running:
    """Check what is told of the open job; raises HostUnexpectedAnswer."""
    checked = _checked(_JOB, body, "job")
    job, progress = checked["job"], checked["progress"]
    file, print_time = job["file"], progress["printTime"]
    return Running(
        path=file["path"] or "",
        date=int(file["date"]),
        is_local=file["origin"] == "local",
        is_standing=any(flags.get(name) for name in _STANDING),
        is_ending=any(flags.get(name) for name in _ENDING),
        print_time=None if print_time is None else max(0.0, amount(print_time)),
        share=min(100.0, max(0.0, progress["completion"])) / 100,
        length=_length(job["filament"]),
        time_left=_time_left(job["estimatedPrintTime"], progress),
    )


def _time_left(whole: object, progress: JsonDict) -> float | None:
    """Return the seconds that are left, as OctoPrint or the file's analysis says."""
    if (left := estimated(progress["printTimeLeft"])) is not None:
        return left
    used = Usage(estimated(progress["printTime"]) or 0.0)
    return Estimate(estimated(whole)).minus(used).print_time


def parse_files(body: object) -> tuple[File, ...]:
    """Check the list of files, folders and all; raises HostUnexpectedAnswer."""
    listed = _checked(_FILES, body, "files")["files"]
    return tuple(_parse_file(entry) for entry in _flat(listed, _DEEPEST))


def _flat(entries: list[Any], depth: int) -> Iterator[JsonDict]:
    """Yield the files that OctoPrint itself keeps; a folder's sum is left out."""
    for entry in entries:
        if not _is_entry(entry):
            raise HostUnexpectedAnswer("the files are not understood")
        if entry.get("type") == "folder":
            if depth:
                yield from _flat(entry.get("children", []), depth - 1)
        elif entry.get("origin") == "local":
            yield entry


def _is_entry(entry: object) -> bool:
    """Tell whether it says what it is: left out, its prints would be lost."""
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("type", ""), str)
        and isinstance(entry.get("origin", ""), str)
        and isinstance(entry.get("children", []), list)
    )


def _parse_file(entry: JsonDict) -> File:
    checked = _checked(_FILE, entry, "files")
    prints = checked["prints"]
    averages = checked["statistics"]["averagePrintTime"]
    analysis = checked["gcodeAnalysis"]
    return File(
        path=checked["path"],
        date=int(checked["date"]),
        size=int(checked["size"]),
        hash=checked["hash"],
        success=int(prints["success"]),
        failure=int(prints["failure"]),
        # Which of several printer profiles finished how often is not told.
        finished_time=int(prints["success"]) * sum(averages) * (len(averages) == 1),
        length=None if analysis is None else _length(analysis.get("filament")),
    )


def _length(filament: object) -> float | None:
    """Sum up the filament of all tools, in mm; None while nothing is known."""
    if not isinstance(filament, dict) or "length" in filament:
        return None
    try:
        lengths = [amount(tool["length"]) for tool in filament.values()]
    except vol.Invalid, KeyError, TypeError:
        return None
    return sum(length for length in lengths if length > 0)


def _checked(schema: vol.Schema, body: object, what: str) -> JsonDict:
    try:
        checked: JsonDict = schema(body)
    except vol.Invalid as err:
        raise HostUnexpectedAnswer(f"{what}: {err}") from None
    return checked


def _count(value: object) -> float:
    number = amount(value)
    if number < 0:
        raise vol.Invalid("expected no negative number")
    return number


def _averages(value: object) -> list[float]:
    """Validate averages; what a user calls a printer profile is in no error."""
    if not isinstance(value, dict):
        raise vol.Invalid("expected averages")
    return [_count(average) for average in value.values()]


def _optional[T](schema: T) -> object:
    return vol.Any(None, schema)


_COUNTERS = vol.Schema(
    {
        vol.Required("stats"): vol.Schema(
            {
                vol.Required("created"): _count,
                vol.Required("prints_started"): _count,
                vol.Required("prints_finished"): _count,
                vol.Required("print_duration_finished"): _count,
                vol.Required("print_duration_total"): _count,
            },
            extra=vol.REMOVE_EXTRA,
        )
    },
    extra=vol.REMOVE_EXTRA,
)
_PRINTER = vol.Schema(
    {
        vol.Required("state"): vol.Schema(
            {
                vol.Required("flags"): {
                    **{vol.Optional(flag): bool for flag in _BUSY},
                    str: object,
                },
                vol.Optional("text", default=None): object,
            },
            extra=vol.REMOVE_EXTRA,
        )
    },
    extra=vol.REMOVE_EXTRA,
)
_JOB = vol.Schema(
    {
        vol.Required("job"): vol.Schema(
            {
                vol.Required("file"): vol.Schema(
                    {
                        vol.Optional("path", default=None): _optional(str),
                        vol.Optional("origin", default=None): _optional(str),
                        vol.Optional("date", default=None): amount,
                    },
                    extra=vol.REMOVE_EXTRA,
                ),
                vol.Optional("filament", default=None): object,
                vol.Optional("estimatedPrintTime", default=None): object,
            },
            extra=vol.REMOVE_EXTRA,
        ),
        vol.Required("progress"): vol.Schema(
            {
                vol.Optional("printTime", default=None): _optional(amount),
                vol.Optional("completion", default=None): amount,
                vol.Optional("printTimeLeft", default=None): object,
            },
            extra=vol.REMOVE_EXTRA,
        ),
    },
    extra=vol.REMOVE_EXTRA,
)
_FILES = vol.Schema({vol.Required("files"): list}, extra=vol.REMOVE_EXTRA)
_FILE = vol.Schema(
    {
        vol.Required("path"): str,
        vol.Optional("date", default=None): amount,
        vol.Optional("size", default=None): amount,
        vol.Optional("hash", default=None): _optional(str),
        vol.Optional("prints", default=dict): vol.Schema(
            {
                vol.Optional("success", default=0): _count,
                vol.Optional("failure", default=0): _count,
            },
            extra=vol.REMOVE_EXTRA,
        ),
        vol.Optional("statistics", default=dict): vol.Schema(
            {vol.Optional("averagePrintTime", default=dict): _averages},
            extra=vol.REMOVE_EXTRA,
        ),
        vol.Optional("gcodeAnalysis", default=None): _optional(dict),
    },
    extra=vol.REMOVE_EXTRA,
)
