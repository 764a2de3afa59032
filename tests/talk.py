"""What is said to Assist's default agent in tests."""

from homeassistant.core import Context, HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .actions import act, button
from .common import settle

RAILS_DUE = "Grease the rails on Voron is due"
RAILS_FAELLIG = "Grease the rails an Voron ist fällig"


@pytest.fixture
async def assist(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set the real agent up, and let it learn the sentences."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "conversation", {})
    await settle(hass)


@pytest.fixture
async def rails_due(
    hass: HomeAssistant, entry: MockConfigEntry, two_items: None
) -> None:
    """Let the rails be overdue by three hours of printing."""
    await act(hass, "set_used", entity_id=button(hass, entry), print_time=13)


async def say(
    hass: HomeAssistant,
    text: str,
    language: str = "en",
    user_id: str | None = None,
    **where: str,
) -> str:
    """Say something to the agent and return its answer."""
    # The plugin is loaded for all tests, also where nobody talks.
    from homeassistant.components import conversation  # noqa: PLC0415

    context = Context(user_id=user_id)
    result = await conversation.async_converse(
        hass, text, None, context, language=language, **where
    )
    await settle(hass)
    answer: str = result.response.speech["plain"]["speech"]
    return answer
