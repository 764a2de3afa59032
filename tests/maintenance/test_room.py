"""A status that is known to last is the one that would be worked out."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from custom_components.printer_maintenance.maintenance.crossing import Estimate
from custom_components.printer_maintenance.maintenance.daily import DAY, DailyRecord
from custom_components.printer_maintenance.maintenance.item import (
    Completion,
    CompletionKind,
    History,
    Item,
)
from custom_components.printer_maintenance.maintenance.pace import Outlook
from custom_components.printer_maintenance.maintenance.pause import Mark, Pause
from custom_components.printer_maintenance.maintenance.room import Room
from custom_components.printer_maintenance.maintenance.schedule import (
    Board,
    ItemStatus,
    status,
)
from custom_components.printer_maintenance.maintenance.usage import Meter, Usage

BEGIN = datetime(2026, 3, 23, 6, 0, tzinfo=UTC)
HOUR, METER = 3600.0, 1000.0
STEPS = 300
MATERIALS = ("PLA", "PETG", "PLA;PETG", "unknown")


@dataclass
class _Life:
    """A printer that is used at random, and what is known of it."""

    random: Random
    usage: dict[str, Usage]
    items: dict[str, tuple[Item, History]]
    record: DailyRecord
    now: datetime = BEGIN
    material: str = "PLA"
    to_come: Estimate | None = None
    outlook: Outlook = field(init=False)

    def __post_init__(self) -> None:
        self.outlook = Outlook(self.record, self.now.date())

    def use(self, print_time: float, filament: float, prints: int = 0) -> None:
        gain = Usage(print_time, filament, prints)
        self.usage[self.material] = self.usage.get(self.material, Usage()) + gain
        if self.to_come is not None:
            self.to_come = self.to_come.minus(gain)

    def step(self) -> None:
        """Go on a little, as between two polls."""
        random = self.random
        match random.choices(range(7), (60, 6, 6, 3, 3, 2, 2))[0]:
            case 0:
                self.use(random.choice((60, 61.5, 59.998)), random.uniform(0, 150))
            case 1:
                self.use(random.uniform(0, 3 * HOUR), random.uniform(0, 20 * METER))
            case 2 if self.to_come is not None:
                late = (self.to_come.print_time or 0.0) + random.uniform(-600, 600)
                self.to_come = replace(self.to_come, print_time=max(0.0, late))
            case 3:
                self.use(0, 0, prints=1)
                self.to_come = None
            case 4:
                self.material = random.choice(MATERIALS)
                time = random.choice((None, random.uniform(0, 40 * HOUR)))
                length = random.choice((None, random.uniform(0, 90 * METER)))
                self.to_come = Estimate(time, length, self.material)
            case 5:
                # What was counted of one material turns out to be another's.
                self.use(-random.uniform(0, HOUR), -random.uniform(0, METER))
            case 6:
                self.now += timedelta(hours=random.randint(1, 30))
                self.record = self.record.note(self.now.date(), self.usage)
        self.now += timedelta(minutes=1)
        self.outlook = self.outlook.on(self.record, self.now.date())

    def afresh(self) -> dict[str, ItemStatus]:
        """Return the statuses as they are worked out."""
        return {
            item_id: status(
                item, history, self.usage, self.now, self.outlook, self.to_come
            )
            for item_id, (item, history) in self.items.items()
        }


def _limits(random: Random) -> Iterator[tuple[str, float]]:
    if random.random() < 0.7:
        yield "print_time", random.choice((5 * HOUR, 20 * HOUR, 31 * HOUR, 300 * HOUR))
    if random.random() < 0.5:
        yield "filament", random.choice((30 * METER, 77 * METER, 900 * METER))
    if random.random() < 0.3:
        yield "prints", random.choice((2, 40))
    if random.random() < 0.3:
        yield "days", random.choice((1, 30))


def _history(random: Random, usage: dict[str, Usage]) -> History:
    begun = BEGIN - random.randint(0, 20) * DAY
    done = Completion(CompletionKind.DONE, begun, usage)
    if random.random() < 0.3:
        corrections = {
            Meter.PRINT_TIME: random.uniform(-9, 9) * HOUR,
            Meter.FILAMENT: random.uniform(-9, 9) * METER,
        }
        done = replace(done, corrections=corrections)
    if random.random() < 0.2:
        until = random.choice((None, Mark(BEGIN, usage)))
        done = replace(done, pauses=(Pause(Mark(begun, usage), until),))
    if random.random() < 0.2:
        hours = random.randint(1, 60)
        done = replace(done, snoozed_until=BEGIN + timedelta(hours=hours))
    return (done,)


def _life(random: Random) -> _Life:
    record, usage = DailyRecord(), {"PLA": Usage(), "PETG": Usage()}
    for age in range(60, 0, -1):
        name = random.choice(("PLA", "PETG"))
        gain = Usage(random.randint(0, 30000), random.randint(0, 40000), 1)
        usage[name] += gain
        record = record.note(BEGIN.date() - age * DAY, usage)
    items = {}
    for number in range(8):
        chosen = random.choice(((), (), ("PLA",), ("PETG", "ABS")))
        data = {
            "intervals": dict(_limits(random)),
            "due_soon": random.choice((0, 0.1, 0.5)),
            "materials": chosen,
        }
        item = Item.from_data(f"Item {number}", data)
        items[f"{number}"] = item, _history(random, dict(usage))
    return _Life(random, usage, items, record)


@pytest.mark.parametrize("seed", range(12))
def test_what_lasts_is_as_if_worked_out(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = _life(Random(seed))  # noqa: S311 - nothing secret comes of it
    board = Board()
    answers = {True: 0, False: 0}
    has = Room.has

    def counted(room: Room, shown: Usage, to_come: Usage | None) -> bool:
        answer = has(room, shown, to_come)
        answers[answer] += 1
        return answer

    for _ in range(STEPS):
        life.step()
        expected = life.afresh()
        with monkeypatch.context() as patched:
            patched.setattr(Room, "has", counted)
            seen = board.statuses(
                life.items, life.usage, life.now, life.outlook, life.to_come
            )
        assert seen == expected
    # Most of the time nothing is worked out.
    assert answers[True] > answers[False] > 0, answers


@pytest.mark.parametrize("seed", range(12))
def test_all_last_together(seed: int) -> None:
    life = _life(Random(seed))  # noqa: S311 - nothing secret comes of it
    board, lasted = Board(), 0
    items: dict[str, tuple[Item, History]] = {}
    seen: dict[str, ItemStatus] = {}
    for _ in range(STEPS):
        life.step()
        # A snooze that goes on may end at any moment.
        calm = {
            item_id: (item, history)
            for item_id, (item, history) in life.items.items()
            if not history or history[-1].snoozed_until is None
        }
        afresh = life.afresh()
        expected = {item_id: afresh[item_id] for item_id in calm}
        now = life.usage, life.now, life.outlook, life.to_come
        if calm == items and board.lasts(*now):
            assert seen == expected
            lasted += 1
        items, seen = calm, dict(board.statuses(calm, *now))
    assert lasted


def test_the_room_of_two() -> None:
    """It has what both have, of the reading and of what is yet to come."""

    def room(least: float, most: float) -> Room:
        ends = Usage(least + 10, 0, 1), Usage(most + 10, 9, 1)
        return Room(Usage(least, 0, 0), Usage(most, 9, 0), ends)

    both = room(10, 30) & room(20, 40)
    to_come = Usage(10, 1, 1)
    for used, is_in in ((19, False), (21, True), (29, True), (31, False)):
        assert both.has(Usage(used, 1, 0), to_come) is is_in
    for later, is_in in ((-2, False), (1, True), (9, True), (11, False)):
        assert both.has(Usage(25, 1, 0), Usage(5 + later, 1, 1)) is is_in


def test_a_print_is_yet_to_come_or_is_not() -> None:
    since, until = Usage(10, 0, 0), Usage(30, 9, 0)
    without = Room(since, until, None)
    within = Room(since, until, (Usage(20, 0, 1), Usage(40, 9, 1)))
    shown, to_come = Usage(20, 1, 0), Usage(10, 1, 1)
    assert without.has(shown, None)
    assert within.has(shown, to_come)
    assert not without.has(shown, to_come)
    assert not within.has(shown, None)


def test_a_print_that_takes_longer_or_shorter_than_was_said() -> None:
    item = Item.from_data("Grease", {"intervals": {"print_time": 10 * HOUR}})
    items = {"": (item, (Completion(CompletionKind.DONE, BEGIN, {}),))}
    outlook, board = Outlook(DailyRecord(), BEGIN.date()), Board()
    usage = {"PLA": Usage(8 * HOUR)}
    crosses = [
        board.statuses(
            items, usage, BEGIN, outlook, Estimate(hours * HOUR, METER, "PLA")
        )[""].crosses_in_print
        for hours in (1, 1.9, 2.1, 3, 2, 1.99, 1)
    ]
    assert crosses == [False, False, True, True, True, False, False]


def test_it_ends_where_something_shown_changes() -> None:
    """Walk over every change there is, to a hundredth of a second."""
    item = Item.from_data("Grease", {"intervals": {"print_time": 10 * HOUR}})
    history = (Completion(CompletionKind.DONE, BEGIN, {}),)
    outlook, board = Outlook(DailyRecord(), BEGIN.date()), Board()
    changes = [
        used
        for edge in range(180, round(10.2 * HOUR), 360)
        for used in (edge - 0.02, edge - 0.005, edge, edge + 0.005, edge + 0.02)
    ]
    seen = [
        board.statuses({"": (item, history)}, usage, BEGIN, outlook, None)[""]
        for usage in ({"PLA": Usage(used)} for used in changes)
    ]
    assert seen == [
        status(item, history, {"PLA": Usage(used)}, BEGIN, outlook, None)
        for used in changes
    ]
    assert len({one.remaining[Meter.PRINT_TIME] for one in seen}) == 103
    assert any(before is after for before, after in pairwise(seen))
