"""Triggers and conditions: whom they are for, and what they see."""

from collections.abc import Mapping
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    condition,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
from homeassistant.helpers.trigger import async_get_all_descriptions
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from custom_components.printer_maintenance.automations import TRIGGERS
from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.history import (
    async_complete,
    async_set_counting,
    async_set_used,
)
from custom_components.printer_maintenance.maintenance.usage import Meter

from .common import (
    DAY,
    HOUR,
    NOON,
    add_item,
    change_item,
    coordinator,
    entity_id_of,
    reload,
    set_up,
    settle,
    wait,
)
from .hearing import automation, listen

RAILS, BELTS = "grease_the_rails", "belts"

type Target = Mapping[str, Any]


@pytest.fixture(autouse=True)
async def _two_items(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    entity_registry: er.EntityRegistry,
) -> None:
    """Set up a printer in the workshop with two items, and what is not ours."""
    freezer.move_to(NOON)
    add_item(hass, entry)
    add_item(hass, entry, "Belts")
    await set_up(hass, entry)
    workshop = ar.async_get(hass).async_create("Workshop")
    devices = dr.async_get(hass)
    devices.async_update_device(coordinator(entry).device.id, area_id=workshop.id)
    foreign = entity_registry.async_get_or_create(
        "binary_sensor", "other", "door", original_device_class="problem"
    )
    entity_registry.async_update_entity(foreign.entity_id, area_id=workshop.id)
    hass.states.async_set(foreign.entity_id, "on", {"due_soon": True})
    label = lr.async_get(hass).async_create("Greasy")
    entity_registry.async_update_entity(
        due(hass, entry, RAILS), labels={label.label_id}
    )


def due(hass: HomeAssistant, entry: MockConfigEntry, item_id: str) -> str:
    """Return the sensor that tells whether an item is due."""
    return entity_id_of(hass, entry, f"{item_id}_due", "binary_sensor")


def targets(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Target | None]:
    """Return targets, by what they are."""
    return {
        "none": None,
        "due": {"entity_id": due(hass, entry, RAILS)},
        "button": {"entity_id": [entity_id_of(hass, entry, f"{RAILS}_done", "button")]},
        "label": {"label_id": "greasy"},
        "device": {"device_id": coordinator(entry).device.id},
        "area": {"area_id": "workshop"},
        "printer": {
            "entity_id": entity_id_of(hass, entry, "maintenance_due", "binary_sensor")
        },
        "belts": {"entity_id": due(hass, entry, BELTS)},
        "foreign": {"entity_id": "binary_sensor.other_door"},
        "gone": {"device_id": "gone", "entity_id": "binary_sensor.gone"},
    }


RAILS_ONLY, BOTH, BELTS_ONLY, NEITHER = {RAILS}, {RAILS, BELTS}, {BELTS}, set[str]()
EXPECTED = {
    "none": BOTH,
    "due": RAILS_ONLY,
    "button": RAILS_ONLY,
    "label": RAILS_ONLY,
    "device": BOTH,
    "area": BOTH,
    "printer": BOTH,
    "belts": BELTS_ONLY,
    "foreign": NEITHER,
    "gone": NEITHER,
}


@pytest.mark.parametrize("target", EXPECTED)
async def test_a_trigger_hears_of_its_target(
    hass: HomeAssistant, entry: MockConfigEntry, target: str
) -> None:
    hearing = await listen(hass, targets(hass, entry)[target])
    await async_complete(coordinator(entry), RAILS, BELTS)
    await hass.async_block_till_done()
    names = {RAILS: "Grease the rails", BELTS: "Belts"}
    assert sorted(hearing.automations) == sorted(
        ("completed", names[item_id]) for item_id in EXPECTED[target]
    )


