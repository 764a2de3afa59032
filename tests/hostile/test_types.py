"""Recorded answers with a wrong value at one place: nothing breaks, nothing is lost."""

from collections.abc import Iterator
from typing import Any, Final

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts.base import HostUnexpectedAnswer

from .counter import Counter, client_of, directly
from .inputs import Tried
from .lives import LIVES
from .mutation import Novelty, at, is_wrong_type
from .replay import Replay, Wrong, states
from .stretch import Stretch
from .wire import Wire

OVER_SOCKETS: Final = ("Moonraker", "old Moonraker", "OctoPrint", "OctoPrint 2")
# Filament that is not understood has not been analysed yet.
BELIEVABLE: Final = frozenset(("filament",))
# Totals are believed when two polls agree.
POLLS: Final = 3


def spread[T](all_of_them: list[T], count: int) -> Iterator[T]:
    """Yield so many of them, evenly spread, or all."""
    step = max(1.0, len(all_of_them) / count)
    yield from (all_of_them[int(i * step)] for i in range(int(len(all_of_them) / step)))


class State:
    """Try what is wrong in a state of a host that has been counted so far."""

    def __init__(self, counter: Counter, replay: Replay) -> None:
        """Take what counts."""
        self.counter = counter
        self.replay = replay
        self.given: list[Any] = []
        self.wrongs: list[Wrong] = []
        self.novelty = Novelty()
        self.right: tuple[Counter, ...] = ()

    async def look(self) -> None:
        """Learn what is asked, and what is counted if all is well."""
        at_once = self.counter.fork()
        self.replay.spoil(None)
        await at_once.poll()
        self.given = list(self.replay.given)
        self.wrongs = list(self.replay.wrongs(self.novelty))
        settled = at_once.fork()
        await settled.poll(POLLS)
        self.right = (at_once, settled)

    async def go_wrong(self, counter: Counter, wrong: Wrong) -> str:
        """Poll once with one value wrong; return what is wrong with how that ends."""
        self.replay.spoil(wrong)
        try:
            await counter.poll()
        except HostUnexpectedAnswer as err:
            return "" if counter.usage == self.counter.usage else f"counted {err}"
        except Exception as err:  # noqa: BLE001
            return f"raised {err!r}"
        finally:
            self.replay.spoil(None)
        before = self.counter.usage
        if any(now < then for now, then in zip(counter.usage, before, strict=True)):
            return f"fell to {counter.usage}"
        return ""

    async def recover(self, counter: Counter, wrong: Wrong) -> str:
        """Poll what is right again; return what is wrong with what is counted."""
        for _ in range(1 + POLLS):
            if any(counter.knows_as_much_as(other) for other in self.right):
                return ""
            await counter.poll()
        *_, settled = self.right
        told = at(self.given[wrong.number], wrong.path)
        if counter.usage == settled.usage or not is_wrong_type(told, wrong.value):
            return ""
        is_believed = not BELIEVABLE.isdisjoint(wrong.path)
        return "" if is_believed else f"{counter.usage}, not {settled.usage}"


async def go_through(
    tried: Tried, watch: Stretch, state: State, life: str, most: int | None = None
) -> None:
    """Try each state of a life, after those before it, with all or some that is wrong."""
    version, *names = LIVES[life]
    for name, answers in zip(names, states(version, *names), strict=True):
        state.replay.show(answers)
        await state.look()
        for wrong in state.wrongs if most is None else spread(state.wrongs, most):
            what = f"{life} {name} {wrong}"
            counter = state.counter.fork()
            await watch.begin()
            problem = await state.go_wrong(counter, wrong)
            await watch.end()
            tried.note(what, watch)
            if problem or (problem := await state.recover(counter, wrong)):
                tried.wrong(what, problem)
        await state.counter.poll(POLLS)


@pytest.mark.parametrize("life", LIVES)
async def test_a_wrong_value_at_one_place(
    tried: Tried, watch: Stretch, life: str
) -> None:
    replay = Replay()
    state = State(Counter(directly(LIVES[life][0], replay)), replay)
    await go_through(tried, watch, state, life)


@pytest.mark.parametrize("life", OVER_SOCKETS)
async def test_a_wrong_value_over_a_socket(
    tried: Tried,
    watch: Stretch,
    session: aiohttp.ClientSession,
    inputs: int,
    life: str,
) -> None:
    version, *names = LIVES[life]
    replay = Replay()
    wire = Wire(replay)
    await wire.start()
    try:
        client = client_of(version)(session, wire.url, None)
        most = max(1, inputs // len(names))
        await go_through(tried, watch, State(Counter(client), replay), life, most)
    finally:
        await wire.stop()
