"""The names of printers and items that may be spoken of with an assistant."""

from collections.abc import Iterator
from dataclasses import dataclass

from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .const import DOMAIN
from .coordinator import PrinterMaintenanceConfigEntry, PrinterMaintenanceCoordinator
from .items import items_of
from .maintenance.item import Item
from .maintenance.schedule import ItemStatus
from .targets import Targets
from .wording import last_named, named, plain, spoken

type Id = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PrinterItem:
    """Hold an item with its printer."""

    coordinator: PrinterMaintenanceCoordinator
    item_id: str

    @property
    def id(self) -> Id:
        """Return the ids of the printer's entry and of the item."""
        return self.entry_id, self.item_id

    @property
    def entry_id(self) -> str:
        """Return the id of the printer's entry."""
        return self.coordinator.config_entry.entry_id

    @property
    def item(self) -> Item:
        """Return the item."""
        return self.coordinator.data.items[self.item_id]

    @property
    def status(self) -> ItemStatus:
        """Return the item's status."""
        return self.coordinator.data.statuses[self.item_id]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Hold the names, as they are compared, and what they name."""

    items: dict[str, set[Id]]
    printers: dict[str, set[str]]
    item_forms: frozenset[str]
    printer_forms: frozenset[str]

    def printers_in(self, text: str) -> set[str]:
        """Return the printers of the name in a text that names some."""
        return self.printers.get(last_named(text, self.printers) or "", set())

    def items_in(self, text: str) -> tuple[set[Id], str]:
        """Return the items of the name in a text, and the rest of the text."""
        name, rest = named(text, self.items)
        return self.items.get(name or "", set()), rest


@callback
def async_vocabulary(hass: HomeAssistant, assistant: str) -> Vocabulary:
    """Collect the names of what is exposed to an assistant."""
    items: dict[str, set[Id]] = {}
    printers: dict[str, set[str]] = {}
    item_forms: set[str] = set()
    printer_forms: set[str] = set()
    for entry in exposed_entries(hass, assistant):
        for name in (entry.title, printer_name(hass, entry.runtime_data)):
            if forms := spoken(name):
                printers.setdefault(plain(name), set()).add(entry.entry_id)
                printer_forms |= forms
        for item_id, name in _item_names(hass, entry):
            if forms := spoken(name):
                items.setdefault(plain(name), set()).add((entry.entry_id, item_id))
                item_forms |= forms
    return Vocabulary(items, printers, frozenset(item_forms), frozenset(printer_forms))


@callback
def exposed_entries(
    hass: HomeAssistant, assistant: str
) -> Iterator[PrinterMaintenanceConfigEntry]:
    """Return the printers whose to-do list is exposed to an assistant."""
    registry = er.async_get(hass)
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        todo = registry.async_get_entity_id(
            Platform.TODO, DOMAIN, f"{entry.entry_id}_maintenance"
        )
        if todo is not None and async_should_expose(hass, assistant, todo):
            yield entry


@callback
def exposed_items(
    hass: HomeAssistant, assistant: str, targets: Targets
) -> list[PrinterItem]:
    """Return the items that are exposed, those with the least life remaining first."""
    exposed = {entry.entry_id for entry in exposed_entries(hass, assistant)}
    items = [
        PrinterItem(printer, item_id)
        for printer, item_ids in targets.items()
        if printer.config_entry.entry_id in exposed
        for item_id in item_ids
    ]
    return sorted(
        items,
        key=lambda item: (
            item.status.life_remaining is None,
            item.status.life_remaining,
        ),
    )


@callback
def printer_name(
    hass: HomeAssistant, coordinator: PrinterMaintenanceCoordinator
) -> str:
    """Return what the user calls a printer."""
    device = dr.async_get(hass).async_get(coordinator.device.id)
    return (device and device.name_by_user) or coordinator.config_entry.title


@callback
def area_of(
    hass: HomeAssistant, coordinator: PrinterMaintenanceCoordinator
) -> str | None:
    """Return the area that a printer stands in."""
    return area_of_device(hass, coordinator.device.id)


@callback
def area_of_device(hass: HomeAssistant, device_id: str) -> str | None:
    """Return the area that a device stands in."""
    device = dr.async_get(hass).async_get(device_id)
    return None if device is None else dr.async_get_effective_area_id(hass, device)


@callback
def _item_names(
    hass: HomeAssistant, entry: PrinterMaintenanceConfigEntry
) -> Iterator[tuple[str, str]]:
    """Return the names of items, and the aliases of their entities."""
    for item_id, item in items_of(entry).items():
        yield item_id, item.name
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    for entity in entities:
        if entity.config_subentry_id is not None:
            for alias in entity.aliases:
                if isinstance(alias, str):
                    yield entity.config_subentry_id, alias
