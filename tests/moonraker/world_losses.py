"""What no API tells any more: each loss by its name, with its bound."""

from collections.abc import Callable, Iterator

from custom_components.printer_maintenance.maintenance.usage import Usage

from .world_account import recorded
from .world_memory import Hearing
from .world_printer import TrueJob

type Cause = Callable[[Hearing, TrueJob], bool]


def _unfollowed(_: Hearing, job: TrueJob) -> bool:
    return job.unfollowed


def _unloaded(_: Hearing, job: TrueJob) -> bool:
    return job.fell


def _reset(hearing: Hearing, job: TrueJob) -> bool:
    return job.is_reset and job not in hearing.memory.rows


UNLOADED = "filament pulled back: as much"
CONFUSED = "the same file again, one lost by Moonraker: one print of it"
REASONS = {
    "reset": "rows gone and totals reset between two polls: the jobs between",
    "single": "a row deleted, older ones left: the job since the last poll",
    "live": "rows gone and a job lost by Moonraker at once: the jobs between",
}


def _trifle(hearing: Hearing, job: TrueJob) -> bool:
    return job in hearing.memory.trifles


CAUSES: dict[str, Cause] = {
    "Moonraker away at the end of a job: since the last poll": _unfollowed,
    REASONS["reset"]: _reset,
    "rows gone of less than a second: that, its filament and print": _trifle,
    UNLOADED: _unloaded,
}
LOSSES = (*CAUSES, CONFUSED, REASONS["single"], REASONS["live"])


def named_losses(hearing: Hearing, usage: Usage) -> Iterator[tuple[str, Usage]]:
    """Return what is lost, job by job; AssertionError over a loss without a name."""
    if hearing.is_less(usage):
        for job, others in hearing.confused():
            yield CONFUSED, hearing.confusion(job, others)
    for job in hearing.memory.by_totals:
        if (pulled := -recorded(job).filament) > 1:
            yield UNLOADED, Usage(filament=pulled)
    for job in hearing.jobs:
        gap = job.truth - hearing.counted(job)
        if _is_nothing(gap):
            continue
        if job in hearing.memory.dropped:
            yield REASONS[hearing.memory.dropped[job]], gap
            continue
        names = [name for name, is_cause in CAUSES.items() if is_cause(hearing, job)]
        assert names, f"{gap} of {job} is lost without a name"
        yield names[0], gap


def _is_nothing(gap: Usage) -> bool:
    """Tell whether a job was counted to within the tolerance."""
    return gap.print_time < 0.5 and gap.filament < 1 and gap.prints < 1
