"""What changes the histories of a printer's items."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from homeassistant.config_entries import ConfigEntryState as State
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .coordinator import PrinterMaintenanceCoordinator
from .maintenance.backdating import begun_on, first_day, mark_before_record, mark_on
from .maintenance.cycle import Amounts, corrected, counting, snoozed
from .maintenance.item import Completion, CompletionKind, History, Item, begun, undone
from .maintenance.pause import Mark
from .maintenance.usage import Meter

# How long, in seconds, a host is waited for that was away, and by what must be instant.
PATIENCE_AWAY: Final = 3.0
PATIENCE_AT_ONCE: Final = 1.0


async def async_complete(
    coordinator: PrinterMaintenanceCoordinator,
    *item_ids: str,
    day: date | None = None,
    note: str = "",
    context: Context | None = None,
) -> None:
    """Record that items were done, now or on a day; HomeAssistantError if not on disk."""
    if day is None or day == dt_util.now().date():
        await _async_count_job(coordinator)
        done = _completion(coordinator, CompletionKind.DONE, note, context)
        await _async_begin(coordinator, item_ids, done, context)
        return
    done = _completion(coordinator, CompletionKind.DONE, note, context)
    await coordinator.async_set_histories(
        {item_id: _backdated(coordinator, item_id, done, day) for item_id in item_ids},
        context,
    )


async def async_skip(
    coordinator: PrinterMaintenanceCoordinator,
    *item_ids: str,
    note: str = "",
    context: Context | None = None,
) -> None:
    """Begin a new cycle without claiming that the items were done."""
    await _async_count_job(coordinator)
    skipped = _completion(coordinator, CompletionKind.SKIPPED, note, context)
    await _async_begin(coordinator, item_ids, skipped, context)


async def async_undo(
    coordinator: PrinterMaintenanceCoordinator,
    *item_ids: str,
    context: Context | None = None,
) -> None:
    """Take the last completions back; HomeAssistantError if there is none."""
    await _async_change(
        coordinator,
        item_ids,
        lambda _, history: undone(history),
        translation_key="nothing_to_undo",
        context=context,
    )


async def async_snooze(
    coordinator: PrinterMaintenanceCoordinator,
    *item_ids: str,
    until: datetime | None,
    context: Context | None = None,
) -> None:
    """Silence the reminders of items until a moment; None ends that."""
    await _async_change(
        coordinator,
        item_ids,
        lambda _, history: snoozed(history, until),
        translation_key="history_unknown",
        context=context,
    )


async def async_set_counting(
    coordinator: PrinterMaintenanceCoordinator,
    *item_ids: str,
    counts: bool,
    context: Context | None = None,
) -> None:
    """Pause items or let them count again; HomeAssistantError if not on disk."""
    # What a running job has printed by now is still on this side of the switch.
    connected = coordinator.data.connected
    await _async_catch_up(coordinator, None if connected else PATIENCE_AWAY)
    now = Mark(dt_util.utcnow(), coordinator.record.odometer.by_material())
    zone = dt_util.get_default_time_zone()
    await _async_change(
        coordinator,
        item_ids,
        lambda _, history: counting(history, now, zone, counts=counts),
        translation_key="history_unknown",
        context=context,
    )


async def async_set_used(
    coordinator: PrinterMaintenanceCoordinator,
    *item_ids: str,
    used: Amounts,
    context: Context | None = None,
) -> None:
    """Correct what items have used so far, in stored units."""
    for item_id in item_ids:
        item = coordinator.data.items[item_id]
        limited = [interval.meter for interval in item.intervals]
        if others := [meter for meter in used if meter not in limited]:
            raise _refused(
                translation_key="no_such_interval",
                item=item.name,
                amounts=await _async_listed(coordinator.hass, others),
                intervals=await _async_listed(coordinator.hass, limited),
            )
    await _async_count_job(coordinator)
    usage, now = coordinator.record.odometer.by_material(), dt_util.now()
    await _async_change(
        coordinator,
        item_ids,
        lambda item, history: corrected(history, used, usage, item.materials, now),
        translation_key="history_unknown",
        context=context,
    )


async def _async_count_job(coordinator: PrinterMaintenanceCoordinator) -> None:
    """Count what a running job has printed; for a printer that is off nobody waits."""
    if coordinator.data.connected and coordinator.record.odometer.open_job:
        await _async_catch_up(coordinator, PATIENCE_AT_ONCE)


async def _async_catch_up(
    coordinator: PrinterMaintenanceCoordinator, patience: float | None
) -> None:
    """Poll the host; HomeAssistantError if the printer was unloaded meanwhile."""
    await coordinator.async_catch_up(patience)
    entry = coordinator.config_entry
    # What is noted in a record that is not in use any more would be lost.
    if (
        entry.state in (State.UNLOAD_IN_PROGRESS, State.NOT_LOADED)
        or entry.runtime_data is not coordinator
    ):
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="printer_not_loaded",
            translation_placeholders={"printer": entry.title},
        )


async def _async_begin(
    coordinator: PrinterMaintenanceCoordinator,
    item_ids: tuple[str, ...],
    completion: Completion,
    context: Context | None,
) -> None:
    histories = coordinator.record.histories
    await coordinator.async_set_histories(
        {
            item_id: begun(histories.get(item_id, ()), completion)
            for item_id in item_ids
        },
        context,
    )


def _completion(
    coordinator: PrinterMaintenanceCoordinator,
    kind: CompletionKind,
    note: str,
    context: Context | None,
) -> Completion:
    return Completion(
        kind,
        dt_util.utcnow(),
        coordinator.record.odometer.by_material(),
        note=note,
        user_id=None if context is None else context.user_id,
    )


def _backdated(
    coordinator: PrinterMaintenanceCoordinator,
    item_id: str,
    completion: Completion,
    day: date,
) -> History:
    """Return an item's history with a cycle that began on another day than today."""
    record, item = coordinator.record, coordinator.data.items[item_id]
    history, now = record.histories.get(item_id, ()), dt_util.now()
    zone = dt_util.get_default_time_zone()
    if not history:
        raise _refused(translation_key="history_unknown", item=item.name)
    last = history[-1].moment.astimezone(zone).date()
    if day > now.date():
        raise _refused(translation_key="date_in_future", item=item.name)
    if day < last:
        raise _refused(
            translation_key="date_before_last", item=item.name, **_parts(last)
        )
    mark = mark_on(day, history, record.daily, zone)
    if mark is None and {interval.meter for interval in item.intervals} == {Meter.DAYS}:
        mark = mark_before_record(day, record.daily, completion.reading, zone)
    if mark is None:
        first = first_day(record.daily, now.date())
        raise _refused(
            translation_key="date_before_record", item=item.name, **_parts(first)
        )
    completion = replace(completion, moment=mark.moment, reading=mark.reading)
    return begun_on(day, history, completion, zone)


