"""Read Mainsail's own list of maintenance, which it keeps in Moonraker's database.

An entry is one cycle. What was performed is closed, and followed by an entry that
names it as its last one.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

import voluptuous as vol

from ..maintenance.moving_in import Findings, FoundItem, PastCycle, used_since_each
from ..maintenance.usage import Meter, Usage
from .amount import amount
from .base import LONGEST_NAME, JsonDict
from .reminder import limit, text, whole_days

# Mainsail marks a list that was never used with an entry of this name.
_MARKER: Final = "MAINTENANCE_INIT"
# More than anybody has performed; reading holds the event loop.
MOST_ENTRIES: Final = 500
MOST_CYCLES: Final = 50
# By then its seconds since 1970 are no date any more.
_LAST_MOMENT: Final = datetime(2200, 1, 1, tzinfo=UTC).timestamp()

# A criterion's meter, and how many stored units make one of Mainsail's.
_CRITERIA: Final = {
    "printtime": (Meter.PRINT_TIME, 3600),
    "filament": (Meter.FILAMENT, 1000),
    "date": (Meter.DAYS, 1),
}


_NUMBER: Final = vol.Any(int, float)
_MOMENT: Final = vol.All(
    _NUMBER,
    amount,
    vol.Range(min=0, max=_LAST_MOMENT, max_included=False),
    lambda seconds: datetime.fromtimestamp(seconds, UTC),
)
_REMINDER: Final = {
    vol.Optional("type", default=None): vol.Any(None, "one-time", "repeat"),
    **{
        vol.Optional(criterion, default=dict): {
            vol.Optional("bool", default=False): vol.Any(bool, None),
            vol.Optional("value", default=None): object,
        }
        for criterion in _CRITERIA
    },
}
_ENTRY: Final = vol.Schema(
    {
        vol.Required("name"): vol.All(text, vol.Length(min=1)),
        vol.Optional("note", default=""): text,
        vol.Optional("perform_note", default=""): text,
        vol.Required("start_time"): _MOMENT,
        vol.Optional("end_time", default=None): object,
        vol.Required("start_printtime"): vol.All(_NUMBER, amount),
        vol.Required("start_filament"): vol.All(_NUMBER, amount),
        vol.Optional("last_entry", default=None): vol.Any(str, None),
        vol.Optional("reminder", default=dict): vol.Any(
            _REMINDER, vol.All(None, lambda _: {"type": None})
        ),
    },
    extra=vol.REMOVE_EXTRA,
)

type _Entries = Mapping[str, JsonDict]


def read_mainsail(kept: object, totals: Usage, now: datetime) -> Findings:
    """Find the open reminders; the totals are Moonraker's."""
    entries: dict[str, JsonDict] = {}
    unreadable: list[str] = []
    listed = islice(kept.items(), MOST_ENTRIES) if isinstance(kept, dict) else ()
    for key, raw in listed:
        name = raw.get("name") if isinstance(raw, dict) else None
        if name == _MARKER:
            continue
        try:
            entries[key] = entry = _ENTRY(raw)
            entry["limits"] = _limits(entry["reminder"])
        except vol.Invalid:
            entries.pop(key, None)
            unreadable.append(str(name or key)[:LONGEST_NAME])
    items = (
        FoundItem(
            name=entry["name"],
            limits=entry["limits"],
            instructions=entry["note"],
            repeats=entry["reminder"]["type"] == "repeat",
            cycles=_cycles(
                list(islice(_chain(entries, key), MOST_CYCLES)), totals, now
            ),
        )
        for key, entry in entries.items()
        if entry["limits"] and entry["end_time"] is None
    )
    return Findings(tuple(items), tuple(unreadable))


def _limits(reminder: Mapping[str, Any]) -> dict[Meter, float]:
    """Return the limits of a reminder; none if the entry only notes something."""
    if reminder["type"] is None:
        return {}
    limits = {
        meter: limit(reminder[criterion]["value"]) * scale
        for criterion, (meter, scale) in _CRITERIA.items()
        if reminder[criterion]["bool"]
    }
    if not limits:
        raise vol.Invalid("expected a criterion")
    if Meter.DAYS in limits:
        limits[Meter.DAYS] = whole_days(limits[Meter.DAYS])
    return limits


def _chain(entries: _Entries, key: str | None) -> Iterator[JsonDict]:
    """Yield an entry and those before it, as far back as they are there."""
    seen: set[str] = set()
    while key is not None and key in entries and key not in seen:
        seen.add(key)
        yield entries[key]
        key = entries[key]["last_entry"]


def _cycles(
    chain: list[JsonDict], totals: Usage, now: datetime
) -> tuple[PastCycle, ...]:
    """Return the cycles of a chain of entries, which begins with the newest one."""
    counter = Usage(totals.print_time, totals.filament)
    used = used_since_each(
        counter,
        (Usage(entry["start_printtime"], entry["start_filament"]) for entry in chain),
    )
    notes = [*(entry["perform_note"] for entry in chain[1:]), ""]
    cycles: list[PastCycle] = []
    for entry, amounts, note in zip(chain, used, notes, strict=True):
        now = min(now, entry["start_time"])  # a clock may have been wrong
        cycles.append(PastCycle(now, amounts, note))
    return tuple(reversed(cycles))
