"""What statistics tell of jobs that ended, and how it is divided."""

from dataclasses import replace

import pytest

from custom_components.printer_maintenance.hosts.octoprint_answer import Counters
from custom_components.printer_maintenance.hosts.octoprint_cursor import (
    LiveJob,
    Printed,
)
from custom_components.printer_maintenance.hosts.octoprint_files import File
from custom_components.printer_maintenance.hosts.octoprint_gap import (
    Gap,
    Prints,
    Share,
    continues,
    counted,
    listed,
    outcome,
    printed_since,
    share,
)

BEFORE = Counters(1, 10, 5, 100.0, 150.0)
JOB = LiveJob("1 11", 11, "a.gcode", 7, is_local=True, print_time=100.0)


def file(
    path: str = "a.gcode",
    success: int = 0,
    failure: int = 0,
    *,
    size: int = 8,
    hash_: str | None = "h",
) -> File:
    """Return a file whose prints took ten seconds each."""
    return File(path, 7, size, hash_, success, failure, 10.0 * success, 5.0)


def printed(
    success: int, failure: int = 0, *, size: int = 8, hash_: str | None = "h"
) -> Printed:
    """Return what is remembered of such a file."""
    return Printed(size, hash_, success, failure, 10.0 * success)


@pytest.mark.parametrize(
    ("now", "on"),
    [
        (BEFORE, True),
        (Counters(1, 11, 6, 110.0, 160.0), True),
        (Counters(2, 11, 6, 110.0, 160.0), False),
        (Counters(1, 9, 5, 100.0, 150.0), False),
        (Counters(1, 10, 4, 100.0, 150.0), False),
        (Counters(1, 10, 5, 99.0, 150.0), False),
        (Counters(1, 10, 5, 100.0, 149.0), False),
        (None, False),
    ],
)
def test_counters_go_on_or_not(now: Counters | None, on: bool) -> None:
    assert continues(BEFORE, now) is on
    assert not continues(None, now)


def test_what_was_counted() -> None:
    now = Counters(1, 14, 7, 130.0, 200.0)
    assert counted(BEFORE, now) == Gap(4, 2, 30.0, 20.0)
    assert counted(BEFORE, now).unfinished == 2
    assert counted(BEFORE, BEFORE).is_empty
    # The sums are those of binary fractions.
    begun, then = Counters(1, 1, 1, 0.1, 0.1), Counters(1, 2, 2, 0.3, 0.1 + 0.2)
    assert counted(begun, then).is_whole
    assert counted(BEFORE, replace(now, total_time=200.375)).unfinished_time == 20.375


def test_what_files_tell() -> None:
    prints = (Prints(file("a"), 2, 1, 20.0), Prints(file("b"), 0, 1, 0.0))
    assert listed(prints, None) == Gap(4, 2, 20.0)
    assert listed((), None).is_empty
    killed = Gap(1, 0, 0.0, tells_of_seen=False)
    assert listed((), JOB) == killed  # it left nothing


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param({}, file(success=2), (2, 0, 20.0), id="a new file"),
        pytest.param({}, file(failure=1), (0, 1, 0.0), id="a new file that failed"),
        pytest.param(
            {"a.gcode": printed(2, 1)}, file(success=3, failure=1), (1, 0, 10.0),
            id="once more",
        ),
        pytest.param(
            {"a.gcode": printed(2, 1)}, file(success=2, failure=2), (0, 1, 0.0),
            id="a failure",
        ),
        pytest.param({"a.gcode": printed(2, 1)}, file(success=2, failure=1), None,
            id="nothing",
        ),
        pytest.param({"a.gcode": printed(5)}, file(success=2), (2, 0, 20.0),
            id="deleted, and there again",
        ),
        pytest.param({"a.gcode": printed(0, 5)}, file(success=2), (2, 0, 20.0),
            id="deleted with failures, and there again",
        ),
        pytest.param({"a.gcode": printed(2, hash_="x")}, file(success=3), (3, 0, 30.0),
            id="overwritten",
        ),
        pytest.param(
            {"a.gcode": printed(2, hash_=None, size=9)},
            file(success=3, hash_=None),
            (1, 0, 10.0),
            id="overwritten in 2.0, which keeps the history",
        ),
        pytest.param({"b.gcode": printed(2)}, file(success=2), None, id="a copy"),
        pytest.param(
            {"b.gcode": printed(2), "c.gcode": printed(1)},
            file(success=3),
            (1, 0, 10.0),
            id="a copy that was printed",
        ),
        pytest.param({"b.gcode": printed(2, size=9)}, file(success=2), (2, 0, 20.0),
            id="another size",
        ),
        pytest.param({"b.gcode": printed(5)}, file(success=2), (2, 0, 20.0),
            id="of a file that was printed more often",
        ),
        pytest.param({"b.gcode": printed(0, 5)}, file(success=2), (2, 0, 20.0),
            id="of a file that failed more often",
        ),
    ],
)  # fmt: skip
def test_what_was_printed_of_a_file(
    before: dict[str, Printed], now: File, expected: tuple[int, int, float] | None
) -> None:
    prints = printed_since(before, [now])
    told = [(each.success, each.failure, each.finished_time) for each in prints]
    assert told == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("gap", "prints", "finished"),
    [
        pytest.param(Gap(1, 0, 0.0), None, False, id="nothing finished"),
        pytest.param(Gap(1, 1, 120.0), None, True, id="everything finished"),
        pytest.param(Gap(2, 1, 90.0), None, False, id="it was longer than what did"),
        pytest.param(Gap(2, 1, 120.0), None, None, id="nobody knows"),
        pytest.param(Gap(2, 1, 120.0), (), False, id="its file was not printed"),
        pytest.param(
            Gap(2, 1, 120.0), (Prints(file(), 0, 1, 0.0),), False, id="its file failed"
        ),
        pytest.param(
            Gap(2, 1, 120.0), (Prints(file(), 1, 0, 0.0),), True, id="its file finished"
        ),
        pytest.param(
            Gap(2, 1, 120.0),
            (Prints(file("b"), 3, 0, 0.0), Prints(file(), 1, 1, 0.0)),
            None,
            id="both",
        ),
    ],
)
def test_whether_a_job_finished(
    gap: Gap, prints: tuple[Prints, ...] | None, finished: bool | None
) -> None:
    assert outcome(JOB, gap, prints, is_kept=True) is finished


