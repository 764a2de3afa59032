"""What a person reads on the phone: odd names, long instructions, Markdown."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.maintenance.item import CompletionKind
from tests.common import change_item, settle
from tests.hearing import RAILS
from tests.phone import Phone

from .automating import automate, last, reminder, use


async def test_instructions_that_are_too_long_for_a_phone(
    hass: HomeAssistant, entry: MockConfigEntry, phones: list[Phone]
) -> None:
    change_item(hass, entry, RAILS, instructions="Drops of oil. " * 500)
    await settle(hass)
    await automate(hass, reminder(phones))
    await use(hass, entry, 11)
    (sent,) = phones[0].sent
    assert "Drops of oil." in sent["message"]
    assert len(sent["message"]) < 1100


async def test_names_that_are_odd(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    first, second, third = phones = [
        Phone(hass, "📱", "mobile_app"),
        Phone(hass, "Ben", "mobile_app_ben"),
        Phone(hass, "Ben!", "mobile_app_ben"),
    ]
    name = """{{ 1/0 }} 'it's' "5" [x] | {%"""
    instructions = "{'a': 1}\n{% raw %}\n2 * 3 * 4 _x_ 'q'"
    change_item(hass, entry, RAILS, title=name, instructions=instructions)
    await settle(hass)
    await automate(hass, reminder(phones))
    await use(hass, entry, 11)
    for phone in (first, third):
        (sent,) = phone.sent
        assert sent["title"] == f"Voron: {name}"
        assert sent["message"] == f"Maintenance is due.\n{instructions}"
    # Home Assistant reaches one of them; that one is told once.
    assert second.sent == []
    freezer.tick(60)
    await first.press("Done")
    assert last(entry) == (CompletionKind.DONE, "")
    assert [phone.screen for phone in (first, third)] == [[], []]


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("A **drop** and *no* more, ***never***", "A drop and no more, never"),
        ("`G28` or __home__", "G28 or home"),
        ("# Rails\n* clean\n  + dry\n- oil", "Rails\n- clean\n  - dry\n- oil"),
        ("See [the manual](https://a.example/x)", "See the manual"),
        ("See <https://a.example/x>", "See https://a.example/x"),
        ("M3 * 8, PROBE__CALIBRATE, 2*3*4", "M3 * 8, PROBE__CALIBRATE, 2*3*4"),
    ],
)
async def test_markdown(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phones: list[Phone],
    markdown: str,
    plain: str,
) -> None:
    change_item(hass, entry, RAILS, instructions=markdown)
    await settle(hass)
    await automate(hass, reminder(phones))
    await use(hass, entry, 11)
    assert phones[0].sent[0]["message"] == f"Maintenance is due.\n{plain}"
