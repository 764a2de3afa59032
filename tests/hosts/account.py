"""What must have been counted, after what Moonraker followed and polls have told."""

from custom_components.printer_maintenance.maintenance.usage import NOTHING, Usage
from tests.moonraker.world_printer import TrueJob, WitnessedKlipper

ROW_DELAY = 2.0
"""A job that is younger (in s) is not counted yet when it is seen live."""
TRIFLE = 1.0
"""What totals tell beyond rows (in s) is not believed if it is less."""


class Account:
    """Keep what was told of each job, and bound what no API tells any more."""

    def __init__(self, klipper: WitnessedKlipper) -> None:
        """Begin before the first job, with a Moonraker that is there."""
        self._klipper = klipper
        self._told: dict[TrueJob, Usage] = {}
        self._is_there = True
        self._recorded: set[TrueJob] = set()
        self._broken: set[TrueJob] = set()
        self._without_row: set[TrueJob] = set()
        self._paused: dict[TrueJob, float | None] = {}
        self._hidden: set[TrueJob] = set()
        self._since_poll: set[str] = set()
        self._polls_to_credit = 0

    # What happens.

    def left(self) -> None:
        """Note that Moonraker goes: what it has not recorded yet is lost."""
        self._look()
        self._is_there = False
        for job in set(self._klipper.jobs) - self._recorded:
            self._break(job)

    def came(self) -> None:
        """Note that Moonraker is back; it makes no rows of jobs that have begun."""
        self._look()
        self._is_there = True
        for job in set(self._klipper.jobs) - self._recorded - self._broken:
            self._break(job)
            self._without_row.add(job)

    def _break(self, job: TrueJob) -> None:
        self._broken.add(job)
        self._since_poll.add("lost")

    @property
    def follows(self) -> bool:
        """Tell whether Moonraker has been there all through the newest job."""
        return self._klipper.jobs[-1] not in self._broken

    def recorded(self) -> None:
        """Note that Moonraker has recorded the jobs that are over."""
        self._look()
        over = {job for job in self._klipper.jobs if job.over}
        self._recorded |= over - self._broken

    def reset(self) -> None:
        """Note that the totals were reset."""
        self._since_poll.add("reset")

    def deleted(self) -> None:
        """Note that all rows were deleted."""
        self._since_poll.add("deleted")
        self._polls_to_credit = 2
        self._without_row.update(self._klipper.jobs)

    def polled(self) -> None:
        """Note what a poll was told while time stood still."""
        self._look()
        job = self._klipper.jobs[-1] if self._klipper.jobs else None
        if job is not None:
            self._hear(job)
        self._hide()
        self._polls_to_credit = max(0, self._polls_to_credit - 1)
        if not self._polls_to_credit:
            self._since_poll.clear()
            told = self._recorded - self._hidden
            self._told |= {job: job.usage for job in told}

    def _hear(self, job: TrueJob) -> None:
        """Note what was told of the newest job, live or as the finished one.

        Klipper forgets the filament of which nobody asked before the end.
        """
        stats = self._klipper.peek()
        told = Usage(stats.print_duration, stats.filament_used)
        known = job in self._told
        if not job.over:
            is_heard = known or stats.total_duration >= ROW_DELAY
            self._paused[job] = job.paused_since
        else:
            is_heard = known or job not in self._without_row
            is_heard &= stats.state == "complete"
        if is_heard:
            self._told[job] = told.largest(self._told.get(job, NOTHING))

    def _hide(self) -> None:
        """Remember of which jobs neither rows nor totals tell."""
        if "deleted" in self._since_poll and len(self._since_poll) > 1:
            self._hidden |= {job for job in self._recorded if not self._is_told(job)}

    def _is_told(self, job: TrueJob) -> bool:
        return self._told.get(job) == job.usage

    def _look(self) -> None:
        self._klipper.catch_up()
        self._klipper.look()

    # What must be true.

    @property
    def truth(self) -> Usage:
        """Return what was really printed."""
        return sum((job.truth for job in self._klipper.jobs), NOTHING)

    @property
    def most(self) -> Usage:
        """Return what may be counted: pauses that only Moonraker 0.8 saw included."""
        pauses = sum(
            job.pause
            for job in self._klipper.jobs
            if job.pause and self._paused.get(job) != job.paused_since
        )
        return self.truth + Usage(pauses)

    @property
    def least(self) -> Usage:
        """Return what must be counted, all named losses taken off."""
        return sum(map(self._least, self._klipper.jobs), NOTHING) - self._confusion

    def _least(self, job: TrueJob) -> Usage:
        if job not in self._broken | self._hidden:
            return job.truth
        told = self._told.get(job, NOTHING)
        return told + Usage(prints=int(told.printed))

    @property
    def _confusion(self) -> Usage:
        """Return the prints that may be taken for later ones of the same file."""
        lost = NOTHING
        jobs = self._klipper.jobs
        for index, job in enumerate(jobs):
            later = [
                other
                for other in jobs[index + 1 :]
                if other.job.filename == job.job.filename
                and {job, other} & self._broken
                and not {job, other} <= self._told.keys()
            ]
            if later:
                lost += self._least(job)
        return lost
