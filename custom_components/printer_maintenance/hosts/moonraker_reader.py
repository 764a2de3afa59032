"""Count what a Moonraker tells: every job once, however its answers lie."""

from dataclasses import replace

from ..maintenance.odometer import Job, ended_usage
from ..maintenance.usage import Usage
from .base import Snapshot
from .moonraker_answer import IN_PROGRESS, LOST, MoonrakerAnswer, PrintStats, Row
from .moonraker_cursor import Cursor, LiveJob, Pair
from .moonraker_live import (
    SAME_START,
    active,
    finished_print,
    is_same,
    is_undecided,
    new_job,
    to_come,
    with_record,
    with_stats,
    without_newest,
)
from .moonraker_rows import (
    ROW_DELAY,
    ROWS_KEPT,
    Rows,
    is_whole,
    just_ended,
    may_record,
    recorded_usage,
    records_finished,
    unlikeness,
    was_lost,
)
from .moonraker_totals import seeds, witness


def read(
    answer: MoonrakerAnswer, cursor: Cursor | None
) -> tuple[Snapshot, Cursor | None]:
    """Turn an answer into the jobs it tells of, and the next cursor."""
    if cursor is None or cursor.is_carried:
        if answer.has_history and (answer.rows is None or answer.totals is None):
            return Snapshot(), cursor  # the totals to begin with are yet to come
        return _begin(answer, None if cursor is None else cursor.live)
    if is_undecided(answer, cursor):
        return Snapshot(), cursor
    return _Reading(answer, cursor).snapshot()


def _begin(answer: MoonrakerAnswer, live: LiveJob | None) -> tuple[Snapshot, Cursor]:
    """Read a host for the first time; another one may have told of the live job."""
    if is_undecided(answer, None):
        answer = without_newest(answer)
    stats, over = active(answer), []
    if live is not None and (stats is None or not is_same(live, stats, None)):
        over.append(live.over())
        live = None
    complete = None if answer.stats is None else finished_print(answer.stats)
    first = _Reading(answer, Cursor(complete=complete, live=live))
    snapshot, following = first.snapshot()
    jobs, before = (*over, *snapshot.jobs), seeds(answer, following.live)
    return replace(snapshot, jobs=jobs, seeds=before), following


