"""Without any one rule of counting the count is wrong, and the tests notice it.

The numbers are those of the rules in the design of this integration.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
import hashlib
from typing import Any

import pytest

from custom_components.printer_maintenance.hosts import (
    moonraker,
    moonraker_answer as answers,
    moonraker_client as client,
    moonraker_live as live,
    moonraker_reader as reader,
    moonraker_rows as rows,
    moonraker_steady as steady,
    moonraker_totals as totals,
)
from custom_components.printer_maintenance.hosts.moonraker_cursor import Cursor, LiveJob
from custom_components.printer_maintenance.maintenance import odometer
from custom_components.printer_maintenance.maintenance.usage import NOTHING
from tests.simulators import manual_printer
from tests.world import home_assistant
from tests.world.living import lived_through

from . import test_rules as scenarios
from .watcher import Watcher
from .world import World
from .world_steps import STEPS

type Patch = tuple[object, str, object]

# The worlds are always the same: a rule that none of them misses is no accident.
WORLDS = 300
NO_SEED = "5: what of the live job is in the totals is no seed"
IN_PROGRESS = "1: a row in progress is not paired already"
# Less than one world in three hundred needs these: where to begin with them.
SELDOM = {NO_SEED: 300}

Reading, Rows, Odometer = reader._Reading, rows.Rows, odometer.Odometer

# What the rules leave in force.
parse_rows, recorded_usage = answers.parse_rows, rows.recorded_usage
with_stats, with_record = live.with_stats, live.with_record
new_rows, was_lost = Rows._new, rows.was_lost
free_row, open_row = Reading._free_row, Reading._open_row
seeds, witness, explained = totals.seeds, totals.witness, totals._explained
count_job = odometer._count


def _rows_by_id(result: Any, limit: int) -> tuple[answers.Row, ...]:
    return tuple(
        replace(row, key=job["job_id"])
        for row, job in zip(parse_rows(result, limit), result["jobs"], strict=True)
    )


def _free_although_paired(reading: reader._Reading) -> answers.Row | None:
    with _forgetting_pairs(reading):
        return free_row(reading)


def _open_although_paired(
    reading: reader._Reading, job: LiveJob | None = None
) -> answers.Row | None:
    with _forgetting_pairs(reading):
        return open_row(reading, job)


@contextmanager
def _forgetting_pairs(reading: reader._Reading) -> Iterator[None]:
    pairs, reading.pairs = reading.pairs, {}
    yield
    reading.pairs = pairs


def _pair_each_new_row(reading: reader._Reading) -> None:
    last = () if reading.last is None else (reading.last,)
    jobs = [*reading.waiting, *last]
    for row in reading.rows.new:
        likely = [job for job in jobs if rows.may_record(row, job)]
        if row.key not in reading.pairs and likely:
            job = min(likely, key=lambda job: rows.unlikeness(row, job))
            reading._pair(row.key, job)
            if job in last:
                reading.last = replace(job, row=row.key)


def _by_record_alone(job: LiveJob, record: answers.Row | None) -> LiveJob:
    noted = with_record(job, record)
    if record is None or not record.ended:
        return noted
    return replace(noted, usage=recorded_usage(record, job.idle))


def _last_amounts(
    job: odometer.Job, before: odometer.Job | None
) -> tuple[odometer.Job, object]:
    if before is not None and not before.ended:
        before = replace(before, usage=NOTHING)
    return count_job(job, before)


def _known_although_blind(
    answer: answers.MoonrakerAnswer, cursor: Cursor, *args: Any, **kwargs: Any
) -> tuple[tuple[odometer.Job, ...], Cursor]:
    credit, following = witness(answer, cursor, *args, **kwargs)
    return credit, replace(following, known=cursor.known)


def _believing_klipper(answer: answers.MoonrakerAnswer) -> answers.PrintStats | None:
    stats = answer.stats
    return stats if stats and stats.state in ("printing", "paused") else None


def _recorded(value: Callable[[answers.Row, float], object]) -> list[Patch]:
    return [(module, "recorded_usage", value) for module in (live, reader)]


RULES: dict[str, list[Patch]] = {
    "1: a job that began at another moment is another job": [
        (module, "is_same", lambda job, stats, _: job.filename == stats.filename)
        for module in (reader, steady)
    ],
    "1: a row is known by its start, for ids are used again": [
        (client, "parse_rows", _rows_by_id)
    ],
    "1: a job's record is the row in progress": [
        (Reading, "_open_row", lambda *_: None)
    ],
    "1: or the row of a job that Moonraker lost": [
        (Reading, "_lost_row", lambda *_: None)
    ],
    "1: a row that is lost may go on": [(reader, "is_undecided", lambda *_: False)],
    "1: a row is paired once, and the pair is kept": [
        (Reading, "_pairs_kept", lambda _: {})
    ],
    "1: rows that come late are paired": [(Reading, "_pair_new_rows", lambda _: None)],
    "3: rows above the first known one are new": [
        (Rows, "_new", lambda self: [] if self._known is None else self._ended[::-1])
    ],
    "3: the keys of more than the newest row are kept": [(rows, "ROWS_KEPT", 1)],
    "3: if no key was ever kept, all rows are new": [
        (Rows, "_new", lambda self: new_rows(self) if self._known else [])
    ],
    "3: at set-up every ended row is known": [
        (Rows, "_new", lambda self: new_rows(self) if self._known else self._ended)
    ],
    "4: a job has what its record has": _recorded(lambda *_: NOTHING),
    "4: a job has what was seen live": [
        (
            module,
            "with_stats",
            lambda job, stats: replace(with_stats(job, stats), usage=NOTHING),
        )
        for module in (live, reader, steady)
    ],
    "4: whichever is larger": [
        (reader, "with_record", _by_record_alone),
        (steady, "with_record", _by_record_alone),
        (odometer, "_count", _last_amounts),
    ],
    "4: what was live alone, if cancelled while paused": _recorded(
        lambda row, _: row.usage
    ),
    "4: filament is the peak of the net amount": [
        *(
            (
                module,
                "with_stats",
                lambda job, stats: replace(with_stats(job, stats), usage=stats.usage),
            )
            for module in (reader, steady)
        ),
        (odometer, "_count", _last_amounts),
    ],
    "4: of a complete job that was seen live, the final amounts": [
        (Reading, "_completed", lambda *_: False)
    ],
    "4: of a complete job that Moonraker lost, the final amounts": [
        (Reading, "_account_for_complete", lambda *_: None)
    ],
    "4: nothing is live unless Klipper is ready": [
        (module, "active", _believing_klipper) for module in (live, reader, steady)
    ],
    "5: the odometer begins with the totals": [(reader, "seeds", lambda *_: ())],
    NO_SEED: [(reader, "seeds", lambda answer, _: seeds(answer, None))],
    "5: the totals are a second witness": [
        (reader, "witness", lambda *args, **kw: ((), witness(*args, **kw)[1]))
    ],
    "5: whose word counts once": [
        (
            totals,
            "_explained",
            lambda cursor, now: replace(explained(cursor, now), totals=cursor.totals),
        )
    ],
    "5: and only when two polls agree": [(totals, "_agree", lambda *_: True)],
    "5: live time without a record is not in what was booked": [
        (totals, "_counted", lambda _: answers.NO_TOTALS)
    ],
    "5: rows that come back are in the totals already": [
        (reader, "witness", _known_although_blind)
    ],
    "6: another host's jobs are not counted": [
        (module, "is_same_host", lambda *_: True)
        for module in (moonraker, home_assistant)
    ],
    "6: the job that Klipper goes on with for another host is the same": [
        (Cursor, "carried", lambda _: None)
    ],
    "7: usage is kept under the file's material": [
        (answers, "_material", lambda _: "unknown")
    ],
    "7: a job that has not ended stands beside the buckets": [
        (Odometer, "by_material", lambda self: dict(self.buckets))
    ],
    "accounting: only the rest of a job is added": [
        (odometer, "_count", lambda job, _: (job, job.usage))
    ],
}

type Scenario = Callable[[scenarios.ManualPrinter, Watcher], None]

RARE_RULES: dict[str, tuple[Patch, Scenario]] = {
    "1: a lost row has the job's file name, or none": (
        (
            reader,
            "was_lost",
            lambda row, stats: was_lost(replace(row, filename=""), stats),
        ),
        scenarios.test_a_row_that_was_lost_is_not_of_another_file,
    ),
    "1: a lost row is not longer than the job": (
        (
            reader,
            "was_lost",
            lambda row, stats: was_lost(replace(row, total_duration=0.0), stats),
        ),
        scenarios.test_a_row_that_was_lost_is_not_of_a_younger_job,
    ),
    "1: a row that is lost is not paired already": (
        (Reading, "_free_row", _free_although_paired),
        scenarios.test_a_row_that_is_paired_is_of_one_print,
    ),
    IN_PROGRESS: (
        (Reading, "_open_row", _open_although_paired),
        scenarios.test_a_row_that_is_paired_is_of_one_print,
    ),
    "1: a job has one row": (
        (Reading, "_pair_new_rows", _pair_each_new_row),
        scenarios.test_two_rows_of_the_same_file_are_of_two_prints,
    ),
    "3: the keys of no more than fifty rows are kept": (
        (rows, "ROWS_KEPT", 10**6),
        scenarios.test_no_more_than_fifty_rows_are_remembered,
    ),
    "1: no more than fifty pairs are kept": (
        (reader, "ROWS_KEPT", 10**6),
        scenarios.test_no_more_than_fifty_rows_are_remembered,
    ),
    "3: page on until a known row is reached": (
        (moonraker, "MOST_ROWS", 0),
        scenarios.test_more_prints_than_the_first_page_tells,
    ),
    "3: rows are not believed if the known ones were deleted": (
        (Rows, "fresh", lambda self, _: self.new),
        scenarios.test_old_rows_that_are_left_were_counted_before,
    ),
    "5: the totals are a witness only where rows do not tell": (
        (
            reader,
            "witness",
            lambda *args, rows_tell: witness(*args, rows_tell=not rows_tell),
        ),
        scenarios.test_totals_are_not_asked_while_rows_tell,
    ),
    "5: the totals are believed if they tell of more than a second": (
        (totals, "LEAST_CREDIT", -0.001),
        scenarios.test_jobs_that_printed_nothing_are_no_prints,
    ),
    "5: fewer jobs than before are a new anchor": (
        (totals, "_reset", lambda *_: False),
        scenarios.test_totals_that_were_reset_tell_nothing,
    ),
}


def _live_through_worlds(first: int) -> None:
    for number in range(first, first + WORLDS):
        version, *choices = hashlib.sha512(b"%d" % number).digest()
        steps = [STEPS[choice] for choice in choices]
        lived_through(World("0.8.0" if version % 2 else "0.11.0"), steps)


@pytest.mark.parametrize("rule", RULES)
def test_a_world_misses_each_rule(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for where, name, value in RULES[rule]:
        monkeypatch.setattr(where, name, value)
    with pytest.raises(AssertionError):
        _live_through_worlds(first=SELDOM.get(rule, 0))


@pytest.mark.parametrize("rule", RARE_RULES)
def test_a_scenario_misses_each_rule(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    patch, scenario = RARE_RULES[rule]
    monkeypatch.setattr(*patch)
    # Only the old Moonraker leaves rows in progress for ever.
    printer = manual_printer(version="0.8.0" if rule == IN_PROGRESS else "0.11.0")
    with pytest.raises(AssertionError):
        scenario(printer, Watcher(printer))
