"""What must have been counted, after all that Home Assistant was told."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from custom_components.printer_maintenance.maintenance.usage import Usage

from .world_heard import Memory, Shown
from .world_printer import End, TrueJob, WitnessedOctoPrint


@dataclass(frozen=True, slots=True)
class Seen:
    """What was told of one print, or of several that were taken for one."""

    usage: Usage
    share: float
    """The largest that was shown."""
    length: float

    def taken_for(self, other: Seen, *, is_over: bool) -> Seen:
        """Return what is left if this print is taken for the beginning of another.

        Nobody can tell then whether it is the one that finished.
        """
        share, length = max(self.share, other.share), min(self.length, other.length)
        usage = self.usage.largest(other.usage)
        prints = usage.prints if is_over else other.usage.prints
        return Seen(Usage(usage.print_time, share * length, prints), share, length)


class Account:
    """Sum up what was told, and what is true."""

    def __init__(self, printer: WitnessedOctoPrint) -> None:
        """Begin before the printer is added."""
        self.printer = printer
        self.memory = Memory()

    @property
    def jobs(self) -> list[TrueJob]:
        """Return the jobs that are to be counted."""
        first = self.memory.first
        return [] if first is None else self.printer.jobs[first:]

    def told(self, job: TrueJob) -> Usage:
        """Return what was told of a job by itself."""
        live = self.memory.live.get(job, Shown())
        time, share = float(live.print_time), live.share
        if self.is_told_finished(job):
            share = 1.0
        if job.is_finished and (
            job in self.memory.windows or self.is_told_finished(job)
        ):
            time = job.print_time
        usage = Usage(time, self._length(job) * share)
        return usage + Usage(prints=int(job.over and usage.printed))

    def is_told_finished(self, job: TrueJob) -> bool:
        """Tell whether it was told that this very job came to the end of its file."""
        memory = self.memory
        if job in memory.overlooked or not job.is_finished or job.is_booked_twice:
            return False
        if job in memory.live and len(self.window(job)) == 1:
            return True
        if job not in memory.listed:
            return False
        if self.is_hidden(job):
            return False
        return all(other.is_finished for other in self._at_once(job)) and not any(
            self._is_doubtful(job, other) for other in self.jobs
        )

    def _at_once(self, job: TrueJob) -> list[TrueJob]:
        """Return the prints of the same file that it told of at once."""
        listed = self.memory.listed
        return [
            other
            for other, moment in listed.items()
            if other.job.filename == job.job.filename and moment == listed.get(job)
        ]

    def _is_doubtful(self, job: TrueJob, other: TrueJob) -> bool:
        """Tell whether it may have been the other one that finished.

        That is so of one that was seen, and whose file is gone; and where the counters
        told of fewer prints than the files.
        """
        memory = self.memory
        if other in memory.overlooked:
            return memory.listed.get(other) == memory.listed[job]
        if other not in memory.live or other in memory.listed or not other.over:
            return False
        if self.printer.jobs.index(other) >= memory.begun[job]:
            return False
        is_like = other.job.filename == job.job.filename
        return other in self.window(job) or (is_like and other not in memory.windows)

    def is_hidden(self, job: TrueJob) -> bool:
        """Tell whether its file has a history like that of one that was deleted."""
        return job.file is not None and any(
            other.file is not None
            and other.file.history is not job.file.history
            and other.job == job.job
            and other.entry is not None
            for other in self.printer.jobs
        )

    def window(self, job: TrueJob) -> list[TrueJob]:
        """Return the jobs that the counters told of at once."""
        moment = self.memory.windows.get(job)
        return [
            other
            for other in self.jobs
            if moment is not None and self.memory.windows.get(other) == moment
        ]

    def _length(self, job: TrueJob) -> float:
        """Return what was told of the filament in the file of a job."""
        if job not in self.memory.analysed or not job.lengths:
            return 0.0
        return min(job.length, *job.lengths)

    def halves(self) -> Iterator[tuple[TrueJob, Usage]]:
        """Return what the counters must tell of failed jobs beyond what was seen.

        They add the time of a cancelled job twice, and nobody knows which were
        cancelled: half of what they tell of all is certain.
        """
        windows: dict[float, list[TrueJob]] = defaultdict(list)
        for job in self.jobs:
            if job in self.memory.windows and not job.is_finished:
                windows[self.memory.windows[job]].append(job)
        for jobs in windows.values():
            if any(map(self.was_standing, jobs)):
                continue
            seen = sum(self.told(job).print_time for job in jobs)
            half = sum(map(self._half, jobs))
            if half > seen:
                yield jobs[-1], Usage(half - seen)

    def _half(self, job: TrueJob) -> float:
        """Return the half of what was booked, without a pause."""
        if self.was_standing(job):
            return min(job.booked / 2, self.told(job).print_time)
        return min(job.booked / 2, job.print_time)

    def counted(self, job: TrueJob) -> Usage:
        """Return what was told of a job, also by the counters."""
        told = self.told(job)
        if not job.is_finished and len(self.window(job)) == 1:
            usage = told.largest(Usage(self._half(job)))
            return usage.largest(Usage(prints=int(usage.printed)))
        return told

    def confused(self) -> Iterator[tuple[TrueJob, Usage]]:
        """Return prints that may be taken for the next one, and what that loses.

        They are of the same file, starts were not counted, and no poll was between
        them that saw none open, or the history of the file does not tell of the first.
        """
        merged = {job: self._seen(job) for job in self.jobs}
        for index, job in enumerate(self.jobs):
            others = (
                other
                for other in self.jobs[index + 1 :]
                if other.job.filename == job.job.filename
            )
            # What nobody has seen is nothing in between.
            likes = [other for other in others if self._is_known(other)][:1]
            if likes and self._may_be_one(job, likes[0]):
                first, second = merged[job], merged[likes[0]]
                both = first.taken_for(second, is_over=likes[0].over)
                merged[likes[0]] = both
                yield job, first.usage + second.usage - both.usage

    def _seen(self, job: TrueJob) -> Seen:
        share = self.memory.live.get(job, Shown()).share
        return Seen(self.told(job), share, self._length(job))

    def _is_known(self, job: TrueJob) -> bool:
        return job in self.memory.live or self.told(job).print_time > 0

    def _may_be_one(self, job: TrueJob, other: TrueJob) -> bool:
        if job.counters is not None and job.counters == other.counters:
            return False
        rested = self.printer.jobs.index(other) in self.memory.rests
        return not rested or job not in self.memory.listed

    @property
    def least(self) -> Usage:
        """Return what must have been counted."""
        told = sum(map(self.told, self.jobs), self.memory.base)
        told = sum((extra for _, extra in self.halves()), told)
        for _, loss in (*self.confused(), *self.doubted()):
            told -= loss
        return told

    def doubted(self) -> Iterator[tuple[TrueJob, Usage]]:
        """Return jobs that may be taken for one that finished, and what that loses.

        They were last seen paused, or died with OctoPrint, and the history of their
        file does not tell of them alone.
        """
        for job in self.jobs:
            others = any(other.is_finished for other in self.window(job))
            is_clear = job in self.memory.listed and not any(
                other.is_finished for other in self._at_once(job)
            )
            is_dim = self.was_standing(job) or job.end is End.KILLED
            if is_dim and others and not is_clear:
                yield job, Usage(self.told(job).print_time)

    @property
    def truth(self) -> Usage:
        """Return what is true of the printer since it was added, and what was before."""
        return sum((job.truth for job in self.jobs), self.memory.base)

    @property
    def most(self) -> Usage:
        """Return what may have been counted."""
        usage = self.truth
        for job in self.jobs:
            usage += self.excess(job)
        return usage

    def excess(self, job: TrueJob) -> Usage:
        """Return what may be counted of a job beyond the truth."""
        stale = max([job.length, *job.lengths, *job.others]) - job.length
        usage = Usage(0.0, stale, int(job.is_booked_twice))
        if not job.is_finished and not self.was_standing(job):
            # Nobody has seen the pause that may be booked.
            booked = job.booked / (1 if job.end is End.PRINTER_LOST else 2)
            usage += Usage(max(0.0, booked - job.print_time))
        return usage

    def was_standing(self, job: TrueJob) -> bool:
        """Tell whether a job was paused when it was last seen."""
        return self.memory.paused.get(job) is not None
