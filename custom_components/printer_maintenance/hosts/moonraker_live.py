"""The job that Klipper prints, as far as it was seen."""

from collections.abc import Mapping
from dataclasses import replace

from ..maintenance.crossing import UNKNOWN_ESTIMATE, Estimate
from ..maintenance.usage import NOTHING, UNKNOWN_MATERIAL
from .moonraker_answer import LOST, MoonrakerAnswer, PrintStats, Row
from .moonraker_cursor import Cursor, Finished, LiveJob
from .moonraker_rows import ROW_DELAY, recorded_usage

# Klipper's start moment is constant to the nanosecond; jobs start further apart.
SAME_START = 0.1


def active(answer: MoonrakerAnswer) -> PrintStats | None:
    """Return the live numbers, if Klipper is ready and they are to be believed."""
    stats = answer.stats
    if stats is None or answer.klippy != "ready":
        return None
    return stats if stats.state in ("printing", "paused") else None


def is_undecided(answer: MoonrakerAnswer, cursor: Cursor | None) -> bool:
    """Tell whether the newest row's job was lost, and Klipper may yet go on with it."""
    newest = next(iter(answer.rows or ()), None)
    live = active(answer)
    may_go_on: tuple[str, ...] = ()
    if live is not None:
        may_go_on = LOST if live.total_duration < ROW_DELAY else ()
    elif answer.stats is None:
        # To begin with, none that goes on may be in the totals already.
        may_go_on = LOST if cursor is None else ("server_exit", "interrupted")
    known = () if cursor is None else (*(cursor.known or ()), *cursor.pairs)
    return newest is not None and newest.status in may_go_on and newest.key not in known


def without_newest(answer: MoonrakerAnswer) -> MoonrakerAnswer:
    """Leave out the newest row, and what was booked of it since the totals were reset."""
    newest, *rows = answer.rows or ()
    totals = answer.totals
    if totals is not None and totals.jobs:
        totals -= newest.booked
    return replace(answer, rows=tuple(rows), totals=totals)


def is_same(job: LiveJob, stats: PrintStats, open_row: Row | None) -> bool:
    """Tell whether a job is the one that was live; Moonraker adds one row for each."""
    return (
        job.filename == stats.filename
        and abs(job.start - stats.start) < SAME_START
        and stats.total_duration > job.total_duration - SAME_START
        and (open_row is None or job.row in (None, open_row.key))
    )


def new_job(stats: PrintStats, row: Row | None) -> LiveJob:
    """Describe a job that was not seen before, by its row if it has one."""
    key = None if row is None else row.key
    job = LiveJob(
        key=key or f"{stats.start:.1f} {stats.filename}",
        row=key,
        filename=stats.filename,
        start=stats.start,
        total_duration=0.0,
        idle=0.0,
        usage=NOTHING,
        material=UNKNOWN_MATERIAL,
    )
    return with_stats(job, stats)


def with_stats(job: LiveJob, stats: PrintStats) -> LiveJob:
    """Note what Klipper shows of a job."""
    return LiveJob(
        key=job.key,
        row=job.row,
        filename=job.filename,
        start=job.start,
        total_duration=stats.total_duration,
        idle=stats.total_duration - stats.print_duration,
        usage=job.usage.largest(stats.usage),
        material=job.material,
        booked=job.booked,
        complete=stats.state == "complete",
        closing=job.closing,
    )


def with_record(job: LiveJob, record: Row | None) -> LiveJob:
    """Note what its row tells of a job."""
    if record is None:
        return job
    if job.material != record.material:
        job = replace(job, material=record.material)
    if not record.ended:
        return job
    usage = job.usage.largest(recorded_usage(record, job.idle))
    return replace(job, usage=usage, booked=True)


def to_come(
    job: LiveJob | None, seen: LiveJob | None, rows: Mapping[str, Row]
) -> Estimate | None:
    """Return what the running job has yet to use, as its file tells; None without one."""
    if job is None:
        return None
    row = None if seen is None else rows.get(job.row or "")
    return UNKNOWN_ESTIMATE if row is None else row.estimate.minus(job.usage)


def finished_print(stats: PrintStats) -> Finished | None:
    """Return what tells a finished print from the next one, if one is shown."""
    return (stats.filename, stats.total_duration) if stats.state == "complete" else None
