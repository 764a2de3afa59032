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

# What reading brings of which the content or the form is wrong.
DAMAGE = (AttributeError, KeyError, OverflowError, TypeError, ValueError)


def _plain(data: Mapping[str, Any]) -> JsonDict:
    return {key: value for key, value in data.items() if key != CHECKSUM}


def _checksum(data: Mapping[str, Any]) -> int:
    return zlib.crc32(orjson.dumps(data, option=orjson.OPT_SORT_KEYS))


class _CheckedStore(Store[JsonDict]):
    """Tell whether writing works, where Store only logs it every time."""

    failing = False

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        if "data_func" in data:
            data["data"] = data.pop("data_func")()
        # A bit that rots in a number leaves JSON that is as good as before.
        plain = _plain(data["data"])
        data["data"] = plain | {CHECKSUM: _checksum(plain)}
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
        )

    async def async_load(self) -> JsonDict | None:
        """Return what is stored, None if there is none; ValueError if it is not whole.

        Versions before the checksum did not write one.
        """
        data = await self._store.async_load()
        if data is None:
            return None
        plain = _plain(data)
        if data.get(CHECKSUM, checksum := _checksum(plain)) != checksum:
            raise ValueError("the checksum")
        return plain

    async def async_set_aside(self) -> None:
        """Keep a file that can not be used, rather than write over it."""
        await self._hass.async_add_executor_job(self._set_aside)

    def _set_aside(self) -> None:
        path = Path(self._store.path)
        moment = dt_util.utcnow().strftime("%Y%m%dT%H%M%S")
        # Where it can not be moved, nothing can be written over it either.
        with suppress(OSError):
            path.rename(path.with_name(f"{path.name}.unusable.{moment}"))

    async def async_save(self, data: JsonDict) -> bool:
        """Save at once, read it back and tell whether it is on disk."""
        async with self._saving:
            self._scheduled = False
            await self._store.async_save(data)
            return not self._store.failing and await self._async_holds(data)

    async def _async_holds(self, data: JsonDict) -> bool:
        # Another Store reads the file, where this one may answer from memory.
        try:
            found = _plain(await self._open().async_load() or {})
        except (HomeAssistantError, OSError, *DAMAGE):
            return False
        return orjson.dumps(found) == orjson.dumps(data)

    @property
    def is_scheduled(self) -> bool:
        """Tell whether something is to be saved."""
        return self._scheduled

    @callback
    def async_schedule_save(self, collect: Callable[[], JsonDict]) -> None:
        """Save within ten minutes, and when Home Assistant stops."""
        if self._scheduled:
            return  # scheduling anew would put it off
        self._scheduled = True

        def collected() -> JsonDict:
            self._scheduled = False
            return collect()

        self._store.async_delay_save(collected, SAVE_WHILE_PRINTING.total_seconds())

    async def async_remove(self) -> None:
        """Remove the file."""
        await self._store.async_remove()
