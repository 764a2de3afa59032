"""What changes the histories of a printer's items."""

from collections.abc import Callable
from datetime import datetime

from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .coordinator import PrinterMaintenanceCoordinator
from .maintenance.cycle import Amounts, corrected, snoozed
from .maintenance.item import Completion, CompletionKind, History, Item, undone


async def async_complete(
    coordinator: PrinterMaintenanceCoordinator,
    *item_ids: str,
    note: str = "",
    user_id: str | None = None,
) -> None:
    """Record that items were done just now; HomeAssistantError if not on disk."""
    await _async_begin(coordinator, item_ids, CompletionKind.DONE, note, user_id)


async def async_skip(
    coordinator: PrinterMaintenanceCoordinator,
    *item_ids: str,
    note: str = "",
    user_id: str | None = None,
) -> None:
    """Begin a new cycle without claiming that the items were done."""
    await _async_begin(coordinator, item_ids, CompletionKind.SKIPPED, note, user_id)


async def async_undo(
    coordinator: PrinterMaintenanceCoordinator, *item_ids: str
) -> None:
    """Take the last completions back; HomeAssistantError if there is none."""
    await _async_change(
        coordinator,
        item_ids,
        lambda _, history: undone(history),
        translation_key="nothing_to_undo",
    )


async def async_snooze(
    coordinator: PrinterMaintenanceCoordinator, *item_ids: str, until: datetime | None
) -> None:
    """Silence the reminders of items until a moment; None ends that."""
    await _async_change(
        coordinator,
        item_ids,
        lambda _, history: snoozed(history, until),
        translation_key="history_unknown",
    )


async def async_set_used(
    coordinator: PrinterMaintenanceCoordinator, *item_ids: str, used: Amounts
) -> None:
    """Correct what items have used so far, in stored units."""
    for item_id in item_ids:
        item = coordinator.data.items[item_id]
        if used.keys() - {interval.meter for interval in item.intervals}:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="no_such_interval",
                translation_placeholders={"item": item.name},
            )
    usage, now = coordinator.record.odometer.by_material(), dt_util.now()
    await _async_change(
        coordinator,
        item_ids,
        lambda item, history: corrected(history, used, usage, item.materials, now),
        translation_key="history_unknown",
    )


async def _async_begin(
    coordinator: PrinterMaintenanceCoordinator,
    item_ids: tuple[str, ...],
    kind: CompletionKind,
    note: str,
    user_id: str | None,
) -> None:
    began = Completion(
        kind,
        dt_util.utcnow(),
        coordinator.record.odometer.by_material(),
        note=note,
        user_id=user_id,
    )
    histories = coordinator.record.histories
    await coordinator.async_set_histories(
        {item_id: (*histories.get(item_id, ()), began) for item_id in item_ids}
    )


async def _async_change(
    coordinator: PrinterMaintenanceCoordinator,
    item_ids: tuple[str, ...],
    change: Callable[[Item, History], History | None],
    *,
    translation_key: str,
) -> None:
    """Change all the histories, or none of them where one can not be changed."""
    changed: dict[str, History] = {}
    for item_id in item_ids:
        item = coordinator.data.items[item_id]
        history = change(item, coordinator.record.histories.get(item_id, ()))
        if history is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key=translation_key,
                translation_placeholders={"item": item.name},
            )
        changed[item_id] = history
    await coordinator.async_set_histories(changed)
