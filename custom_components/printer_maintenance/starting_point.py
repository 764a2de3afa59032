"""The starting point of an item: what its counting begins from."""

from collections.abc import Mapping, Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .hosts.base import JsonDict, Snapshot
from .maintenance.item import Completion, CompletionKind, History
from .maintenance.odometer import Odometer
from .maintenance.pause import Mark, Pause
from .maintenance.usage import NOTHING, Meter, Usage, before, total
from .store import PrinterRecord

CONF_START = "start"

# Less than this (in s or mm) is rounding.
ROUNDING = 0.5

type Reading = Mapping[str, Usage]


def starting_point(moment: datetime, used: Usage, record: PrinterRecord) -> JsonDict:
    """Return what is kept in an item's subentry: as long as the item, that is.

    The odometer reading is known only once the host has told what it had counted.
    Until then the usage counts, before the reading of whenever that will be.
    """
    start: JsonDict = {"moment": moment.isoformat(), "used": used.as_dict()}
    if record.seeded:
        reading = before(record.odometer.by_material(), used)
        start["reading"] = {name: part.as_dict() for name, part in reading.items()}
    return start


def brand_new(moment: datetime) -> JsonDict:
    """Return the starting point of what is as old as the printer."""
    return {"moment": moment.isoformat(), "reading": {}}


def known_start(first: Completion) -> JsonDict:
    """Return the starting point of an item whose history is known."""
    stored = first.as_dict()
    return {key: stored[key] for key in ("moment", "reading")}


def is_settled(data: Mapping[str, Any]) -> bool:
    """Tell whether an item's starting point has its odometer reading."""
    return "reading" in data[CONF_START]


def settled(data: Mapping[str, Any], first: Completion) -> JsonDict:
    """Return an item's data with the odometer reading of its starting point."""
    reading = first.as_dict()["reading"]
    return {**data, CONF_START: {**data[CONF_START], "reading": reading}}


def first_completion(
    data: Mapping[str, Any], record: PrinterRecord
) -> Completion | None:
    """Return the first record of an item's history, or None if it has to wait.

    It waits for the host to tell what it had counted, where that matters: for what is
    as old as the printer, and where an odometer that was lost has yet to be rebuilt.
    A rebuilt one may have fallen behind the reading; then everything it counts is
    taken as used.
    """
    start = data[CONF_START]
    moment = datetime.fromisoformat(start["moment"])
    if not is_settled(data):
        used = Usage.from_dict(start["used"])
        reading = before(record.odometer.by_material(), used)
        return Completion(CompletionKind.START, moment, reading)
    if not record.seeded and set(data["intervals"]) != {Meter.DAYS}:
        return None
    reading = {name: Usage.from_dict(part) for name, part in start["reading"].items()}
    ahead = total(reading) - record.odometer.total
    if record.seeded and max(ahead.print_time, ahead.filament, ahead.prints) > ROUNDING:
        reading = {}
    return Completion(CompletionKind.START, moment, reading)


def with_seeds(history: History, seeds: Reading, *, start_known: bool) -> History:
    """Add the seeds to readings that were taken while the odometer began at zero."""
    return tuple(
        replace(
            completion,
            reading=completion.reading
            if start_known and completion.kind is CompletionKind.START
            else _sum(completion.reading, seeds),
            pauses=tuple(
                Pause(
                    _raised(pause.since, seeds),
                    None if pause.until is None else _raised(pause.until, seeds),
                )
                for pause in completion.pauses
            ),
        )
        for completion in history
    )


def _raised(mark: Mark, seeds: Reading) -> Mark:
    return Mark(mark.moment, _sum(mark.reading, seeds))


def _sum(reading: Reading, seeds: Reading) -> dict[str, Usage]:
    return {
        material: reading.get(material, NOTHING) + seeds.get(material, NOTHING)
        for material in {**reading, **seeds}
    }


def begin_histories(
    entry: ConfigEntry, record: PrinterRecord, item_ids: AbstractSet[str]
) -> bool:
    """Begin the history of items that have none, where that is possible."""
    began = False
    for item_id in item_ids - record.histories.keys():
        first = first_completion(entry.subentries[item_id].data, record)
        if first is not None:
            record.histories[item_id] = (first,)
            began = True
    return began


@callback
def async_seed(
    hass: HomeAssistant, entry: ConfigEntry, record: PrinterRecord, snapshot: Snapshot
) -> None:
    """Begin the odometer with what the host had counted before.

    The readings that were taken while it began at zero are corrected. That of a
    starting point is then kept as long as the item, so that counting can begin there
    anew if the record is lost.
    """
    seeds = Odometer().fold(snapshot.seeds).buckets
    record.odometer = record.odometer.fold(snapshot.seeds)
    record.seeded = True
    for item_id, history in list(record.histories.items()):
        subentry = entry.subentries.get(item_id)
        known = subentry is not None and is_settled(subentry.data)
        seeded = with_seeds(history, seeds, start_known=known)
        record.histories[item_id] = seeded
        if subentry is not None and not known:
            hass.config_entries.async_update_subentry(
                entry, subentry, data=settled(subentry.data, seeded[0])
            )
