"""Texts and icons of entities, actions, triggers and events: none missing or left over."""

import json
import re
from typing import Any

from homeassistant.helpers.entity import EntityDescription
import pytest

from custom_components.printer_maintenance import (
    binary_sensor,
    button,
    calendar,
    event,
    sensor,
    switch,
    todo,
)
from custom_components.printer_maintenance.automations import (
    CONDITIONS,
    TRIGGERS,
    NoLongerDue,
    PrintNoLongerCrosses,
)
from custom_components.printer_maintenance.maintenance.told import EventKind
from custom_components.printer_maintenance.services import ACTIONS

from .texts import ENGLISH, INTEGRATION, placeholders
from .written import leaves

ICONS: dict[str, Any] = json.loads((INTEGRATION / "icons.json").read_text())
DESCRIPTIONS: dict[str, tuple[EntityDescription, ...]] = {
    "binary_sensor": (*binary_sensor.PRINTER_BINARY_SENSORS, binary_sensor.DUE),
    "button": (button.DONE,),
    "calendar": (calendar.MAINTENANCE,),
    "event": (event.MAINTENANCE_EVENT,),
    "sensor": (
        *sensor.PRINTER_SENSORS,
        *sensor.ITEM_SENSORS,
        *sensor.REMAINING_SENSORS.values(),
    ),
    "switch": (switch.COUNTING, switch.DISPLAY),
    "todo": (todo.MAINTENANCE,),
}


def keys_of(platform: str) -> dict[str, EntityDescription]:
    """Return the entities of a platform by their translation key."""
    return {
        description.translation_key or description.key: description
        for description in DESCRIPTIONS[platform]
    }


@pytest.mark.parametrize("platform", DESCRIPTIONS)
def test_every_entity(platform: str) -> None:
    texts, descriptions = ENGLISH["entity"][platform], keys_of(platform)
    assert set(texts) == set(descriptions)
    of_items = set(descriptions) - set(keys_of_printers(platform))
    for key, text in texts.items():
        assert placeholders(text["name"]) == ({"item"} if key in of_items else set())
        has_own_unit = descriptions[key].unit_of_measurement is not None
        assert not (has_own_unit and "unit_of_measurement" in text)


def keys_of_printers(platform: str) -> list[str]:
    """Return the translation keys of entities that are not an item's."""
    printers = (
        *sensor.PRINTER_SENSORS,
        *binary_sensor.PRINTER_BINARY_SENSORS,
        calendar.MAINTENANCE,
        event.MAINTENANCE_EVENT,
        switch.DISPLAY,
        todo.MAINTENANCE,
    )
    return [
        key for key, description in keys_of(platform).items() if description in printers
    ]


def test_every_platform() -> None:
    assert set(ENGLISH["entity"]) == set(DESCRIPTIONS)
    attributes = ENGLISH["entity"]["binary_sensor"]["due"]["state_attributes"]
    assert set(attributes) == binary_sensor.DueBinarySensor._unrecorded_attributes


def test_every_action() -> None:
    assert list(ENGLISH["services"]) == list(ACTIONS) == list(ICONS["services"])
    for action, (_, fields, _) in ACTIONS.items():
        text = ENGLISH["services"][action]
        assert set(text) <= {"name", "description", "fields"}
        assert list(text.get("fields", {})) == [str(field) for field in fields]
        for field in text.get("fields", {}).values():
            assert set(field) == {"name", "description"}
        assert set(ICONS["services"][action]) == {"service"}


def test_every_trigger_and_condition() -> None:
    assert list(ENGLISH["triggers"]) == list(TRIGGERS) == list(ICONS["triggers"])
    for key, text in ENGLISH["triggers"].items():
        assert set(text) == {"name", "description"}
        assert set(ICONS["triggers"][key]) == {"trigger"}
    assert list(ENGLISH["conditions"]) == list(CONDITIONS) == list(ICONS["conditions"])
    for key, text in ENGLISH["conditions"].items():
        assert set(text) == {"name", "description", "fields"}
        assert list(text["fields"]) == ["behavior", "for"]
        assert set(ICONS["conditions"][key]) == {"condition"}


def test_everything_that_is_told() -> None:
    kinds = [kind.value for kind in EventKind]
    ends = [NoLongerDue.name, PrintNoLongerCrosses.name]
    more_texts = ["gcode_unanswered", "noted"]
    assert list(ENGLISH["common"]) == [*kinds, *ends, *more_texts, "display"]
    more = {"snoozed": {"until"}, "gcode_failed": {"error"}, "noted": {"note"}}
    for kind, sentence in ENGLISH["common"].items():
        assert placeholders(sentence) == {"item"} | more.get(kind, set())
    attributes = ENGLISH["entity"]["event"]["maintenance_event"]["state_attributes"]
    assert list(attributes) == ["event_type"]
    assert list(attributes["event_type"]["state"]) == kinds


@pytest.mark.parametrize("platform", DESCRIPTIONS)
def test_every_icon(platform: str) -> None:
    icons, descriptions = ICONS["entity"][platform], keys_of(platform)
    assert set(icons) <= set(descriptions)
    for key in set(descriptions) - set(icons):
        # Then its device class brings one.
        assert getattr(descriptions[key], "device_class", None) is not None, key
    for icon in icons.values():
        assert set(icon) <= {"default", "state", "range"}
        assert icon["default"] not in icon.get("state", {}).values()
        steps = [float(step) for step in icon.get("range", {})]
        assert steps == sorted(steps)


def test_nothing_else_has_an_icon() -> None:
    assert set(ICONS) == {"entity", "services", "triggers", "conditions"}
    assert set(ICONS["entity"]) <= set(DESCRIPTIONS)
    for path, icon in leaves(ICONS):
        assert re.fullmatch(r"mdi:[a-z0-9-]+", icon), path
