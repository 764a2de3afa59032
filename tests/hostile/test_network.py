"""Both clients on a network where everything goes wrong, at every request."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import cycle, product
from typing import Final

import pytest

from custom_components.printer_maintenance.hosts.base import (
    HostError,
    HostUnauthorized,
    HostUnexpectedAnswer,
    HostUnreachable,
)

from .conftest import Opener, Target
from .faults import BOMBS, FAULTS, HANGING, TOO_MUCH
from .inputs import LONGEST, Tried
from .stretch import Stretch
from .wire import Exchange, Fault

KINDS: Final = ("moonraker", "moonraker08", "octoprint")
DECLARED: Final = (HostUnreachable, HostUnauthorized, HostUnexpectedAnswer)
STATUSES: Final = [
    *range(200, 209),
    226,
    *range(300, 309),
    *range(400, 432),
    444,
    451,
    499,
    *range(500, 512),
    520,
    521,
    522,
    525,
    526,
    527,
    530,
    599,
    600,
    999,
]
# None stands for what the host would say otherwise.
BODIES: Final = (None, b"<html>", b'{"error":"x"}')

type Question = Callable[[Target], Awaitable[object]]
QUESTIONS: Final[dict[str, Question]] = {
    "identify": Target.identify,
    "poll": Target.poll,
}


async def outcome(target: Target, question: Question) -> str:
    """Ask, and return what is wrong with how that ends, if anything is."""
    try:
        async with asyncio.timeout(60):
            await question(target)
    except HostError as err:
        if type(err) not in DECLARED and not isinstance(err, DECLARED):
            return f"raised {err!r}"
        told = f"{err} {err!r}"
        if target.key in told or str(target.wire.port) in told:
            return f"told a secret: {told}"
    except Exception as err:  # noqa: BLE001
        return f"raised {err!r}"
    return ""


async def requests_of(target: Target, question: Question) -> int:
    """Return how many requests a question takes when all is well."""
    target.wire.spoil(None)
    target.wire.requests.clear()
    await question(target.anew())
    return len(target.wire.requests)


async def attempt(
    tried: Tried, watch: Stretch, target: Target, question: Question, name: str
) -> None:
    """Ask a host that was spoiled; what takes long may have been something else."""
    for _ in range(3):
        await watch.begin()
        target.wire.requests.clear()
        if problem := await outcome(target.anew(), question):
            tried.wrong(name, problem)
        if await watch.end() <= LONGEST:
            break
    tried.note(name, watch)


@pytest.mark.parametrize("kind", KINDS)
async def test_an_answer_that_is_broken(
    tried: Tried, watch: Stretch, opener: Opener, kind: str
) -> None:
    target = await opener(kind)
    for asked, question in QUESTIONS.items():
        for spared in range(await requests_of(target, question)):
            for name, fault in FAULTS.items():
                target.wire.spoil(fault, spared)
                what = f"{kind} {asked} {spared} {name}"
                await attempt(tried, watch, target, question, what)
                assert len(target.wire.requests) > spared


@pytest.mark.parametrize("kind", ["moonraker", "octoprint"])
async def test_an_answer_that_is_too_much(
    tried: Tried, watch: Stretch, opener: Opener, kind: str
) -> None:
    target = await opener(kind)
    for spared in range(await requests_of(target, Target.poll)):
        for name, fault in (TOO_MUCH | BOMBS).items():
            target.wire.spoil(fault, spared)
            what = f"{kind} {spared} {name}"
            await attempt(tried, watch, target, Target.poll, what)


@pytest.mark.parametrize("kind", KINDS)
async def test_an_answer_that_does_not_come(
    tried: Tried, watch: Stretch, opener: Opener, kind: str
) -> None:
    async def hang(asked: str, spared: int, fault: Fault) -> None:
        target = await opener(kind)
        target.wire.spoil(fault, spared)
        what = f"{kind} {asked} {spared} {fault}"
        if problem := await outcome(target, QUESTIONS[asked]):
            tried.wrong(what, problem)
        tried.note(what, watch)

    target = await opener(kind)
    for asked, question in QUESTIONS.items():
        requests = await requests_of(target, question)
        async with asyncio.TaskGroup() as group:
            for spared, fault in product(range(requests), HANGING.values()):
                group.create_task(hang(asked, spared, fault))


@pytest.mark.parametrize("kind", KINDS)
async def test_every_status(
    tried: Tried, watch: Stretch, opener: Opener, kind: str
) -> None:
    async def answer(exchange: Exchange, status: int, body: bytes | None) -> None:
        await exchange.answer(body, status)

    target = await opener(kind)
    for asked, question in QUESTIONS.items():
        for spared in range(await requests_of(target, question)):
            for status, body in zip(
                STATUSES[:: 1 + spared], cycle(BODIES), strict=False
            ):
                target.wire.spoil(partial(answer, status=status, body=body), spared)
                what = f"{kind} {asked} {spared} HTTP {status} {body!r}"
                await attempt(tried, watch, target, question, what)


@pytest.mark.parametrize("kind", KINDS)
async def test_nobody_listens(
    tried: Tried, watch: Stretch, opener: Opener, kind: str
) -> None:
    target = await opener(kind)
    await target.wire.stop()
    for question in QUESTIONS.values():
        with pytest.raises(HostUnreachable):
            await question(target)
        await watch.end()
        tried.note("refused", watch)
