"""What is said, and how names are understood."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
import json

import pytest

from custom_components.printer_maintenance.maintenance.item import Interval, Item
from custom_components.printer_maintenance.maintenance.schedule import ItemStatus
from custom_components.printer_maintenance.maintenance.usage import Meter
from custom_components.printer_maintenance.wording import (
    FOLDER,
    Language,
    Topic,
    last_named,
    load_languages,
    named,
    plain,
    spoken,
)

from .common import HOUR, METER, NOON

TODAY = NOON.date()
EN, DE = (Language.from_file(FOLDER / f"{code}.json") for code in ("en", "de"))
LIMIT = {
    Meter.PRINT_TIME: 100 * HOUR,
    Meter.FILAMENT: 100 * METER,
    Meter.PRINTS: 100,
    Meter.DAYS: 100,
}


def due(
    language: Language,
    remaining: Mapping[str, float],
    expected: datetime | None = None,
) -> str:
    """Tell when an item is due of which this much remains."""
    left: dict[Meter, float | None] = {Meter(m): left for m, left in remaining.items()}
    item = Item("X", tuple(Interval(meter, LIMIT[meter]) for meter in left))
    ended = tuple(meter for meter, amount in left.items() if (amount or 0) <= 0)
    status = ItemStatus(
        remaining=left, due=bool(ended), due_meters=ended, expected_due=expected
    )
    return language.due(item, status, TODAY, "X")


@pytest.mark.parametrize(
    ("remaining", "english", "german"),
    [
        ({"print_time": 12.4}, "after 12 hours of printing", "nach 12 Druckstunden"),
        ({"print_time": 2.5}, "after 2.5 hours of printing", "nach 2,5 Druckstunden"),
        ({"print_time": 1}, "after one hour of printing", "nach einer Druckstunde"),
        ({"print_time": 0.3}, "after 18 minutes of printing", "nach 18 Druckminuten"),
        ({"filament": 20}, "after 20 meters of filament", "nach 20 Metern Filament"),
        ({"prints": 1}, "after one print", "nach einem Druck"),
        ({"days": 1}, "tomorrow", "morgen"),
        ({"days": 13}, "in 13 days", "in 13 Tagen"),
        ({"days": 20}, "in about three weeks", "in etwa drei Wochen"),
        ({"days": 75}, "in about two months", "in etwa zwei Monaten"),
        ({"days": 800}, "in about two years", "in etwa zwei Jahren"),
        (
            {"days": 4, "print_time": 90},
            "in four days or after 90 hours of printing",
            "in vier Tagen oder nach 90 Druckstunden",
        ),
        (
            {"prints": 4, "print_time": 90, "filament": 80},
            "after 4 prints or after 90 hours of printing",
            "nach 4 Drucken oder nach 90 Druckstunden",
        ),
    ],
)
def test_what_remains(remaining: dict[str, float], english: str, german: str) -> None:
    assert due(EN, remaining) == f"X is due {english}."
    assert due(DE, remaining) == f"X ist {german} fällig."


@pytest.mark.parametrize(
    ("remaining", "english", "german"),
    [
        ({"print_time": 0}, "is due now", "ist jetzt fällig"),
        (
            {"print_time": -3},
            "is overdue by 3 hours of printing",
            "ist um 3 Druckstunden überfällig",
        ),
        ({"days": -1}, "is overdue by one day", "ist um einen Tag überfällig"),
        ({"prints": -7}, "is overdue by 7 prints", "ist um 7 Drucke überfällig"),
    ],
)
def test_what_is_due(remaining: dict[str, float], english: str, german: str) -> None:
    assert due(EN, remaining) == f"X {english}."
    assert due(DE, remaining) == f"X {german}."


def test_a_forecast_comes_first() -> None:
    told = due(EN, {"print_time": 12}, NOON + timedelta(days=22))
    assert told == "X is due in about three weeks, after 12 hours of printing."


def test_what_is_not_known() -> None:
    assert due(EN, {}) == "I do not know when X is due."
    paused = ItemStatus(paused=True)
    assert EN.due(Item("X", ()), paused, TODAY, "X") == "X is paused."


@pytest.mark.parametrize(
    ("day", "english", "german"),
    [
        (TODAY, "today", "heute"),
        (TODAY - timedelta(days=1), "yesterday", "gestern"),
        (TODAY - timedelta(days=3), "three days ago", "vor drei Tagen"),
        (
            date(2026, 10, 28),
            "about three weeks ago, on October 28",
            "vor etwa drei Wochen, am 28. Oktober",
        ),
        (
            date(2025, 3, 1),
            "about 21 months ago, on March 1, 2025",
            "vor etwa 21 Monaten, am 1. März 2025",
        ),
        (TODAY + timedelta(days=1), "today", "heute"),  # a clock that was set back
    ],
)
def test_when_it_was_done(day: date, english: str, german: str) -> None:
    assert EN.last(day, TODAY, "X") == f"X was last done {english}."
    assert DE.last(day, TODAY, "X") == f"X wurde zuletzt {german} erledigt."


def test_lists() -> None:
    assert [EN.listed(list(names)) for names in ("a", "ab", "abc")] == [
        "a",
        "a and b",
        "a, b and c",
    ]
    assert DE.listed(["a", "b"], "or") == "a oder b"


def test_every_language_has_the_same_words() -> None:
    def shape(words: object) -> object:
        if isinstance(words, dict):
            return {key: shape(value) for key, value in words.items()}
        return len(words) if isinstance(words, list) else type(words)

    files = [json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))]
    for file in files:
        del file["snippets"]
        file["sentences"] = set(file["sentences"])
    assert [language.code for language in load_languages()] == ["de", "en"]
    assert all(shape(file) == shape(files[0]) for file in files)


def test_names_in_a_text() -> None:
    assert plain("  The X-axis: check! ") == "the x axis check"
    assert spoken("Öl (X-Achse): {prüfen}") == {
        "Öl X-Achse prüfen",
        "Öl X Achse prüfen",
    }
    assert spoken("50 %") == {"50 %", "50"}
    assert spoken("???") == set()
    names = ["filter", "carbon filter", "rail"]
    assert named("the Carbon-Filter, please", names) == (
        "carbon filter",
        " the please ",
    )
    assert named("all rails", names) == (None, " all rails ")


def test_the_name_at_the_end_of_a_text() -> None:
    names = ["printer", "ender", "ender 3", "3"]
    assert last_named("Is printer maintenance due on Ender?", names) == "ender"
    assert last_named("Is any due on the Ender 3", names) == "ender 3"
    assert last_named("Does Ender need the printer?", names) == "printer"
    assert last_named("Does the Enders need any?", names) is None


def test_a_sentence_names_a_printer_or_none() -> None:
    sentences = EN.templates(Topic.WHAT, [], ["Ender", "Voron"])
    assert {names for text, names in sentences.items() if "Ender" in text} == {True}
    assert sentences["(what is|what's) due [now]"] is False
    # The first that fits is taken: of two readings the one that has no printer in it.
    assert list(sentences.values()) == sorted(sentences.values())


@pytest.mark.parametrize(
    ("language", "written"),
    [(EN, "January 2, 2027, 07:05"), (DE, "2. Januar 2027, 07:05 Uhr")],
)
def test_a_moment_of_another_year(language: Language, written: str) -> None:
    assert language.moment(datetime(2027, 1, 2, 7, 5, tzinfo=UTC), TODAY) == written
