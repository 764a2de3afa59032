"""Entries of Mainsail's list of maintenance, as Mainsail 2.11 writes them."""

from typing import Any


def reminder(
    kind: str | None = "repeat",
    *,
    filament: float | None = None,
    printtime: float | None = None,
    date: float | None = None,
) -> dict[str, Any]:
    """Return a reminder: metres, hours and days, those that are given."""
    criteria = {"filament": filament, "printtime": printtime, "date": date}
    return {"type": kind} | {
        name: {"bool": value is not None, "value": value or 0}
        for name, value in criteria.items()
    }


def entry(
    name: str = "Lubricate rails",
    start: tuple[float, float, float] = (0.0, 0.0, 0.0),
    end: tuple[float, float, float] | None = None,
    **rest: Any,
) -> dict[str, Any]:
    """Return an entry; its start and end are moments with print time and filament."""
    at, printtime, filament = end or (None, None, None)
    return {
        "name": name,
        "note": "",
        "start_time": start[0],
        "end_time": at,
        "start_printtime": start[1],
        "end_printtime": printtime,
        "start_filament": start[2],
        "end_filament": filament,
        "reminder": reminder(printtime=250),
    } | rest


def performed(
    entries: dict[str, Any],
    key: str,
    following: str,
    at: tuple[float, float, float],
    note: str | None = None,
) -> None:
    """Close an entry and go on with another one, as "performed" does."""
    moment, printtime, filament = at
    before = entries[key]
    entries[key] = before | {
        "end_time": moment,
        "end_printtime": printtime,
        "end_filament": filament,
        "perform_note": note,
    }
    entries[following] = entry(
        before["name"],
        at,
        note=before["note"],
        reminder=before["reminder"],
        last_entry=key,
    )


MARKER: dict[str, Any] = {"name": "MAINTENANCE_INIT"}
