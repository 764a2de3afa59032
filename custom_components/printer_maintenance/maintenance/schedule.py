"""The schedule: what is left of a maintenance item, and whether it is due."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from typing import Any

from .crossing import UNKNOWN_ESTIMATE, Coming, Estimate
from .cycle import Cycle, cycle_of
from .forecast import expected_end
from .item import Completion, History, Item, last_done
from .pace import Outlook
from .room import Room
from .usage import Meter, Usage, counted

type Left = Mapping[Meter, float]
type Items = Mapping[str, tuple[Item, History]]
# What a status consists of, in its order.
type _Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ItemStatus:
    """Tell how an item stands, in the rounded units that are shown.

    Hours, metres, prints and days; percent for the life remaining. Everything is
    None while the item's history is not known. What is paused is not in use: it is
    not due, however little remains.
    """

    remaining: Mapping[Meter, float | None] = field(default_factory=dict)
    life_remaining: int | None = None
    due: bool | None = None
    due_soon: bool | None = None
    due_meters: tuple[Meter, ...] = ()
    last_done: datetime | None = None
    expected_due: datetime | None = None
    snoozed_until: datetime | None = None
    paused: bool | None = None
    crosses_in_print: bool | None = None


def status(
    item: Item,
    history: History,
    usage: Mapping[str, Usage],
    now: datetime,
    outlook: Outlook,
    to_come: Estimate | None = UNKNOWN_ESTIMATE,
) -> ItemStatus:
    """Work out an item's status; now is in the zone whose dates count.

    What is yet to come of the running print is None if there is none.
    """
    known = {"": (item, history)}
    return Board().statuses(known, usage, now, outlook, to_come)[""]


class Board:
    """Work out the statuses of a printer's items again and again.

    What their cycles began with is looked up once, as long as they go on. A status is
    worked out again when something of it may have changed.
    """

    def __init__(self) -> None:
        """Begin with nothing looked up."""
        self._rows: dict[str, _Row] = {}
        self._basis: object = None
        self._items: Items = {}
        self._rooms: dict[frozenset[str], Room] | None = None

    def statuses(
        self,
        items: Items,
        usage: Mapping[str, Usage],
        now: datetime,
        outlook: Outlook,
        to_come: Estimate | None,
    ) -> Mapping[str, ItemStatus]:
        """Return the status of each item; now is in the zone whose dates count."""
        coming = Coming(to_come, now)
        basis = _basis(now, outlook, coming)
        if basis != self._basis:
            self._basis, self._rows = basis, {}
        moments: dict[frozenset[str], _Moment] = {}
        for item, _ in items.values():
            if (materials := item.materials) not in moments:
                part = coming.part(materials)
                moment = _Moment(counted(usage, materials), now, outlook, part)
                moments[materials] = moment
        before, self._rows, self._items = self._rows, {}, items
        statuses = {
            item_id: self._status(before.get(item_id), item_id, moments, coming)
            for item_id in items
        }
        self._rooms = self._shared()
        return statuses

    def lasts(
        self,
        usage: Mapping[str, Usage],
        now: datetime,
        outlook: Outlook,
        to_come: Estimate | None,
    ) -> bool:
        """Tell whether the statuses of these items are what they were."""
        coming = Coming(to_come, now)
        if self._rooms is None or _basis(now, outlook, coming) != self._basis:
            return False
        return all(
            room.has(counted(usage, materials), coming.part(materials))
            for materials, room in self._rooms.items()
        )

    def _shared(self) -> dict[frozenset[str], Room] | None:
        """Return the room in which no status changes, for each choice of materials."""
        rooms: dict[frozenset[str], Room] = {}
        for row in self._rows.values():
            if row.room is None:
                return None
            other = rooms.get(row.item.materials, row.room)
            rooms[row.item.materials] = row.room & other
        return rooms

    def _status(
        self,
        row: _Row | None,
        item_id: str,
        moments: Mapping[frozenset[str], _Moment],
        coming: Coming,
    ) -> ItemStatus:
        item, history = self._items[item_id]
        if not history:
            return ItemStatus()
        moment = moments[item.materials]
        if row is None or not row.is_of(item, history):
            row = _Row(item, history, moment.now.tzinfo)
        self._rows[item_id] = row
        return row.status(moment, coming)


def _basis(now: datetime, outlook: Outlook, coming: Coming) -> object:
    return now.date(), now.tzinfo, outlook, coming.basis


@dataclass(frozen=True, slots=True)
class _Moment:
    """Hold what is seen at a moment.

    The odometer shows so much of an item's materials, and so much is yet to come.
    """

    shown: Usage
    now: datetime
    outlook: Outlook
    part: Usage | None


class _Row:
    """Hold an item, and what stays the same of it for a while."""

    def __init__(self, item: Item, history: History, zone: tzinfo | None) -> None:
        self.item = item
        self.room: Room | None = None
        self._history = history
        self._last = history[-1]
        self._last_done = last_done(history)
        self._cycle = cycle_of(self._last, item.materials, zone)
        self._known: tuple[_Values, ItemStatus] | None = None

    def is_of(self, item: Item, history: History) -> bool:
        """Tell whether neither of them is new."""
        return item is self.item and history is self._history

    def status(self, seen: _Moment, coming: Coming) -> ItemStatus:
        """Return the status at a moment; the same one as long as it holds."""
        known, room = self._known, self.room
        if known is not None and room is not None and room.has(seen.shown, seen.part):
            return known[1]
        left = self._left(seen)
        values = self._values(left, seen)
        crosses = not self._last.paused and coming.crosses(left, self.item.materials)
        everything = (*values, crosses)
        if known is None or known[0] != everything:
            self._known = known = everything, ItemStatus(*everything)
        self.room = self._room_of(left, values, seen)
        return known[1]

    def _room_of(self, left: Left, values: _Values, seen: _Moment) -> Room | None:
        """Return how far the status holds.

        All that is shown only falls while the printer is used. So it is the same
        between two readings for which it is the same.
        """
        if self._last.snoozed_until is not None:
            return None
        room = Room.of(left, seen.shown, seen.part)
        far = replace(seen, shown=room.until)
        return room if self._values(self._left(far), far) == values else None

    def _left(self, seen: _Moment) -> Left:
        return _left(self.item, self._cycle, seen.shown, seen.now.date())

    def _values(self, left: Left, seen: _Moment) -> _Values:
        item, last = self.item, self._last
        share = min([left[i.meter] / i.limit for i in item.intervals], default=1)
        ended = tuple([meter for meter, amount in left.items() if amount <= 0])
        paused = last.paused
        return (
            {meter: shown(meter, amount) for meter, amount in left.items()},
            _percent(share, due=bool(ended)),
            bool(ended) and not paused,
            not ended and share <= item.due_soon and not paused,
            () if paused else ended,
            self._last_done,
            None if paused else _expected_due(item, last, left, seen),
            _still_to_come(last.snoozed_until, seen.now),
            paused,
        )


def _left(item: Item, cycle: Cycle, counted_now: Usage, today: date) -> Left:
    return {
        i.meter: i.limit - cycle.amount(i.meter, counted_now, today)
        for i in item.intervals
    }


def _expected_due(
    item: Item, completion: Completion, left: Left, seen: _Moment
) -> datetime | None:
    """Return when an item will be due, or since when it is: maybe before a pause."""
    now, materials = seen.now, item.materials
    pauses = completion.pauses if any(amount <= 0 for amount in left.values()) else ()
    for number, pause in enumerate(pauses):
        before = replace(completion, pauses=pauses[:number])
        then = pause.since.moment.astimezone(now.tzinfo)
        reading = counted(pause.since.reading, materials)
        cycle = cycle_of(before, materials, now.tzinfo)
        was_left = _left(item, cycle, reading, then.date())
        if any(amount <= 0 for amount in was_left.values()):
            return expected_end(was_left, reading, materials, seen.outlook, then)
    return expected_end(left, seen.shown, materials, seen.outlook, now)


def _still_to_come(moment: datetime | None, now: datetime) -> datetime | None:
    return None if moment is None or moment <= now else moment


def shown(meter: Meter, amount: float) -> float:
    """Convert an amount to what is shown: hours, metres, prints or days, rounded."""
    match meter:
        case Meter.PRINT_TIME:
            return round(amount / 3600, 1) + 0.0  # never minus zero
        case Meter.FILAMENT:
            return round(amount / 1000)
        case _:
            return round(amount)


def _percent(share: float, *, due: bool) -> int:
    if due:
        return 0
    # An item that is not due yet has something left, however little.
    return min(100, max(1, round(100 * share)))
