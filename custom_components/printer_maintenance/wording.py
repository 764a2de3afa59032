"""How a person asks of maintenance, and how it is told: pure, one file per language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import reduce
import json
from pathlib import Path
import re
from typing import Any, Final, Self

from .maintenance.item import Item
from .maintenance.schedule import ItemStatus, shown
from .maintenance.usage import Meter

FOLDER: Final = Path(__file__).parent / "sentences"

WEEKS_FROM: Final = 14
MONTHS_FROM: Final = 60
YEARS_FROM: Final = 730
# A sentence with this may end there, or go on with the name of a printer.
OPTIONAL_PRINTER: Final = "[{on}]"
# Above this a fraction of an hour is not worth its words.
WHOLE_HOURS_FROM: Final = 10


class Topic(StrEnum):
    """Name what a sentence is about."""

    ANY = "any"
    ANY_HERE = "any_here"
    WHAT = "what"
    WHAT_HERE = "what_here"
    WHEN = "when"
    LAST = "last"
    DONE = "done"
    SNOOZE = "snooze"
    SNOOZE_ALL = "snooze_all"


@dataclass(frozen=True)
class Language:
    """Hold the words of a language."""

    code: str
    sentences: Mapping[Topic, Sequence[str]]
    words: Mapping[str, Any]

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Read a language; its sentences get the snippets that they name."""
        words = json.loads(path.read_text(encoding="utf-8"))
        snippets, sentences = words.pop("snippets"), words.pop("sentences")
        for name, snippet in snippets.items():
            snippets[name] = _filled(snippet, snippets)
        filled = {
            topic: [_filled(form, snippets) for form in _forms(sentences[topic])]
            for topic in Topic
        }
        return cls(path.stem, filled, words)

    def templates(
        self, topic: Topic, items: Iterable[str], printers: Iterable[str]
    ) -> dict[str, bool]:
        """Return the sentences as hassil takes them, and whether they name a printer.

        Of those that fit it takes the first.
        """
        names = {"item": _alternatives(items), "printer": _alternatives(printers)}
        return {
            _filled(sentence, names): _names_printer(sentence)
            for sentence in sorted(self.sentences[topic], key=_names_printer)
        }

    def say(self, answer: str, **values: str) -> str:
        """Return an answer."""
        return _capital(str(self.words["answers"][answer]).format(**values))

    def of_printer(self, item: str, printer: str) -> str:
        """Name an item and its printer."""
        return str(self.words["item"]).format(item=item, printer=printer)

    def listed(self, names: Sequence[str], conjunction: str = "and") -> str:
        """Name several things."""
        *others, last = names
        if not others:
            return last
        pattern = str(self.words[conjunction])
        return pattern.format(first=", ".join(others), last=last)

    def due(self, item: Item, status: ItemStatus, today: date, name: str) -> str:
        """Tell when an item is due."""
        if status.paused:
            return self.say("when_paused", items=name)
        if status.due:
            amounts = [-(status.remaining[meter] or 0) for meter in status.due_meters]
            if not amounts[0]:
                return self.say("when_now", items=name)
            over = self._amount("over", status.due_meters[0], amounts[0])
            return self.say("when_overdue", items=name, amount=over)
        when = self._ahead(item, status, today)
        if not when:
            return self.say("when_unknown", items=name)
        return self.say("when", items=name, when=", ".join(when))

    def last(self, done: date | None, today: date, name: str) -> str:
        """Tell when an item was last done."""
        if done is None:
            return self.say("last_never", items=name)
        days = max(0, (today - done).days)
        when = [self._span("ago", days)]
        if days >= WEEKS_FROM:
            when.append(self._written("dates", done, today))
        return self.say("last", items=name, when=", ".join(when))

    def moment(self, moment: datetime, today: date) -> str:
        """Write a moment; the year only if it is another one."""
        return self._written("moments", moment, today, time=f"{moment:%H:%M}")

    def _ahead(self, item: Item, status: ItemStatus, today: date) -> list[str]:
        """Tell when an item will be due: by the calendar, and by what is left."""
        shares = {
            interval.meter: left / max(shown(interval.meter, interval.limit), 0.1)
            for interval in item.intervals
            if (left := status.remaining.get(interval.meter)) is not None
        }
        if not shares:
            return []
        first = min(shares, key=lambda meter: shares[meter])
        # Who asks for hours is to hear of them, whatever ends first.
        meters = dict.fromkeys([first, *({Meter.PRINT_TIME} & shares.keys())])
        amounts = [
            self._amount("after", meter, status.remaining[meter] or 0)
            for meter in meters
            if meter is not Meter.DAYS
        ]
        if first is Meter.DAYS:
            days = self._span("ahead", round(status.remaining[first] or 0))
            return [self.listed([days, *amounts], "or")]
        after = [self.listed(amounts, "or")]
        if status.expected_due is None:
            return after
        days_left = max(0, (status.expected_due.date() - today).days)
        return [self._span("ahead", days_left), *after]

    def _amount(self, kind: str, meter: Meter, amount: float) -> str:
        """Put a shown amount into words."""
        unit = meter.value
        if meter is Meter.PRINT_TIME and amount < 1:
            unit, amount = "minutes", max(1, round(amount * 60))
        if amount >= WHOLE_HOURS_FROM:
            amount = round(amount)
        one, many = self.words[kind][unit]
        if amount == 1:
            return str(one)
        number = f"{amount:g}".replace(".", self.words["decimal"])
        return str(many).format(n=number)

    def _span(self, kind: str, days: int) -> str:
        """Put a distance in days into words."""
        words = self.words[kind]
        if days < 2:
            return str(words["next" if days else "today"])
        if days < WEEKS_FROM:
            unit, count = "days", days
        elif days < MONTHS_FROM:
            unit, count = "weeks", round(days / 7)
        elif days < YEARS_FROM:
            unit, count = "months", round(days / 30.44)
        else:
            unit, count = "years", round(days / 365.25)
        numbers = self.words["numbers"]
        number = numbers[count] if count < len(numbers) else str(count)
        return str(words[unit]).format(n=number)

    def _written(self, kind: str, day: date, today: date, **more: str) -> str:
        this_year, other_year = self.words[kind]
        pattern = this_year if day.year == today.year else other_year
        month = self.words["months"][day.month - 1]
        return str(pattern).format(day=day.day, month=month, year=day.year, **more)


