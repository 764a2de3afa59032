"""A file of what must survive, which tells whether it is whole."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, override
import zlib

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.file import WriteError
from homeassistant.util.json import SerializationError
import orjson

from .const import LOGGER, SAVE_WHILE_PRINTING
from .hosts.base import JsonDict

VERSION = 1
MINOR_VERSION = 1

CHECKSUM = "checksum"

# Makes what is to be written, in a thread: what it makes it of must not change.
type Make = Callable[[], JsonDict]
_MAKE = "make"

# What reading brings of which the content or the form is wrong.
DAMAGE = (AttributeError, KeyError, OverflowError, TypeError, ValueError)


def _plain(data: Mapping[str, Any]) -> JsonDict:
    return {key: value for key, value in data.items() if key != CHECKSUM}


def _checksum(data: Mapping[str, Any]) -> int:
    return zlib.crc32(orjson.dumps(data, option=orjson.OPT_SORT_KEYS))


def _whole(data: JsonDict | None) -> JsonDict | None:
    """Return what was stored; ValueError if a checksum says that it is not whole."""
    if data is None:
        return None
    plain = _plain(data)
    if data.get(CHECKSUM, checksum := _checksum(plain)) != checksum:
        raise ValueError("the checksum")
    return plain


def _is_same(found: JsonDict, data: JsonDict) -> bool:
    return orjson.dumps(_plain(found)) == orjson.dumps(data)


class _CheckedStore(Store[JsonDict]):
    """Tell whether writing works, where Store only logs it every time.

    What is to be written is made where it does not hold the event loop.
    """

    failing = False
    written: JsonDict

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        if "data_func" in data:
            data["data"] = data.pop("data_func")()
        data["data"] = await self.hass.async_add_executor_job(self._seal, data["data"])
        try:
            await super()._async_write_data(data)
        except (OSError, SerializationError, WriteError) as err:
            if not self.failing:
                LOGGER.warning("What was counted can not be saved: %s", err)
            self.failing = True
        else:
            self.failing = False

    def _seal(self, data: JsonDict) -> JsonDict:
        self.written = _plain(data[_MAKE]() if _MAKE in data else data)
        # A bit that rots in a number leaves JSON that is as good as before.
        return self.written | {CHECKSUM: _checksum(self.written)}

    @override
    async def _async_migrate_func(
        self, old_major_version: int, old_minor_version: int, old_data: JsonDict
    ) -> JsonDict:
        """Keep what a newer minor version has written."""
        return old_data


class StoreFile:
    """Load and save one file."""

    def __init__(self, hass: HomeAssistant, key: str) -> None:
        """Name the file."""
        self._hass = hass
        self._key = key
        self._store = self._open()
        self._scheduled = False
        # What is read back must not be what another save has written meanwhile.
        self._saving = asyncio.Lock()

    def _open(self) -> _CheckedStore:
        # Atomic writes reach the disk before a completion is acknowledged.
        return _CheckedStore(
            self._hass,
            VERSION,
            self._key,
            atomic_writes=True,
            minor_version=MINOR_VERSION,
            serialize_in_event_loop=False,
        )

    async def async_load(self) -> JsonDict | None:
        """Return what is stored, None if there is none; ValueError if it is not whole.

        Versions before the checksum did not write one.
        """
        data = await self._store.async_load()
        return await self._hass.async_add_executor_job(_whole, data)

    async def async_set_aside(self) -> None:
        """Keep a file that can not be used, rather than write over it."""
        await self._hass.async_add_executor_job(self._set_aside)

    def _set_aside(self) -> None:
        path = Path(self._store.path)
        moment = dt_util.utcnow().strftime("%Y%m%dT%H%M%S")
        # Where it can not be moved, nothing can be written over it either.
        with suppress(OSError):
            path.rename(path.with_name(f"{path.name}.unusable.{moment}"))

    async def async_save(self, make: Make) -> bool:
        """Save at once, read it back and tell whether it is on disk."""
        async with self._saving:
            self._scheduled = False
            await self._store.async_save({_MAKE: make})
            return not self._store.failing and await self._async_holds()

    async def _async_holds(self) -> bool:
        # Another Store reads the file, where this one may answer from memory.
        try:
            found = await self._open().async_load() or {}
        except (HomeAssistantError, OSError, *DAMAGE):
            return False
        written = self._store.written
        return await self._hass.async_add_executor_job(_is_same, found, written)

    @property
    def is_scheduled(self) -> bool:
        """Tell whether something is to be saved."""
        return self._scheduled

    @callback
    def async_schedule_save(self, freeze: Callable[[], Make]) -> None:
        """Save what there is to freeze within ten minutes, and when it stops."""
        if self._scheduled:
            return  # scheduling anew would put it off
        self._scheduled = True

        def frozen() -> JsonDict:
            self._scheduled = False
            return {_MAKE: freeze()}

        self._store.async_delay_save(frozen, SAVE_WHILE_PRINTING.total_seconds())

    async def async_remove(self) -> None:
        """Remove the file."""
        await self._store.async_remove()
