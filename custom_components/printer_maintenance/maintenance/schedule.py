"""The schedule: what is left of a maintenance item, and whether it is due."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo

from .crossing import UNKNOWN_ESTIMATE, Coming, Estimate
from .cycle import Cycle, cycle_of
from .forecast import expected_end
from .item import Completion, History, Item, last_done
from .pace import Outlook
from .usage import Meter, Usage, counted

type Left = Mapping[Meter, float]


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

    What their cycles began with is looked up once, as long as they go on.
    """

    def __init__(self) -> None:
        """Begin with nothing looked up."""
        self._cycles: dict[str, tuple[Completion, Item, tzinfo | None, Cycle]] = {}

    def statuses(
        self,
        items: Mapping[str, tuple[Item, History]],
        usage: Mapping[str, Usage],
        now: datetime,
        outlook: Outlook,
        to_come: Estimate | None,
    ) -> dict[str, ItemStatus]:
        """Return the status of each item; now is in the zone whose dates count."""
        before, self._cycles = self._cycles, {}
        coming = Coming(to_come, now)
        readings: dict[frozenset[str], Usage] = {}
        statuses = {}
        for item_id, (item, history) in items.items():
            if not history:
                statuses[item_id] = ItemStatus()
                continue
            last, zone = history[-1], now.tzinfo
            known = before.get(item_id)
            if known is None or known[:3] != (last, item, zone):
                known = last, item, zone, cycle_of(last, item.materials, zone)
            self._cycles[item_id] = known
            materials = item.materials
            if materials not in readings:
                readings[materials] = counted(usage, materials)
            moment = _Moment(readings[materials], now, outlook)
            statuses[item_id] = _status(item, history, known[3], moment, coming)
        return statuses


@dataclass(frozen=True, slots=True)
class _Moment:
    """Hold what is seen at a moment: what the odometer shows of an item's materials."""

    shown: Usage
    now: datetime
    outlook: Outlook


def _status(
    item: Item,
    history: History,
    cycle: Cycle,
    seen: _Moment,
    coming: Coming,
) -> ItemStatus:
    last = history[-1]
    left = _left(item, cycle, seen.shown, seen.now.date())
    shares = [left[i.meter] / i.limit for i in item.intervals]
    share = min(shares, default=1)
    ended = tuple(meter for meter, amount in left.items() if amount <= 0)
    return ItemStatus(
        remaining={meter: shown(meter, amount) for meter, amount in left.items()},
        life_remaining=_percent(share, due=bool(ended)),
        due=bool(ended) and not last.paused,
        due_soon=not ended and share <= item.due_soon and not last.paused,
        due_meters=() if last.paused else ended,
        last_done=last_done(history),
        expected_due=None if last.paused else _expected_due(item, last, left, seen),
        snoozed_until=_still_to_come(last.snoozed_until, seen.now),
        paused=last.paused,
        crosses_in_print=not last.paused and coming.crosses(left, item.materials),
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
