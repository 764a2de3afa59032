"""A phone with the app of Home Assistant."""

from typing import Any

from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)


class Phone:
    """A phone with the app: what it was sent, and what lies on its screen."""

    def __init__(self, hass: HomeAssistant, name: str, service: str) -> None:
        """Register it."""
        self._hass = hass
        entry = MockConfigEntry(domain="mobile_app", title=name)
        entry.add_to_hass(hass)
        device = dr.async_get(hass).async_get_or_create(
            config_entry_id=entry.entry_id,
            identifiers={("mobile_app", name)},
            name=name,
        )
        self.device_id = device.id
        self._sent: list[ServiceCall] = async_mock_service(hass, "notify", service)

    @property
    def sent(self) -> list[dict[str, Any]]:
        """Return the notifications, without what only removes one."""
        return [
            dict(call.data)
            for call in self._sent
            if call.data["message"] != "clear_notification"
        ]

    @property
    def screen(self) -> list[str]:
        """Return the titles of the notifications that lie there."""
        shown: dict[str, str] = {}
        for call in self._sent:
            tag = call.data["data"]["tag"]
            shown.pop(tag, None)
            if call.data["message"] != "clear_notification":
                shown[tag] = call.data["title"]
        return list(shown.values())

    async def press(self, title: str, user_id: str | None = None) -> None:
        """Press a button of the last notification."""
        (action,) = (
            button["action"]
            for button in self.sent[-1]["data"]["actions"]
            if button["title"] == title
        )
        self._hass.bus.async_fire(
            "mobile_app_notification_action",
            {"action": action, "device_id": "8f2c"},
            context=Context(user_id=user_id),
        )
        await self._hass.async_block_till_done()


@pytest.fixture
def phones(hass: HomeAssistant) -> list[Phone]:
    """Return two phones."""
    return [
        Phone(hass, "Anna's phone", "mobile_app_anna_s_phone"),
        Phone(hass, "Ben", "mobile_app_ben"),
    ]
