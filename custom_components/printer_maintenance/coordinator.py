"""The coordinator, where host, odometer, items and store meet."""

import asyncio
from collections.abc import Callable, Coroutine
from time import time
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.event import async_track_utc_time_change
from homeassistant.helpers.update_coordinator import (
    REQUEST_REFRESH_DEFAULT_COOLDOWN,
    REQUEST_REFRESH_DEFAULT_IMMEDIATE,
    DataUpdateCoordinator,
)
from homeassistant.util import dt as dt_util

from . import issues
from .changes import Change, Changes, Histories
from .connection import Connection
from .const import DOMAIN, LOGGER, POLL_AWAY, POLL_CONNECTED
from .hosts.base import Answer, Host, Snapshot
from .items import ItemEntities, items_of
from .maintenance.crossing import UNKNOWN_ESTIMATE, Estimate
from .maintenance.item import Item
from .maintenance.pace import Outlook
from .printer_data import PrinterData, PrinterView
from .probe import host_of
from .starting_point import async_seed, begin_histories
from .store import PrinterRecord, PrinterStore

# Local midnight is at a quarter of an hour (in s), whatever the time zone becomes.
QUARTER: Final = 900

type PrinterMaintenanceConfigEntry = ConfigEntry[PrinterMaintenanceCoordinator]
# What a poll has told; None if the host is away.
type PollListener = Callable[[Snapshot | None], None]


