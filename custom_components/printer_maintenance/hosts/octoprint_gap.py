"""What OctoPrint's statistics tell of the jobs that ended since they were read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .octoprint_answer import Counters
from .octoprint_cursor import LiveJob, Printed
from .octoprint_files import File

_NEVER = Printed(0, None, 0, 0, 0.0)


@dataclass(frozen=True, slots=True)
class Prints:
    """Tell how often a file was printed, and how long it took in all."""

    file: File
    success: int
    failure: int
    finished_time: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Hold jobs that ended: how many, and their seconds as OctoPrint booked them.

    The job that was seen may not be among those told of; then it did not finish.
    """

    ended: int
    finished: int
    finished_time: float
    unfinished_time: float = 0.0
    tells_of_seen: bool = True

    @property
    def unfinished(self) -> int:
        """Return how many did not finish."""
        return max(0, self.ended - self.finished)

    @property
    def is_whole(self) -> bool:
        """Tell whether there are jobs for all that was booked."""
        return self.ended >= self.finished + int(self.unfinished_time > 0)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing happened."""
        return (self.ended, self.finished) == (0, 0) and not self.unfinished_time


@dataclass(frozen=True, slots=True)
class Share:
    """Hold what one job, that was seen live, has of a gap; the rest was not seen."""

    print_time: float
    rest: float


def continues(before: Counters | None, now: Counters | None) -> bool:
    """Tell whether counters went on from where they were."""
    return (
        before is not None
        and now is not None
        and before.created == now.created
        and before.started <= now.started
        and before.finished <= now.finished
        and before.finished_time <= now.finished_time
        and before.total_time <= now.total_time
    )


def counted(before: Counters, now: Counters) -> Gap:
    """Return what was counted meanwhile; the starts are those of ended jobs."""
    return Gap(
        now.started - before.started,
        now.finished - before.finished,
        now.finished_time - before.finished_time,
        # Sums of the same numbers in another order differ in their last digits.
        round(now.unfinished_time - before.unfinished_time, 6),
    )


def listed(prints: Iterable[Prints], over: LiveJob | None) -> Gap:
    """Return what the files tell, where nothing is counted.

    The job that was seen is one more if its file tells of no print.
    """
    success, failure, time = 0, 0, 0.0
    is_told = over is None
    for of_file in prints:
        success += of_file.success
        failure += of_file.failure
        time += of_file.finished_time
        is_told |= over is not None and over.is_told_by(of_file.file)
    ended = success + failure + int(not is_told)
    return Gap(ended, success, time, tells_of_seen=is_told)


def printed_since(
    before: Mapping[str, Printed], files: Iterable[File]
) -> tuple[Prints, ...]:
    """Return what was printed of each file.

    A copied or moved file takes its history along; another one begins anew.
    """
    prints = []
    for file in files:
        base = _base(before, file)
        success, failure = file.success - base.success, file.failure - base.failure
        if success > 0 or failure > 0:
            time = max(0.0, file.finished_time - base.finished_time)
            prints.append(Prints(file, max(0, success), max(0, failure), time))
    return tuple(prints)


def _base(before: Mapping[str, Printed], file: File) -> Printed:
    """Return the history that a file had."""
    known = before.get(file.path)
    # OctoPrint 2.0 tells no hash, neither of what 1.11 has left.
    if known is not None and (known.hash == file.hash or file.hash is None):
        went_on = known.success <= file.success and known.failure <= file.failure
        return known if went_on else _NEVER
    same = [
        printed
        for printed in before.values()
        if (printed.hash, printed.size) == (file.hash, file.size)
        and printed.success <= file.success
        and printed.failure <= file.failure
    ]
    return max(same, key=lambda printed: printed.success, default=_NEVER)


def outcome(
    job: LiveJob, gap: Gap, prints: Iterable[Prints] | None, *, is_kept: bool
) -> bool | None:
    """Tell whether a job finished; None if it cannot be told.

    Prints are None where the files are not known; what they tell of its own file is
    that of the job only if that is kept.
    """
    if gap.finished == 0 or not gap.tells_of_seen:
        return False
    if gap.unfinished == 0:
        return True
    if gap.finished_time < job.print_time:
        return False
    if prints is None:
        return None
    own, others = None, 0
    for of_file in prints:
        if job.is_told_by(of_file.file):
            own = of_file
        else:
            others += of_file.success
    has_finished = own is not None and own.success > 0
    # The files tell of prints, too, that were made while nobody counted.
    if others == gap.finished and not has_finished:
        return False
    if not is_kept:
        return None
    if own is None or not has_finished:
        return False
    return None if own.failure else True


def share(job: LiveJob, gap: Gap, *, finished: bool | None) -> Share:
    """Divide the print time of a gap between the job that was seen and all others."""
    seen = job.print_time
    # The time of cancelled jobs is booked twice, so half of it is sure; but that of a
    # job that was paused may have its pause in it.
    is_sure = gap.unfinished and not job.is_standing
    unfinished = gap.unfinished_time / 2 if is_sure else 0.0
    if finished and gap.finished == 1:
        return Share(max(seen, gap.finished_time), unfinished)
    if finished is False and gap.unfinished <= 1:
        return Share(_unfinished(job, gap.unfinished_time), gap.finished_time)
    if finished is False:
        return Share(seen, gap.finished_time + max(0.0, unfinished - seen))
    return Share(seen, max(0.0, gap.finished_time + unfinished - seen))


def _unfinished(job: LiveJob, booked: float) -> float:
    """Return the print time of a job that did not finish, from the time booked."""
    if job.is_standing:
        return job.print_time  # its pause may be booked, too
    if booked < 2 * job.print_time:
        return max(job.print_time, booked)  # it broke: that is booked once
    return booked / 2
