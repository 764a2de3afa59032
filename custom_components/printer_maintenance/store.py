"""What must survive: a printer's odometer and its items' histories."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, UnsupportedStorageVersionError
from homeassistant.util import dt as dt_util

from .const import DOMAIN, LOGGER
from .hosts.base import JsonDict
from .hosts.remembered import as_stored
from .maintenance.cycle import recounted
from .maintenance.daily import DailyRecord
from .maintenance.item import Completion, History, Item
from .maintenance.odometer import Odometer
from .store_file import DAMAGE, Make, StoreFile

_KNOWN = (
    "odometer",
    "seeded",
    "host_kind",
    "identity",
    "cursor",
    "items",
    "daily",
    "display",
)


# What of a cursor holds where another host of the same kind answers, if anything.
type CarryOver = Callable[[Any], object]


class StoreDamage(StrEnum):
    """Say why a printer's record could not be read, or that its copy could be."""

    LOST = "store_lost"
    DAMAGED = "store_damaged"
    NEWER = "store_newer"
    RESTORED = "store_restored"


@dataclass(slots=True)
class PrinterRecord:
    """Hold what is stored of a printer.

    Seeded is false until the host has told what it counted before. Kind, identity and
    cursor are those of the host that was read; the cursor of another kind stays as it
    was stored. The daily record begins anew if it can not be read; what was counted on
    the last day is noted when the record is needed. The display is that of the printer,
    with the items it reminds of. Extra is what a newer version may have added; it is
    written back as it came.
    """

    odometer: Odometer = field(default_factory=Odometer)
    seeded: bool = False
    host_kind: str | None = None
    identity: str | None = None
    cursor: Any = None
    histories: dict[str, History] = field(default_factory=dict)
    daily: DailyRecord = field(default_factory=DailyRecord)
    counted_on: date | None = None
    display: tuple[str, ...] = ()
    extra: JsonDict = field(default_factory=dict)
    odometer_extra: JsonDict = field(default_factory=dict)
    item_extra: dict[str, JsonDict] = field(default_factory=dict)
    daily_extra: JsonDict = field(default_factory=dict)

    @property
    def begun(self) -> tuple[bool, str | None, str | None]:
        """Tell whether and with which host counting has begun."""
        return self.seeded, self.host_kind, self.identity

    def is_of(self, kind: str, identity: str | None) -> bool:
        """Tell whether this host was read; the first versions did not keep the kind."""
        return self.host_kind in (None, kind) and self.identity == identity

    def cursor_of(self, kind: str, identity: str | None) -> Any:
        """Return the cursor, if it is this host's."""
        return self.cursor if self.is_of(kind, identity) else None

    def learn_identity(self, kind: str, identity: str) -> None:
        """Note who the host is, which it did not tell before."""
        if self.is_of(kind, None):
            self.identity = identity

    def follow(self, kind: str, identity: str | None, carry_over: CarryOver) -> None:
        """Go on with this host; what the user calls the same printer may be another."""
        if not self.is_of(kind, identity):
            cursor = self.cursor if self.host_kind == kind else None
            self.cursor = None if cursor is None else carry_over(cursor)
            if self.cursor is None or self.cursor.live is None:
                self.odometer = self.odometer.settle()
        self.host_kind, self.identity = kind, identity

    def keep_items(self, item_ids: Iterable[str]) -> bool:
        """Forget all other items; tell whether there were any."""
        gone = {*self.histories, *self.item_extra}.difference(item_ids)
        for item_id in gone:
            self.histories.pop(item_id, None)
            self.item_extra.pop(item_id, None)
        return bool(gone)

    def recount(
        self, before: Mapping[str, Item], items: Mapping[str, Item], now: datetime
    ) -> bool:
        """Follow items that count other materials; tell whether anything changed."""
        usage, histories = self.odometer.by_material(), dict(self.histories)
        for item_id in before.keys() & items.keys() & histories.keys():
            counted, counts = before[item_id].materials, items[item_id].materials
            if counted != counts:
                self.histories[item_id] = recounted(
                    histories[item_id], usage, counted, counts, now
                )
        return self.histories != histories

    def note(self) -> None:
        """Note in the daily record what the odometer shows."""
        if self.seeded and self.counted_on is not None:
            reading = self.odometer.by_material()
            self.daily = self.daily.note(self.counted_on, reading)

    def frozen(self) -> Make:
        """Return what makes what is stored now, whatever changes meanwhile."""
        self.note()
        now = replace(
            self, histories=dict(self.histories), item_extra=dict(self.item_extra)
        )
        return cache(now.as_dict)

    def as_dict(self) -> JsonDict:
        """Return what is stored."""
        return self.extra | {
            "odometer": self.odometer_extra | self.odometer.as_dict(),
            "seeded": self.seeded,
            "host_kind": self.host_kind,
            "identity": self.identity,
            "cursor": as_stored(self.cursor),
            "items": {
                item_id: self.item_extra.get(item_id, {})
                | {"history": [completion.as_dict() for completion in history]}
                for item_id, history in self.histories.items()
            },
            "daily": self.daily_extra | self.daily.as_dict(),
            "display": list(self.display),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> PrinterRecord:
        """Read what was stored; ValueError, TypeError or KeyError if it is damaged."""
        items: Mapping[str, Mapping[str, Any]] = data["items"]
        cursor, identity, kind = data["cursor"], data["identity"], data.get("host_kind")
        daily, daily_extra = _daily(data.get("daily"))
        return cls(
            odometer=Odometer.from_dict(data["odometer"]),
            seeded=bool(data["seeded"]),
            host_kind=None if kind is None else str(kind),
            identity=None if identity is None else str(identity),
            cursor=None if cursor is None else dict(cursor),
            histories={
                item_id: tuple(map(Completion.from_dict, item["history"]))
                for item_id, item in items.items()
            },
            daily=daily,
            display=tuple(map(str, data.get("display", ()))),
            extra=_except(data, *_KNOWN),
            odometer_extra=_except(data["odometer"], "buckets", "jobs"),
            item_extra={
                item_id: _except(item, "history") for item_id, item in items.items()
            },
            daily_extra=daily_extra,
        )


def _daily(data: Mapping[str, Any] | None) -> tuple[DailyRecord, JsonDict]:
    """Read the daily record, which an older version has not and nothing depends on."""
    if data is not None:
        try:
            return DailyRecord.from_dict(data), _except(data, "days")
        except DAMAGE:
            LOGGER.info("The daily record of a printer was damaged and begins anew")
    return DailyRecord(), {}


def _except(data: Mapping[str, Any], *known: str) -> JsonDict:
    return {key: value for key, value in data.items() if key not in known}


type Prepare = Callable[[PrinterRecord], None]
type Loaded = tuple[PrinterRecord | None, StoreDamage | None]


class PrinterStore:
    """Load and save a printer's record.

    Beside it there is a copy, which takes its place if it is lost or damaged. It has
    every completion; what was printed since it was made, the host tells again.
    """

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the files after the config entry."""
        self._hass = hass
        self._file = StoreFile(hass, f"{DOMAIN}.{entry_id}")
        self._copy = StoreFile(hass, f"{DOMAIN}.{entry_id}.copy")
        self._copied: object = None

    async def async_load(self, prepare: Prepare) -> Loaded:
        """Return the record, None if there is none, and why it can not be used."""
        record, damage = await self._async_read(self._file, prepare)
        # The copy of what a newer version has written is as new, or out of date.
        if record is None and damage is not StoreDamage.NEWER:
            copy, _ = await self._async_read(self._copy, prepare)
            if copy is not None:
                return copy, StoreDamage.RESTORED
        return record, damage

    async def async_save(self, record: PrinterRecord) -> bool:
        """Save at once, read it back and tell whether it is on disk."""
        make = record.frozen()
        state = dt_util.now().date(), record.begun, dict(record.histories)
        if not await self._file.async_save(make):
            return False
        # Histories seldom change; a disk wears out that is written on with every job.
        if state != self._copied and await self._copy.async_save(make):
            self._copied = state
        return True

    @callback
    def async_schedule_save(self, record: PrinterRecord) -> None:
        """Save within ten minutes, and when Home Assistant stops."""
        self._file.async_schedule_save(record.frozen)

    async def async_flush(self, record: PrinterRecord) -> bool:
        """Save what is scheduled to be saved, and tell whether it was and is on disk."""
        return self._file.is_scheduled and await self.async_save(record)

    async def async_remove(self) -> None:
        """Remove the files."""
        await self._file.async_remove()
        await self._copy.async_remove()

    async def _async_read(self, file: StoreFile, prepare: Prepare) -> Loaded:
        try:
            data = await file.async_load()
            if data is None:
                return None, None
            # The longer its histories, the longer it takes.
            read = PrinterRecord.from_dict
            record = await self._hass.async_add_executor_job(read, data)
            prepare(record)
        except UnsupportedStorageVersionError:
            damage = StoreDamage.NEWER
        except (HomeAssistantError, OSError, *DAMAGE):
            damage = StoreDamage.DAMAGED
        else:
            return record, None
        await file.async_set_aside()
        return None, damage
