"""Tools for assistants that are language models."""

from typing import Any, Final, override

from homeassistant.components.llm import LLMTools
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.llm import (
    LLM_API_ASSIST,
    LLMContext,
    Tool,
    ToolAnnotations,
    ToolInput,
    ToolResult,
)
import voluptuous as vol

from .answers import async_change, async_items, is_open, tomorrow
from .const import DOMAIN
from .report import item_row
from .vocabulary import PrinterItem, async_vocabulary, exposed_entries, printer_name
from .wording import plain

ITEM: Final = "item"
PRINTER: Final = "printer"
DAYS: Final = "days"

LONGEST_SNOOZE: Final = 365

# What an id tells is of no use in a conversation.
_IDS: Final = ("device_id", "entity_id")


@callback
def async_get_tools(
    hass: HomeAssistant, llm_context: LLMContext, api_id: str
) -> LLMTools | None:
    """Return the tools if a printer is exposed to the assistant."""
    assistant = llm_context.assistant
    if api_id != LLM_API_ASSIST or assistant is None:
        return None
    if not any(exposed_entries(hass, assistant)):
        return None
    return LLMTools(tools=[ListTool(assistant), *_changes(assistant)])


class ListTool(Tool):
    """Tell how the items of all printers stand."""

    name = f"{DOMAIN}__list_items"
    title = "List printer maintenance"
    description = (
        "List the maintenance items of the 3D printers: what is due or due soon, how "
        "much remains (print_time in hours, filament in meters, prints, days), when "
        "each was last done and how to do it."
    )
    annotations = ToolAnnotations(
        read_only=True, destructive=False, idempotent=True, open_world=False
    )
    integration = DOMAIN

    def __init__(self, assistant: str) -> None:
        """Take whom the tool is for."""
        self._assistant = assistant

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """List the items."""
        context = llm_context.context or Context()
        items = await async_items(hass, context, self._assistant)
        return ToolResult(data={"items": [_row(hass, item) for item in items]})


class ChangeTool(Tool):
    """Complete, skip or snooze an item."""

    annotations = ToolAnnotations(destructive=False, open_world=False)
    integration = DOMAIN

    def __init__(
        self, assistant: str, action: str, title: str, description: str
    ) -> None:
        """Name the tool after the action."""
        self._assistant = assistant
        self._action = action
        self.name = f"{DOMAIN}__{action}_item"
        self.title = title
        self.description = description
        fields: dict[Any, Any] = {
            vol.Required(ITEM, description="Name of the maintenance item"): str,
            vol.Optional(
                PRINTER, description="Name of the printer, if several have the item"
            ): str,
        }
        if action == "snooze":
            fields[vol.Optional(DAYS, description="For how many days", default=1)] = (
                vol.All(vol.Coerce(int), vol.Range(min=1, max=LONGEST_SNOOZE))
            )
        self.parameters = vol.Schema(fields)

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Change the item that is named, if it is clear which."""
        data = self.parameters(tool_input.tool_args)
        context = llm_context.context or Context()
        items = await async_items(hass, context, self._assistant)
        found = _find(hass, self._assistant, items, data)
        if len(found) != 1:
            error = "Several items have this name" if found else "No such item"
            rows = [_row(hass, item) for item in found or items]
            return ToolResult(
                data={
                    "error": error,
                    "candidates": [
                        {key: row[key] for key in (PRINTER, ITEM)} for row in rows
                    ],
                },
                error=True,
            )
        if self._action == "snooze" and not is_open(found[0]):
            return ToolResult(data={"error": "It is not due yet"}, error=True)
        when = {"until": tomorrow(data[DAYS])} if self._action == "snooze" else {}
        try:
            await async_change(hass, context, self._action, found, **when)
        except HomeAssistantError as err:
            return ToolResult(data={"error": str(err)}, error=True)
        return ToolResult(data=_row(hass, found[0]))


def _changes(assistant: str) -> list[Tool]:
    return [
        ChangeTool(
            assistant,
            "complete",
            "Complete printer maintenance",
            "Record that the user has done a maintenance item of a 3D printer.",
        ),
        ChangeTool(
            assistant,
            "skip",
            "Skip printer maintenance",
            "Begin a new cycle of a maintenance item of a 3D printer that the user "
            "found not to need doing, without recording that it was done.",
        ),
        ChangeTool(
            assistant,
            "snooze",
            "Snooze printer maintenance",
            "Silence the reminders of a maintenance item of a 3D printer until the "
            "morning of tomorrow or of a later day.",
        ),
    ]


@callback
def _find(
    hass: HomeAssistant,
    assistant: str,
    items: list[PrinterItem],
    data: dict[str, Any],
) -> list[PrinterItem]:
    """Return the items of a name, on one printer if it is named."""
    vocabulary = async_vocabulary(hass, assistant)
    ids = vocabulary.items.get(plain(data[ITEM]), set())
    found = [item for item in items if item.id in ids]
    if PRINTER not in data:
        return found
    printers = vocabulary.printers.get(plain(data[PRINTER]), set())
    return [item for item in found if item.entry_id in printers]


@callback
def _row(hass: HomeAssistant, item: PrinterItem) -> dict[str, Any]:
    row = item_row(hass, item.coordinator, item.item_id)
    row[PRINTER] = printer_name(hass, item.coordinator)
    return {key: value for key, value in row.items() if key not in _IDS}