class _Reading:
    """Read one answer.

    The jobs that are or were live come first: they decide to which job a row belongs.
    """

    def __init__(self, answer: MoonrakerAnswer, cursor: Cursor) -> None:
        self.answer = answer
        self.cursor = cursor
        self.rows = Rows(answer, cursor)
        self.pairs = dict(cursor.pairs)
        self.waiting = list(cursor.waiting)
        self.guessed: list[LiveJob] = []
        self.complete = cursor.complete
        self.jobs: list[Job] = []
        self.live = self._live_job()
        self.last = self._last_job()
        self._pair_new_rows()

    def snapshot(self) -> tuple[Snapshot, Cursor]:
        """Return the jobs that the answer tells of, and the next cursor."""
        for row in self.rows.fresh(self.pairs):
            self._take(row)
        kept = None if self.last is None else self._conclude(self.last)
        if (current := self.live or kept) is not None:
            self.jobs.append(
                Job(current.key, current.usage, current.material, ended=False)
            )
        if kept is None and self.answer.stats and self.rows.are_readable:
            self._account_for_complete(self.answer.stats)
        credit, following = witness(
            self.answer,
            replace(
                self.cursor,
                known=self.rows.known(),
                gone=self.rows.gone(),
                waiting=tuple([*self.waiting, *self.guessed][-ROWS_KEPT:]),
            ),
            self.rows.fresh(self.pairs),
            self._unbooked(current),
            rows_tell=self.rows.tell,
        )
        return Snapshot(
            (*self.jobs, *credit), to_come=to_come(current, self.live, self.rows.by_key)
        ), replace(
            following,
            live=current,
            pairs=self._pairs_kept(),
            complete=self.complete,
        )

    # The live job.

    def _live_job(self) -> LiveJob | None:
        """Recognise the job that is printing or paused, and pair it with its row."""
        if (stats := active(self.answer)) is None:
            return None
        last = self.cursor.live
        row = self._open_row(last)
        if last is not None and is_same(last, stats, row):
            row = row or self._ended_row(stats)
            job = replace(
                last, row=last.row or (row.key if row else None), closing=False
            )
        elif self.rows.are_readable and stats.total_duration < ROW_DELAY:
            return None  # its row is yet to come, and tells who it is
        else:
            row = self._open_row() or self._ended_row(stats)
            job = new_job(stats, row)
        job = with_stats(job, stats)
        if job.row is not None:
            self._pair(job.row, job)
        return with_record(job, self.rows.by_key.get(job.row or ""))

    def _last_job(self) -> LiveJob | None:
        """Return the job last seen live, if it is not the one that is live now."""
        last = self.cursor.live
        if last is None or (self.live is not None and self.live.key == last.key):
            return None
        return last

    def _open_row(self, job: LiveJob | None = None) -> Row | None:
        """Return the row in progress, unless it records another job than this."""
        newest = self.rows.newest
        if newest is None or newest.ended:
            return None
        if (pair := self.pairs.get(newest.key)) is not None:
            return newest if job is not None and pair.job == job.key else None
        if job is not None and job.row not in (None, *self.rows.by_key):
            # Its own was deleted, and this one Moonraker before 0.9 lost long ago.
            return None
        return newest

    def _ended_row(self, stats: PrintStats) -> Row | None:
        """Return the row of a live job that has ended, for Moonraker or by now."""
        if (row := self._lost_row(stats)) is not None:
            return row
        row = self._free_row()
        return row if row is not None and just_ended(row, stats) else None

    def _lost_row(self, stats: PrintStats) -> Row | None:
        """Return the row of a job that Moonraker lost when it was restarted.

        Of a row that was known Klipper has told that its job was over.
        """
        newest = self._free_row()
        if newest is None or not was_lost(newest, stats):
            return None
        others = [*self.waiting, *filter(None, [self.cursor.live])]
        if any(
            job.row is None
            and abs(job.start - stats.start) > SAME_START
            and is_whole(newest, job)
            for job in others
        ):
            return None  # it records the job before
        return newest

    def _free_row(self) -> Row | None:
        """Return the newest row if it has ended, is new and records no job yet."""
        newest = self.rows.newest
        if newest is None or not newest.ended or newest.key in self.pairs:
            return None
        known = self.cursor.known
        is_first = self.cursor.totals is None
        is_new = is_first if known is None else newest.key not in known
        return newest if is_new else None

    # Rows of the history.

    def _pair_new_rows(self) -> None:
        """Pair new rows with the jobs that were seen without them."""
        free = []
        for row in (*self.rows.new, *self._unfinished_rows()):
            if (pair := self.pairs.get(row.key)) is None:
                free.append(row)
            else:
                self.waiting = [job for job in self.waiting if job.key != pair.job]
        last = () if self.last is None else (self.last,)
        jobs = [*self.waiting, *last]
        matches = [(row, job) for row in free for job in jobs if may_record(row, job)]
        for row, job in sorted(matches, key=lambda match: unlikeness(*match)):
            if row.key in self.pairs or job not in jobs:
                continue
            jobs.remove(job)
            self._pair(row.key, job)
            paired = replace(job, row=row.key)
            if not row.is_booked:
                self.guessed.append(paired)
            if job in last:
                self.last = paired
            else:
                self.waiting.remove(job)

    def _unfinished_rows(self) -> tuple[Row, ...]:
        row = self._open_row()
        return () if row is None or active(self.answer) is not None else (row,)

    def _pair(self, row: str, job: LiveJob) -> None:
        self.pairs.pop(row, None)
        self.pairs[row] = Pair(job.key, job.idle)  # the last one is the newest

    def _take(self, row: Row) -> None:
        """Count an ended row, unless its job is followed live."""
        if row.key in (self.live and self.live.row, self.last and self.last.row):
            return
        pair = self.pairs.get(row.key)
        if pair is None:
            self._end(row.key, row.usage, row.material)
        else:
            self._end(pair.job, recorded_usage(row, pair.idle), row.material)

    def _end(self, key: str, usage: Usage, material: str) -> None:
        self.jobs.append(Job(key, ended_usage(usage), material, ended=True))

    # The job that was live.

    def _conclude(self, job: LiveJob) -> LiveJob | None:
        """End a job that is no longer live, or return it if it may go on."""
        record = self.rows.by_key.get(job.row or "")
        job = with_record(job, record)
        stats = self.answer.stats
        is_complete = stats is not None and self._completed(job, record, stats)
        if stats is not None and is_complete:
            job = with_stats(job, stats)
        if self.live is None and self._may_go_on(job, record):
            return replace(job, closing=stats is not None)
        if stats is not None and is_complete:
            self.complete = finished_print(stats)
        self.jobs.append(job.over())
        if record is None and not job.booked:
            self.waiting.append(job)
        return None

    def _may_go_on(self, job: LiveJob, record: Row | None) -> bool:
        """Tell whether a job that is not seen may still be printing."""
        is_open = record is not None and record.status == IN_PROGRESS
        if is_open and record is self.rows.newest and not job.closing:
            # Moonraker is about to close it, with exact amounts. Before 0.9.0 a row
            # that it lost stays in progress for ever.
            return True
        if record is not None and record.status not in (*LOST, IN_PROGRESS):
            return False
        return self.answer.stats is None

    def _completed(self, job: LiveJob, record: Row | None, stats: PrintStats) -> bool:
        """Tell whether the finished print that is shown is this job."""
        if record is not None and record.status not in (*LOST, IN_PROGRESS):
            return False
        finished = finished_print(stats)
        return (
            finished not in (None, self.cursor.complete)
            and stats.filename == job.filename
            and stats.total_duration >= job.total_duration
            and not self._is_recorded(stats)
            and (record is self.rows.newest or self._lost_row(stats) is None)
        )

    def _unbooked(self, job: LiveJob | None) -> list[LiveJob]:
        """Return the live job if nobody knows what of it is in the totals."""
        if job is None or job.booked or job.row in self.rows.by_key:
            return []
        return [job]

    # The finished print that is shown.

    def _is_recorded(self, stats: PrintStats) -> bool:
        newest = self.rows.newest_ended
        return newest is not None and records_finished(newest, stats)

    def _account_for_complete(self, stats: PrintStats) -> None:
        """Count the finished print that is shown, if only a lost row tells of it."""
        finished = finished_print(stats)
        if finished not in (None, self.complete) and not self._is_recorded(stats):
            row = self._lost_row(stats) or self._unfinished_row(stats)
            if row is not None:
                job = with_record(new_job(stats, row), row)
                self.jobs.append(job.over())
                self._pair(row.key, job)
        self.complete = finished

    def _unfinished_row(self, stats: PrintStats) -> Row | None:
        """Return the row that Moonraker before 0.9 never ends, of a job that it lost."""
        row = self._open_row()
        return row if row and row.filename in ("", stats.filename) else None

    # What is remembered.

    def _pairs_kept(self) -> dict[str, Pair]:
        return dict(list(self.pairs.items())[-ROWS_KEPT:])
