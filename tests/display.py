"""A printer whose display shows reminders."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .common import NOON, add_item, entity_id_of, printed, set_up, settle
from .simulators import ManualClock, Printer

type ManualPrinter = Printer[ManualClock]
REMINDER = "M117 Maintenance: Grease the rails"
CLEAR = "M117"


async def switch(hass: HomeAssistant, entry: MockConfigEntry, service: str) -> None:
    """Switch the reminders on the display on or off."""
    entity_id = entity_id_of(hass, entry, "display", "switch")
    data = {ATTR_ENTITY_ID: entity_id}
    await hass.services.async_call("switch", service, data, blocking=True)
    await settle(hass)


@pytest.fixture
async def loaded(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: ManualPrinter,
) -> None:
    """Set a printer up with an item, of whose 10 h it has printed 2 h."""
    freezer.move_to(NOON)
    printed(printer)
    add_item(hass, entry)
    await set_up(hass, entry)
