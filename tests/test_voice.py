"""What Assist's default agent answers, in a real Home Assistant."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from .actions import FILTER, RAILS, expected, kinds
from .common import DAY, NOON, coordinator
from .talk import RAILS_DUE, RAILS_FAELLIG, say

pytestmark = pytest.mark.usefixtures("assist", "two_items")

NINE_TOMORROW = NOON.replace(hour=8) + DAY  # in Berlin


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
