"""Answers with a wrong value at one place: nothing breaks, and nothing is lost."""

from collections.abc import Iterator
from dataclasses import replace
import json
from typing import Any, Final

import pytest

from custom_components.printer_maintenance.hosts.base import HostError
from custom_components.printer_maintenance.maintenance.odometer import Odometer
from custom_components.printer_maintenance.maintenance.usage import Usage

from .conftest import Opener, Target, pass_time
from .inputs import Tried
from .mutation import Path, at, is_wrong_type, mutated, mutations
from .stretch import Stretch
from .wire import Exchange

KINDS: Final = ("moonraker", "moonraker08", "octoprint")
# Of what is wrong at one place only these may be believed to be another job's, or the
# amounts of this one: nothing tells them from the truth.
BELIEVABLE: Final = ("filename", "start_time", "eventtime", "path", "date", "origin")


class Counter:
    """Count as the coordinator does, from a known state on."""

    def __init__(self, target: Target) -> None:
        """Begin with nothing."""
        self.target = target
        self.odometer = Odometer()

    async def poll(self) -> None:
        """Poll and count; raises HostError."""
        target = self.target
        answer = await target.client.fetch(target.cursor, None)
        snapshot, cursor = target.client.read(answer, target.cursor)  # type: ignore[arg-type]
        self.target = replace(target, cursor=cursor)
        self.odometer = self.odometer.fold((*snapshot.seeds, *snapshot.jobs))

    def fork(self) -> Counter:
        """Return another that has seen the same, with a client of its own."""
        other = Counter(self.target.anew())
        other.odometer = self.odometer
        return other

    @property
    def usage(self) -> tuple[float, float, int]:
        """Return what is counted."""
        usage: Usage = self.odometer.total
        return round(usage.print_time, 1), round(usage.filament, 1), usage.prints


def spread(all_of_them: list[Any], count: int) -> Iterator[Any]:
    """Yield so many of them, evenly spread, or all."""
    step = max(1.0, len(all_of_them) / count)
    yield from (all_of_them[int(i * step)] for i in range(int(len(all_of_them) / step)))


async def try_one(counter: Counter, number: int, path: Path, wrong: object) -> str:
    """Spoil one answer of a poll; return what is wrong after two good ones."""

    async def spoil(exchange: Exchange) -> None:
        wire.spoil(None)
        body = mutated(json.loads(exchange.body), path, wrong)
        await exchange.answer(json.dumps(body).encode())

    wire = counter.target.wire
    before = counter.usage
    wire.spoil(spoil, number)
    try:
        await counter.poll()
    except HostError as err:
        if counter.target.key in str(err):
            return f"told {err}"
    except Exception as err:  # noqa: BLE001
        return f"raised {err!r}"
    finally:
        wire.spoil(None)
    if any(now < then for now, then in zip(counter.usage, before, strict=True)):
        return f"fell to {counter.usage}"
    for _ in range(3):
        await counter.poll()
    return ""


@pytest.mark.parametrize("kind", KINDS)
async def test_a_wrong_value_at_one_place(
    tried: Tried, watch: Stretch, opener: Opener, kind: str, inputs: int
) -> None:
    first = Counter(await opener(kind))
    await first.poll()
    await first.poll()
    pass_time(first.target.wire.host)
    wire = first.target.wire
    bodies: list[bytes] = []

    async def listen(exchange: Exchange) -> None:
        bodies.append(exchange.body)
        await exchange.answer()

    wire.spoil(listen)
    honest = first.fork()
    await honest.poll()
    wire.spoil(None)
    for _ in range(3):
        await honest.poll()
    jsons = [n for n, body in enumerate(bodies) if body.startswith((b"{", b"["))]
    for number, body in enumerate(bodies):
        if number not in jsons:
            continue
        recorded = json.loads(body)
        for path, wrong in spread(list(mutations(recorded)), inputs // len(jsons)):
            await watch.begin()
            name = f"{kind} {number} {path} {wrong!r}"
            counter = first.fork()
            problem = await try_one(counter, number, path, wrong)
            await watch.end()
            tried.note(name, watch)
            is_known = path and path[-1] in BELIEVABLE
            if not problem and counter.usage != honest.usage and not is_known:
                believed = not is_wrong_type(at(recorded, path), wrong)
                problem = "" if believed else f"{counter.usage}, not {honest.usage}"
            if problem:
                tried.wrong(name, problem)
