"""The days before a printer was added, as if Home Assistant had been there."""

from collections.abc import Mapping
from datetime import date, timedelta
import json
from pathlib import Path

from demo import DOMAIN
from demo.api import Api, Json

type Amounts = tuple[float, float, int]
"""What was printed: seconds, millimetres and prints."""

type Days = Mapping[date, Amounts]

UNKNOWN = "unknown"


async def remember(api: Api, config_dir: Path, entry_id: str, past: Days) -> None:
    """Put days into a printer's daily record, and load the printer anew."""
    await api.call("config_entries/disable", entry_id=entry_id, disabled_by="user")
    path = config_dir / ".storage" / f"{DOMAIN}.{entry_id}"
    stored: Json = json.loads(path.read_text(encoding="utf-8"))
    stored["data"]["daily"]["days"] = with_past(stored["data"]["daily"]["days"], past)
    # Without a checksum a record is taken as it is.
    stored["data"].pop("checksum", None)
    path.write_text(json.dumps(stored), encoding="utf-8")
    await api.call("config_entries/disable", entry_id=entry_id, disabled_by=None)


def with_past(days: Json, past: Days) -> Json:
    """Return the days of a record with those before it.

    A record begins with the day before it began, and what the odometer showed then.
    Which material it was in the days before that does not matter here.
    """
    if not days or not past or min(past) > date.fromisoformat(min(days)):
        return days
    begin = date.fromisoformat(min(days))
    reading = days[begin.isoformat()]
    left = reading.get(UNKNOWN, [0, 0, 0])
    recorded = {**days, begin.isoformat(): {**reading, UNKNOWN: left}}
    for day in sorted(past, reverse=True):
        left = [shown - part for shown, part in zip(left, past[day], strict=True)]
        if day <= begin:
            before = (day - timedelta(days=1)).isoformat()
            recorded[before] = {UNKNOWN: [round(amount) for amount in left]}
    first = min(recorded)
    recorded[first] = {**reading, **recorded[first]}
    return dict(sorted(recorded.items()))
