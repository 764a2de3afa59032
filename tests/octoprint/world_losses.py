"""What no API tells any more: each loss by its name, with its bound."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from custom_components.printer_maintenance.maintenance.usage import NOTHING, Usage

from .world_memory import Hearing
from .world_printer import End, TrueJob

type Cause = Callable[[Hearing, TrueJob], bool]
# Print time is told in whole seconds where the counters do not tell it.
WHOLE = 1.0


def _killed(_: Hearing, job: TrueJob) -> bool:
    return job.end is End.KILLED


def _restarted(_: Hearing, job: TrueJob) -> bool:
    return job.end is End.RESTARTED


def _printer_lost(_: Hearing, job: TrueJob) -> bool:
    return job.end is End.PRINTER_LOST


def _card_paused(_: Hearing, job: TrueJob) -> bool:
    return job.file is None and job.pause > 0


def _booked_twice(_: Hearing, job: TrueJob) -> bool:
    return job.is_booked_twice


def _standing(hearing: Hearing, job: TrueJob) -> bool:
    return not job.is_finished and hearing.was_standing(job)


def _overlooked(hearing: Hearing, job: TrueJob) -> bool:
    return job in hearing.memory.overlooked


def _beside_overlooked(hearing: Hearing, job: TrueJob) -> bool:
    memory = hearing.memory
    moments = [memory.listed.get(other) for other in memory.overlooked]
    return job in memory.overlooked or memory.listed.get(job, -1) in moments


def _hidden(hearing: Hearing, job: TrueJob) -> bool:
    return hearing.is_hidden(job)


def _crowded(hearing: Hearing, job: TrueJob) -> bool:
    return len(hearing.window(job)) > 1


def _uncounted(hearing: Hearing, job: TrueJob) -> bool:
    return job not in hearing.memory.windows


def _failed(_: Hearing, job: TrueJob) -> bool:
    return job.over and not job.is_finished


def _unseen(hearing: Hearing, job: TrueJob) -> bool:
    memory = hearing.memory
    return job not in memory.live.keys() | memory.listed.keys()


def _unlisted(hearing: Hearing, job: TrueJob) -> bool:
    return job not in hearing.memory.listed


def _unanalysed(hearing: Hearing, job: TrueJob) -> bool:
    return job not in hearing.memory.analysed


def _stale(_: Hearing, job: TrueJob) -> bool:
    return any(length < job.length for length in job.lengths)


CONFUSED = "achievements off, the same file again between two polls: one print of it"
OVERLOOKED = "achievements off and on while Home Assistant was away: the prints between"
UNCOUNTED = (
    "achievements off: a failed print, from the card, or the file gone: "
    "since the last poll"
)
CROWDED = "prints between two polls, one of them failed: that one"
BOOKED_TWICE = (
    "2.0 lost the printer as a print finished: it looks like a failed one, too"
)
HIDDEN = "a file deleted and put back: of as many prints as before"
OF_TIME: dict[str, Cause] = {
    "OctoPrint killed in a print: since the last poll": _killed,
    "a print begun anew in a pause: since the last poll": _restarted,
    "the printer lost in a print: since the last poll": _printer_lost,
    "a print from the card that ended in a pause: since the last poll": _card_paused,
    "a failed print that was paused when last seen: since then": _standing,
    OVERLOOKED: _overlooked,
    HIDDEN: _hidden,
    BOOKED_TWICE: _booked_twice,
    CROWDED: _crowded,
    UNCOUNTED: _uncounted,
}
OF_FILAMENT: dict[str, Cause] = {
    OVERLOOKED: _beside_overlooked,
    HIDDEN: _hidden,
    BOOKED_TWICE: _booked_twice,
    "a failed print: its filament since the last poll": _failed,
    UNCOUNTED: _uncounted,
    "no poll saw the print, and its file is gone or new: its filament": _unseen,
    "the file gone or new before its analysis: its filament": _unanalysed,
    "the file gone or new: the filament since the last poll": _unlisted,
    "2.0 told of a file that was overwritten: the difference in filament": _stale,
    "a finished print among others between two polls: its filament": _crowded,
}
LOSSES = tuple(dict.fromkeys((CONFUSED, *OF_TIME, *OF_FILAMENT)))


def named_losses(hearing: Hearing) -> Iterator[tuple[str, Usage]]:
    """Return what is lost, job by job; AssertionError over a loss without a name."""
    for name, losses in (
        (CONFUSED, hearing.confused()),
        (CROWDED, hearing.doubted()),
    ):
        yield from ((name, loss) for _, loss in losses if loss != NOTHING)
    for job in hearing.jobs:
        if not job.over:
            continue
        gap = job.truth - hearing.counted(job)
        if gap.print_time >= WHOLE or gap.prints >= 1:
            yield _name(OF_TIME, hearing, job), replace(gap, filament=0.0)
        if gap.filament >= 1:
            yield _name(OF_FILAMENT, hearing, job), Usage(filament=gap.filament)


def _name(causes: dict[str, Cause], hearing: Hearing, job: TrueJob) -> str:
    names = [name for name, is_cause in causes.items() if is_cause(hearing, job)]
    assert names, f"{job.truth - hearing.counted(job)} of {job} is lost without a name"
    return names[0]
