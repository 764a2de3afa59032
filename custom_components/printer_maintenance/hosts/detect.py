"""Find out what answers at an address, before any key is sent there."""

import asyncio
from collections.abc import Sequence
from typing import Final

from aiohttp import ClientSession
from yarl import URL

from . import HostKind, octoprint_access
from .base import (
    HostEncrypted,
    HostError,
    HostPosing,
    HostUnexpectedAnswer,
    HostUnreachable,
)
from .http import HttpAnswer, HttpClient
from .moonraker import DEFAULT_PORT
from .url import complete_url, parse_url

# Moonraker's own port, what a web server listens on, OctoPrint's own port.
PORTS: Final = (DEFAULT_PORT, 80, 5000)
SECONDS: Final = 10.0
# A port may swallow what is sent to it; who waits has got an answer already.
SECONDS_FOR_OTHERS: Final = 2.0


def candidates(text: str) -> tuple[str, ...]:
    """Return the base URLs that may be meant, the likeliest first; raises ValueError.

    It is one if the text names a port or is a URL.
    """
    return tuple(dict.fromkeys(complete_url(text, port) for port in PORTS))


async def detect(session: ClientSession, urls: Sequence[str]) -> dict[HostKind, str]:
    """Return the first URL of each kind of host that answers; raises HostError."""
    async with asyncio.TaskGroup() as group:
        asked = {url: group.create_task(_ask(session, url)) for url in urls}
        async for task in asyncio.as_completed(asked.values()):
            if isinstance(task.result(), HostKind):
                break
        await asyncio.wait(asked.values(), timeout=SECONDS_FOR_OTHERS)
        for task in asked.values():
            task.cancel()
    found: dict[HostKind, str] = {}
    errors: list[HostError] = []
    for url, task in asked.items():
        answer = None if task.cancelled() else task.result()
        if isinstance(answer, HostKind):
            found.setdefault(answer, url)
        elif answer is not None:
            errors.append(answer)
    if not found:
        raise max(errors, key=_tells)
    return found


def _tells(err: HostError) -> int:
    """Rate how much an error says of what is there."""
    return isinstance(err, HostUnexpectedAnswer) + isinstance(
        err, (HostPosing, HostEncrypted)
    )


async def _ask(session: ClientSession, url: str) -> HostKind | HostError:
    try:
        async with asyncio.timeout(SECONDS):
            return await _kind(HttpClient(session, url, {}), URL(url))
    except HostError as err:
        return err
    except TimeoutError as err:
        return HostUnreachable(type(err).__name__)


async def _kind(client: HttpClient, url: URL) -> HostKind:
    """Ask what is there; raises HostError."""
    # First, because a Moonraker may answer as OctoPrint, too.
    answer = await client.exchange("server/info")
    if answer.is_gateway:
        raise HostUnreachable(f"HTTP {answer.status}")
    if encrypted := _encrypted(url, answer):
        raise HostEncrypted(encrypted)
    if _is_moonraker(answer):
        return HostKind.MOONRAKER
    if await octoprint_access.answers(client):
        return HostKind.OCTOPRINT
    raise HostUnexpectedAnswer("it is neither Moonraker nor OctoPrint")


def _encrypted(url: URL, answer: HttpAnswer) -> str | None:
    """Return the same address in https, if that is where an answer leads."""
    if not 300 <= answer.status < 400 or url.scheme != "http":
        return None
    try:
        target = parse_url(answer.headers.get("Location", ""))
        port = target.explicit_port
    except ValueError:
        return None
    if (target.scheme, target.host) != ("https", url.host):
        return None
    return str(url.with_scheme("https").with_port(port))


def _is_moonraker(answer: HttpAnswer) -> bool:
    """Tell whether it is Moonraker that answers, or asks for a key."""
    body = answer.json
    if not isinstance(body, dict):
        return False
    result, error = body.get("result"), body.get("error")
    if answer.status == 200:
        return isinstance(result, dict) and "klippy_state" in result
    return answer.status == 401 and isinstance(error, dict) and "code" in error
