"""What Moonraker's totals and rows sum up to: usage to begin with, or not counted yet."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..maintenance.odometer import Job, ended_usage
from ..maintenance.usage import NOTHING, UNKNOWN_MATERIAL, Usage
from .moonraker_answer import MoonrakerAnswer, Row, Totals
from .moonraker_cursor import Cursor, LiveJob
from .moonraker_live import active

# Totals and rows are sums of the same numbers: less than this (in s) is rounding.
ROUNDING = 1.0
# No more than this (in s) is not credited: it may be rounding, or jobs without a print.
LEAST_CREDIT = 1.0


def seeds(answer: MoonrakerAnswer, live: LiveJob | None) -> tuple[Job, ...]:
    """Return what the host had counted, by material as far as rows tell.

    The newest rows are those in the totals. One that belongs to the live job is
    left out: the live job counts it.
    """
    if answer.totals is None:
        return ()
    booked = [row for row in answer.rows or () if row.is_booked]
    booked = booked[: round(answer.totals.jobs)]
    rest = answer.totals
    if live and (own := next((row for row in booked if row.key == live.row), None)):
        booked.remove(own)
        rest -= own.booked
    parts = _by_material(booked, rest.usage)
    return tuple(
        Job(f"seed {material}", usage, material, ended=True)
        for material, usage in parts.items()
        if usage != NOTHING
    )


def _by_material(rows: Iterable[Row], totals: Usage) -> dict[str, Usage]:
    """Divide totals by material; of what no row tells it is unknown.

    Rows may be thousands: in plain numbers it takes a fraction of the time.
    """
    seconds, mm, jobs = totals.print_time, totals.filament, totals.prints
    sums: dict[str, tuple[float, float, int]] = {}
    for row in rows:
        print_time = min(max(0.0, row.print_duration), seconds)
        filament = min(max(0.0, row.filament), mm)
        prints = min(int(row.print_duration > 0 or row.filament > 0), jobs)
        before = sums.get(row.material, (0.0, 0.0, 0))
        sums[row.material] = (
            before[0] + print_time,
            before[1] + filament,
            before[2] + prints,
        )
        # A job that printed nothing is in the totals, but is no print.
        seconds, mm, jobs = seconds - print_time, mm - filament, jobs - 1
    parts = {material: Usage(*amounts) for material, amounts in sums.items()}
    left = Usage(seconds, mm, jobs).largest(NOTHING)
    parts[UNKNOWN_MATERIAL] = parts.get(UNKNOWN_MATERIAL, NOTHING) + left
    return parts


def usage_by_material(rows: Iterable[Row], answer: MoonrakerAnswer) -> dict[str, Usage]:
    """Sum up jobs, the one in progress with its live amounts."""
    parts: dict[str, Usage] = {}
    live = active(answer)
    for number, row in enumerate(rows):
        usage = NOTHING
        if row.ended:
            usage = ended_usage(row.usage)
        elif live is not None and number == 0:
            # Before Moonraker 0.9.0 rows that were lost stay in progress for ever.
            usage = live.usage.largest(NOTHING)
        parts[row.material] = parts.get(row.material, NOTHING) + usage
    return parts


def witness(
    answer: MoonrakerAnswer,
    cursor: Cursor,
    fresh: Sequence[Row],
    unbooked: Sequence[LiveJob],
    *,
    rows_tell: bool,
) -> tuple[tuple[Job, ...], Cursor]:
    """Credit what only the totals tell, once two polls agree on it.

    Unbooked are jobs whose rows are not there: nobody knows what the totals contain
    of them, so all that was seen of them is taken to be in there.
    """
    before, totals = cursor.totals, answer.totals
    cursor = replace(cursor, uncounted=cursor.uncounted or not rows_tell)
    if totals is None:
        return (), cursor
    is_anchor = before is not None and not _reset(before, totals)
    if not is_anchor and answer.rows is None:
        return (), replace(cursor, totals=totals, unexplained=None)
    if before is None or not is_anchor or not cursor.uncounted:
        return (), _explained(cursor, totals)
    expected = sum((row.booked for row in fresh), before)
    rest = totals - sum(map(_counted, (*cursor.waiting, *unbooked)), expected)
    if rest.print_time <= LEAST_CREDIT:
        if answer.rows is None:
            return (), replace(cursor, unexplained=None)  # rows may still come
        return (), _explained(cursor, totals)
    if not _agree(cursor.unexplained, rest):
        return (), replace(cursor, totals=expected, unexplained=rest)
    key = f"totals {totals.jobs:.0f} {totals.total_time:.0f}"
    credit = Job(key, rest.usage, UNKNOWN_MATERIAL, ended=True)
    following = _explained(cursor, totals)
    if answer.rows is None:
        # The rows that come back one day are in these totals already.
        following = replace(following, known=None, uncounted=True)
    return (credit,), following


def _explained(cursor: Cursor, totals: Totals) -> Cursor:
    """Note that everything up to these totals is counted, as far as it can be."""
    return replace(cursor, totals=totals, waiting=(), uncounted=False, unexplained=None)


def _counted(job: LiveJob) -> Totals:
    """Return what was counted of a job whose row is not seen, as totals tell it."""
    usage = ended_usage(job.usage)
    return Totals(usage.prints, job.total_duration, usage.print_time, usage.filament)


def _reset(before: Totals, now: Totals) -> bool:
    return now.jobs < before.jobs or now.total_time < before.total_time - ROUNDING


def _agree(before: Totals | None, now: Totals) -> bool:
    return (
        before is not None
        and before.jobs == now.jobs
        and abs(before.print_time - now.print_time) < ROUNDING
    )
