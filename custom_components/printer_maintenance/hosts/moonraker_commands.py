"""Let Klipper run G-code, through Moonraker."""

from collections.abc import Sequence

from .base import HostAbsent, HostRefused, HostUnexpectedAnswer, JsonDict
from .http import HttpClient

_ACTIVITY: JsonDict = {
    "objects": {
        "webhooks": ["state"],
        "print_stats": ["state"],
        "idle_timeout": ["state"],
    }
}
# Nobody was there to take it.
_NO_KLIPPER = "not connected"
_NO_JOB = ("standby", "complete", "cancelled", "error")


async def is_idle(client: HttpClient) -> bool:
    """Ask whether Klipper is ready and neither prints nor moves; raises HostError."""
    status, body = await client.request("printer/objects/query", json=_ACTIVITY)
    if status != 200:
        return False
    return (
        _state(body, "webhooks") == "ready"
        and _state(body, "print_stats") in _NO_JOB
        # What moves without a job is told here alone.
        and _state(body, "idle_timeout") != "Printing"
    )


async def run(client: HttpClient, lines: Sequence[str], patience: float) -> None:
    """Run G-code; Moonraker answers when Klipper has done it. Raises HostError."""
    answer = await client.exchange(
        "printer/gcode/script", json={"script": "\n".join(lines)}, patience=patience
    )
    status, body = answer.read()
    reason = _reason(body) or f"HTTP {status}"
    if status == 503 and _NO_KLIPPER in reason:
        raise HostAbsent(reason)
    if status >= 500:
        # Klipper may have gone away over it.
        raise HostUnexpectedAnswer(reason)
    if status != 200:
        raise HostRefused(reason)


def _state(body: object, name: str) -> object:
    for key in ("result", "status", name, "state"):
        body = body.get(key) if isinstance(body, dict) else None
    return body


def _reason(body: object) -> str:
    error = body.get("error") if isinstance(body, dict) else None
    message = error.get("message") if isinstance(error, dict) else None
    return message if isinstance(message, str) else ""
