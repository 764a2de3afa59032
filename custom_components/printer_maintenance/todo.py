"""To-do list platform for the Printer Maintenance integration."""

from dataclasses import replace
from datetime import datetime
from typing import Final, override

from homeassistant.components.todo.const import TodoItemStatus, TodoListEntityFeature
from homeassistant.components.todo.entity import TodoItem, TodoListEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_call_later

from .const import DOMAIN
from .coordinator import PrinterMaintenanceConfigEntry, PrinterMaintenanceCoordinator
from .entity import PrinterMaintenanceEntity, what_to_do
from .history import async_complete, async_undo
from .items import by_name
from .maintenance.item import Item
from .maintenance.schedule import ItemStatus

PARALLEL_UPDATES = 0

# A card shows a change within this time (in s).
CARD_DELAY: Final = 1.0

MAINTENANCE: Final = EntityDescription(key="maintenance")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PrinterMaintenanceConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the to-do list of a printer."""
    async_add_entities([MaintenanceToDoList(entry.runtime_data, MAINTENANCE)])


class MaintenanceToDoList(PrinterMaintenanceEntity, TodoListEntity):
    """List the items: open while due or due soon, else ticked off.

    What does not count, or is not known yet, is neither.
    """

    _attr_supported_features = TodoListEntityFeature.UPDATE_TODO_ITEM

    def __init__(
        self, coordinator: PrinterMaintenanceCoordinator, description: EntityDescription
    ) -> None:
        """Begin with an empty list."""
        super().__init__(coordinator, description)
        self._entries: dict[str, tuple[Item, ItemStatus, TodoItem]] = {}

    @override
    def shown(self) -> list[TodoItem]:
        """Return all that the state consists of."""
        data = self.coordinator.data
        return [
            self._entry(item_id, item, status)
            for item_id, item in by_name(data.items)
            if (status := data.statuses[item_id]).paused is False
        ]

    def _entry(self, item_id: str, item: Item, status: ItemStatus) -> TodoItem:
        """Return an item's entry, the same one as long as nothing is new of it."""
        known = self._entries.get(item_id)
        if known is None or known[0] is not item or known[1] is not status:
            known = item, status, _entry(item_id, item, status)
            self._entries[item_id] = known
        return known[2]

    @callback
    @override
    def _async_write_ha_state(self) -> None:
        self._attr_todo_items = self.shown()
        super()._async_write_ha_state()

    @override
    async def async_update_todo_item(self, item: TodoItem) -> None:
        """Record a completion for a tick, and undo the last one if it is taken back."""
        context = self.acting()
        now = next(entry for entry in self.todo_items or () if entry.uid == item.uid)
        if item.summary != now.summary:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="rename_elsewhere"
            )
        if item.uid is None or item.status == now.status:
            return
        try:
            if item.status == TodoItemStatus.COMPLETED:
                await async_complete(self.coordinator, item.uid, context=context)
            else:
                await async_undo(self.coordinator, item.uid, context=context)
        finally:
            self._async_correct(item)

    @callback
    def _async_correct(self, asked: TodoItem) -> None:
        """Let cards show the true status where it is not what was asked for.

        They leave a tick as the user has set it until they are told of a change.
        """
        true = self.shown()
        self._attr_todo_items = [
            replace(entry, status=asked.status) if entry.uid == asked.uid else entry
            for entry in true
        ]
        if self._attr_todo_items == true:
            return
        self.async_update_listeners()
        self._attr_todo_items = true

        @callback
        def tell(_: datetime) -> None:
            self.async_update_listeners()

        self.async_on_remove(async_call_later(self.hass, CARD_DELAY, tell))


def _entry(item_id: str, item: Item, status: ItemStatus) -> TodoItem:
    is_open = bool(status.due or status.due_soon)
    return TodoItem(
        summary=item.name,
        uid=item_id,
        status=TodoItemStatus.NEEDS_ACTION if is_open else TodoItemStatus.COMPLETED,
        due=status.expected_due and status.expected_due.date(),
        description=what_to_do(item),
        completed=None if is_open else status.last_done,
    )
