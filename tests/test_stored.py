"""What was stored by earlier versions, written by their own code."""

import copy
from datetime import datetime
import json
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.store_file import CHECKSUM

from .common import (
    DAY,
    HOUR,
    add_item,
    coordinator,
    counted,
    poll,
    press_done,
    reload,
    set_up,
    told,
    value,
)
from .simulators import ManualClock, MoonrakerServer, Printer
from .stored import BERLIN, STORES, live, shown

WRITTEN = {path.stem: path.read_text() for path in STORES.glob("*.json")}


@pytest.fixture(params=sorted(WRITTEN))
async def written(
    request: pytest.FixtureRequest,
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    entity_registry_enabled_by_default: None,
) -> dict[str, Any]:
    """Put everything back as it was when the store was written."""
    written: dict[str, Any] = json.loads(WRITTEN[request.param])
    await hass.config.async_set_time_zone(BERLIN)
    freezer.move_to(datetime.fromisoformat(written["now"]))
    for part in range(3):
        live(printer, part)
    for item in written["items"]:
        intervals = item["data"].pop("intervals")
        assert item["subentry_id"] == add_item(
            hass, entry, item["title"], intervals, **item["data"]
        )
    hass_storage[f"{DOMAIN}.{entry.entry_id}"] = copy.deepcopy(written["stored"])
    return written


def lost(before: Any, now: Any, path: str = "") -> list[str]:
    """Return where something is no longer what it was; what was added does not count."""
    if isinstance(before, dict) and isinstance(now, dict):
        return [
            place
            for key, part in before.items()
            for place in lost(part, now.get(key, "nothing"), f"{path}.{key}")
        ]
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        return [
            place
            for number, (part, other) in enumerate(zip(before, now, strict=True))
            for place in lost(part, other, f"{path}.{number}")
        ]
    return [] if before == now else [path]


def test_there_are_stores() -> None:
    assert len(WRITTEN) >= 4


async def test_nothing_is_lost(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    written: dict[str, Any],
    hass_storage: dict[str, Any],
    issue_registry: ir.IssueRegistry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await server.stop()
    await set_up(hass, entry)
    now = shown(hass, entry)
    assert {key: now[key] for key in written["shown"]} == written["shown"]
    # The checksum is that of the file.
    before = {k: v for k, v in written["stored"]["data"].items() if k != CHECKSUM}
    assert lost(before, coordinator(entry).record.as_dict()) == []
    assert not issue_registry.issues
    assert told(caplog, level=30) == []
    # Nor when this version writes it.
    await press_done(hass, entry, "nozzle")
    stored = hass_storage[f"{DOMAIN}.{entry.entry_id}"]["data"]
    assert lost(before, stored) == [".items.nozzle.history"]
    await reload(hass, entry)
    assert lost(before, coordinator(entry).record.as_dict()) == [
        ".items.nozzle.history"
    ]


async def test_counting_goes_on(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    written: dict[str, Any],
) -> None:
    await set_up(hass, entry)
    # The job that ran then is half an hour old, and goes on to its end.
    assert counted(entry) == (3 * HOUR, 6950, 2)
    printer.clock.advance(2 * HOUR)
    freezer.tick(DAY)
    await poll(hass, entry)
    assert counted(entry) == (4.5 * HOUR, 10700, 3)
    assert value(hass, entry, "grease_the_rails_print_time_remaining") == "8.0"
    assert value(hass, entry, "nozzle_prints_remaining") == "17"
