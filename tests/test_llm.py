"""The tools of language models, called as Home Assistant's conversation does."""

from typing import Any

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers.llm import (
    LLM_API_ASSIST,
    APIInstance,
    LLMContext,
    ToolInput,
    async_get_api,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from .actions import FILTER, RAILS, act, button, expected, kinds
from .common import DAY, NOON, coordinator, entity_id_of

pytestmark = pytest.mark.usefixtures("two_items")


@pytest.fixture(autouse=True)
async def assist(hass: HomeAssistant) -> None:
    """Set up what offers tools to language models."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "llm", {})


async def tools(hass: HomeAssistant, user_id: str | None = None) -> APIInstance:
    """Return what a language model is given."""
    context = LLMContext(
        platform="test",
        context=Context(user_id=user_id),
        language="en",
        assistant="conversation",
        device_id=None,
    )
    return await async_get_api(hass, LLM_API_ASSIST, context)


async def call(
    hass: HomeAssistant, tool: str, user_id: str | None = None, **arguments: Any
) -> dict[str, Any]:
    """Let a language model call a tool, and return what it is told."""
    api = await tools(hass, user_id)
    name = f"printer_maintenance__{tool}"
    result = await api.async_call_tool(ToolInput(name, arguments))
    told: dict[str, Any] = {**result.data, "failed": result.error}
    return told


async def test_which_tools_there_are(
    hass: HomeAssistant, entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    def ours(api: APIInstance) -> list[str]:
        names = [tool.name.partition("__") for tool in api.tools]
        return [name for domain, _, name in names if domain == "printer_maintenance"]

    names = ["list_items", "complete_item", "skip_item", "snooze_item"]
    assert ours(await tools(hass)) == names
    assert "provides LLM tools" not in caplog.text
    todo = entity_id_of(hass, entry, "maintenance", "todo")
    async_expose_entity(hass, "conversation", todo, should_expose=False)
    assert ours(await tools(hass)) == []


async def test_listing(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await act(hass, "set_used", entity_id=button(hass, entry), print_time=13)
    told = await call(hass, "list_items")
    assert [(row["printer"], row["item"], row["due"]) for row in told["items"]] == [
        ("Voron", "Grease the rails", True),
        ("Voron", "Filter", False),
    ]
    assert told["items"][0]["remaining"]["print_time"] == -3
    assert "entity_id" not in told["items"][0]


@pytest.mark.usefixtures("rails_due")
async def test_changing(
    hass: HomeAssistant, entry: MockConfigEntry, hass_admin_user: MockUser
) -> None:
    await call(hass, "snooze_item", item="Grease the rails", days=3.0)
    until = coordinator(entry).data.statuses[RAILS].snoozed_until
    # Nine in the morning of Berlin.
    assert until == NOON.replace(hour=8) + 3 * DAY
    told = await call(
        hass, "complete_item", hass_admin_user.id, item="grease the Rails"
    )
    assert (told["failed"], told["last_done"]) == (False, "2026-11-18T13:00:00+01:00")
    assert kinds(entry) == expected(RAILS)
    histories = coordinator(entry).record.histories
    assert histories[RAILS][-1].user_id == hass_admin_user.id
    await call(hass, "skip_item", item="Filter", printer="voron")
    assert kinds(entry) == [(FILTER, "skipped"), (RAILS, "done")]
    told = await call(hass, "snooze_item", item="Filter", days=3)
    assert told == {"failed": True, "error": "It is not due yet"}
    assert coordinator(entry).data.statuses[FILTER].snoozed_until is None


async def test_what_is_not_clear(
    hass: HomeAssistant, entry: MockConfigEntry, other: MockConfigEntry
) -> None:
    told = await call(hass, "complete_item", item="Grease the rails")
    assert told == {
        "failed": True,
        "error": "Several items have this name",
        "candidates": [
            {"printer": "Voron", "item": "Grease the rails"},
            {"printer": "Ender", "item": "Grease the rails"},
        ],
    }
    told = await call(hass, "complete_item", item="Filter", printer="Ender")
    assert told["error"] == "No such item"
    assert len(told["candidates"]) == 3
    assert kinds(entry) == expected()
    await call(hass, "complete_item", item="Grease the rails", printer="Ender")
    assert kinds(other) == [(RAILS, "done")]


async def test_only_what_a_user_may(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    rails = entity_id_of(hass, entry, f"{RAILS}_due", "binary_sensor")
    user = MockUser(name="Guest").add_to_hass(hass)
    user.mock_policy({"entities": {"entity_ids": {rails: {"read": True}}}})
    told = await call(hass, "list_items", user.id)
    assert [row["item"] for row in told["items"]] == ["Grease the rails"]
    told = await call(hass, "complete_item", user.id, item="Grease the rails")
    assert told["failed"]
    assert kinds(entry) == expected()
