"""What Assist's default agent answers, in a real Home Assistant."""

from homeassistant.components import conversation
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from .actions import FILTER, RAILS, act, button, expected, kinds
from .common import (
    DAY,
    NOON,
    add_item,
    change_item,
    coordinator,
    entity_id_of,
    reload,
    settle,
)

pytestmark = pytest.mark.usefixtures("two_items")

# What the agent itself says when it knows no such sentence, device or area.
NOT_UNDERSTOOD = "Sorry, I "
RAILS_DUE = "Grease the rails on Voron is due"
RAILS_FAELLIG = "Grease the rails an Voron ist fällig"
WHICH = "Please say on which printer: Ender or Voron."
NINE_TOMORROW = NOON.replace(hour=8) + DAY  # in Berlin


@pytest.fixture(autouse=True)
async def assist(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set the real agent up, before there is a printer."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "conversation", {})


@pytest.fixture
async def rails_due(
    hass: HomeAssistant, entry: MockConfigEntry, two_items: None
) -> None:
    """Let the rails be overdue by three hours of printing."""
    await act(hass, "set_used", entity_id=button(hass, entry), print_time=13)


async def say(
    hass: HomeAssistant,
    text: str,
    language: str = "en",
    user_id: str | None = None,
    **where: str,
) -> str:
    """Say something to the agent and return its answer."""
    context = Context(user_id=user_id)
    result = await conversation.async_converse(
        hass, text, None, context, language=language, **where
    )
    await settle(hass)
    answer: str = result.response.speech["plain"]["speech"]
    return answer


def put_into(hass: HomeAssistant, entry: MockConfigEntry, area: ar.AreaEntry) -> None:
    """Let a printer stand in an area."""
    device = coordinator(entry).device
    dr.async_get(hass).async_update_device(device.id, area_id=area.id)


@pytest.mark.usefixtures("rails_due")
@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [
        ("en", "Is any maintenance due?", f"Yes, {RAILS_DUE}."),
        ("en", "Is any maintenance due on the Voron?", f"Yes, {RAILS_DUE}."),
        ("en", "Does Voron need maintenance?", f"Yes, {RAILS_DUE}."),
        ("en", "What is due?", f"{RAILS_DUE}."),
        ("en", "What is due on Voron?", f"{RAILS_DUE}."),
        ("en", "Which maintenance is due now?", f"{RAILS_DUE}."),
        ("de", "Ist eine Wartung fällig?", f"Ja, {RAILS_FAELLIG}."),
        ("de", "Ist am Voron eine Wartung fällig?", f"Ja, {RAILS_FAELLIG}."),
        ("de", "Braucht der Voron eine Wartung?", f"Ja, {RAILS_FAELLIG}."),
        ("de", "Steht gerade eine Wartung an?", f"Ja, {RAILS_FAELLIG}."),
        ("de", "Was ist fällig?", f"{RAILS_FAELLIG}."),
        ("de", "Welche Wartungen sind am Voron fällig?", f"{RAILS_FAELLIG}."),
    ],
)
async def test_what_is_due(
    hass: HomeAssistant, language: str, text: str, answer: str
) -> None:
    assert await say(hass, text, language) == answer


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [
        ("en", "Is any maintenance due", "No, no maintenance is due."),
        ("en", "What is due", "No maintenance is due."),
        ("de", "Ist eine Wartung fällig", "Nein, es ist keine Wartung fällig."),
        ("de", "Was ist fällig", "Es ist keine Wartung fällig."),
    ],
)
async def test_that_nothing_is_due(
    hass: HomeAssistant, language: str, text: str, answer: str
) -> None:
    assert await say(hass, text, language) == answer


