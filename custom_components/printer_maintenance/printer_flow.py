"""What the flows of a printer's items have in common."""

from homeassistant.config_entries import ConfigEntryState, ConfigSubentryFlow

from .coordinator import PrinterMaintenanceConfigEntry, PrinterMaintenanceCoordinator
from .store import PrinterRecord


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
