"""Which printers and items are meant, and which sentences are not for us."""

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.printer_maintenance.const import DOMAIN

from .actions import FILTER, RAILS, expected, kinds
from .common import (
    add_item,
    change_item,
    coordinator,
    entity_id_of,
    reload,
    set_up,
    settle,
)
from .talk import RAILS_DUE, RAILS_FAELLIG, say

pytestmark = pytest.mark.usefixtures("assist", "two_items")

# What the agent itself says when it knows no such sentence, device or area.
NOT_UNDERSTOOD = "Sorry, I "
WHICH = "Please say on which printer: Ender or Voron."


def put_into(hass: HomeAssistant, entry: MockConfigEntry, area: ar.AreaEntry) -> None:
    """Let a printer stand in an area."""
    device = coordinator(entry).device
    dr.async_get(hass).async_update_device(device.id, area_id=area.id)


async def test_it_is_asked_which_printer(
    hass: HomeAssistant, entry: MockConfigEntry, other: MockConfigEntry
) -> None:
    assert await say(hass, "I did grease the rails") == WHICH
    assert await say(hass, "When is grease the rails due") == WHICH
    told = await say(hass, "Wann ist Grease the rails fällig", "de")
    assert told == "Bitte sag, an welchem Drucker: Ender oder Voron."
    assert (kinds(entry), kinds(other)) == (expected(), [(RAILS, "start")])
    told = await say(hass, "I did the filter on Ender")
    assert told == "There is no Filter on Ender."
    await say(hass, "I did grease the rails on the Ender")
    assert (kinds(entry), kinds(other)) == (expected(), [(RAILS, "done")])