@pytest.mark.parametrize(
    "text",
    [
        "When is grease the rails due?",
        "When is grease the rails due on the Voron?",
        "When is grease the rails on Voron next due?",
        "When do I have to grease the rails?",
        "In how many hours is grease the rails on Voron due?",
    ],
)
async def test_when_an_item_is_due(hass: HomeAssistant, text: str) -> None:
    assert await say(hass, text) == (
        "Grease the rails on Voron is due in about six weeks, "
        "after 15 meters of filament or after 8 hours of printing."
    )
    assert await say(hass, "When is the filter due") == (
        "Filter on Voron is due in about four weeks."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Wann ist Grease the rails fällig?",
        "Wann ist Grease the rails am Voron wieder fällig?",
        "Wann muss ich am Voron Grease the rails machen?",
        "In wie vielen Stunden ist Grease the rails an Voron fällig?",
    ],
)
async def test_when_an_item_is_due_in_german(hass: HomeAssistant, text: str) -> None:
    assert await say(hass, text, "de") == (
        "Grease the rails an Voron ist in etwa sechs Wochen, "
        "nach 15 Metern Filament oder nach 8 Druckstunden fällig."
    )


@pytest.mark.parametrize(
    ("language", "done", "question", "answer"),
    [
        (
            "en",
            "I did grease the rails on Voron.",
            "When was grease the rails last done?",
            "Grease the rails on Voron was last done today.",
        ),
        (
            "en",
            "Mark grease the rails as done",
            "When did I last do grease the rails on Voron",
            "Grease the rails on Voron was last done today.",
        ),
        (
            "de",
            "Ich habe Grease the rails am Voron gemacht.",
            "Wann wurde Grease the rails zuletzt gemacht?",
            "Grease the rails an Voron wurde zuletzt heute erledigt.",
        ),
        (
            "de",
            "Markiere Grease the rails als erledigt",
            "Wann habe ich zuletzt Grease the rails gemacht?",
            "Grease the rails an Voron wurde zuletzt heute erledigt.",
        ),
    ],
)
@pytest.mark.usefixtures("rails_due")
async def test_doing_an_item(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_admin_user: MockUser,
    language: str,
    done: str,
    question: str,
    answer: str,
) -> None:
    never = {"en": "not been recorded as done yet", "de": "noch nie als erledigt"}
    assert never[language] in await say(hass, question, language)
    as_done = {"en": "is marked as done.", "de": "ist als erledigt vermerkt."}
    told = await say(hass, done, language, hass_admin_user.id)
    assert told.endswith(as_done[language])
    assert kinds(entry) == expected(RAILS)
    last = coordinator(entry).record.histories[RAILS][-1]
    assert last.user_id == hass_admin_user.id
    assert await say(hass, question, language) == answer


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [
        ("en", "Remind me tomorrow", "OK, I will remind you of {} tomorrow."),
        (
            "en",
            "Remind me tomorrow about grease the rails on Voron",
            "OK, I will remind you of {} tomorrow.",
        ),
        ("de", "Erinnere mich morgen", "In Ordnung, ich erinnere morgen an {}."),
        (
            "de",
            "Erinnere mich morgen an Grease the rails",
            "In Ordnung, ich erinnere morgen an {}.",
        ),
    ],
)
@pytest.mark.usefixtures("rails_due")
async def test_putting_off(
    hass: HomeAssistant, entry: MockConfigEntry, language: str, text: str, answer: str
) -> None:
    names = {"en": "Grease the rails on Voron", "de": "Grease the rails an Voron"}
    assert await say(hass, text, language) == answer.format(names[language])
    assert coordinator(entry).data.statuses[RAILS].snoozed_until == NINE_TOMORROW
    assert coordinator(entry).data.statuses[FILTER].snoozed_until is None


async def test_putting_off_what_is_not_due(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    assert await say(hass, "remind me tomorrow") == "No maintenance is due."
    told = await say(hass, "remind me tomorrow about the filter")
    assert told == "Filter on Voron is not due yet."
    assert coordinator(entry).data.statuses[FILTER].snoozed_until is None


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
    assert told == "You may not see this."
    told = await say(hass, "mark grease the rails as done", user_id=user.id)
    assert told.startswith("That did not work: ")
    assert kinds(entry) == expected()
