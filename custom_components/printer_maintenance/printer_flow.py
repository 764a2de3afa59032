"""What the flows of a printer's items have in common."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentry,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME
from homeassistant.core import callback

from .const import SUBENTRY_ITEM
from .coordinator import PrinterMaintenanceConfigEntry, PrinterMaintenanceCoordinator
from .hosts.base import JsonDict
from .item_form import from_form
from .starting_point import CONF_START
from .store import PrinterRecord

CONF_ITEMS: Final = "items"


class PrinterFlow(ConfigSubentryFlow):
    """Know the printer, and the items that it has."""

    @property
    def _printer(self) -> PrinterMaintenanceConfigEntry:
        return self._get_entry()

    @property
    def _coordinator(self) -> PrinterMaintenanceCoordinator | None:
        """Return the printer's coordinator; None while the printer is reloaded."""
        loaded = self._printer.state is ConfigEntryState.LOADED
        return self._printer.runtime_data if loaded else None

    @property
    def _record(self) -> PrinterRecord:
        """Return what is known of the printer; nothing while it is reloaded."""
        coordinator = self._coordinator
        return PrinterRecord() if coordinator is None else coordinator.record

    def _names(self) -> list[str]:
        """Return the names of the printer's other items."""
        own = self.context.get("subentry_id")
        return [
            subentry.title
            for subentry in self._printer.subentries.values()
            if subentry.subentry_id != own
        ]

    @callback
    def _added(self, names: Iterable[str]) -> SubentryFlowResult:
        """End with what was added; Home Assistant's own end of a flow adds but one."""
        if not (lines := [f"* {name}" for name in names]):
            return self.async_abort(reason="nothing_added")
        return self.async_abort(
            reason="items_added",
            description_placeholders={CONF_ITEMS: "\n".join(lines)},
        )


def new_item(form: Mapping[str, Any], start: JsonDict) -> ConfigSubentry:
    """Return an item as a form without errors and a starting point describe it."""
    return ConfigSubentry(
        data=MappingProxyType({**from_form(form), CONF_START: start}),
        subentry_type=SUBENTRY_ITEM,
        title=form[CONF_NAME],
        unique_id=None,
    )
