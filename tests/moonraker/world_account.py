"""What must have been counted, after all that Home Assistant was told."""

from collections.abc import Iterator
from dataclasses import replace

from custom_components.printer_maintenance.maintenance.usage import NOTHING, Usage

from .world_heard import Memory
from .world_printer import TrueJob, WitnessedPrinter


class Account:
    """Sum up what was told, and what is true."""

    def __init__(self, printer: WitnessedPrinter) -> None:
        """Begin before the printer is added."""
        self.printer = printer
        self.memory = Memory()

    @property
    def jobs(self) -> list[TrueJob]:
        """Return the jobs that are to be counted."""
        first = self.memory.first
        return [] if first is None else self.printer.klipper.jobs[first:]

    def told(self, job: TrueJob) -> Usage:
        """Return what was told of a job, apart from what the totals tell."""
        memory = self.memory
        if job not in self.jobs:
            return job.truth
        usage = memory.live.get(job, NOTHING)
        usage = usage.largest(memory.complete.get(job, NOTHING))
        if job in memory.rows:
            record = recorded(job).smallest(job.usage)
            if self._pause_was_seen(job):
                record = replace(record, print_time=0.0)
            usage = usage.largest(record)
        return usage + Usage(prints=int(job.over and usage.printed))

    def counted(self, job: TrueJob) -> Usage:
        """Return what was told of a job, also by the totals."""
        told = self.told(job)
        if job not in self.memory.by_totals - self.memory.trifles:
            return told
        return told.largest(recorded(job)).largest(Usage(prints=int(job.over)))

    def confused(self) -> Iterator[tuple[TrueJob, list[TrueJob]]]:
        """Return prints without a proper row, and those they may be taken for.

        They are of the same file, and were not both seen live. A row without a file
        name may be taken for that of the print before or after.
        """
        jobs, live = self.printer.klipper.jobs, self.memory.live
        has_row = self.printer.moonraker.has_row
        for index, job in enumerate(jobs):
            if likes := [
                other
                for after, other in enumerate(jobs[index + 1 :])
                if other in self.jobs
                and not (has_row(job) and has_row(other))
                and not (job in live and other in live and not other.is_rewritten)
                and (
                    job.job.filename == other.job.filename
                    or (after == 0 and (job.misnamed or other.misnamed))
                )
            ]:
                yield job, likes

    def confusion(self, job: TrueJob, others: list[TrueJob]) -> Usage:
        """Return what is counted wrongly if two prints are taken for one."""
        first = self.told(job)
        second = max(map(self.told, others), key=lambda usage: usage.print_time)
        prints = int(first.printed and second.printed)
        return replace(first.largest(second), prints=prints)

    @property
    def least(self) -> Usage:
        """Return what must have been counted."""
        least = self._least
        for job, others in self.confused():
            least -= self.confusion(job, others)
        return least

    @property
    def _least(self) -> Usage:
        # The totals tell of several jobs at once, and not of less than a second.
        slack = len(self.memory.by_totals)
        credit = self.memory.credit - Usage(0.5 * slack, 1.0 * slack)
        told = sum(map(self.told, self.jobs), self.memory.base)
        # Who knows better than the row or the totals of a pause counts no more than is true.
        return (told + credit.largest(NOTHING)).smallest(self.truth)

    @property
    def by_material(self) -> dict[str, Usage]:
        """Return what must have been counted as the materials that rows told of."""
        confused = {job for one, others in self.confused() for job in (one, *others)}
        usage: dict[str, Usage] = {}
        for job in self.memory.rows - self.memory.unnamed - confused:
            if job in self.jobs and not job.misnamed:
                before = usage.get(job.material, NOTHING)
                usage[job.material] = before + self.told(job)
        return usage

    def is_less(self, usage: Usage) -> bool:
        """Tell whether less was counted than was told, prints having been confused."""
        missing = self._least - usage
        return missing.print_time > 0.5 or missing.filament > 1 or missing.prints > 0

    @property
    def truth(self) -> Usage:
        """Return what is true of the printer since it was added, and the totals."""
        return sum((job.truth for job in self.jobs), self.memory.base)

    @property
    def most(self) -> Usage:
        """Return what may have been counted."""
        memory = self.memory
        usage = self.truth
        for job in self.jobs:
            usage += Usage(print_time=self._pause_booked(job))
            if job.is_rewritten:
                usage += job.truth
        for job, others in self.confused():
            if {job, *others} & (memory.by_totals | memory.dropped.keys()):
                usage += self.confusion(job, others)
        return usage + memory.doubtful + self._pulled_back

    @property
    def _pulled_back(self) -> Usage:
        """Return what totals lacked that were reset, and nobody saw it."""
        if "reset" not in self.memory.dropped.values():
            return NOTHING
        gone = [recorded(job) for job in self.printer.klipper.jobs if job.is_reset]
        return Usage(filament=sum(max(0.0, -usage.filament) for usage in gone))

    def _pause_booked(self, job: TrueJob) -> float:
        """Return how much of a pause Moonraker 0.8 booked, and nobody else knows of."""
        memory = self.memory
        is_told = job in memory.rows and not self._pause_was_seen(job)
        is_credited = job in memory.by_totals or job in memory.dropped
        if not is_told and not is_credited:
            return 0.0
        return max(0.0, recorded(job).print_time - job.usage.print_time)

    def _pause_was_seen(self, job: TrueJob) -> bool:
        """Tell whether Moonraker 0.8 booked a pause that Home Assistant has seen."""
        seen = self.memory.paused.get(job)
        is_booked = recorded(job).print_time > job.usage.print_time
        return is_booked and seen is not None and seen == job.paused_since


def recorded(job: TrueJob) -> Usage:
    """Return the time and filament that Moonraker booked, which may be negative."""
    if job.record is None:
        return NOTHING
    return Usage(job.record.print_duration, job.record.filament_used)
