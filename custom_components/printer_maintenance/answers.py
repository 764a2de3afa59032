"""What is answered to what is said, and what it changes."""

from datetime import datetime, time, timedelta
from typing import Any, Final

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .report import item_row
from .targets import async_all_targets
from .vocabulary import (
    PrinterItem,
    Vocabulary,
    area_of,
    exposed_entries,
    exposed_items,
    printer_name,
)
from .wording import Language, Topic

ASSISTANT: Final = "conversation"

# A reminder that is put off until tomorrow comes again in the morning.
MORNING: Final = time(9)


class UnanswerableError(Exception):
    """Say why there is no answer."""


class Answer:
    """Answer one sentence."""

    def __init__(
        self,
        hass: HomeAssistant,
        language: Language,
        vocabulary: Vocabulary,
        context: Context,
        area_id: str | None,
        *,
        names_printer: bool,
    ) -> None:
        """Take who speaks and where, and which names there are."""
        self._hass = hass
        self._language = language
        self._vocabulary = vocabulary
        self._context = context
        self._area_id = area_id
        self._names_printer = names_printer

    async def async_to(self, topic: Topic, text: str) -> str:
        """Do what was said, and return the answer."""
        try:
            return await self._async_to(topic, text)
        except UnanswerableError as err:
            return str(err)
        except HomeAssistantError as err:
            return self._language.say("failed", error=str(err))

    async def _async_to(self, topic: Topic, text: str) -> str:
        items = await async_items(self._hass, self._context, ASSISTANT)
        match topic:
            case Topic.ANY_HERE | Topic.WHAT_HERE:
                return self._due(topic, self._here(items))
            case Topic.ANY | Topic.WHAT:
                return self._due(topic, self._on_printer(items, text))
            case Topic.SNOOZE_ALL:
                return await self._async_snooze(self._on_printer(items, text))
        item = self._one(items, text)
        name, today = self._name(item), dt_util.now().date()
        match topic:
            case Topic.WHEN:
                return self._language.due(item.item, item.status, today, name)
            case Topic.LAST:
                last = item.status.last_done
                done = last and dt_util.as_local(last).date()
                return self._language.last(done, today, name)
            case Topic.DONE:
                await async_change(self._hass, self._context, "complete", [item])
                return self._language.say("done", items=name)
            case _:
                if not is_open(item):
                    return self._language.say("snooze_early", items=name)
                return await self._async_snooze([item])

    def _due(self, topic: Topic, items: list[PrinterItem]) -> str:
        """Tell what is due."""
        kind = topic.value.removesuffix("_here")
        due = [item for item in items if item.status.due]
        if not due:
            return self._none_due(kind, items)
        number = "one" if len(due) == 1 else "many"
        return self._language.say(f"{kind}_{number}", items=self._names(due))

    def _none_due(self, kind: str, items: list[PrinterItem]) -> str:
        """Tell that nothing is due, and of which printers that is not known."""
        unknown = {
            self._printer(item)
            for item in items
            if item.status.due is None and not item.status.paused
        }
        if not unknown:
            return self._language.say(f"{kind}_none")
        names = self._language.listed(sorted(unknown, key=str.casefold))
        return self._language.say(f"{kind}_unknown", printers=names)

    async def _async_snooze(self, items: list[PrinterItem]) -> str:
        """Put off what is due, or soon will be."""
        due = [item for item in items if is_open(item)]
        if not due:
            return self._language.say("snooze_none")
        await async_change(self._hass, self._context, "snooze", due, until=tomorrow())
        return self._language.say("snooze", items=self._names(due))

    def _here(self, items: list[PrinterItem]) -> list[PrinterItem]:
        """Return the items of the printers in the room in which was asked."""
        if self._area_id is None:
            raise UnanswerableError(self._language.say("no_room"))
        here = {
            entry.entry_id
            for entry in exposed_entries(self._hass, ASSISTANT)
            if area_of(self._hass, entry.runtime_data) == self._area_id
        }
        if not here:
            raise UnanswerableError(self._language.say("no_printer_here"))
        return [item for item in items if item.entry_id in here]

    def _on_printer(self, items: list[PrinterItem], text: str) -> list[PrinterItem]:
        """Return the items of the printer that is named, or all."""
        named = self._printers_in(text)
        return [item for item in items if named is None or item.entry_id in named]

    def _printers_in(self, text: str) -> set[str] | None:
        """Return the printers that are named; None if none is."""
        return self._vocabulary.printers_in(text) if self._names_printer else None

    def _one(self, items: list[PrinterItem], text: str) -> PrinterItem:
        """Return the item that is meant; UnanswerableError if that is not clear."""
        ids, rest = self._vocabulary.items_in(text)
        printers = self._printers_in(rest)
        all_found = [item for item in items if item.id in ids]
        if not all_found:
            raise UnanswerableError(self._language.say("hidden"))
        if printers is None:
            found = self._nearest(all_found)
        else:
            found = [item for item in all_found if item.entry_id in printers]
        if not found:
            raise UnanswerableError(self._no_such_item(all_found[0], printers or set()))
        if len({item.entry_id for item in found}) > 1:
            names = sorted({self._printer(item) for item in found}, key=str.casefold)
            listed = self._language.listed(names, "or")
            raise UnanswerableError(self._language.say("which", printers=listed))
        if len(found) > 1:
            names = sorted({item.item.name for item in found}, key=str.casefold)
            listed = self._language.listed(names, "or")
            raise UnanswerableError(self._language.say("which_item", items=listed))
        return found[0]

    def _nearest(self, items: list[PrinterItem]) -> list[PrinterItem]:
        """Return those of the room in which was asked, if there are any."""
        here = [
            item
            for item in items
            if self._area_id and area_of(self._hass, item.coordinator) == self._area_id
        ]
        return here or items

    def _no_such_item(self, item: PrinterItem, entry_ids: set[str]) -> str:
        names = sorted(
            printer_name(self._hass, entry.runtime_data)
            for entry in exposed_entries(self._hass, ASSISTANT)
            if entry.entry_id in entry_ids
        )
        return self._language.say(
            "no_such_item",
            item=item.item.name,
            printer=self._language.listed(names, "or"),
        )

    def _printer(self, item: PrinterItem) -> str:
        return printer_name(self._hass, item.coordinator)

    def _name(self, item: PrinterItem) -> str:
        return self._language.of_printer(item.item.name, self._printer(item))

    def _names(self, items: list[PrinterItem]) -> str:
        return self._language.listed([self._name(item) for item in items])


async def async_items(
    hass: HomeAssistant, context: Context, assistant: str
) -> list[PrinterItem]:
    """Return the items that an assistant may speak of with a user."""
    targets = await async_all_targets(hass, context, POLICY_READ)
    return exposed_items(hass, assistant, targets)


async def async_change(
    hass: HomeAssistant,
    context: Context,
    action: str,
    items: list[PrinterItem],
    **data: Any,
) -> None:
    """Call an action, which asks for the permissions of the user."""
    rows = [item_row(hass, item.coordinator, item.item_id) for item in items]
    data[ATTR_ENTITY_ID] = [row["entity_id"] for row in rows]
    await hass.services.async_call(DOMAIN, action, data, blocking=True, context=context)


def tomorrow(days: int = 1) -> datetime:
    """Return when a reminder comes again that was put off until tomorrow, or later."""
    now = dt_util.now()
    day = now.date() + timedelta(days=days)
    return datetime.combine(day, MORNING, now.tzinfo)


def is_open(item: PrinterItem) -> bool:
    """Tell whether an item is due, or soon will be."""
    return bool(item.status.due or item.status.due_soon)
