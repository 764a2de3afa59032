"""A long record does not hold the event loop while it is saved or loaded."""

import threading
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.maintenance.item import Completion
from custom_components.printer_maintenance.store import PrinterRecord
from tests.common import coordinator, press_done, reload
from tests.record import RecordFile

as_dict = PrinterRecord.as_dict
from_dict = Completion.from_dict


async def test_it_is_read_and_written_in_threads(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = {"read": set[int](), "written": set[int]()}

    def written(record: PrinterRecord) -> dict[str, Any]:
        threads["written"].add(threading.get_ident())
        return as_dict(record)

    def read(data: dict[str, Any]) -> Completion:
        threads["read"].add(threading.get_ident())
        return from_dict(data)

    monkeypatch.setattr(PrinterRecord, "as_dict", written)
    monkeypatch.setattr(Completion, "from_dict", read)
    await press_done(hass, entry)
    await reload(hass, entry)
    for name, used in threads.items():
        assert used, name
        assert threading.get_ident() not in used, name


async def test_what_changes_meanwhile_is_written_next(
    hass: HomeAssistant, entry: MockConfigEntry, record: RecordFile
) -> None:
    changed: list[str] = []
    kept = coordinator(entry).record

    def written(now: PrinterRecord) -> dict[str, Any]:
        if not changed:
            changed.extend(kept.histories)
            kept.histories.clear()
            kept.item_extra["nothing"] = {}
        return as_dict(now)

    with patch.object(PrinterRecord, "as_dict", written):
        assert await coordinator(entry).async_save()
    assert list(record.read()["data"]["items"]) == changed
    assert await coordinator(entry).async_save()
    assert record.read()["data"]["items"] == {}
