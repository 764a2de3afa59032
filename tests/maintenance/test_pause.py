"""Pauses: nothing counts in them, nothing is lost or added by them."""

from datetime import UTC, datetime, timedelta
import json
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.printer_maintenance.maintenance.cycle import (
    corrected,
    counting,
    used_by_cycle,
    used_since,
)
from custom_components.printer_maintenance.maintenance.item import (
    Completion,
    CompletionKind,
    History,
    begun,
    undone,
)
from custom_components.printer_maintenance.maintenance.pause import (
    PAUSES_KEPT,
    Mark,
    Pause,
    joined,
    moment_of,
    paused,
    split,
)
from custom_components.printer_maintenance.maintenance.usage import (
    EVERY_MATERIAL,
    Meter,
    Usage,
)

BERLIN = ZoneInfo("Europe/Berlin")
# Two days before summer time begins.
BEGIN = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def mark(hours: int) -> Mark:
    """Return where a printer is that prints a metre an hour, of two materials."""
    half = hours // 2
    reading = {
        "PLA": Usage(3600 * (hours - half), 1000 * (hours - half), hours - half),
        "PETG": Usage(3600 * half, 1000 * half, half),
    }
    return Mark(BEGIN + hours * HOUR, reading)


def cycle(hours: int, kind: CompletionKind = CompletionKind.DONE) -> Completion:
    """Return what begins a cycle after some hours."""
    return Completion(kind, mark(hours).moment, mark(hours).reading)


def switched(history: History, hours: int, *, counts: bool) -> History:
    """Return the history with the item switched on or off after some hours."""
    changed = counting(history, mark(hours), BERLIN, counts=counts)
    assert changed is not None
    return changed


def used(history: History, hours: int) -> tuple[float, float]:
    """Return the prints and days that the present cycle has used after some hours."""
    now = mark(hours)
    amounts = used_since(
        history[-1], now.reading, EVERY_MATERIAL, now.moment.astimezone(BERLIN)
    )
    assert amounts[Meter.PRINT_TIME] == 3600 * amounts[Meter.PRINTS]
    assert amounts[Meter.FILAMENT] == 1000 * amounts[Meter.PRINTS]
    return amounts[Meter.PRINTS], amounts[Meter.DAYS]


START: History = (cycle(0, CompletionKind.START),)


def test_a_pause_leaves_out_what_is_in_it() -> None:
    history = switched(START, 10, counts=False)
    assert history[0].paused
    assert used(history, 10) == used(history, 100) == (10, 0)
    history = switched(history, 60, counts=True)
    assert not history[0].paused
    assert used(history, 60) == (10, 0)
    # It was 23:00, and is 22:00 of the next day.
    assert used(history, 83) == (33, 1)


def test_every_midnight_is_in_a_pause_or_out_of_it() -> None:
    # Paused from 12:00 to 23:00, and from 01:00 to 01:00 two days later.
    history = switched(START, 2, counts=False)
    history = switched(history, 13, counts=True)
    assert used(history, 13) == (2, 0)
    history = switched(history, 15, counts=False)
    assert used(history, 15) == (4, 1)
    history = switched(history, 62, counts=True)
    assert used(history, 62) == (4, 1)


def test_switching_twice_is_switching_once() -> None:
    assert switched(START, 5, counts=True) == START
    history = switched(START, 5, counts=False)
    assert switched(history, 9, counts=False) == history
    assert counting((), mark(0), BERLIN, counts=False) is None


def test_done_in_a_pause() -> None:
    history = switched(START, 10, counts=False)
    history = begun(history, cycle(30))
    assert history[-1].paused
    assert used(history, 50) == (0, 0)
    history = switched(history, 60, counts=True)
    # Meanwhile it is past midnight, in summer time.
    assert used(history, 63) == (3, 1)
    before = used_by_cycle(history, EVERY_MATERIAL, BERLIN)[1]
    assert before is not None
    assert (before[Meter.PRINTS], before[Meter.DAYS]) == (10, 0)
    taken_back = undone(history)
    assert taken_back == switched(switched(START, 10, counts=False), 60, counts=True)


def test_what_nothing_precedes_is_taken_back() -> None:
    assert undone((cycle(5),)) == ()
    assert undone(START) is None


def test_taken_back_with_the_pauses_since() -> None:
    history = begun(START, cycle(10))
    history = switched(history, 12, counts=False)
    history = switched(history, 20, counts=True)
    history = switched(history, 25, counts=False)
    assert used(history, 30) == (7, 0)
    taken_back = undone(history)
    assert taken_back is not None
    assert taken_back[-1].paused
    assert used(taken_back, 30) == (17, 0)


def test_two_pauses_that_do_not_meet_are_joined() -> None:
    before = (Pause(mark(1)),)
    after = (Pause(mark(5), mark(6)),)
    expected = (Pause(mark(1), mark(3)), *after)
    assert joined(before, mark(3), after) == expected
    assert joined(before, mark(3), ()) == (Pause(mark(1), mark(3)),)


def test_pauses_that_meet_are_joined() -> None:
    first, second = Pause(mark(1), mark(2)), Pause(mark(3))
    met, last = Pause(mark(5), mark(6)), Pause(mark(8), mark(9))
    expected = (first, Pause(mark(3), mark(6)), last)
    assert joined((first, second), mark(5), (met, last)) == expected


def test_pauses_at_the_moment_of_the_split() -> None:
    ended, begun_then = Pause(mark(1), mark(5)), Pause(mark(5), mark(7))
    pauses = (ended, begun_then)
    assert split(pauses, mark(5).moment, mark(5)) == ((ended,), (begun_then,))


