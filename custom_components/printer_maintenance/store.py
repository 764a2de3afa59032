"""What must survive: a printer's odometer and its items' histories."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, UnsupportedStorageVersionError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.file import WriteError
from homeassistant.util.json import SerializationError
import orjson

from .const import DOMAIN, LOGGER, SAVE_WHILE_PRINTING
from .hosts.base import JsonDict
from .maintenance.daily import DailyRecord
from .maintenance.item import Completion, History
from .maintenance.odometer import Odometer

VERSION = 1
MINOR_VERSION = 1

_KNOWN = ("odometer", "seeded", "host_kind", "identity", "cursor", "items", "daily")
_DAMAGE = (AttributeError, KeyError, OverflowError, TypeError, ValueError)


class StoreDamage(StrEnum):
    """Say why a printer's record could not be read."""

    LOST = "store_lost"
    DAMAGED = "store_damaged"
    NEWER = "store_newer"


@dataclass(slots=True)
class PrinterRecord:
    """Hold what is stored of a printer.

    Seeded is false until the host has told what it counted before. Kind, identity and
    cursor are those of the host that was read. The daily record begins anew if it can
    not be read. Extra is what a newer version may have added; it is written back as it
    came.
    """

    odometer: Odometer = field(default_factory=Odometer)
    seeded: bool = False
    host_kind: str | None = None
    identity: str | None = None
    cursor: JsonDict | None = None
    histories: dict[str, History] = field(default_factory=dict)
    daily: DailyRecord = field(default_factory=DailyRecord)
    extra: JsonDict = field(default_factory=dict)
    odometer_extra: JsonDict = field(default_factory=dict)
    item_extra: dict[str, JsonDict] = field(default_factory=dict)
    daily_extra: JsonDict = field(default_factory=dict)

    def is_of(self, kind: str, identity: str | None) -> bool:
        """Tell whether this host was read; the first versions did not keep the kind."""
        return self.host_kind in (None, kind) and self.identity == identity

    def cursor_of(self, kind: str, identity: str | None) -> JsonDict | None:
        """Return the cursor, if it is this host's."""
        return self.cursor if self.is_of(kind, identity) else None

    def learn_identity(self, kind: str, identity: str) -> None:
        """Note who the host is, which it did not tell before."""
        if self.is_of(kind, None):
            self.identity = identity

    def follow(self, kind: str, identity: str | None) -> None:
        """Go on with this host; what the user calls the same printer may be another."""
        if not self.is_of(kind, identity):
            self.odometer, self.cursor = self.odometer.settle(), None
        self.host_kind, self.identity = kind, identity

    def as_dict(self) -> JsonDict:
        """Return what is stored."""
        return self.extra | {
            "odometer": self.odometer_extra | self.odometer.as_dict(),
            "seeded": self.seeded,
            "host_kind": self.host_kind,
            "identity": self.identity,
            "cursor": self.cursor,
            "items": {
                item_id: self.item_extra.get(item_id, {})
                | {"history": [completion.as_dict() for completion in history]}
                for item_id, history in self.histories.items()
            },
            "daily": self.daily_extra | self.daily.as_dict(),
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
        except _DAMAGE:
            LOGGER.info("The daily record of a printer was damaged and begins anew")
    return DailyRecord(), {}


def _except(data: Mapping[str, Any], *known: str) -> JsonDict:
    return {key: value for key, value in data.items() if key not in known}


class _CheckedStore(Store[JsonDict]):
    """Tell whether writing works, where Store only logs it every time."""

    failing = False

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        try:
            await super()._async_write_data(data)
        except (OSError, SerializationError, WriteError) as err:
            if not self.failing:
                LOGGER.warning("What was counted can not be saved: %s", err)
            self.failing = True
        else:
            self.failing = False

    @override
    async def _async_migrate_func(
        self, old_major_version: int, old_minor_version: int, old_data: JsonDict
    ) -> JsonDict:
        """Keep what a newer minor version has written."""
        return old_data


class PrinterStore:
    """Load and save a printer's record."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the file after the config entry."""
        self._hass = hass
        self._store = self._open(entry_id)
        self._entry_id = entry_id
        self._scheduled = False
        # What is read back must not be what another save has written meanwhile.
        self._saving = asyncio.Lock()

    def _open(self, entry_id: str) -> _CheckedStore:
        # Atomic writes reach the disk before a completion is acknowledged.
        return _CheckedStore(
            self._hass,
            VERSION,
            f"{DOMAIN}.{entry_id}",
            atomic_writes=True,
            minor_version=MINOR_VERSION,
        )

    async def async_load(
        self, usable: Callable[[PrinterRecord], bool]
    ) -> tuple[PrinterRecord | None, StoreDamage | None]:
        """Return the record, None if there is none, and why it can not be used."""
        try:
            data = await self._store.async_load()
            if data is None:
                return None, None
            record = PrinterRecord.from_dict(data)
            if not usable(record):
                raise ValueError("the host's cursor")
        except UnsupportedStorageVersionError:
            damage = StoreDamage.NEWER
        except (HomeAssistantError, OSError, *_DAMAGE):
            damage = StoreDamage.DAMAGED
        else:
            return record, None
        await self._hass.async_add_executor_job(self._set_aside)
        return None, damage

    def _set_aside(self) -> None:
        """Keep a file that can not be used, rather than write over it."""
        path = Path(self._store.path)
        moment = dt_util.utcnow().strftime("%Y%m%dT%H%M%S")
        # Where it can not be moved, nothing can be written over it either.
        with suppress(OSError):
            path.rename(path.with_name(f"{path.name}.unusable.{moment}"))

    async def async_save(self, record: PrinterRecord) -> bool:
        """Save at once, read it back and tell whether it is on disk."""
        async with self._saving:
            return await self._async_save(record)

    async def _async_save(self, record: PrinterRecord) -> bool:
        self._scheduled = False
        data = record.as_dict()
        await self._store.async_save(data)
        if self._store.failing:
            return False
        # Another Store reads the file, where this one may answer from memory.
        try:
            found = await self._open(self._entry_id).async_load()
        except HomeAssistantError, OSError:
            return False
        return orjson.dumps(found) == orjson.dumps(data)

    @callback
    def async_schedule_save(self, record: PrinterRecord) -> None:
        """Save within ten minutes, and when Home Assistant stops."""
        if self._scheduled:
            return  # scheduling anew would put it off
        self._scheduled = True

        def collect() -> JsonDict:
            self._scheduled = False
            return record.as_dict()

        self._store.async_delay_save(collect, SAVE_WHILE_PRINTING.total_seconds())

    async def async_flush(self, record: PrinterRecord) -> None:
        """Save what is scheduled to be saved."""
        if self._scheduled:
            await self.async_save(record)

    async def async_remove(self) -> None:
        """Remove the file."""
        await self._store.async_remove()
