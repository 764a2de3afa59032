"""What Mainsail and KlipperMaintenance remind of, and the list to choose from it."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .common import HOUR, NOON, begin_items, go_on, printed, set_up, value
from .moonraker.mainsail import MARKER, entry as kept, performed, reminder
from .simulators import ManualClock, MoonrakerServer, Printer

type Entries = dict[str, Any]

NOW = NOON.timestamp()
RODS = {"label": "XY rods", "trigger": "print_time", "threshold": "250"}


def ago(days: float) -> float:
    """Return a moment some days ago, as Mainsail writes it."""
    return NOW - days * 86400


@pytest.fixture
def entries(server: MoonrakerServer) -> Entries:
    """Return Mainsail's list, which was never used."""
    entries: Entries = {"0": MARKER}
    server.moonraker.database.namespaces["maintenance"] = entries
    return entries


@pytest.fixture
async def loaded(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    entry: MockConfigEntry,
    entries: Entries,
) -> None:
    """Set a printer up that has printed 4 h and 10 m."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to(NOON)
    printed(printer)
    printed(printer)
    await set_up(hass, entry)


def rails(entries: Entries) -> None:
    """Let Mainsail remind of the rails, which were done twice."""
    limits = reminder(printtime=10, filament=700, date=90)
    entries["a"] = kept("Rails", (ago(300), 0, 0), note="Grease *it*", reminder=limits)
    performed(entries, "a", "b", (ago(200), 1 * HOUR, 2000), "A little late")
    performed(entries, "b", "c", (ago(20), 3 * HOUR, 7000))


async def look(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    """Begin to add items, and choose to take over what there is."""
    result = await begin_items(hass, entry)
    assert result["menu_options"][0] == "move_in"
    result = await hass.config_entries.subentries.async_configure(
        result["flow_id"], {"next_step_id": "move_in"}
    )
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "move_in"
    return result


async def take_over(hass: HomeAssistant, result: Any, **chosen: list[str]) -> Any:
    """Send the list in."""
    result = await go_on(hass, result, chosen)
    assert result["type"] is FlowResultType.ABORT
    return result


async def is_offered(hass: HomeAssistant, entry: MockConfigEntry) -> bool:
    """Tell whether there is anything to take over."""
    result = await begin_items(hass, entry)
    return "move_in" in result["menu_options"]


def labels(result: Any, field: str = "items") -> list[str]:
    """Return what a list of choices shows."""
    fields = result["data_schema"].schema
    if field not in fields:
        return []
    return [option["label"] for option in fields[field].config["options"]]


def left_out(result: Any) -> tuple[str, str]:
    """Return what is here already, and what was not understood."""
    told = result["description_placeholders"]
    return told["known"], told["unreadable"]


def item_of(entry: MockConfigEntry, title: str) -> str:
    """Return the id of an item."""
    (item_id,) = (key for key, item in entry.subentries.items() if item.title == title)
    return item_id


def left(
    hass: HomeAssistant, entry: MockConfigEntry, title: str, *meters: str
) -> list[str]:
    """Return what remains of an item's intervals."""
    item_id = item_of(entry, title)
    return [value(hass, entry, f"{item_id}_{meter}_remaining") for meter in meters]