@pytest.mark.parametrize(
    ("others", "own", "finished"),
    [(0, 1, None), (1, 0, False), (1, 1, None), (2, 1, None)],
)
def test_whether_a_job_finished_whose_file_is_another_one(
    others: int, own: int, finished: bool | None
) -> None:
    prints = (Prints(file("b"), others, 0, 0.0), Prints(file(), own, 0, 0.0))
    assert outcome(JOB, Gap(2, 1, 120.0), prints, is_kept=False) is finished


def test_a_job_finished_beside_one_that_nobody_counted() -> None:
    prints = (Prints(file("b"), 1, 0, 5.0), Prints(file(), 1, 0, 120.0))
    assert outcome(JOB, Gap(2, 1, 120.0), prints, is_kept=True) is True


@pytest.mark.parametrize(
    ("gap", "finished", "expected"),
    [
        pytest.param(Gap(1, 1, 105.5), True, Share(105.5, 0.0), id="it finished"),
        pytest.param(Gap(1, 1, 99.0), True, Share(100.0, 0.0), id="more was seen"),
        pytest.param(
            Gap(1, 1, 105.0, 30.0), True, Share(105.0, 0.0), id="booked twice"
        ),
        pytest.param(
            Gap(2, 1, 105.5, 60.0), True, Share(105.5, 30.0), id="the other did not"
        ),
        pytest.param(Gap(2, 2, 150.0), True, Share(100.0, 50.0), id="both did"),
        pytest.param(Gap(1, 0, 0.0, 0.0), False, Share(100.0, 0.0), id="killed"),
        pytest.param(Gap(1, 0, 0.0, 130.0), False, Share(130.0, 0.0), id="broken"),
        pytest.param(Gap(1, 0, 0.0, 220.0), False, Share(110.0, 0.0), id="cancelled"),
        pytest.param(
            Gap(2, 1, 40.0, 220.0), False, Share(110.0, 40.0), id="the other did"
        ),
        pytest.param(
            Gap(2, 0, 0.0, 300.0), False, Share(100.0, 50.0), id="neither did"
        ),
        pytest.param(
            Gap(2, 0, 0.0, 30.0), False, Share(100.0, 0.0), id="neither was booked"
        ),
        pytest.param(
            Gap(2, 1, 120.0, 60.0), None, Share(100.0, 50.0), id="nobody knows"
        ),
        pytest.param(
            Gap(2, 1, 20.0, 60.0), None, Share(100.0, 0.0), id="nothing is left"
        ),
    ],
)
def test_how_the_time_is_divided(
    gap: Gap, finished: bool | None, expected: Share
) -> None:
    assert share(JOB, gap, finished=finished) == expected


def test_the_pause_of_a_cancelled_job_is_not_counted() -> None:
    job = LiveJob("1 11", 11, "a", 7, is_local=True, is_standing=True, print_time=100)
    assert share(job, Gap(1, 0, 0.0, 900.0), finished=False) == Share(100, 0.0)