class PrinterMaintenanceCoordinator(DataUpdateCoordinator[PrinterData]):
    """Poll a printer, count its usage and keep its maintenance items."""

    config_entry: PrinterMaintenanceConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: PrinterMaintenanceConfigEntry,
        host: Host[Any],
        device: dr.DeviceEntry,
    ) -> None:
        """Start from nothing; async_load brings what is stored."""
        # Polls must not mix their cursors: it has the lock that each of them takes.
        self._refreshing = Debouncer[Coroutine[Any, Any, None]](
            hass,
            LOGGER,
            cooldown=REQUEST_REFRESH_DEFAULT_COOLDOWN,
            immediate=REQUEST_REFRESH_DEFAULT_IMMEDIATE,
        )
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=entry.title,
            update_interval=POLL_CONNECTED,
            request_refresh_debouncer=self._refreshing,
            always_update=False,
        )
        self.host = host
        self.device = device
        self.connection = Connection(hass, entry, host, device)
        self.store = PrinterStore(hass, entry.entry_id)
        self.record = PrinterRecord()
        self.item_entities = ItemEntities(hass, entry)
        self.changes = Changes()
        # In which entities change just now.
        self.context: Context | None = None
        self.poll_listeners: list[PollListener] = []
        self._items: dict[str, Item] = {}
        self._outlook = Outlook(self.record.daily, dt_util.now().date())
        self._view = PrinterView()
        self._polls = 0
        self._snapshot: Snapshot | None = None
        self._quarter = 0.0
        self._syncing = asyncio.Lock()
        self._to_come: Estimate | None = None
        self._unsaved = False

    async def async_load(self, *, expected: bool) -> None:
        """Load what is stored; expected tells that there was something before."""

        def prepare(record: PrinterRecord) -> None:
            host = host_of(self.config_entry)
            is_readable = record.host_kind == host[0] or record.is_of(*host)
            if record.cursor is not None and is_readable:
                record.cursor = self.host.restore(record.cursor)

        record, damage = await self.store.async_load(prepare)
        if damage is not None or (record is None and expected):
            issues.async_tell_damage(self.hass, self.config_entry, damage)
        self.record = record or self.record
        # An item may have been removed while its printer was not set up.
        gone = self.record.keep_items(self.config_entry.subentries)
        if record is None or damage is not None or gone:
            await self.async_save()
        self._items = items_of(self.config_entry)
        self.item_entities.async_forget_intervals(self._items)
        self._begin_histories()
        self._forget_estimate()
        self.data = self._current()

    @callback
    def async_start(self) -> None:
        """Follow what changes items without a poll, and keep polling alive."""
        on_unload = self.config_entry.async_on_unload
        # Without a listener there is no polling: somebody may disable every entity.
        on_unload(self.async_add_listener(lambda: None))
        on_unload(
            async_track_utc_time_change(
                self.hass, self.async_recompute, minute=[0, 15, 30, 45], second=0
            )
        )
        on_unload(
            self.hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, self.async_recompute)
        )

    @callback
    def async_recompute(self, _: object = None) -> None:
        """Show what has changed since the last poll."""
        current = self._current()
        if current != self.data:
            self.data = current
            self.async_update_listeners()

    def _current(self) -> PrinterData:
        now = dt_util.now()
        if now.date() != self._outlook.today:
            self.record.note()
        self._quarter = time() // QUARTER
        self._outlook = self._outlook.on(self.record.daily, now.date())
        return self._view.of(
            self.record,
            self._items,
            self._outlook,
            now,
            connected=self.connection.is_up,
            to_come=self._to_come,
        )

    # Polling.

    @override
    async def _async_update_data(self) -> PrinterData:
        """Poll the host; one that is away is no error."""
        is_new = await self._poll()
        # Somebody may have put the clock right.
        is_old = self._quarter != time() // QUARTER
        return self._current() if is_new or is_old else self.data

    async def async_catch_up(self, patience: float | None = None) -> None:
        """Count what was printed by now, as far as the host answers within seconds."""
        # It is not cut off: what comes later still counts.
        poll = self.config_entry.async_create_background_task(
            self.hass, self._catch_up(self._polls), f"{DOMAIN} catch up"
        )
        _, late = await asyncio.wait([poll], timeout=patience)
        for task in late:
            task.add_done_callback(self.async_recompute)

    async def _catch_up(self, asked: int) -> None:
        async with self._refreshing.async_lock():
            # One that began since then tells as much.
            if self._polls != asked:
                return
            was_connected = self.connection.is_up
            await self._poll()
        if self.connection.is_up and not was_connected:
            # The next poll was to come when a host that is away is tried again.
            self.async_set_updated_data(self._current())

    async def _poll(self) -> bool:
        """Count what the host tells; tell whether that may be anything new."""
        self._polls += 1
        was_up, last = self.connection.is_up, self.connection.answer
        answer = await self.connection.async_fetch(self.record)
        is_new = answer is None or not was_up or answer is not last
        if answer is None:
            self.update_interval = POLL_AWAY
            self._snapshot = None
            self._forget_estimate()
        elif is_new:
            if not was_up:
                self.update_interval = POLL_CONNECTED
                host = host_of(self.config_entry)
                self.record.follow(*host, self.host.carry_over)
            self._snapshot = await self._count(answer)
        if self._unsaved:
            await self.async_save()
        for listen in self.poll_listeners:
            listen(self._snapshot)
        return is_new

    def _forget_estimate(self) -> None:
        is_printing = not all(job.ended for job in self.record.odometer.jobs.values())
        self._to_come = UNKNOWN_ESTIMATE if is_printing else None

    # Counting.

    async def _count(self, answer: Answer) -> Snapshot:
        record = self.record
        snapshot, cursor = self.host.read(answer, record.cursor)
        self._to_come = snapshot.to_come
        today = dt_util.now().date()
        if is_another_day := today != record.counted_on:
            record.note()
        odometer, daily, seeded = record.odometer, record.daily, record.seeded
        if cursor is not None and not seeded:
            async_seed(self.hass, self.config_entry, record, snapshot)
        record.odometer = record.odometer.fold(snapshot.jobs)
        record.counted_on = today
        if is_another_day or seeded != record.seeded:
            record.note()
        is_new = odometer != record.odometer or daily != record.daily
        is_new = is_new or cursor != record.cursor
        record.cursor = cursor
        if seeded != record.seeded:
            self._begin_histories()
        if seeded != record.seeded or any(job.ended for job in snapshot.jobs):
            await self.async_save()
        elif is_new:
            self.store.async_schedule_save(record)
        return snapshot

    async def async_save(self) -> bool:
        """Save at once and tell whether it is on disk; else it is tried again."""
        changes = self.changes.untold
        saved = await self.store.async_save(self.record)
        if saved != (not self._unsaved):
            issues.async_tell_unsaved(self.hass, self.config_entry, unsaved=not saved)
        self._unsaved = not saved
        if saved:
            self.changes.async_saved(changes)
        else:
            # Home Assistant may stop before the next poll.
            self.store.async_schedule_save(self.record)
        return saved

    async def async_close(self) -> None:
        """Save what is not saved yet."""
        changes = self.changes.untold
        if await self.store.async_flush(self.record):
            self.changes.async_saved(changes)

    # Items.

    async def async_set_histories(
        self, changed: Histories, context: Context | None = None
    ) -> None:
        """Change histories and save at once; HomeAssistantError if not on disk.

        What is not on disk yet is shown, since it is kept, and told when it is.
        """
        names = ", ".join(self._items[item_id].name for item_id in changed)
        before = {i: self.record.histories.get(i, ()) for i in changed}
        self.record.histories.update(changed)
        context = context or Context()
        self.changes.async_add(Change(before, changed, context))
        self.data = self._current()
        saved = await self.async_save()
        self._show(context)
        if not saved:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="not_saved",
                translation_placeholders={"item": names},
            )

    def _show(self, context: Context) -> None:
        """Show what was changed in a context."""
        self.context = context
        try:
            self.async_update_listeners()
        finally:
            self.context = None

    async def async_sync_items(self) -> None:
        """Follow items that were added, changed or removed."""
        async with self._syncing:
            before, self._items = self._items, items_of(self.config_entry)
            gone = self.record.keep_items(self.config_entry.subentries)
            recounted = self.record.recount(before, self._items, dt_util.now())
            began = self._begin_histories()
            self.async_recompute()
            if began or gone or recounted:
                await self.async_save()
            await self.item_entities.async_follow(before, self._items)

    def _begin_histories(self) -> bool:
        items = self._items.keys()
        return begin_histories(self.config_entry, self.record, items)
