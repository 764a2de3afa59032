"""What an action is for: entities, devices, areas, and who may."""

from typing import Any
from unittest.mock import patch

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
    UnknownUser,
)
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.services import ACTIONS
from custom_components.printer_maintenance.store import PrinterStore

from .actions import FILTER, RAILS, act, ask, button, expected, kinds
from .common import coordinator, entity_id_of

pytestmark = pytest.mark.usefixtures("two_items")


@pytest.mark.parametrize(
    ("key", "platform"),
    [("done", "button"), ("due", "binary_sensor"), ("life_remaining", "sensor")],
)
async def test_any_entity_of_an_item_names_it(
    hass: HomeAssistant, entry: MockConfigEntry, key: str, platform: str
) -> None:
    entity_id = entity_id_of(hass, entry, f"{RAILS}_{key}", platform)
    await act(hass, "complete", entity_id=entity_id)
    assert kinds(entry) == expected(RAILS)


async def test_several_entities_of_an_item_are_one_item(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    due = entity_id_of(hass, entry, f"{RAILS}_due", "binary_sensor")
    await act(hass, "complete", entity_id=[button(hass, entry), due])
    assert len(coordinator(entry).record.histories[RAILS]) == 2


async def test_a_device_names_its_items(
    hass: HomeAssistant, entry: MockConfigEntry, other: MockConfigEntry
) -> None:
    await act(hass, "complete", device_id=coordinator(entry).device.id)
    assert kinds(entry) == expected(RAILS, FILTER)
    assert kinds(other) == [(RAILS, "start")]


async def test_an_area_names_the_items_of_its_printers(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    other: MockConfigEntry,
    area_registry: ar.AreaRegistry,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
) -> None:
    area = area_registry.async_create("Workshop")
    lamp = entity_registry.async_get_or_create("light", "hue", "lamp")
    entity_registry.async_update_entity(lamp.entity_id, area_id=area.id)
    with pytest.raises(ServiceValidationError, match="No maintenance item is among"):
        await act(hass, "complete", area_id=area.id)
    for printer in (entry, other):
        device = coordinator(printer).device
        device_registry.async_update_device(device.id, area_id=area.id)
    await act(hass, "complete", area_id=area.id)
    assert kinds(entry) == expected(RAILS, FILTER)
    assert kinds(other) == [(RAILS, "done")]


async def test_what_is_no_item(
    hass: HomeAssistant, entry: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    lamp = entity_registry.async_get_or_create("light", "hue", "lamp").entity_id
    for entity_id in (lamp, "button.nothing"):
        message = f"{entity_id} does not belong to a maintenance item"
        with pytest.raises(ServiceValidationError, match=message):
            await act(hass, "complete", entity_id=[button(hass, entry), entity_id])
        with pytest.raises(ServiceValidationError, match=message):
            await ask(hass, "get_items", entity_id=entity_id)
        both = [button(hass, entry), entity_id]
        (row,) = await ask(hass, "get_items", entity_id=both)
        assert row["item"] == "Grease the rails"
    with pytest.raises(ServiceValidationError, match="No maintenance item is among"):
        await act(hass, "complete", device_id="nothing")
    for action in sorted(set(ACTIONS) - {"get_items", "get_history"}):
        fields = {"snooze": {"for": 60}, "set_used": {"days": 1}}
        with pytest.raises(ServiceValidationError, match="No maintenance item"):
            await act(hass, action, **fields.get(action, {}))
    assert kinds(entry) == expected()


async def test_a_printer_that_is_not_set_up(
    hass: HomeAssistant, entry: MockConfigEntry, other: MockConfigEntry
) -> None:
    rails = button(hass, entry)
    assert await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError, match="Voron is not set up right now"):
        await act(hass, "complete", entity_id=[rails, button(hass, other)])
    assert kinds(other) == [(RAILS, "start")]
    assert [row["printer"] for row in await ask(hass, "get_items")] == ["Ender"]


async def test_one_printer_of_an_area_that_is_not_set_up(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    other: MockConfigEntry,
    area_registry: ar.AreaRegistry,
    device_registry: dr.DeviceRegistry,
) -> None:
    area = area_registry.async_create("Workshop")
    for printer in (entry, other):
        device = coordinator(printer).device
        device_registry.async_update_device(device.id, area_id=area.id)
    named = [button(hass, entry), button(hass, other)]
    assert await hass.config_entries.async_unload(entry.entry_id)
    for target in ({"area_id": area.id}, {"entity_id": named}):
        rows = await ask(hass, "get_items", **target)
        assert [row["printer"] for row in rows] == ["Ender"]
    await act(hass, "complete", area_id=area.id)
    assert kinds(other) == [(RAILS, "done")]
    assert await hass.config_entries.async_unload(other.entry_id)
    for action in ("complete", "skip", "undo"):
        with pytest.raises(ServiceValidationError, match="is not set up right now"):
            await act(hass, action, area_id=area.id)
    with pytest.raises(ServiceValidationError, match="is not set up right now"):
        await ask(hass, "get_items", area_id=area.id)


async def test_an_entity_of_the_printer_names_what_is_due(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    other: MockConfigEntry,
    entity_registry: er.EntityRegistry,
) -> None:
    printer = entity_id_of(hass, entry, "maintenance_due", "binary_sensor")
    entity_registry.async_update_entity(printer, labels={"mine"})
    for target in ({"entity_id": printer}, {"label_id": "mine"}):
        assert await ask(hass, "get_items", **target) == []
        await act(hass, "complete", **target)
        assert kinds(entry) == expected()
        await act(hass, "set_used", entity_id=button(hass, entry), print_time=11)
        (row,) = await ask(hass, "get_items", **target)
        assert (row["printer"], row["item"]) == ("Voron", "Grease the rails")
        await act(hass, "complete", **target)
        assert kinds(entry) == expected(RAILS)
        await act(hass, "undo", entity_id=button(hass, entry))
        await act(hass, "set_used", entity_id=button(hass, entry), print_time=1)
    # Where an item is named as well, it alone is meant, as in triggers.
    await act(hass, "complete", entity_id=[printer, button(hass, entry, FILTER)])
    assert kinds(entry) == expected(FILTER)
    assert kinds(other) == [(RAILS, "start")]


async def test_what_is_due_and_a_user_may_not_control(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    printer = entity_id_of(hass, entry, "maintenance_due", "binary_sensor")
    await act(hass, "set_used", entity_id=button(hass, entry), print_time=11)
    context = Context(user_id=only(printer, "control").add_to_hass(hass).id)
    await act(hass, "complete", entity_id=printer, context=context)
    assert kinds(entry) == expected()


async def test_actions_without_a_printer(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    assert await hass.config_entries.async_remove(entry.entry_id)
    assert set(hass.services.async_services_for_domain(DOMAIN)) == set(ACTIONS)
    assert await ask(hass, "get_items") == []
    assert await ask(hass, "get_history") == []


def only(entity_id: str, permission: str) -> MockUser:
    """Return a user who may do one thing with one entity."""
    policy = {"entities": {"entity_ids": {entity_id: {permission: True}}}}
    user = MockUser(name="Guest")
    user.mock_policy(policy)
    return user


async def test_only_what_a_user_may_control(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    rails, carbon = button(hass, entry), button(hass, entry, FILTER)
    context = Context(user_id=only(rails, "control").add_to_hass(hass).id)
    with pytest.raises(Unauthorized):
        await act(hass, "complete", entity_id=[rails, carbon], context=context)
    assert kinds(entry) == expected()
    device_id = coordinator(entry).device.id
    await act(hass, "complete", device_id=device_id, context=context)
    assert kinds(entry) == expected(RAILS)
    with pytest.raises(UnknownUser):
        await act(hass, "undo", entity_id=rails, context=Context(user_id="nobody"))


async def test_only_what_a_user_may_read(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    rails = button(hass, entry)
    context = Context(user_id=only(rails, "read").add_to_hass(hass).id)
    rows = await ask(hass, "get_items", context=context)
    assert [row["item"] for row in rows] == ["Grease the rails"]
    with pytest.raises(Unauthorized):
        await act(hass, "complete", entity_id=rails, context=context)


async def test_one_printer_that_fails_keeps_no_other(
    hass: HomeAssistant, entry: MockConfigEntry, other: MockConfigEntry
) -> None:
    both = [button(hass, entry), button(hass, other)]
    save = PrinterStore.async_save

    async def fail_for_one(store: PrinterStore, record: Any) -> bool:
        return store is not coordinator(entry).store and await save(store, record)

    with (
        patch.object(PrinterStore, "async_save", fail_for_one),
        pytest.raises(HomeAssistantError, match="change to Grease the rails is kept"),
    ):
        await act(hass, "complete", entity_id=both)
    assert kinds(entry) == expected(RAILS)
    assert kinds(other) == [(RAILS, "done")]
