"""What is to be told: each reminder once in a cycle."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.printer_maintenance.maintenance.cycle import snoozed
from custom_components.printer_maintenance.maintenance.item import (
    Completion,
    CompletionKind,
    History,
    Interval,
    Item,
    undone,
)
from custom_components.printer_maintenance.maintenance.schedule import ItemStatus
from custom_components.printer_maintenance.maintenance.telling import (
    happened,
    remind,
    terms,
    unwarned,
)
from custom_components.printer_maintenance.maintenance.told import (
    NOTHING_TOLD,
    EventKind,
    Told,
)
from custom_components.printer_maintenance.maintenance.usage import Meter

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
SOON, DUE = EventKind.BECAME_DUE_SOON, EventKind.BECAME_DUE
TERMS = "due_soon=0.1 print_time=36000.0"
MORE = "due_soon=0.1 print_time=72000.0"

UNKNOWN = ItemStatus()
FINE = ItemStatus(due=False, due_soon=False)
NEAR = ItemStatus(due=False, due_soon=True)
OVER = ItemStatus(due=True, due_soon=False)
CROSSING = replace(FINE, crosses_in_print=True)
STATUSES = (FINE, NEAR, OVER)


def told_by(*steps: tuple[ItemStatus, str]) -> list[EventKind]:
    """Return what is told when a cycle takes its course."""
    told, heard = NOTHING_TOLD, []
    for status, set_now in steps:
        news, told = remind(status, told, set_now)
        heard += news
    return heard


@pytest.mark.parametrize(
    ("course", "heard"),
    [
        ([UNKNOWN, FINE, FINE], []),
        ([FINE, NEAR, NEAR, OVER, OVER], [SOON, DUE]),
        # It was away meanwhile, or counts by prints.
        ([FINE, OVER], [DUE]),
        ([OVER], [DUE]),
        ([NEAR], [SOON]),
        # A clock that goes back and comes again.
        ([OVER, NEAR, OVER], [DUE]),
        ([NEAR, FINE, NEAR, OVER, FINE, OVER], [SOON, DUE]),
    ],
)
def test_once_in_a_cycle(course: list[ItemStatus], heard: list[EventKind]) -> None:
    assert told_by(*((status, TERMS) for status in course)) == heard


@pytest.mark.parametrize(
    ("course", "heard"),
    [
        # The limit was raised: it becomes due again.
        ([(OVER, TERMS), (FINE, MORE), (NEAR, MORE), (OVER, MORE)], [DUE, SOON, DUE]),
        ([(OVER, TERMS), (NEAR, MORE), (OVER, MORE)], [DUE, DUE]),
        # It was raised, and is due all the same.
        ([(OVER, TERMS), (OVER, MORE)], [DUE]),
        ([(NEAR, TERMS), (NEAR, MORE), (OVER, MORE)], [SOON, DUE]),
        # It was lowered.
        ([(FINE, MORE), (OVER, TERMS)], [DUE]),
    ],
)
def test_what_a_person_has_changed(
    course: list[tuple[ItemStatus, str]], heard: list[EventKind]
) -> None:
    assert told_by(*course) == heard


def test_silent_while_it_is_snoozed() -> None:
    snooze = replace(OVER, snoozed_until=NOON)
    assert remind(snooze, NOTHING_TOLD, TERMS) == ([], NOTHING_TOLD)
    told = Told(frozenset({SOON}), TERMS)
    assert remind(snooze, told, MORE) == ([], told)
    crossing = replace(CROSSING, snoozed_until=NOON)
    assert remind(crossing, told, TERMS, "job") == ([], told)


def test_a_job_is_warned_of_once() -> None:
    news, told = remind(CROSSING, NOTHING_TOLD, TERMS, "one")
    assert news == [EventKind.WILL_CROSS]
    assert Told.from_dict(told.as_dict()) == told
    # It is not known for a while, and the limit is moved.
    for status, set_now in ((FINE, TERMS), (CROSSING, TERMS), (CROSSING, MORE)):
        news, told = remind(status, told, set_now, "one")
        assert news == []
    near = replace(CROSSING, due_soon=True)
    news, told = remind(near, told, MORE, "two")
    assert news == [SOON, EventKind.WILL_CROSS]
    assert Told.from_dict(told.as_dict()) == told
    assert remind(near, told, MORE, "two") == ([], told)
    # What crosses belongs to a job.
    assert remind(near, told, MORE) == ([], told)


@given(st.lists(st.sampled_from(STATUSES)))
def test_never_twice_and_never_soon_after_due(course: list[ItemStatus]) -> None:
    heard = told_by(*((status, TERMS) for status in course))
    assert heard in ([], [SOON], [DUE], [SOON, DUE])
    assert (DUE in heard) == (OVER in course)


@given(st.lists(st.sampled_from(STATUSES)))
def test_what_is_stored_is_read_again(course: list[ItemStatus]) -> None:
    told = NOTHING_TOLD
    for status in course:
        _, told = remind(status, told, TERMS)
        assert Told.from_dict(told.as_dict()) == told


def test_when_somebody_was_reminded() -> None:
    told = Told(frozenset({SOON, DUE}), TERMS, reminded=NOON)
    assert Told.from_dict(told.as_dict()) == told
    paused, again = remind(FINE, told, TERMS)[1], remind(OVER, told, TERMS)[1]
    assert paused.reminded == again.reminded == NOON
    assert remind(FINE, told, MORE)[1].reminded is None
    for damaged in (5, "yesterday", "2026-11-18T12:00:00", [NOON]):
        stored = told.as_dict() | {"reminded": damaged}
        assert Told.from_dict(stored) == replace(told, reminded=None)


@pytest.mark.parametrize(
    "damaged",
    [None, [], "due", {}, {"kinds": []}, {"kinds": ["unheard_of"]}, {"kinds": 5}],
)
def test_of_what_is_damaged_nothing_was_told(damaged: object) -> None:
    assert Told.from_dict(damaged) is not None
    assert Told.from_dict(damaged) == NOTHING_TOLD


def test_what_a_newer_version_has_told() -> None:
    told = Told.from_dict({"kinds": ["became_due", "unheard_of"], "terms": TERMS})
    assert told == Told(frozenset({DUE}), TERMS)


def test_the_terms_are_what_a_person_can_set() -> None:
    item = Item("Rails", (Interval(Meter.PRINT_TIME, 36000), Interval(Meter.DAYS, 30)))
    start = Completion(CompletionKind.START, NOON, {})
    assert terms(item, start) == "due_soon=0.1 materials= print_time=36000 days=30"
    corrected = replace(start, corrections={Meter.DAYS: 5})
    assert terms(item, corrected) == "due_soon=0.1 materials= print_time=36000 days=25"
    # Neither name nor instructions decide on when it is due.
    assert terms(replace(item, name="Rods", link="x"), start) == terms(item, start)
    assert terms(replace(item, due_soon=0.2), start) != terms(item, start)
    carbon = replace(item, materials=frozenset({"PLA-CF", "ABS-CF"}))
    assert terms(carbon, start).startswith("due_soon=0.1 materials=ABS-CF,PLA-CF ")


def test_a_job_that_goes_on_in_the_next_cycle() -> None:
    warned = replace(done(0), told=Told(job="one"))
    assert unwarned((), "one") == "one"
    assert unwarned((warned,), "one") == "one"
    assert unwarned((warned, done(1)), "one") == ""
    assert unwarned((warned, done(1)), "two") == "two"


def done(hours: int, kind: CompletionKind = CompletionKind.DONE) -> Completion:
    """Return a completion."""
    return Completion(kind, NOON + timedelta(hours=hours), {})


START, SKIP = done(0, CompletionKind.START), done(3, CompletionKind.SKIPPED)
SNOOZED = replace(done(1), snoozed_until=NOON + timedelta(days=1))


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ((), (), None),
        ((), (START,), None),
        ((START,), (START, done(1)), EventKind.COMPLETED),
        ((), (done(1),), EventKind.COMPLETED),
        ((START, done(1)), (START, done(1), SKIP), EventKind.SKIPPED),
        ((START, done(1)), (START,), EventKind.UNDONE),
        ((START, done(1)), (START, SNOOZED), EventKind.SNOOZED),
        ((START,), (replace(START, snoozed_until=NOON),), EventKind.SNOOZED),
        ((START, SNOOZED), (START, SNOOZED), None),
        ((START, SNOOZED), (START, done(1)), None),
        # Its time was corrected.
        ((START, done(1)), (START, done(2)), None),
    ],
)
def test_what_happened(before: History, after: History, kind: EventKind | None) -> None:
    assert happened(before, after) is kind


def test_a_snooze_lets_it_be_told_again() -> None:
    told = Told(frozenset({SOON, DUE}), TERMS, job="one")
    (silent,) = snoozed((replace(START, told=told),), NOON) or ()
    # Not of a job, which is told of once.
    assert silent.told == Told(job="one")
    # Ending none repeats nothing.
    (same,) = snoozed((replace(START, told=told),), None) or ()
    assert same.told == told


def test_each_cycle_remembers_what_was_told_in_it() -> None:
    first = replace(START, told=Told(frozenset({SOON, DUE}), TERMS))
    history = undone((first, done(1)))
    assert history is not None
    assert history[-1].told == first.told
    assert Completion.from_dict(first.as_dict()) == first
    assert "told" not in START.as_dict()
