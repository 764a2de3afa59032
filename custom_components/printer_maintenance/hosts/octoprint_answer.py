"""What OctoPrint answers, checked and reduced to what counts."""

from collections.abc import Mapping
from dataclasses import dataclass

import voluptuous as vol

from ..maintenance.crossing import Estimate
from ..maintenance.usage import Usage
from .amount import amount, count, estimated
from .base import HostUnexpectedAnswer, JsonDict
from .octoprint_files import File, checked, length_of

# A job is open in these states; only the flags tell, for texts may be anything.
_BUSY = ("printing", "paused", "pausing", "cancelling", "resuming", "finishing")
_STANDING = ("paused", "pausing")
_ENDING = ("finishing", "cancelling")
# Of a file that is sent to the printer's card flags, path and time are those of a print.
_SENDING = ("Sending file", "Transferring file")


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
    raw: JsonDict | None = None
    complaint: str | None = None


def parse_counters(body: object) -> Counters:
    """Check what the achievements plugin tells; raises HostUnexpectedAnswer."""
    stats = checked(_COUNTERS, body, "achievements")["stats"]
    return Counters(
        int(stats["created"]),
        int(stats["prints_started"]),
        int(stats["prints_finished"]),
        stats["print_duration_finished"],
        stats["print_duration_total"],
    )


def parse_flags(body: object) -> Mapping[str, object]:
    """Check the flags of the printer's state; raises HostUnexpectedAnswer."""
    flags: Mapping[str, object] = checked(_PRINTER, body, "printer")["state"]["flags"]
    return flags


def is_busy(flags: Mapping[str, object]) -> bool:
    """Tell whether a job is open."""
    return any(flags.get(name) for name in _BUSY)


def is_sending(body: object) -> bool:
    """Tell whether a file is sent to the printer's card; of that only the text tells."""
    text = checked(_PRINTER, body, "printer")["state"]["text"]
    return isinstance(text, str) and text.startswith(_SENDING)


def parse_job(body: object, flags: Mapping[str, object]) -> Running:
    """Check what is told of the open job; raises HostUnexpectedAnswer."""
    job, progress = _part(body, "job"), _part(body, "progress")
    file, print_time = _part(job, "file"), progress.get("printTime")
    return Running(
        path=_text(file, "path"),
        date=int(_amount(file, "date")),
        is_local=_text(file, "origin") == "local",
        is_standing=any(flags.get(name) for name in _STANDING),
        is_ending=any(flags.get(name) for name in _ENDING),
        print_time=None if print_time is None else _amount(progress, "printTime"),
        share=min(100.0, _amount(progress, "completion")) / 100,
        length=length_of(job.get("filament")),
        time_left=_time_left(job.get("estimatedPrintTime"), progress),
    )


def _part(body: object, name: str) -> JsonDict:
    part = body.get(name) if isinstance(body, dict) else None
    if not isinstance(part, dict):
        raise HostUnexpectedAnswer(f"job: no usable {name}")
    return part


def _text(part: JsonDict, name: str) -> str:
    text = part.get(name)
    if text is not None and not isinstance(text, str):
        raise HostUnexpectedAnswer(f"job: no usable {name}")
    return text or ""


def _amount(part: JsonDict, name: str) -> float:
    try:
        return max(0.0, amount(part.get(name)))
    except vol.Invalid:
        raise HostUnexpectedAnswer(f"job: no usable {name}") from None


def _time_left(whole: object, progress: JsonDict) -> float | None:
    """Return the seconds that are left, as OctoPrint or the file's analysis says."""
    if (left := estimated(progress.get("printTimeLeft"))) is not None:
        return left
    used = Usage(estimated(progress.get("printTime")) or 0.0)
    return Estimate(estimated(whole)).minus(used).print_time


_COUNTERS = vol.Schema(
    {
        vol.Required("stats"): vol.Schema(
            {
                vol.Required("created"): count,
                vol.Required("prints_started"): count,
                vol.Required("prints_finished"): count,
                vol.Required("print_duration_finished"): count,
                vol.Required("print_duration_total"): count,
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