async def test_what_becomes_due_here_is_not_what_becomes_due_there(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hearing = await listen(hass)
    for hours in (9, 11):
        used = {Meter.PRINT_TIME: hours * HOUR}
        await async_set_used(coordinator(entry), RAILS, used=used)
    await hass.async_block_till_done()
    assert hearing.kinds == ["became_due_soon", "became_due"]


async def hear_ends(
    hass: HomeAssistant, name: str, target: Target | None = None
) -> list[Event]:
    """Set up an automation that hears when something ends, and return what it hears."""
    assert await async_setup_component(
        hass, "automation", {"automation": [automation(name, target)]}
    )
    await hass.async_block_till_done()
    return async_capture_events(hass, "heard")


async def cease(hass: HomeAssistant, entry: MockConfigEntry, reason: str) -> None:
    """Let the rails be due no longer."""
    match reason:
        case "done":
            await async_complete(coordinator(entry), RAILS)
        case "corrected":
            await let_be_used(entry, 1, RAILS)
        case "switched off":
            await async_set_counting(coordinator(entry), RAILS, counts=False)
        case "raised limit":
            change_item(hass, entry, RAILS, intervals={"print_time": 100 * HOUR})
        case "removed":
            hass.config_entries.async_remove_subentry(entry, RAILS)
        case "printer removed":
            await hass.config_entries.async_remove(entry.entry_id)
    await settle(hass)


@pytest.mark.parametrize(
    "reason",
    ["done", "corrected", "switched off", "raised limit", "removed", "printer removed"],
)
async def test_what_is_due_no_longer(
    hass: HomeAssistant, entry: MockConfigEntry, reason: str
) -> None:
    await let_be_used(entry, 11, RAILS)
    heard = await hear_ends(hass, "no_longer_due")
    await let_be_used(entry, 11, BELTS)
    await reload(hass, entry)
    hass.states.async_set("binary_sensor.other_door", "off")
    await settle(hass)
    assert heard == []
    await cease(hass, entry, reason)
    names = {"Grease the rails"} | ({"Belts"} if "printer" in reason else set())
    assert {event.data["item"] for event in heard} == names
    assert len(heard) == len(names)


@pytest.mark.parametrize("target", EXPECTED)
async def test_what_is_due_no_longer_of_a_target(
    hass: HomeAssistant, entry: MockConfigEntry, target: str
) -> None:
    heard = await hear_ends(hass, "no_longer_due", targets(hass, entry)[target])
    for hours in (11, 1, 11, 1):
        await let_be_used(entry, hours, RAILS)
        await hass.async_block_till_done()
    assert len(heard) == (2 if RAILS in EXPECTED[target] else 0)


async def passes(
    hass: HomeAssistant, name: str, target: Target | None, **options: Any
) -> bool | None:
    """Return whether a condition passes."""
    config = {"condition": f"{DOMAIN}.{name}", "target": target, "options": options}
    config = await condition.async_validate_condition_config(hass, config)
    checker = await condition.async_from_config(hass, config)
    try:
        return checker.async_check()
    finally:
        checker.async_unload()


async def let_be_used(entry: MockConfigEntry, hours: float, *item_ids: str) -> None:
    """Let items have used some of their 10 h."""
    used = {Meter.PRINT_TIME: hours * HOUR}
    await async_set_used(coordinator(entry), *item_ids, used=used)


@pytest.mark.parametrize("target", [t for t in EXPECTED if t != "none"])
@pytest.mark.parametrize(("name", "hours"), [("is_due", 11), ("is_due_soon", 9.5)])
async def test_a_condition_sees_its_target(
    hass: HomeAssistant, entry: MockConfigEntry, target: str, name: str, hours: float
) -> None:
    what = targets(hass, entry)[target]
    assert not await passes(hass, name, what)
    await let_be_used(entry, hours, RAILS)
    await hass.async_block_till_done()
    assert await passes(hass, name, what) == (RAILS in EXPECTED[target])
    other = "is_due_soon" if name == "is_due" else "is_due"
    assert not await passes(hass, other, what)
    if EXPECTED[target]:
        every = await passes(hass, name, what, behavior="all")
        assert every == (EXPECTED[target] == RAILS_ONLY)
    await let_be_used(entry, hours, BELTS)
    await hass.async_block_till_done()
    assert await passes(hass, name, what, behavior="all")


async def test_how_long_it_has_been_so(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await let_be_used(entry, 11, RAILS)
    what, week = targets(hass, entry)["device"], {"for": {"days": 7}}
    assert not await passes(hass, "is_due", what, **week)
    await wait(hass, freezer, (7 * DAY).total_seconds() + 1)
    assert await passes(hass, "is_due", what, **week)


async def test_the_editor_knows_them(hass: HomeAssistant) -> None:
    # What is not set up yet has no descriptions.
    await listen(hass)
    triggers = await async_get_all_descriptions(hass)
    found = {key for key in triggers if key.startswith(f"{DOMAIN}.")}
    assert found == {f"{DOMAIN}.{name}" for name in TRIGGERS}
    assert (triggers[f"{DOMAIN}.became_due"] or {})["target"]
    conditions = await condition.async_get_all_descriptions(hass)
    fields = (conditions[f"{DOMAIN}.is_due"] or {})["fields"]
    assert set(fields) == {"behavior", "for"}
