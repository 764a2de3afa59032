"""Answers that need not be read as a whole: they tell nothing new, or little."""

from dataclasses import dataclass, replace

from ..maintenance.odometer import Job
from .base import Snapshot
from .moonraker_answer import MoonrakerAnswer, Row
from .moonraker_cursor import Cursor, Pair
from .moonraker_live import active, is_same, to_come, with_record, with_stats
from .moonraker_reader import read


@dataclass(frozen=True, slots=True)
class _Last:
    """Hold an answer that changed nothing, or only how far the job of a row is."""

    answer: MoonrakerAnswer
    snapshot: Snapshot
    cursor: Cursor
    row: Row | None


class SteadyReader:
    """Read answers; one that tells the same as the last, or a longer job, in short."""

    def __init__(self) -> None:
        """Begin with no answer."""
        self._last: _Last | None = None

    def still(self, cursor: Cursor | None) -> MoonrakerAnswer | None:
        """Return the answer that changes nothing as long as it is given, if there is one."""
        last = self._last
        if last is None or last.row is not None or last.cursor is not cursor:
            return None
        return last.answer

    def read(
        self, answer: MoonrakerAnswer, cursor: Cursor | None
    ) -> tuple[Snapshot, Cursor | None]:
        """Turn an answer into the jobs it tells of, and the next cursor."""
        last = self._last
        if last is not None and last.cursor is cursor:
            if last.row is None:
                if last.answer is answer:
                    return last.snapshot, cursor
            elif _goes_on(answer, last):
                return self._go_on(answer, cursor, last.row)
        snapshot, following = read(answer, cursor)
        self._last = None
        if cursor is None or following is None:
            return snapshot, following
        if not snapshot.jobs and _is_still(answer, cursor, following):
            self._last = _Last(answer, snapshot, cursor, None)
            return snapshot, cursor
        if (row := _row_that_goes_on(answer, cursor, following)) is not None:
            self._last = _Last(answer, snapshot, following, row)
        return snapshot, following

    def _go_on(
        self, answer: MoonrakerAnswer, cursor: Cursor, row: Row
    ) -> tuple[Snapshot, Cursor]:
        """Note how far the job is, which is all that is new."""
        stats, live, pairs = active(answer), cursor.live, cursor.pairs
        assert stats is not None
        assert live is not None
        job = with_stats(live, stats)
        pair = Pair(job.key, job.idle)
        if pairs[row.key] != pair:
            pairs = {**pairs, row.key: pair}
        job = with_record(job, row)
        snapshot = Snapshot(
            (Job(job.key, job.usage, job.material, ended=False),),
            to_come=to_come(job, job, {row.key: row}),
        )
        # As replace does it, which takes several times as long with every poll.
        following = Cursor(
            known=cursor.known,
            gone=cursor.gone,
            pairs=pairs,
            live=job,
            complete=cursor.complete,
            totals=cursor.totals,
            waiting=cursor.waiting,
            uncounted=cursor.uncounted,
            unexplained=cursor.unexplained,
        )
        self._last = _Last(answer, snapshot, following, row)
        return snapshot, following


def _goes_on(answer: MoonrakerAnswer, last: _Last) -> bool:
    """Tell whether an answer tells no more than how far the same job is."""
    before = last.answer
    if (
        answer.klippy != before.klippy
        or answer.rows != before.rows
        or answer.totals != before.totals
        or answer.has_history != before.has_history
    ):
        return False
    stats, job = active(answer), last.cursor.live
    return stats is not None and job is not None and is_same(job, stats, last.row)


def _is_still(answer: MoonrakerAnswer, cursor: Cursor, following: Cursor) -> bool:
    """Tell whether an answer has changed nothing, nor will the like of it.

    Without a job that was or is live nothing depends on the moment.
    """
    return (
        cursor == following
        and list(cursor.pairs) == list(following.pairs)
        and cursor.live is None
        and not cursor.waiting
        and answer.rows is not None
        and active(answer) is None
    )


def _row_that_goes_on(
    answer: MoonrakerAnswer, cursor: Cursor, following: Cursor
) -> Row | None:
    """Return the row in progress if all that changed is how far its job is.

    The like of it will change as little: what is read of rows and totals depends on
    themselves and on what was known of them, and the job has been paired before.
    """
    row = next(iter(answer.rows or ()), None)
    job, before, pairs = following.live, cursor.live, following.pairs
    if row is None or row.ended or job is None or before is None:
        return None
    is_all = (
        active(answer) is not None
        and job.row == before.row == row.key
        and job.key == before.key
        and not (following.waiting or following.uncounted or following.unexplained)
        and following == replace(cursor, live=job, pairs=pairs)
        and list(pairs) == list(cursor.pairs)
        and list(pairs)[-1:] == [row.key]
        and pairs == {**cursor.pairs, row.key: Pair(job.key, pairs[row.key].idle)}
    )
    return row if is_all else None
