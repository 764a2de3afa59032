"""What one answer of an OctoPrint tells of the open job and of those that ended."""

from collections.abc import Iterable
from dataclasses import replace

from ..maintenance.odometer import Job
from ..maintenance.usage import Usage
from .base import Snapshot
from .octoprint_answer import Counters, OctoPrintAnswer, Running
from .octoprint_cursor import Cursor, LiveJob, Pending, Printed
from .octoprint_filament import analysed, booked, missing, unseen_files, with_length
from .octoprint_files import File
from .octoprint_gap import (
    Gap,
    Prints,
    continues,
    counted,
    listed,
    outcome,
    printed_since,
    share,
)

# Jobs whose filament is still to come; the analysis of a file takes minutes.
MOST_PENDING = 50
# The print time is shown in whole seconds.
WHOLE_SECOND = 1.0


class Reading:
    """Read one answer.

    Whoever asks while a job ends may see only half of what that leaves behind. So a
    gap is settled when the next job runs, or when two polls saw the same.
    """

    def __init__(self, answer: OctoPrintAnswer, cursor: Cursor) -> None:
        """Compare an answer with what is remembered."""
        self.answer = answer
        self.cursor = cursor
        self.serial = cursor.serial
        self.epoch = cursor.epoch + int(_went_back(cursor.seen, answer.counters))
        self.continues = continues(cursor.counters, answer.counters)
        self.live = None if answer.job is None else self._live_job(answer.job)
        last = cursor.live
        is_over = last is not None and (self.live is None or self.live.key != last.key)
        self.over = last if is_over else None
        self.counters = self._counters()
        self.settles = self._settles()

    @property
    def is_undecided(self) -> bool:
        """Tell whether a job took another's place while the host was asked."""
        last, job = self.cursor.live, self.answer.job
        return (
            last is not None
            and job is not None
            and self.over is None
            and job.path != last.path
            and (job.print_time or 0.0) <= last.print_time
        )

    @property
    def is_gap_possible(self) -> bool:
        """Tell whether a job may have ended since the last time."""
        if self.over is not None or self.cursor.files is None:
            return True
        if self.answer.counters is None:
            return self.live is None
        return not self.continues or self.counters != self.cursor.counters

    @property
    def wants_files(self) -> bool:
        """Tell whether the list of files may have changed, and is needed."""
        if self.cursor.pending and self.answer.job is None:
            return True
        return self.settles and self.is_gap_possible

    def snapshot(self) -> tuple[Snapshot, Cursor]:
        """Return the jobs that the answer tells of, and the next cursor."""
        jobs: list[Job] = []
        following = self.cursor
        if self.settles:
            jobs, following = self._settle()
        current = self.live if self.settles else self.over or self.live
        if current is not None:
            current = with_length(current, self.answer.files or ())
            jobs.append(booked(current.key, current.usage, ended=False))
        filament, pending = analysed(following.pending, self.answer.files)
        job = self.answer.job
        to_come = None if job is None else job.to_come
        return Snapshot((*jobs, *filament), to_come=to_come), replace(
            following,
            seen=self.answer.counters,
            idle=self.live is None,
            live=current,
            pending=pending,
            serial=self.serial,
            epoch=self.epoch,
        )

    def _settles(self) -> bool:
        """Tell whether what ended has left all behind that it will."""
        job = self.answer.job
        is_calm = self.cursor.seen == self.answer.counters
        is_calm = is_calm and self.cursor.idle == (job is None)
        if job is None:
            return is_calm
        # What is ending may be booked already; what just began may not be counted yet.
        return not job.is_ending and (self._gap(None).is_whole or is_calm)

    # The open job.

    def _live_job(self, job: Running) -> LiveJob:
        last = self.cursor.live
        counters = self.answer.counters
        number = None if counters is None else self._number(counters)
        key = "" if counters is None else f"{self._era(counters)} {number}"
        if last is None or not self._is_same(last, job, key):
            self.serial += 1
            key = key or f"{job.path} {job.date} {self._runs(job)} {self.serial}"
            last = LiveJob(key, number, job.path, job.date, job.is_local)
        return _with_progress(last, job)

    def _number(self, counters: Counters) -> int:
        """Return which job it is; the start of one that just began is not counted."""
        last, seen = self.cursor.live, self.cursor.seen
        goes_on = seen is not None and continues(seen, counters)
        # The counters are asked first: none of them tells of a job that begins later.
        just_began = self.cursor.idle and seen and seen.started == counters.started
        follows = last is not None and last.number == counters.started + 1
        is_next = goes_on and (just_began or follows)
        return counters.started + int(is_next or not counters.started)

    def _is_same(self, last: LiveJob, job: Running, key: str) -> bool:
        if last.number is not None and key:
            return last.key == key
        if self.cursor.idle:
            return False
        print_time = last.print_time if job.print_time is None else job.print_time
        return (last.path, last.date) == (job.path, job.date) and (
            # On the printer's card the pause is taken out only when it is over.
            not job.is_local or print_time > last.print_time - WHOLE_SECOND
        )

    def _runs(self, job: Running) -> int:
        """Return how often a file was printed before."""
        printed = (self.cursor.files or {}).get(job.path)
        return 0 if printed is None else printed.success + printed.failure

    def _era(self, counters: Counters) -> str:
        """Name what numbers the jobs; a backup of OctoPrint begins with old ones."""
        return f"{counters.created}" + (f".{self.epoch}" if self.epoch else "")

    def _state(self) -> str:
        """Name the state of the statistics that tell, which never comes again."""
        now = self.answer.counters
        if now is not None and self.continues:
            return f"{self._era(now)} {now.started} {now.total_time:.3f}"
        prints = sum(file.success + file.failure for file in self.answer.files or ())
        return f"{self.answer.etag} {prints}"

    def _counters(self) -> Counters | None:
        """Return the counters without the start of the open job."""
        counters = self.answer.counters
        if counters is None or self.live is None:
            return counters
        number = self.live.number or counters.started
        return replace(counters, started=max(0, number - 1))

    # The jobs that ended.

    def _settle(self) -> tuple[list[Job], Cursor]:
        """Count what ended since the last time."""
        before, files = self.cursor.files, self.answer.files
        prints: tuple[Prints, ...] | None = None
        if before is not None and self.answer.has_files:
            prints = printed_since(before, files or ())
        gap = self._gap(prints)
        following = replace(self.cursor, counters=self.counters)
        if files is not None and (not prints or self.over or not gap.is_empty):
            following = replace(following, files=_printed(files), etag=self.answer.etag)
        if self.over is None and gap.is_empty:
            return [], following
        jobs, pending = self._book(gap, prints)
        return jobs, replace(
            following, pending=(*following.pending, *pending)[-MOST_PENDING:]
        )

    def _gap(self, prints: tuple[Prints, ...] | None) -> Gap:
        if self.continues and self.cursor.counters and self.counters:
            return counted(self.cursor.counters, self.counters)
        return listed(prints or (), self.over)

    def _book(
        self, gap: Gap, prints: tuple[Prints, ...] | None
    ) -> tuple[list[Job], list[Pending]]:
        """Divide a gap between the job that was seen and those that nobody saw."""
        jobs: list[Job] = []
        pending: list[Pending] = []
        over = self.over
        finished = None
        rest = gap.finished_time + (gap.unfinished_time / 2 if gap.unfinished else 0.0)
        unseen = gap.ended
        if over is not None:
            finished = outcome(over, gap, prints, is_kept=self._is_kept(over))
            part = share(over, gap, finished=finished)
            rest, unseen = part.rest, gap.ended - 1
            over = replace(over, share=1.0 if finished else over.share)
            usage = replace(over.usage, print_time=part.print_time, prints=1)
            jobs.append(booked(over.key, usage, ended=True))
            pending += missing(over)
        key = f"unseen {self._state()}"
        may_be_own = over is not None and finished is not False
        lengths = unseen_files(prints or (), over.path if over and may_be_own else None)
        lengths = lengths[: max(0, gap.finished - int(may_be_own))]
        filament = sum(file.length or 0.0 for file in lengths)
        pending += [
            Pending(f"{key} {number}", file.path, file.date, 1.0)
            for number, file in enumerate(lengths)
            if file.length is None
        ]
        usage = Usage(rest, filament, max(0, unseen))
        if usage != Usage():
            jobs.append(booked(key, usage, ended=True))
        return jobs, pending

    def _is_kept(self, job: LiveJob) -> bool:
        """Tell whether a job's file is there, with the history that it had."""
        files = self.answer.files
        return job.is_local and (files is None or any(map(job.is_of, files)))


def _went_back(before: Counters | None, now: Counters | None) -> bool:
    return (
        before is not None
        and now is not None
        and before.created == now.created
        and not continues(before, now)
    )


def _with_progress(last: LiveJob, job: Running) -> LiveJob:
    """Note what is shown of the open job: it is nothing once that is cancelled."""
    seen = job.print_time or 0.0
    if job.is_standing and not job.is_local:
        seen = 0.0  # the clock of a print from the card runs on in a pause
    return replace(
        last,
        # A pause that was cancelled is over in the end, and booked all the same.
        is_standing=job.is_standing or (last.is_standing and job.is_ending),
        print_time=max(last.print_time, seen),
        share=max(last.share, job.share),
        length=last.length if job.length is None else job.length,
    )


def _printed(files: Iterable[File]) -> dict[str, Printed]:
    """Return what must be remembered of the files."""
    return {
        file.path: Printed(
            file.size, file.hash, file.success, file.failure, file.finished_time
        )
        for file in files
        if file.success or file.failure
    }
