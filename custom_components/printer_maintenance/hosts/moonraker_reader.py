"""Count what a Moonraker tells: every job once, however its answers lie."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import takewhile

from ..maintenance.odometer import Job, ended_usage
from ..maintenance.usage import NOTHING, UNKNOWN_MATERIAL, Usage
from .base import Snapshot
from .moonraker_answer import IN_PROGRESS, LOST, MoonrakerAnswer, PrintStats, Row
from .moonraker_cursor import Cursor, LiveJob, Pair
from .moonraker_totals import seeds, witness

ROWS_KEPT = 50
# Klipper's start moment is constant to the nanosecond; jobs start further apart.
SAME_START = 0.1
# Within this time of a start (in s) Moonraker may not have added the row yet.
ROW_DELAY = 2.0
# How much (in s) the same finished job's duration may differ from its record's.
SAME_DURATION = 0.01


def read(
    answer: MoonrakerAnswer, cursor: Cursor | None
) -> tuple[Snapshot, Cursor | None]:
    """Turn an answer into the jobs it tells of, and the next cursor."""
    if cursor is not None:
        return _Reading(answer, cursor).snapshot()
    if answer.has_history and (answer.rows is None or answer.totals is None):
        return Snapshot(), None  # the totals to begin with are yet to come
    complete = None if answer.stats is None else _complete(answer.stats)
    first = _Reading(answer, Cursor(complete=complete))
    snapshot, following = first.snapshot()
    return replace(snapshot, seeds=seeds(answer, first.live)), following


def usage_of(rows: Iterable[Row], answer: MoonrakerAnswer) -> Usage:
    """Sum up jobs, the one in progress with its live amounts."""
    usage = NOTHING
    live = _active(answer)
    for row in rows:
        if row.ended:
            usage += ended_usage(row.usage)
        elif live is not None:
            usage += live.usage.largest(NOTHING)
    return usage


class _Reading:
    """Read one answer.

    The live job comes first, because it decides to which job a row belongs.
    """

    def __init__(self, answer: MoonrakerAnswer, cursor: Cursor) -> None:
        self.answer = answer
        self.cursor = cursor
        self.rows = {row.key: row for row in answer.rows or ()}
        self.pairs = dict(cursor.pairs)
        self.jobs: list[Job] = []
        self.live = self._live_job()
        self.fresh = self._fresh_rows()
        self.waiting = self._still_waiting()

    def snapshot(self) -> tuple[Snapshot, Cursor]:
        """Return the jobs that the answer tells of, and the next cursor."""
        for row in self.fresh:
            self._take(row)
        previous = self._previous()
        kept = self._conclude(previous) if previous else None
        if (current := self.live or kept) is not None:
            self.jobs.append(
                Job(current.key, current.usage, current.material, ended=False)
            )
        self._finish_unseen()
        credit, following = witness(
            self.answer,
            replace(self.cursor, waiting=self.waiting),
            self.fresh,
            rows_tell=self._rows_tell,
        )
        return Snapshot((*self.jobs, *credit)), replace(
            following,
            known=following.known if self.answer.rows is None else self._known(),
            live=current,
            pairs=self._pairs_kept(current),
            complete=self._complete_now(kept),
        )

    # The live job.

    def _live_job(self) -> LiveJob | None:
        """Recognise the job that is printing or paused, and pair it with its row."""
        if (stats := _active(self.answer)) is None:
            return None
        row = self._open_row()
        last = self.cursor.live
        if last and _same_job(last, stats):
            record = (row and row.key) or last.row or self._lost_row(stats)
            job = replace(last, row=record, closing=False)
        elif self.answer.rows is not None and stats.total_duration < ROW_DELAY:
            return None  # its row is yet to come, and tells who it is
        else:
            record = (row and row.key) or self._lost_row(stats)
            job = _new_job(stats, record)
        return self._updated(job, stats)

    def _updated(self, job: LiveJob, stats: PrintStats) -> LiveJob:
        record = self.rows.get(job.row or "")
        usage = job.usage.largest(stats.usage)
        if record is not None:
            usage = usage.largest(record.usage)
            job = replace(job, material=record.material)
        if job.row is not None:
            self.pairs[job.row] = Pair(job.key, stats.state == "paused")
        paused = stats.state == "paused"
        if not paused:
            job = replace(job, total_duration=stats.total_duration)
        return replace(job, usage=usage, paused=paused)

    def _open_row(self) -> Row | None:
        """Return the row in progress, unless it records another job already."""
        newest = next(iter(self.rows.values()), None)
        if newest is None or newest.ended:
            return None
        pair = self.pairs.get(newest.key)
        last = self.cursor.live
        if pair is not None and (last is None or pair.job != last.key):
            return None
        return newest

    def _lost_row(self, stats: PrintStats) -> str | None:
        """Return the row of a job that Moonraker lost when it was restarted."""
        newest = next(iter(self.rows.values()), None)
        if (
            newest is not None
            and newest.status in LOST
            and newest.filename in ("", stats.filename)
            and newest.total_duration <= stats.total_duration
            and newest.key not in self.pairs
        ):
            return newest.key
        return None

    # Rows of the history.

    def _fresh_rows(self) -> list[Row]:
        """Return the ended rows that were not known, the oldest first."""
        known = self.cursor.known
        ended = [row for row in self.rows.values() if row.ended]
        if self.answer.rows is None or known is None:
            return []
        fresh = list(takewhile(lambda row: row.key not in known, ended))
        if known and len(fresh) == len(ended):
            return []  # the history was deleted
        return fresh[::-1]

    def _still_waiting(self) -> tuple[LiveJob, ...]:
        """Pair jobs that ended while rows could not be read with the rows of now."""
        waiting = list(self.cursor.waiting)
        for row in self.fresh:
            if row.key in self.pairs:
                continue
            job = next((job for job in waiting if _may_record(row, job)), None)
            if job is not None:
                self.pairs[row.key] = Pair(job.key, job.paused)
                waiting.remove(job)
        return tuple(waiting)

    @property
    def _rows_tell(self) -> bool:
        """Tell whether the rows account for all that ended since the last poll."""
        if self.answer.rows is None:
            return False
        known = self.cursor.known
        return not known or any(key in self.rows for key in known)

    def _known(self) -> tuple[str, ...]:
        present = [row.key for row in self.rows.values() if row.ended]
        if self._rows_tell:
            older = (key for key in self.cursor.known or () if key not in self.rows)
            present.extend(older)
        return tuple(present[:ROWS_KEPT])

    def _take(self, row: Row) -> None:
        """Count an ended row, unless its job is followed live."""
        live, last = self.live, self.cursor.live
        if row.key in (live and live.row, last and last.row):
            return
        pair = self.pairs.get(row.key)
        if pair is None:
            self._end(row.key, row.usage, row.material)
        elif not _pause_booked(row, paused=pair.paused):
            self._end(pair.job, row.usage, row.material)

    def _end(self, key: str, usage: Usage, material: str) -> None:
        self.jobs.append(Job(key, ended_usage(usage), material, ended=True))

    # The job that was live.

    def _previous(self) -> LiveJob | None:
        """Return the job last seen live, if it is not the one that is live now."""
        last = self.cursor.live
        if last is None or (self.live is not None and self.live.key == last.key):
            return None
        return last

    def _conclude(self, job: LiveJob) -> LiveJob | None:
        """End a job that is no longer live, or return it if it may go on."""
        record = self.rows.get(job.row or "")
        if record is not None and record.ended:
            job = replace(job, material=record.material)
            if not _pause_booked(record, paused=job.paused):
                job = replace(job, usage=job.usage.largest(record.usage))
        if self.live is None and self._may_go_on(job, record):
            return replace(job, closing=self.answer.stats is not None)
        stats = self.answer.stats
        if stats is not None and self._completed(job, record, stats):
            job = replace(job, usage=job.usage.largest(stats.usage))
        self._end(job.key, job.usage, job.material)
        if record is None and self._to_be_booked(job):
            self.waiting += (job,)
        return None

    def _may_go_on(self, job: LiveJob, record: Row | None) -> bool:
        """Tell whether a job that is not seen may still be printing."""
        if record is not None and record.status == IN_PROGRESS and not job.closing:
            # Moonraker is about to close it, with exact amounts. Before 0.9.0 a row
            # that it lost stays in progress for ever.
            return True
        if record is not None and record.status not in (*LOST, IN_PROGRESS):
            return False
        return self.answer.stats is None

    def _completed(self, job: LiveJob, record: Row | None, stats: PrintStats) -> bool:
        """Tell whether the finished print that is shown is this job."""
        if (
            (finished := _complete(stats)) is None
            or finished == self.cursor.complete
            or stats.filename != job.filename
            or stats.total_duration < job.total_duration
        ):
            return False
        if record is not None and record.status not in (*LOST, IN_PROGRESS):
            return False
        newer = takewhile(lambda row: row is not record, self.rows.values())
        return not any(
            row.status == "completed"
            and row.filename == stats.filename
            and abs(row.total_duration - stats.total_duration) < SAME_DURATION
            for row in newer
        )

    def _to_be_booked(self, job: LiveJob) -> bool:
        """Tell whether Moonraker adds the job to its totals without a row to see."""
        if self.answer.rows is None:
            return True
        return job.row is not None and job.row not in (self.cursor.known or ())

    def _finish_unseen(self) -> None:
        """Count the shown finished print in full if Moonraker lost it meanwhile."""
        stats = self.answer.stats
        if stats is None or (finished := _complete(stats)) is None:
            return
        row = self.rows.get(self._lost_row(stats) or "")
        if row is not None and finished != self.cursor.complete:
            self.pairs[row.key] = Pair(row.key, paused=False)
            self._end(row.key, stats.usage, row.material)

    # What is remembered.

    def _pairs_kept(self, current: LiveJob | None) -> dict[str, Pair]:
        if self.answer.rows is None:
            return self.pairs
        kept = {*self._known(), *self.rows, current and current.row}
        return {row: pair for row, pair in self.pairs.items() if row in kept}

    def _complete_now(self, kept: LiveJob | None) -> tuple[str, float] | None:
        if (stats := self.answer.stats) is None or kept is not None:
            return self.cursor.complete
        return _complete(stats)


def _active(answer: MoonrakerAnswer) -> PrintStats | None:
    """Return the live numbers, if Klipper is ready and they are to be believed."""
    stats = answer.stats
    if stats is None or answer.klippy != "ready":
        return None
    return stats if stats.state in ("printing", "paused") else None


def _same_job(job: LiveJob, stats: PrintStats) -> bool:
    return job.filename == stats.filename and abs(job.start - stats.start) < SAME_START


def _new_job(stats: PrintStats, record: str | None) -> LiveJob:
    return LiveJob(
        key=record or f"{stats.start:.1f} {stats.filename}",
        row=record,
        filename=stats.filename,
        start=stats.start,
        paused=False,
        total_duration=stats.total_duration,
        usage=NOTHING,
        material=UNKNOWN_MATERIAL,
    )


def _complete(stats: PrintStats) -> tuple[str, float] | None:
    if stats.state != "complete":
        return None
    return stats.filename, stats.total_duration


def _pause_booked(row: Row, *, paused: bool) -> bool:
    """Tell whether the row may count the pause in which the job was cancelled."""
    return paused and row.status == "cancelled"


def _may_record(row: Row, job: LiveJob) -> bool:
    """Tell whether a row can be that of a job which ended without one."""
    return (
        job.row is None
        and row.filename in ("", job.filename)
        and row.total_duration > job.total_duration - SAME_DURATION
    )
