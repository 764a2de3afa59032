"""Let the printer run G-code, through OctoPrint."""

from collections.abc import Sequence
from typing import Final

from .base import HostRefused, HostUnauthorized, HostUnexpectedAnswer
from .http import HttpClient
from .octoprint_answer import is_busy, parse_flags

CONTROL: Final = "CONTROL"


async def is_idle(client: HttpClient) -> bool:
    """Ask whether the printer is ready and has no job; raises HostError."""
    status, body = await client.request(
        "api/printer", params={"exclude": "temperature,sd"}
    )
    if status != 200:
        return False
    flags = parse_flags(body)
    is_ready = bool(flags.get("operational")) and bool(flags.get("ready"))
    return is_ready and not is_busy(flags)


async def run(client: HttpClient, lines: Sequence[str], patience: float) -> None:
    """Send G-code; OctoPrint answers before it is run. Raises HostError."""
    answer = await client.exchange(
        "api/printer/command", json={"commands": list(lines)}, patience=patience
    )
    if answer.status == 403:
        raise HostUnauthorized(f"the API key lacks {CONTROL}", (CONTROL,))
    status, body = answer.read()
    if status >= 500:
        raise HostUnexpectedAnswer(f"HTTP {status}")
    if status >= 400:
        error = body.get("error") if isinstance(body, dict) else None
        raise HostRefused(error if isinstance(error, str) else f"HTTP {status}")
