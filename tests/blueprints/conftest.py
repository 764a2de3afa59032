"""A Home Assistant that has imported the blueprints, and a printer."""

from collections.abc import AsyncGenerator
from pathlib import Path
import shutil

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.common import NOON, add_item, set_up

from .automating import BLUEPRINTS


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Import the blueprints into a configuration folder of our own."""
    shutil.copytree(
        BLUEPRINTS, Path(hass_tmp_config_dir) / "blueprints", dirs_exist_ok=True
    )
    return hass_tmp_config_dir


@pytest.fixture(autouse=True)
async def _printer(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> AsyncGenerator[None]:
    """Set up a printer with two items of 10 h, at noon; in the end nothing runs on."""
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to(NOON)
    add_item(
        hass,
        entry,
        instructions="A drop per **carriage**.",
        link="https://a.example/rails",
    )
    add_item(hass, entry, "Belts")
    await set_up(hass, entry)
    yield
    if hass.services.has_service("automation", "turn_off"):
        everything = {"entity_id": "all"}
        await hass.services.async_call("automation", "turn_off", everything, True)
