"""What is read in short is what would be read as a whole."""

from collections import Counter
from collections.abc import Iterable
import hashlib
from math import ceil
from typing import Any, override

import pytest

from custom_components.printer_maintenance.hosts import moonraker_steady as steady
from custom_components.printer_maintenance.hosts.base import Snapshot
from custom_components.printer_maintenance.hosts.http import HttpAnswer, HttpClient
from custom_components.printer_maintenance.hosts.moonraker_answer import MoonrakerAnswer
from custom_components.printer_maintenance.hosts.moonraker_client import MoonrakerClient
from custom_components.printer_maintenance.hosts.moonraker_cursor import Cursor
from custom_components.printer_maintenance.hosts.moonraker_reader import read
from custom_components.printer_maintenance.hosts.moonraker_steady import SteadyReader
from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.world.living import lived_through
from tests.world.watcher import watch

from .printing import JOB, ManualPrinter, with_each_moonraker
from .watcher import Watcher
from .world import World
from .world_steps import STEPS

FEWEST, SHARE = 20, 0.15

read_steadily = SteadyReader.read
poll = MoonrakerClient.poll


class Said(HttpClient):
    """Note what is answered."""

    def __init__(self, http: HttpClient) -> None:
        """Ask another one."""
        self.http = http
        self.answers: list[HttpAnswer] = []

    @override
    async def exchange(self, path: str, **how: Any) -> HttpAnswer:
        self.answers.append(await self.http.exchange(path, **how))
        return self.answers[-1]


class SaidAgain(HttpClient):
    """Answer as it was answered before."""

    def __init__(self, answers: Iterable[HttpAnswer]) -> None:
        """Take the answers in their order."""
        self._answers = iter(answers)

    @override
    async def exchange(self, path: str, **_: Any) -> HttpAnswer:
        return next(self._answers)


@pytest.fixture(name="readings")
def _readings(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Compare all that is read, and count what is read as a whole."""
    readings: Counter[str] = Counter()
    afresh: list[MoonrakerAnswer] = []

    async def polled(
        client: MoonrakerClient, still: MoonrakerAnswer | None = None
    ) -> MoonrakerAnswer:
        said = Said(client.http)
        client.http = said
        answer = await poll(client, still)
        client.http = said.http
        afresh.clear()
        if answer is still:
            readings["still"] += 1
            another = MoonrakerClient(SaidAgain(said.answers))
            another._has_json_rpc = client._has_json_rpc
            afresh.append(await poll(another))
        return answer

    def compared(
        reader: SteadyReader, answer: MoonrakerAnswer, cursor: Cursor | None
    ) -> tuple[Snapshot, Cursor | None]:
        readings["all"] += 1
        snapshot, following = read_steadily(reader, answer, cursor)
        expected, cursor_expected = read(afresh[0] if afresh else answer, cursor)
        assert snapshot == expected
        assert following == cursor_expected
        if following is not None and cursor_expected is not None:
            assert list(following.pairs) == list(cursor_expected.pairs)
        return snapshot, following

    def whole(
        answer: MoonrakerAnswer, cursor: Cursor | None
    ) -> tuple[Snapshot, Cursor | None]:
        readings["whole"] += 1
        return read(answer, cursor)

    monkeypatch.setattr(MoonrakerClient, "poll", polled)
    monkeypatch.setattr(SteadyReader, "read", compared)
    monkeypatch.setattr(steady, "read", whole)
    return readings


def test_in_worlds(readings: Counter[str], pytestconfig: pytest.Config) -> None:
    worlds = max(FEWEST, ceil(SHARE * pytestconfig.getoption("--worlds")))
    for number in range(worlds):
        version, *choices = hashlib.sha512(b"steady %d" % number).digest()
        steps = [STEPS[choice] for choice in choices]
        lived_through(World("0.8.0" if version % 2 else "0.11.0"), steps)
    assert readings["whole"] > 10 * worlds, readings
    assert readings["still"] > 5 * worlds, readings
    assert readings["all"] - readings["whole"] - readings["still"] > 2 * worlds, (
        readings
    )


@with_each_moonraker
def test_most_of_a_life_is_read_in_short(
    printer: ManualPrinter, readings: Counter[str]
) -> None:
    watcher = Watcher(printer)
    watch(watcher, printer, 1800)
    for _ in range(3):
        printer.klipper.start(JOB)
        watch(watcher, printer, 5000)
    assert watcher.usage != Usage()
    assert readings["all"] > 4 * readings["whole"], readings
