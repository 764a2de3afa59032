"""The schedule: what is left of a maintenance item, and whether it is due."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from .crossing import UNKNOWN_ESTIMATE, Estimate, crosses
from .cycle import used_since
from .forecast import expected_due
from .item import Completion, History, Item, last_done
from .pace import Outlook
from .usage import Meter, Usage


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
    if not history:
        return ItemStatus()
    last = history[-1]
    left = _left(item, last, usage, now)
    shares = {i.meter: left[i.meter] / i.limit for i in item.intervals}
    ended = tuple(meter for meter, amount in left.items() if amount <= 0)
    due_meters = () if last.paused else ended
    due_soon = not ended and min(shares.values(), default=1) <= item.due_soon
    expected = _expected_due(item, last, usage, now, outlook)
    return ItemStatus(
        remaining={meter: shown(meter, amount) for meter, amount in left.items()},
        life_remaining=_percent(shares, due=bool(ended)),
        due=bool(due_meters),
        due_soon=due_soon and not last.paused,
        due_meters=due_meters,
        last_done=last_done(history),
        expected_due=None if last.paused else expected,
        snoozed_until=_still_to_come(last.snoozed_until, now),
        paused=last.paused,
        crosses_in_print=not last.paused
        and crosses(left, to_come, item.materials, now),
    )


def _left(
    item: Item, cycle: Completion, usage: Mapping[str, Usage], now: datetime
) -> dict[Meter, float]:
    used = used_since(cycle, usage, item.materials, now)
    return {i.meter: i.limit - used[i.meter] for i in item.intervals}


def _expected_due(
    item: Item,
    cycle: Completion,
    usage: Mapping[str, Usage],
    now: datetime,
    outlook: Outlook,
) -> datetime | None:
    """Return when an item will be due, or since when it is: maybe before a pause."""
    left = _left(item, cycle, usage, now)
    pauses = cycle.pauses if any(amount <= 0 for amount in left.values()) else ()
    for number, pause in enumerate(pauses):
        before, reading = replace(cycle, pauses=pauses[:number]), pause.since.reading
        then = pause.since.moment.astimezone(now.tzinfo)
        was_left = _left(item, before, reading, then)
        if any(amount <= 0 for amount in was_left.values()):
            return expected_due(was_left, reading, item.materials, outlook, then)
    return expected_due(left, usage, item.materials, outlook, now)


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


def _percent(shares: Mapping[Meter, float], *, due: bool) -> int:
    if due:
        return 0
    # An item that is not due yet has something left, however little.
    return min(100, max(1, round(100 * min(shares.values(), default=1))))
