"""All that Home Assistant has of the printer, compared with tables in the tests."""

from collections.abc import Mapping
from datetime import datetime

from demo import DOMAIN
from demo.api import Api, Json
from demo.overview import Overview
from demo.patience import patiently

type Row = tuple[str, str]
"""The name that is shown, and the state; of a disabled entity, its own name."""

type Table = dict[str, Row]
"""All entities of the printer by entity id."""

type Change = Row | str | None
"""A new row, a new state under the same name, or an entity that is gone."""


def changed(table: Table, changes: Mapping[str, Change]) -> Table:
    """Return the table of the next step."""
    after = dict(table)
    for entity_id, change in changes.items():
        if change is None:
            del after[entity_id]
        elif isinstance(change, str):
            after[entity_id] = table[entity_id][0], change
        else:
            after[entity_id] = change
    return after


class Witness:
    """Compare what the dialogues did with what Home Assistant knows."""

    def __init__(self, api: Api) -> None:
        """Ask as a program."""
        self._api = api

    async def items(self) -> list[str]:
        """Return the names of the items on the page of the integration."""
        (printer,) = (await Overview.read(self._api)).printers
        return sorted(item.name for item in printer.items)

    async def device_id(self, entity_id: str) -> str:
        """Return the id of the device that an entity belongs to."""
        return str((await self._registered())[entity_id]["device_id"])

    async def sees(self, expected: Table) -> None:
        """Wait until the printer has these entities, all of them and no others."""

        def complain(seen: Table) -> str:
            rows = seen.items() ^ expected.items()
            differing = sorted({entity_id for entity_id, _ in rows})
            lines = (f"{i}: {seen.get(i)}, not {expected.get(i)}" for i in differing)
            return "\n".join(lines)

        await patiently(self._table, lambda seen: seen == expected, complain)

    async def _table(self) -> Table:
        """Ask for what is registered, and for what has a state nevertheless."""
        registered, states = await self._registered(), await self._api.states()
        stated = {entity_id for entity_id in states if ".printer_" in entity_id}
        return {
            entity_id: _row(registered.get(entity_id), states.get(entity_id))
            for entity_id in registered.keys() | stated
        }

    async def _registered(self) -> dict[str, Json]:
        entities = await self._api.call("config/entity_registry/list")
        return {e["entity_id"]: e for e in entities if e["platform"] == DOMAIN}


def _row(entity: Json | None, state: Json | None) -> Row:
    if entity is None:
        return "", "not registered"
    if state is None:
        return entity["original_name"], f"disabled by {entity['disabled_by']}"
    return state["attributes"]["friendly_name"], _timeless(state["state"])


def _timeless(state: str) -> str:
    """Tell a moment by the days until then, which a test can foresee.

    A forecast is a midnight anyway; a press is whenever the browser gets to it.
    """
    try:
        day = datetime.fromisoformat(state).astimezone().date()
    except ValueError:
        return state
    return f"in {(day - datetime.now().astimezone().date()).days} days"