async def _async_change(
    coordinator: PrinterMaintenanceCoordinator,
    item_ids: tuple[str, ...],
    change: Callable[[Item, History], History | None],
    *,
    translation_key: str,
    context: Context | None = None,
) -> None:
    """Change all the histories, or none of them where one can not be changed."""
    changed: dict[str, History] = {}
    for item_id in item_ids:
        item = coordinator.data.items[item_id]
        history = change(item, coordinator.record.histories.get(item_id, ()))
        if history is None:
            raise _refused(translation_key=translation_key, item=item.name)
        changed[item_id] = history
    await coordinator.async_set_histories(changed, context)


async def _async_listed(hass: HomeAssistant, meters: Iterable[Meter]) -> str:
    """Name meters as the fields of the action do."""
    texts = await async_get_translations(
        hass, hass.config.language, "services", integrations=[DOMAIN]
    )
    field = f"component.{DOMAIN}.services.set_used.fields"
    return ", ".join(texts[f"{field}.{meter}.name"] for meter in meters)


def _parts(day: date) -> dict[str, str]:
    """Return the parts of a date, which every language puts together in its own way."""
    return {"day": f"{day:%d}", "month": f"{day:%m}", "year": f"{day:%Y}"}


def _refused(*, translation_key: str, **placeholders: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=translation_key,
        translation_placeholders=placeholders,
    )