@pytest.mark.usefixtures("rails_due")
async def test_a_printer_called_as_all_are(
    hass: HomeAssistant, other: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(other, title="Printer")
    await settle(hass)
    told = await say(hass, "Is any printer maintenance due?")
    assert told == f"Yes, {RAILS_DUE}."
    told = await say(hass, "Which printer maintenance is due on the Voron")
    assert told == f"{RAILS_DUE}."
    told = await say(hass, "Is any printer maintenance due on the printer?")
    assert told == "No, no maintenance is due."
    hass.config_entries.async_update_entry(other, title="Drucker")
    await settle(hass)
    told = await say(hass, "Braucht irgendein Drucker eine Wartung?", "de")
    assert told == f"Ja, {RAILS_FAELLIG}."
    told = await say(hass, "Braucht der Drucker eine Wartung?", "de")
    assert told == "Nein, es ist keine Wartung fällig."


async def test_what_is_not_known(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    told = await say(hass, "Is any maintenance due?")
    assert told == "No, no maintenance is due."
    never_seen = MockConfigEntry(
        domain=DOMAIN,
        title="Ender",
        data=entry.data | {CONF_URL: "http://127.0.0.1:9"},
        unique_id="never seen",
    )
    never_seen.add_to_hass(hass)
    add_item(hass, never_seen)
    await set_up(hass, never_seen)
    unknown = "No maintenance is due that I know of, but not everything is known of"
    assert await say(hass, "Is any maintenance due?") == f"{unknown} Ender."
    assert await say(hass, "What is due on the Ender?") == f"{unknown} Ender."
    told = await say(hass, "What is due on the Voron?")
    assert told == "No maintenance is due."


async def test_it_is_asked_which_item(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    add_item(hass, entry, "Filter +")
    await settle(hass)
    told = await say(hass, "I did the filter")
    assert told == "Please say which one: Filter or Filter +."
    told = await say(hass, "Wann ist Filter fällig", "de")
    assert told == "Bitte sag, was davon: Filter oder Filter +."
    assert (FILTER, "done") not in kinds(entry)


@pytest.mark.usefixtures("rails_due")
async def test_in_this_room(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    other: MockConfigEntry,
    area_registry: ar.AreaRegistry,
    entity_registry: er.EntityRegistry,
) -> None:
    question = "Is any maintenance due in this room?"
    workshop, office = map(area_registry.async_create, ("Workshop", "Office"))
    satellite = entity_registry.async_get_or_create("assist_satellite", "x", "1")
    where = {"satellite_id": satellite.entity_id}
    assert await say(hass, question, **where) == "I do not know which room this is."
    entity_registry.async_update_entity(satellite.entity_id, area_id=workshop.id)
    assert await say(hass, question, **where) == "There is no printer in this room."
    put_into(hass, entry, workshop)
    put_into(hass, other, office)
    assert await say(hass, question, **where) == f"Yes, {RAILS_DUE}."
    told = await say(hass, "What is due here?", **where)
    assert told == f"{RAILS_DUE}."
    told = await say(hass, "Was ist hier fällig?", "de", **where)
    assert told == f"{RAILS_FAELLIG}."
    # Who stands beside a printer means it.
    await say(hass, "I did grease the rails", **where)
    assert (kinds(entry), kinds(other)) == (expected(RAILS), [(RAILS, "start")])
    device_id = coordinator(other).device.id
    told = await say(hass, question, device_id=device_id)
    assert told == "No, no maintenance is due."


@pytest.mark.parametrize(
    "text",
    [
        "I did the kitchen",
        "Mark the kitchen as done",
        "When is the dentist due",
        "Remind me tomorrow about the dentist",
        "What is due on the credit card",
        "What is due today",
        "Is any maintenance due on the car",
        "I did grease the rails of the garage",
        "Grease the rails",
        "Filter",
    ],
)
async def test_what_is_not_for_us(
    hass: HomeAssistant, entry: MockConfigEntry, text: str
) -> None:
    assert (await say(hass, text)).startswith(NOT_UNDERSTOOD)
    assert kinds(entry) == expected()


async def test_names_are_followed(
    hass: HomeAssistant, entry: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    add_item(hass, entry, "Öl (X/Y) {prüfen}: 50 %", {"days": 5})
    await settle(hass)
    due = "is due in five days."
    assert (await say(hass, "When is Öl X/Y prüfen 50 % due")).endswith(due)
    assert (await say(hass, "When is öl x y prüfen 50 due")).endswith(due)
    change_item(hass, entry, FILTER, title="Carbon filter")
    await settle(hass)
    assert (await say(hass, "when is the filter due")).startswith(NOT_UNDERSTOOD)
    assert "Carbon filter" in await say(hass, "when is the carbon filter due")
    due_sensor = entity_id_of(hass, entry, f"{FILTER}_due", "binary_sensor")
    entity_registry.async_update_entity(due_sensor, aliases=["Coal"])
    assert "Carbon filter" in await say(hass, "when is coal due")
    device = coordinator(entry).device
    dr.async_get(hass).async_update_device(device.id, name_by_user="Big one")
    assert "Carbon filter on Big one is" in await say(
        hass, "when is coal due on the big one"
    )
    assert "Carbon filter on Big one is" in await say(
        hass, "when is coal due on the voron"
    )


async def test_printers_come_and_go(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    nothing = "No, no maintenance is due."
    await reload(hass, entry)
    assert await say(hass, "is any maintenance due") == nothing
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert (await say(hass, "is any maintenance due")).startswith(NOT_UNDERSTOOD)
    assert await hass.config_entries.async_setup(entry.entry_id)
    for item_id in (RAILS, FILTER):
        hass.config_entries.async_remove_subentry(entry, item_id)
    await settle(hass)
    assert await say(hass, "is any maintenance due") == nothing
    assert (await say(hass, "when is the filter due")).startswith(NOT_UNDERSTOOD)


@pytest.mark.usefixtures("rails_due")
async def test_only_what_is_exposed(
    hass: HomeAssistant, entry: MockConfigEntry, other: MockConfigEntry
) -> None:
    todo = entity_id_of(hass, entry, "maintenance", "todo")
    async_expose_entity(hass, "conversation", todo, should_expose=False)
    told = await say(hass, "is any maintenance due")
    assert told == "No, no maintenance is due."
    assert (await say(hass, "is any maintenance due on Voron")).startswith(
        NOT_UNDERSTOOD
    )
    await say(hass, "I did grease the rails")
    assert (kinds(entry), kinds(other)) == (expected(), [(RAILS, "done")])


async def test_only_what_a_user_may(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    rails = entity_id_of(hass, entry, f"{RAILS}_due", "binary_sensor")
    user = MockUser(name="Guest").add_to_hass(hass)
    user.mock_policy({"entities": {"entity_ids": {rails: {"read": True}}}})
    told = await say(hass, "when is the filter due", user_id=user.id)
    assert told == "I can not find that, or you may not see it."
    told = await say(hass, "mark grease the rails as done", user_id=user.id)
    assert told.startswith("That did not work: ")
    assert kinds(entry) == expected()
