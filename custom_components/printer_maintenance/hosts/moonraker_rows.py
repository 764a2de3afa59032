"""Rows of Moonraker's history: which are new, and which job a row records."""

from collections.abc import Collection
from dataclasses import replace
from itertools import takewhile

from ..maintenance.usage import Usage
from .moonraker_answer import IN_PROGRESS, LOST, MoonrakerAnswer, PrintStats, Row
from .moonraker_cursor import Cursor, LiveJob

ROWS_KEPT = 50
# Within this time of a start (in s) Moonraker may not have added the row yet, and
# the parts of one answer are not further apart.
ROW_DELAY = 2.0
# A row may lack what was printed since Moonraker last looked (in s).
ROW_LATE = 0.5
# How much (in s) durations may differ that are the same number.
SAME_DURATION = 0.01


class Rows:
    """Hold an answer's rows, the newest first, beside those that were known."""

    def __init__(self, answer: MoonrakerAnswer, cursor: Cursor) -> None:
        """Find out which ended rows are new."""
        self.are_readable = answer.rows is not None
        self.by_key = {row.key: row for row in answer.rows or ()}
        self.newest = next(iter(self.by_key.values()), None)
        self._known, self._gone = cursor.known, cursor.gone
        self._ended = [row for row in self.by_key.values() if row.ended]
        self.newest_ended = next(iter(self._ended), None)
        self.tell = any(
            key in self.by_key for key in (*(cursor.known or ()), *self._gone)
        )
        """Whether they reach back to one that was known, and leave no gap."""
        self.are_deleted = self.are_readable and bool(cursor.known) and not self.tell
        self.new = self._new()
        """The ended rows that were not known, the oldest first."""

    def _new(self) -> list[Row]:
        known = self._known
        if known is None:
            return []
        if self.are_deleted:
            return self._ended[::-1]
        familiar = {*known, *self._gone}
        return list(takewhile(lambda row: row.key not in familiar, self._ended))[::-1]

    def fresh(self, pairs: Collection[str]) -> list[Row]:
        """Return the rows to be counted.

        If others were deleted, some of these may have been counted before their keys
        were forgotten: then only those of jobs that were seen live.
        """
        return [row for row in self.new if not self.are_deleted or row.key in pairs]

    def known(self) -> tuple[str, ...] | None:
        """Return the keys to be kept."""
        if not self.are_readable:
            return self._known
        present = [row.key for row in self._ended]
        if not self.are_deleted:
            present += [key for key in self._known or () if key not in self.by_key]
        return tuple(present[:ROWS_KEPT])

    def gone(self) -> tuple[str, ...]:
        """Return the keys of rows that were all deleted, and may be restored."""
        if not self.are_readable:
            return self._gone
        deleted = (self._known or ()) if self.are_deleted else ()
        gone = (key for key in (*deleted, *self._gone) if key not in self.by_key)
        return tuple(dict.fromkeys(gone))[:ROWS_KEPT]


def was_lost(row: Row, stats: PrintStats) -> bool:
    """Tell whether Moonraker, when it was restarted, lost the job that is shown."""
    return (
        row.status in LOST
        and row.filename in ("", stats.filename)
        and row.total_duration <= stats.total_duration
    )


def just_ended(row: Row, stats: PrintStats) -> bool:
    """Tell whether a new row is that of a job which ended after it was seen live."""
    return (
        row.status not in LOST
        and row.filename in ("", stats.filename)
        and -ROW_LATE < row.total_duration - stats.total_duration < ROW_DELAY
    )


def is_whole(row: Row, job: LiveJob) -> bool:
    """Tell whether a row can tell of all that was seen of a job."""
    beyond = row.total_duration - job.total_duration
    return row.filename in ("", job.filename) and (
        abs(beyond) < SAME_DURATION if job.complete else beyond > -ROW_LATE
    )


def may_record(row: Row, job: LiveJob) -> bool:
    """Tell whether a new row can be that of a job which was seen without it."""
    if job.row is not None:
        return job.row == row.key or (job.complete and is_whole(row, job))
    is_lost = row.status in (IN_PROGRESS, *LOST) and row.filename in ("", job.filename)
    return is_lost or is_whole(row, job)


def records_finished(row: Row, stats: PrintStats) -> bool:
    """Tell whether the newest row records the finished print that is shown."""
    return (
        row.status == "completed"
        and abs(row.total_duration - stats.total_duration) < SAME_DURATION
    )


def recorded_usage(row: Row, idle: float) -> Usage:
    """Return what a row tells of a job that had been idle for so long when last seen.

    Moonraker before 0.9 counts the pause in which a job was cancelled as printing.
    """
    idle_recorded = row.total_duration - row.print_duration
    if row.status == "cancelled" and idle_recorded < idle - SAME_DURATION:
        return replace(row.usage, print_time=0.0)
    return row.usage


def unlikeness(row: Row, job: LiveJob) -> tuple[bool, bool, float]:
    """Tell how little a row looks like a job's, so that the likeliest comes first."""
    return (
        not is_whole(row, job),
        row.print_duration < job.usage.print_time - ROW_LATE,
        abs(row.total_duration - job.total_duration),
    )
