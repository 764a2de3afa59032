"""An item that has G-code, and the printer that shall run it."""

from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.hosts.base import Host

from .actions import ask
from .common import change_item, coordinator, poll, settle
from .hearing import NAME, RAILS, Hearing, become_due, hearing, restart
from .simulators import ManualClock, Printer

# Fixtures.
__all__ = ["hearing"]

GCODE: Final = "M117 Oil me ; now\n\nSET_LED LED=lamp RED=1"
SCRIPT: Final = "M117 Oil me\nSET_LED LED=lamp RED=1"
TEN_MINUTES: Final = 600
UNANSWERED: Final = (
    f"The G-code of {NAME} was sent, but the printer has not confirmed it"
)


class Rails:
    """Let the rails become due, and the printer rest."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        freezer: FrozenDateTimeFactory,
        printer: Printer[ManualClock],
    ) -> None:
        """Take the printer, as it is and as Home Assistant knows it."""
        self.hass = hass
        self.entry = entry
        self.freezer = freezer
        self.printer = printer

    @property
    def host(self) -> Host[Any]:
        """Return what the integration talks to."""
        return coordinator(self.entry).host

    @property
    def scripts(self) -> list[str]:
        """Return what the printer has run."""
        return self.printer.klipper.scripts

    async def become_due(self) -> None:
        """Print until they are due."""
        await become_due(self.hass, self.entry, self.printer)

    async def rest(self, *seconds: float) -> None:
        """Do nothing for some time, ten minutes if it is not said, and poll; as often."""
        for one in seconds or (TEN_MINUTES,):
            self.freezer.tick(one)
            await poll(self.hass, self.entry)

    async def restart(self) -> None:
        """Stop Home Assistant, and start it again."""
        await restart(self.hass, self.entry)

    async def take(self, gcode: str) -> None:
        """Have other G-code."""
        change_item(self.hass, self.entry, RAILS, gcode=gcode)
        await settle(self.hass)

    async def gcode(self) -> list[dict[str, Any] | None]:
        """Return what the history tells of G-code, the newest cycle first."""
        device_id = coordinator(self.entry).device.id
        rows = await ask(self.hass, "get_history", device_id=device_id)
        return [row["gcode"] for row in rows]


@pytest.fixture
async def rails(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    hearing: Hearing,
) -> Rails:
    """Give the item its G-code."""
    rails = Rails(hass, entry, freezer, printer)
    await rails.take(GCODE)
    return rails
