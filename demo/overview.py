"""The printers and their items, as Home Assistant itself tells about them."""

from dataclasses import dataclass
from typing import Self

from demo import DOMAIN
from demo.api import Api, Json

type Entities = dict[str, str]
"""Entity ids by key, as in `life_remaining` or `due`; a list's key is its domain."""

LISTS = ("calendar", "todo")


@dataclass(frozen=True, slots=True)
class Item:
    """A maintenance item."""

    subentry_id: str
    name: str
    entities: Entities


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer with its items."""

    entry_id: str
    name: str
    url: str
    entities: Entities
    items: tuple[Item, ...]

    def item(self, name: str) -> Item:
        """Return the item of that name."""
        return next(item for item in self.items if item.name == name)


@dataclass(frozen=True, slots=True)
class Overview:
    """All printers at one moment, with all states."""

    printers: tuple[Printer, ...]
    states: dict[str, Json]

    @classmethod
    async def read(cls, api: Api) -> Self:
        """Ask Home Assistant for its entries, registries and states."""
        entries = await api.call("config_entries/get", domain=DOMAIN)
        entities = await api.call("config/entity_registry/list")
        devices = await api.call("config/device_registry/list")
        printers = [
            await _printer(api, entry["entry_id"], entry["title"], entities, devices)
            for entry in entries
        ]
        return cls(tuple(printers), await api.states())

    def printer(self, name: str) -> Printer:
        """Return the printer of that name."""
        return next(printer for printer in self.printers if printer.name == name)

    def state(self, entities: Entities, key: str) -> str | None:
        """Return the state of one of an item's or printer's entities, if it has it."""
        state = self.states.get(entities.get(key, ""))
        return str(state["state"]) if state else None


async def _printer(
    api: Api, entry_id: str, title: str, entities: list[Json], devices: list[Json]
) -> Printer:
    """Put together what belongs to one config entry."""
    subentries = await api.call("config_entries/subentries/list", entry_id=entry_id)
    device = next((d for d in devices if entry_id in d["config_entries"]), {})
    items = tuple(
        Item(
            subentry["subentry_id"],
            subentry["title"],
            _entities(entities, entry_id, subentry["subentry_id"]),
        )
        for subentry in subentries
        if subentry["subentry_type"] == "item"
    )
    return Printer(
        entry_id,
        device.get("name_by_user") or device.get("name") or title,
        device.get("configuration_url") or "",
        _entities(entities, entry_id, None),
        items,
    )


def _entities(entities: list[Json], entry_id: str, subentry_id: str | None) -> Entities:
    """Return the enabled entities of an entry or of one of its subentries."""
    prefix = f"{entry_id}_{subentry_id}_" if subentry_id else f"{entry_id}_"
    return {
        _key(entity, prefix): entity["entity_id"]
        for entity in entities
        if entity["config_entry_id"] == entry_id
        and entity["config_subentry_id"] == subentry_id
        and not entity["disabled_by"]
    }


def _key(entity: Json, prefix: str) -> str:
    domain = str(entity["entity_id"]).partition(".")[0]
    return domain if domain in LISTS else entity["unique_id"].removeprefix(prefix)