def test_the_oldest_pause_is_put_before_the_next() -> None:
    """Of materials that are not in every reading, too."""
    later = Mark(BEGIN + 72 * HOUR, {"PLA": Usage(50, 5, 5), "ASA": Usage(7, 7, 7)})
    ended = Mark(BEGIN + 48 * HOUR, {"PLA": Usage(40, 4, 4), "PETG": Usage(3, 3, 3)})
    began = Mark(BEGIN, {"PLA": Usage(10, 1, 1), "ABS": Usage(0, 0, 0)})
    rest = tuple(Pause(mark(100 + n), mark(101 + n)) for n in range(PAUSES_KEPT - 2))
    before = (Pause(began, ended), Pause(later, later), *rest)
    pauses = paused(before, mark(500), BERLIN)
    assert len(pauses) == PAUSES_KEPT
    assert pauses[0] == Pause(
        Mark(
            # Two days before in Berlin, where one of them has 23 hours.
            later.moment - 47 * HOUR,
            {
                "PLA": Usage(20, 2, 2),
                "ASA": Usage(7, 7, 7),
                "PETG": Usage(-3, -3, -3),
                "ABS": Usage(0, 0, 0),
            },
        ),
        later,
    )


@pytest.mark.parametrize("text", ["2026-03-27", "2026-03-27T09:00:00"])
def test_a_moment_without_a_time_zone(text: str) -> None:
    with pytest.raises(ValueError, match=r"^a moment without a time zone$"):
        moment_of(text)


def test_a_correction_in_a_pause() -> None:
    history = switched(START, 10, counts=False)
    now = mark(40)
    told = corrected(
        history,
        {Meter.PRINTS: 3.0, Meter.DAYS: 9.0},
        now.reading,
        EVERY_MATERIAL,
        now.moment.astimezone(BERLIN),
    )
    assert told is not None
    amounts = used_since(
        told[0], now.reading, EVERY_MATERIAL, now.moment.astimezone(BERLIN)
    )
    assert (amounts[Meter.PRINTS], amounts[Meter.DAYS]) == (3, 9)
    told = switched(told, 45, counts=True)
    later = mark(70)
    amounts = used_since(
        told[0], later.reading, EVERY_MATERIAL, later.moment.astimezone(BERLIN)
    )
    assert (amounts[Meter.PRINTS], amounts[Meter.DAYS]) == (28, 10)


def test_a_clock_that_goes_back_counts_no_day_twice() -> None:
    history = switched(START, 24 * 10, counts=False)
    history = switched(history, 24 * 20, counts=True)
    assert used(history, 24 * 5)[1] == 10
    assert used(history, 24 * 20)[1] == 10
    assert used(history, 24 * 21)[1] == 11


def test_many_pauses_come_to_the_same() -> None:
    history = START
    for number in range(3 * PAUSES_KEPT):
        history = switched(history, 31 * number + 20, counts=False)
        assert used(history, 31 * number + 20)[0] == 20 * (number + 1)
        history = switched(history, 31 * number + 31, counts=True)
    assert len(history[0].pauses) == PAUSES_KEPT
    # Of every 31 hours 11 are left out, with the midnights in them.
    hours = 31 * 3 * PAUSES_KEPT
    midnights = 0
    for hour in range(hours):
        now, then = mark(hour).moment, mark(hour + 1).moment
        if now.astimezone(BERLIN).date() != then.astimezone(BERLIN).date():
            midnights += hour % 31 < 20
    assert used(history, hours) == (20 * 3 * PAUSES_KEPT, midnights)
    assert min(p.since.reading["PLA"].prints for p in history[0].pauses) >= 0


steps = st.lists(
    st.tuples(
        st.sampled_from(["off", "on", "done", "undo", "wait"]), st.integers(0, 40)
    ),
    max_size=30,
)


@given(steps)
def test_any_use_of_the_switch(steps: list[tuple[str, int]]) -> None:
    history, hour, counts = START, 0, True
    # What each cycle has used: prints and days.
    witness = [[0, 0]]
    for step, hours in steps:
        for _ in range(hours if counts else 0):
            before, hour = mark(hour).moment, hour + 1
            witness[-1][0] += 1
            after = mark(hour).moment.astimezone(BERLIN)
            witness[-1][1] += after.date() != before.astimezone(BERLIN).date()
        hour += 0 if counts else hours
        match step:
            case "done":
                history = begun(history, cycle(hour))
                witness.append([0, 0])
            case "undo" if len(witness) > 1:
                taken_back = undone(history)
                assert taken_back is not None
                history = taken_back
                gone = witness.pop()
                witness[-1] = [a + b for a, b in zip(witness[-1], gone, strict=True)]
            case "off" | "on":
                counts = step == "on"
                history = switched(history, hour, counts=counts)
        assert history[-1].paused is not counts
        assert [*used(history, hour)] == witness[-1]
    cycles = [
        [amounts[Meter.PRINTS], amounts[Meter.DAYS]]
        for amounts in used_by_cycle(history, EVERY_MATERIAL, BERLIN)
        if amounts is not None
    ]
    assert cycles == witness[:-1]
    stored = [json.loads(json.dumps(done.as_dict())) for done in history]
    assert tuple(map(Completion.from_dict, stored)) == history


@pytest.mark.parametrize(
    "pauses",
    [
        [{}],
        [None],
        5,
        [{"since": None, "until": None}],
        [{"since": mark(0).as_dict()}],
        [{"since": mark(0).as_dict(), "until": {}}],
        [{"since": {"moment": "2026-03-23T19:00:00", "reading": {}}, "until": None}],
    ],
    ids=str,
)
def test_a_damaged_pause_is_refused(pauses: object) -> None:
    data = START[0].as_dict() | {"pauses": pauses}
    with pytest.raises((AttributeError, KeyError, TypeError, ValueError)):
        Completion.from_dict(data)
