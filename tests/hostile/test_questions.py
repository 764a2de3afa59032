"""What is asked apart from a poll, answered with a wrong value at one place."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import pytest
from yarl import URL

from custom_components.printer_maintenance.hosts import detect
from custom_components.printer_maintenance.hosts.base import (
    HostError,
    HostRefused,
    HostUnauthorized,
    HostUnexpectedAnswer,
    HostUnreachable,
)
from custom_components.printer_maintenance.hosts.moonraker_client import MoonrakerClient
from custom_components.printer_maintenance.hosts.octoprint_keys import (
    AppKeys,
    KeyRefused,
)
from tests.simulators.octoprint.reply import Reply

from .counter import MOONRAKERS, directly
from .inputs import Tried
from .mutation import Novelty
from .replay import CONFIGURED, CONSOLE, NOW, OBJECTS, Answers, Replay, having, recorded
from .stretch import Stretch

OCTOPRINTS: Final = ("1.11.8", "2.0.0rc7")
LONG_AGO: Final = NOW - timedelta(days=30)

type Asked = tuple[str, Answers]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, what was answered, and what may be made of a wrong answer."""

    ask: Callable[[Any], Awaitable[object]]
    answered: tuple[Asked, ...]
    errors: tuple[type[HostError], ...] = ()


def told(versions: tuple[str, ...], *questions: str) -> tuple[Asked, ...]:
    """Return what was answered in each state in which all of this was asked."""
    return tuple(
        (version, answers)
        for version in versions
        for answers in having(version, *questions)
    )


def told_to_apps() -> Iterator[Asked]:
    """Yield what is answered to who asks for a key."""
    for endpoints in (
        ("request", "poll_granted"),
        ("request", "poll_pending"),
        ("request", "poll_denied"),
        ("request_ratelimited",),
    ):
        yield "1.11.8", recorded("1.11.8", "31_appkeys", "probe", *endpoints)


async def ask_for_key(client: Any) -> object:
    """Ask for a key, and once for the decision."""
    keys = AppKeys(client._client)
    return await keys.poll(await keys.request())


async def find_items(client: Any) -> object:
    """Find what other programs remind of."""
    return await client.find_items(await client.fetch(None, None), NOW)


async def find_out(client: Any) -> object:
    """Find out what answers."""
    http = client._client
    if isinstance(http, MoonrakerClient):
        http = http.http
    return await detect._kind(http, URL("http://printer.local"))


# What other programs remind of.
REMINDERS: Final[Answers] = {
    **recorded("0.11.0", "01_fresh_standby"),
    **recorded("0.11.0", "24_maintenance"),
    f"{OBJECTS} config": Reply(200, {"result": CONFIGURED}),
    "GET /server/gcode_store": Reply(200, {"result": CONSOLE}),
}
QUESTIONS: Final[dict[str, Question]] = {
    "who Moonraker is": Question(
        lambda client: client.identify(),
        told(MOONRAKERS, "GET /server/info", "GET /printer/info"),
        # A proxy, for all that can be known of an answer that is no JSON.
        (HostUnreachable,),
    ),
    "whether Klipper is idle": Question(
        lambda client: client.is_idle(), told(MOONRAKERS, OBJECTS), (HostUnreachable,)
    ),
    "what was used since": Question(
        lambda client: client.usage_since(LONG_AGO),
        (
            ("0.11.0", recorded("0.11.0", "08_cancelled_while_paused")),
            ("0.8.0", recorded("0.8.0", "08_shutdown")),
        ),
    ),
    "what to remind of": Question(find_items, (("0.11.0", REMINDERS),)),
    "to let Klipper run G-code": Question(
        lambda client: client.run(["M117 x"], 1.0),
        told(MOONRAKERS, "POST /printer/gcode/script"),
        (HostRefused, HostUnreachable),
    ),
    "whether it is a Moonraker": Question(
        find_out, told(MOONRAKERS, "GET /server/info")
    ),
    "who OctoPrint is": Question(
        lambda client: client.identify(),
        told(OCTOPRINTS, "GET /api/currentuser", "GET /api/version"),
        (HostUnauthorized,),
    ),
    "whether OctoPrint is idle": Question(
        lambda client: client.is_idle(), told(OCTOPRINTS, "GET /api/printer")
    ),
    "to let OctoPrint run G-code": Question(
        lambda client: client.run(["M117 x"], 1.0),
        told(OCTOPRINTS, "POST /api/printer/command"),
        (HostRefused,),
    ),
    "whether it is an OctoPrint": Question(
        find_out, told(OCTOPRINTS, "GET /api/currentuser", "GET /api/version")
    ),
    "to be given a key": Question(
        ask_for_key,
        tuple(told_to_apps()),
        # Of another request nothing is known.
        (KeyRefused,),
    ),
}


async def failure(question: Question, version: str, replay: Replay) -> Exception | None:
    """Ask, and return what is raised."""
    try:
        await question.ask(directly(version, replay))
    except Exception as err:  # noqa: BLE001
        return err
    return None


@pytest.mark.parametrize("name", QUESTIONS)
async def test_a_question(tried: Tried, watch: Stretch, name: str) -> None:
    question = QUESTIONS[name]
    replay, novelty = Replay(), Novelty()
    for version, answers in question.answered:
        replay.show(answers)
        replay.spoil(None)
        right = await failure(question, version, replay)
        assert right is None or isinstance(right, HostError)
        declared = (HostUnexpectedAnswer, type(right), *question.errors)
        for wrong in list(replay.wrongs(novelty)):
            replay.spoil(wrong)
            await watch.begin()
            err = await failure(question, version, replay)
            await watch.end()
            what = f"{name} {version} {wrong}"
            tried.note(what, watch)
            if err is not None and not isinstance(err, declared):
                tried.wrong(what, f"raised {err!r}")
