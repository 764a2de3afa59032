"""Count what an OctoPrint tells: every job once, although it keeps no list of them."""

from dataclasses import replace

from ..maintenance.odometer import Job
from ..maintenance.usage import UNKNOWN_MATERIAL, Usage
from .base import Snapshot
from .octoprint_answer import Counters, OctoPrintAnswer, Running
from .octoprint_cursor import Cursor
from .octoprint_gap import continues, counted, listed, printed_since
from .octoprint_reading import Reading


def read(
    answer: OctoPrintAnswer, cursor: Cursor | None, known: Reading | None = None
) -> tuple[Snapshot, Cursor | None]:
    """Turn an answer into the jobs it tells of, and the next cursor.

    What is known of it already need not be worked out again.
    """
    if cursor is None or cursor.is_carried:
        if answer.job is not None and answer.job.is_ending:
            return Snapshot(), cursor  # nobody knows whether it is counted already
        return _begin(answer, 0 if cursor is None else cursor.serial)
    is_known = known and known.answer is answer and known.cursor is cursor
    reading = known if known and is_known else Reading(answer, cursor)
    if reading.is_undecided:
        return Snapshot(), cursor
    return reading.snapshot()


def may_rest(counters: Counters | None, cursor: Cursor | None) -> bool:
    """Tell whether nothing but the counters needs to be asked: no job began."""
    return (
        counters is not None
        and cursor is not None
        and cursor.live is None
        and cursor.idle
        and cursor.seen == cursor.counters == counters
    )


def is_known(counters: Counters | None, cursor: Cursor | None) -> bool:
    """Tell whether these counters were read before."""
    return (
        counters is not None
        and cursor is not None
        and cursor.seen is not None
        and cursor.seen.created == counters.created
    )


def is_unsure(counters: Counters | None, job: Running, cursor: Cursor | None) -> bool:
    """Tell whether the open job may have begun after these counters were asked."""
    if counters is None:
        return False
    seen, last = (None, None) if cursor is None else (cursor.seen, cursor.live)
    if seen is None or seen.started != counters.started:
        return True
    if last is None:
        return not continues(seen, counters)
    goes_on = job.path == last.path and (job.print_time or 0.0) >= last.print_time
    return not goes_on or (last.is_standing and not job.is_standing)


def _begin(answer: OctoPrintAnswer, serial: int) -> tuple[Snapshot, Cursor]:
    """Take over what the host had counted; the open job comes on top of it."""
    first = Cursor(idle=answer.job is None, seen=answer.counters, serial=serial)
    snapshot, cursor = Reading(answer, first).snapshot()
    # A copy of a file has the history of the first, too.
    files = {(file.hash, file.size): file for file in answer.files or ()}
    listing = listed(printed_since({}, files.values()), None)
    filament = sum(file.success * (file.length or 0.0) for file in files.values())
    gap = listing
    if answer.counters is not None and cursor.counters is not None:
        nothing = Counters(answer.counters.created, 0, 0, 0.0, 0.0)
        gap = counted(nothing, cursor.counters)
    seed = Usage(
        max(gap.finished_time + gap.unfinished_time / 2, listing.finished_time),
        filament,
        max(gap.ended, listing.ended),
    )
    key = f"seed {UNKNOWN_MATERIAL}"
    seeds = (Job(key, seed, UNKNOWN_MATERIAL, ended=True),) if seed != Usage() else ()
    return replace(snapshot, seeds=seeds), cursor
