"""Remind at the printer itself, in the background: nothing waits for it."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from time import monotonic
from typing import Final

from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from . import issues
from .const import CONF_DISPLAY, DOMAIN, LOGGER
from .coordinator import PrinterMaintenanceConfigEntry
from .hosts.base import (
    HostAbsent,
    HostError,
    HostRefused,
    HostUnauthorized,
    HostUnexpectedAnswer,
    HostUnreachable,
    Snapshot,
)
from .maintenance.at_printer import (
    REST,
    is_to_show,
    may_run,
    message,
    resting_since,
    was_shown,
)
from .maintenance.gcode import GcodeRun, GcodeState, failed, lines_of
from .maintenance.item import Completion, History
from .maintenance.told import EventKind
from .teller import Teller, sentence

# A display answers at once. Moonraker may not, before Klipper has done other things.
SHOWING: Final = 5.0
# Others may have been taken, and be shown later.
_NOT_TAKEN: Final = (HostAbsent, HostRefused, HostUnauthorized)
# Long enough to hear of most refusals; what takes longer runs on without us.
RUNNING: Final = 30.0


class AtPrinter:
    """Show reminders on a printer's display and run the G-code of its items.

    Whatever is to be done is found in what is stored, after a poll. Only the end of a
    job is remembered until the printer was found idle.
    """

    def __init__(
        self, hass: HomeAssistant, entry: PrinterMaintenanceConfigEntry, teller: Teller
    ) -> None:
        """Begin without knowing what the printer does."""
        self._hass = hass
        self._entry = entry
        self._coordinator = entry.runtime_data
        self._teller = teller
        self._resting_since: float | None = None
        self._job_ended = False
        self._visit: asyncio.Task[None] | None = None
        self._has_complained = False

    @callback
    def async_start(self) -> None:
        """Look after each poll whether something is to be done."""
        self._entry.async_on_unload(async_at_started(self._hass, self._async_settle))
        issues.async_tell_no_control(self._hass, self._entry, missing=False)
        self._coordinator.poll_listeners.append(self._async_polled)

    @callback
    def _async_settle(self, _: HomeAssistant) -> None:
        """Tell of G-code that was being sent when Home Assistant was cut off."""
        cut_off = [
            (item_id, cycle.gcode)
            for item_id in self._coordinator.data.items
            for cycle in self._histories.get(item_id, ())
            if cycle.gcode is not None and cycle.gcode.state is GcodeState.SENDING
        ]
        for item_id, run in cut_off:
            self._tell(item_id, run, replace(run, state=GcodeState.UNANSWERED))
        if cut_off:
            save = self._coordinator.async_save()
            self._entry.async_create_task(self._hass, save, f"{DOMAIN} settled")

    @callback
    def _async_polled(self, snapshot: Snapshot | None) -> None:
        is_busy = snapshot is None or snapshot.to_come is not None
        has_ended = snapshot is not None and any(job.ended for job in snapshot.jobs)
        self._job_ended |= has_ended
        if snapshot is not None and (is_busy or has_ended):
            # What has printed has shown something else.
            self._coordinator.record.display = ()
        self._resting_since = resting_since(
            self._resting_since, monotonic(), is_busy=is_busy, has_ended=has_ended
        )
        if is_busy or not (self._visit is None or self._visit.done()):
            return
        if not self._may_have_to_do:
            self._job_ended = False
        else:
            # Not eagerly: what the poll has told is to be seen first.
            self._visit = self._entry.async_create_background_task(
                self._hass, self._async_visit(), f"{DOMAIN} visit", eager_start=False
            )

    @property
    def _may_have_to_do(self) -> bool:
        """Tell whether the printer is to show or to run anything at all."""
        is_on = bool(self._entry.options.get(CONF_DISPLAY))
        return bool(is_on or self._coordinator.record.display) or any(
            item.gcode for item in self._coordinator.data.items.values()
        )

    async def _async_visit(self) -> None:
        """Do what is to be done if the printer is idle, one G-code at a time."""
        self._coordinator.async_recompute()
        if self._hass.state is not CoreState.running:
            return
        to_show, to_run = self._to_show(), self._to_run()
        self._job_ended = self._job_ended and bool(to_show)
        if (to_show is None and not to_run) or not await self._is_idle():
            return
        if to_show is not None:
            await self._async_show(to_show)
        rested = monotonic() - (self._resting_since or monotonic())
        if to_run and rested >= REST:
            await self._async_run(*to_run[0])

    def _to_show(self) -> tuple[str, ...] | None:
        """Return the items that the display is to show now; None to leave it alone."""
        if to_show := self._reminders(after_job=self._job_ended):
            return to_show
        shown, due = self._coordinator.record.display, self._reminders(after_job=True)
        still_due = tuple(item_id for item_id in shown if item_id in due)
        return None if still_due == shown else still_due

    def _reminders(self, *, after_job: bool) -> tuple[str, ...]:
        """Return the items that the display is to remind of."""
        if not self._entry.options.get(CONF_DISPLAY):
            return ()
        statuses = self._coordinator.data.statuses
        return tuple(
            item_id
            for item_id, cycle in self._cycles()
            if is_to_show(statuses[item_id], cycle, after_job=after_job)
        )

    def _to_run(self) -> list[tuple[str, GcodeRun]]:
        """Return the items whose G-code waits."""
        data = self._coordinator.data
        return [
            (item_id, cycle.gcode)
            for item_id, cycle in self._cycles()
            if cycle.gcode is not None
            and may_run(data.items[item_id], data.statuses[item_id], cycle.gcode)
        ]

    def _cycles(self) -> Iterable[tuple[str, Completion]]:
        """Return the present cycle of each item."""
        for item_id in self._coordinator.data.items:
            if history := self._histories.get(item_id):
                yield item_id, history[-1]

    @property
    def _histories(self) -> dict[str, History]:
        return self._coordinator.record.histories

    async def _is_idle(self) -> bool:
        try:
            is_idle = await self._coordinator.host.is_idle()
        except HostError:
            return False
        if not is_idle:
            self._resting_since = None
        return is_idle

    async def _async_show(self, item_ids: tuple[str, ...]) -> None:
        """Remind of items, or of none; what does not work is not tried again."""
        items, histories = self._coordinator.data.items, self._histories
        names = ", ".join(items[item_id].name for item_id in item_ids)
        self._job_ended = False
        for item_id in item_ids:
            *earlier, cycle = histories[item_id]
            histories[item_id] = (*earlier, was_shown(cycle))
        self._coordinator.record.display = item_ids
        await self._coordinator.async_save()
        text = sentence(self._hass, "display").format(item=names) if names else ""
        try:
            await self._coordinator.host.run([f"M117 {message(text)}".strip()], SHOWING)
        except HostError as err:
            self._async_failed(err)
            if isinstance(err, _NOT_TAKEN):
                self._coordinator.record.display = ()
                await self._coordinator.async_save()
        else:
            issues.async_tell_no_control(self._hass, self._entry, missing=False)

    async def _async_run(self, item_id: str, waiting: GcodeRun) -> None:
        """Run an item's G-code; that it is being sent is on disk before it is."""
        sending = GcodeRun(GcodeState.SENDING, dt_util.utcnow())
        self._note(item_id, waiting, sending)
        is_saved = await self._coordinator.async_save()
        run = None
        if is_saved and self._is_due(item_id, sending) and await self._is_idle():
            run = await self._async_send(item_id, sending)
        if run is None:
            self._note(item_id, sending, waiting)
        else:
            self._tell(item_id, sending, run)
        await self._coordinator.async_save()

    async def _async_send(self, item_id: str, sending: GcodeRun) -> GcodeRun | None:
        """Send an item's G-code and return what became of it; None if nobody took it."""
        lines = lines_of(self._coordinator.data.items[item_id].gcode)
        try:
            await self._coordinator.host.run(lines, RUNNING)
        except HostAbsent:
            return None
        except HostUnreachable, HostUnexpectedAnswer:
            # It may have run, or still run.
            return replace(sending, state=GcodeState.UNANSWERED)
        except HostError as err:
            self._async_failed(err)
            return failed(dt_util.utcnow(), str(err))
        issues.async_tell_no_control(self._hass, self._entry, missing=False)
        return replace(sending, state=GcodeState.SENT)

    def _is_due(self, item_id: str, run: GcodeRun) -> bool:
        """Tell whether an item still is in the cycle that its G-code is for."""
        status = self._coordinator.data.statuses.get(item_id)
        history = self._histories.get(item_id, ())
        is_due = status is not None and bool(status.due) and not status.snoozed_until
        return is_due and bool(history) and history[-1].gcode == run

    @callback
    def _tell(self, item_id: str, sending: GcodeRun, run: GcodeRun) -> None:
        """Note and tell what has become of G-code that was sent."""
        self._note(item_id, sending, run)
        if item_id in self._coordinator.data.items:
            is_failed = run.state is GcodeState.FAILED
            kind = EventKind.GCODE_FAILED if is_failed else EventKind.GCODE_SENT
            self._teller.async_tell(kind, item_id, run=run)

    def _note(self, item_id: str, before: GcodeRun, after: GcodeRun) -> None:
        """Note what has become of G-code, in whichever cycle that was."""
        if item_id in self._histories:
            self._histories[item_id] = tuple(
                replace(cycle, gcode=after) if cycle.gcode == before else cycle
                for cycle in self._histories[item_id]
            )

    @callback
    def _async_failed(self, err: HostError) -> None:
        """Say once that the printer does not take what it is sent."""
        if isinstance(err, HostUnauthorized) and err.missing:
            issues.async_tell_no_control(self._hass, self._entry, missing=True)
        if not self._has_complained:
            self._has_complained = True
            LOGGER.info("%s does not take what it is sent: %s", self._entry.title, err)
