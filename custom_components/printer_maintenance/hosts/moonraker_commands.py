"""Let Klipper run G-code, through Moonraker."""

from collections.abc import Sequence

from .base import HostRefused, JsonDict
from .http import HttpClient

_ACTIVITY: JsonDict = {
    "objects": {
        "webhooks": ["state"],
        "print_stats": ["state"],
        "idle_timeout": ["state"],
    }
}
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
    if status != 200:
        raise HostRefused(_reason(body) or f"HTTP {status}")


def _state(body: object, name: str) -> object:
    for key in ("result", "status", name, "state"):
        body = body.get(key) if isinstance(body, dict) else None
    return body


def _reason(body: object) -> str:
    error = body.get("error") if isinstance(body, dict) else None
    message = error.get("message") if isinstance(error, dict) else None
    return message if isinstance(message, str) else ""
