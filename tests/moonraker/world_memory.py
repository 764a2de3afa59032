"""Home Assistant's memory, as somebody keeps it who knows which job is which.

It is kept beside what Home Assistant stores, and goes back with it. It does no
accounting: it notes of which job every answer told.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import takewhile

from custom_components.printer_maintenance.maintenance.usage import NOTHING, Usage

from .world_account import Account, recorded
from .world_heard import Heard, Memory
from .world_printer import LOST, TrueJob

# Within this time of a start (in s) a job whose row has not come is not counted yet.
ROW_DELAY = 2.0


class Hearing(Account):
    """Follow what a poll told."""

    def hear(self, heard: Heard) -> None:
        """Remember what a poll told."""
        undecided = self._leave_undecided(heard)
        if self.memory.first is None:
            if heard.rows is None or heard.booked is None:
                return
            self._begin(heard, heard.rows, heard.booked, undecided)
        elif undecided is not None:
            return
        self._hear_status(heard)
        if heard.rows is not None:
            self._hear_rows(heard.rows)
        else:
            self.memory = replace(self.memory, is_uncounted=True)
        if heard.booked is not None:
            self._hear_totals(heard, heard.booked)
            live = heard.live and heard.live[0]
            over = frozenset(job for job in self.jobs if job.over and job is not live)
            if not self.memory.is_uncounted:
                self.memory = replace(self.memory, over=self.memory.ended, ended=over)

    def _leave_undecided(self, heard: Heard) -> TrueJob | None:
        """Leave out the row of a job of which nobody knows whether it goes on."""
        if heard.live is not None:
            lost: tuple[str, ...] = LOST if heard.age < ROW_DELAY else ()
        else:
            lost = LOST if self.memory.first is None else ("server_exit", "interrupted")
            lost = () if heard.is_asked else lost
        rows = heard.rows or {}
        for start, status in list(rows.items())[:1]:
            job = self.printer.moonraker.recorded[start]
            is_known = start in self.memory.known or job in self.memory.live
            if is_known or status not in lost:
                return None
            heard.rows = {key: rows[key] for key in list(rows)[1:]}
            if heard.booked is not None and job in heard.booked:
                heard.booked.remove(job)
            return job
        return None

    def _begin(
        self,
        heard: Heard,
        rows: dict[float, str],
        booked: list[TrueJob],
        undecided: TrueJob | None,
    ) -> None:
        """Take the totals of a host that is met for the first time."""
        jobs = self.printer.klipper.jobs
        first = heard.jobs_until_now
        if heard.open_job is not None:
            first = jobs.index(heard.open_job)
        for job in (undecided, self._booked_later()):
            if job is not None:
                first = min(first, jobs.index(job))
        before = [job for job in booked if jobs.index(job) < first]
        self.memory = Memory(
            first=first,
            base=self._base(before, rows),
            doubtful=self._doubtful(before, booked, rows, heard.open_job),
            known=_ended(rows),
            resets=heard.resets,
        )

    def _base(self, jobs: list[TrueJob], rows: dict[float, str]) -> Usage:
        """Return what the totals tell for certain.

        After a reset there may be rows of jobs that are not in them.
        """
        moonraker = self.printer.moonraker
        shown = {moonraker.recorded[start] for start in _ended(rows)}
        certain = [job for job in jobs if job in shown or shown <= set(jobs)]
        prints = sum(recorded(job).printed for job in certain)
        usage = sum(map(recorded, jobs), NOTHING)
        return replace(usage, prints=prints).largest(NOTHING)

    def _doubtful(
        self,
        before: list[TrueJob],
        booked: list[TrueJob],
        rows: dict[float, str],
        open_job: TrueJob | None,
    ) -> Usage:
        """Return what the totals contain, and no row tells of."""

        def is_hidden(job: TrueJob) -> bool:
            return job.record is None or job.record.start_time not in rows

        doubtful = Usage(prints=len(before)) - Usage(
            prints=self._base(before, rows).prints
        )
        for start, status in rows.items():
            job = self.printer.moonraker.recorded[start]
            if status == "in_progress" and job is not open_job:
                doubtful += Usage(0.5, 1.0, 1)  # Moonraker 0.8 never ends a lost row
        if open_job in booked and is_hidden(open_job):
            doubtful += recorded(open_job).largest(NOTHING) + Usage(prints=1)
        return doubtful

    def _booked_later(self) -> TrueJob | None:
        """Return the newest job, if Moonraker is about to book it."""
        jobs = self.printer.klipper.jobs
        if self.printer.moonraker.is_open and not jobs[-1].record:
            return jobs[-1]
        return None

    def _hear_status(self, heard: Heard) -> None:
        memory = self.memory
        if heard.live is not None and self._counts_live(heard):
            job, usage = heard.live
            usage = usage.largest(memory.live.get(job, NOTHING))
            self.memory = replace(
                memory,
                live={**memory.live, job: usage},
                paused={**memory.paused, job: heard.paused_since},
            )
        if heard.complete is not None:
            self._hear_complete(heard, *heard.complete)
        for job, _ in filter(None, (heard.live, heard.complete)):
            shown = {self.printer.moonraker.recorded[row] for row in heard.rows or {}}
            if job not in shown:
                self.memory = replace(self.memory, unnamed=self.memory.unnamed | {job})

    def _hear_complete(self, heard: Heard, job: TrueJob, usage: Usage) -> None:
        """Believe in a complete job that was seen live, or that has no row."""
        if job in self.memory.live or self._is_newest(heard, job):
            complete = {**self.memory.complete, job: usage}
            self.memory = replace(self.memory, complete=complete)

    def _is_newest(self, heard: Heard, job: TrueJob) -> bool:
        """Tell whether the newest row is new, the job's own and not properly ended."""
        if heard.newest is None or self.memory.is_blind:
            return False
        start, status = heard.newest
        return (
            self.printer.moonraker.recorded[start] is job
            and start not in self.memory.known
            and status in (*LOST, "in_progress")
        )

    def _are_deleted(self, rows: dict[float, str]) -> bool:
        known = self.memory.known
        return bool(known) and not known & rows.keys()

    def _counts_live(self, heard: Heard) -> bool:
        """Tell whether a job is old enough, or was seen before."""
        assert heard.live
        job = heard.live[0]
        is_old = heard.age >= ROW_DELAY or heard.rows is None
        return is_old or job in self.memory.live

    def _hear_rows(self, rows: dict[float, str]) -> None:
        memory, ended = self.memory, _ended(rows)
        if memory.is_blind or not memory.known & rows.keys():
            memory = self.memory = replace(memory, is_uncounted=True)
        if memory.is_blind or self._are_deleted(rows):
            # Rows were deleted or unreadable: what there is now is left to the totals.
            known = memory.known | ended if memory.is_blind else ended
            self.memory = replace(memory, known=known, is_blind=False)
            return
        moonraker = self.printer.moonraker
        new = takewhile(lambda start: start not in memory.known, rows)
        told = {moonraker.recorded[start] for start in new if start in ended}
        self.memory = replace(
            memory,
            rows=memory.rows | (told - memory.by_totals),
            known=memory.known | ended,
        )

    def _hear_totals(self, heard: Heard, booked: list[TrueJob]) -> None:
        """Leave to the totals what is in them and of which no row was seen."""
        memory = self.memory
        left = frozenset(self.jobs).intersection(booked)
        left -= memory.rows | memory.by_totals | memory.dropped.keys()
        if (doubt := self._doubt(heard, left)) is not None:
            self.memory = replace(
                memory,
                resets=heard.resets,
                dropped={**memory.dropped, **dict.fromkeys(left, doubt)},
                doubt=doubt,
                calm=0,
                is_blind=memory.is_blind or (bool(left) and heard.rows is None),
                doubtful=memory.doubtful + _empty(left),
                pending=frozenset(),
            )
        elif left == memory.pending or self._rest(left) is None:
            self._credit(left, is_blind=heard.rows is None)
        else:
            self.memory = replace(memory, pending=left, calm=memory.calm + 1)

    def _doubt(self, heard: Heard, left: frozenset[TrueJob]) -> str | None:
        """Tell why the totals can not tell of what is left, if they can not."""
        memory = self.memory
        if heard.resets != memory.resets:
            return "reset"
        if not left:
            return None
        if memory.doubt is not None and memory.calm < 3:
            return memory.doubt
        if not memory.is_uncounted:
            return "single"
        return "live" if self._is_doubtful(heard, left) else None

    def _rest(self, jobs: frozenset[TrueJob]) -> Usage | None:
        """Return what totals tell beyond what was told; None if it is nothing."""
        rest = NOTHING
        for job in jobs:
            told = self.told(job)
            prints = int(recorded(job).printed and not told.printed)
            rest += recorded(job) + Usage(prints=prints) - replace(told, prints=0)
        return None if rest.print_time <= 1 + 1e-6 else rest.largest(NOTHING)

    def _is_doubtful(self, heard: Heard, left: frozenset[TrueJob]) -> bool:
        """Tell whether what is left may be of a job that no row was seen of."""
        moonraker, memory = self.printer.moonraker, self.memory
        shown = [moonraker.recorded[start] for start in heard.rows or {}]
        confused = {job for one, others in self.confused() for job in (one, *others)}
        return bool(confused & left) or any(
            job not in shown and not (job.over and job.record)
            for job in self.jobs
            if job not in memory.over and (job in memory.live or job in memory.complete)
        )

    def _credit(self, jobs: frozenset[TrueJob], *, is_blind: bool) -> None:
        """Expect that the totals are believed about jobs whose rows are gone."""
        memory, rest = self.memory, self._rest(jobs)
        self.memory = replace(
            memory,
            by_totals=memory.by_totals | jobs,
            trifles=memory.trifles | (jobs if rest is None else set()),
            credit=memory.credit + (rest or NOTHING),
            calm=memory.calm + 1,
            is_uncounted=is_blind,
            is_blind=memory.is_blind or (is_blind and rest is not None),
            doubtful=memory.doubtful + _empty(jobs),
            pending=frozenset(),
        )


def _ended(rows: dict[float, str]) -> frozenset[float]:
    return frozenset(start for start, status in rows.items() if status != "in_progress")


def _empty(jobs: Iterable[TrueJob]) -> Usage:
    """Return as prints the jobs that printed nothing."""
    return Usage(prints=sum(not recorded(job).printed for job in jobs))