def load_languages() -> list[Language]:
    """Read all the languages that there are."""
    return [Language.from_file(path) for path in sorted(FOLDER.glob("*.json"))]


def plain(text: str) -> str:
    """Return text as it is compared: words alone."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def spoken(name: str) -> set[str]:
    """Return how a name may be written by who understands speech."""
    # What hassil's templates and its reading of sentences give a meaning to.
    literal = " ".join(re.sub(r"[^\w\s'+&%/-]|_", " ", name).split())
    words = " ".join(re.findall(r"[^\W_]+", name))
    return {literal, words} if words else set()


def named(text: str, names: Iterable[str]) -> tuple[str | None, str]:
    """Find the longest of some names in a text, and return the rest of the text."""
    text = f" {plain(text)} "
    for name in sorted(names, key=len, reverse=True):
        before, found, after = text.partition(f" {name} ")
        if found:
            return name, f"{before} {after}"
    return None, text


def last_named(text: str, names: Iterable[str]) -> str | None:
    """Find the one of some names that stands last in a text, the longest of these.

    What is asked may be written like a name, but stands before it.
    """
    text = f" {plain(text)} "
    ends = {name: text.rfind(f" {name} ") + len(name) for name in names}
    found = [name for name in ends if f" {name} " in text]
    return max(found, key=lambda name: (ends[name], len(name)), default=None)


def _forms(sentences: Iterable[str]) -> list[str]:
    """Return sentences without the printer that they may name, and with it."""
    printers = ("", "{on}")
    forms = [s.replace(OPTIONAL_PRINTER, on) for s in sentences for on in printers]
    return list(dict.fromkeys(forms))


def _names_printer(sentence: str) -> bool:
    return "{printer}" in sentence


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    return reduce(
        lambda text, part: text.replace(f"{{{part[0]}}}", part[1]),
        parts.items(),
        pattern,
    )


def _alternatives(names: Iterable[str]) -> str:
    return f"({'|'.join(sorted(names))})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
