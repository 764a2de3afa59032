"""The recorded answers, and what counts when an answer is compared with one."""

from collections.abc import Mapping
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any

from .access import ADMIN_KEY, GLOBAL_KEY, READ_ONLY_KEY, USER_KEY
from .reply import Reply

FOLDER = Path(__file__).parent.parent.parent / "fixtures"
FOLDERS = {"1.11.8": "octoprint", "2.0.0rc7": "octoprint2"}
LEFT_OUT = {
    "achievements",
    "appearance",
    "available_years",
    "free",
    "hidden_achievements",
    "options",
    "printTimeLeft",
    "printTimeLeftOrigin",
    "prints_started_per_weekday",
    "timezone",
    "total",
}
EXACT = {
    "api",
    "error",
    "failure",
    "groups",
    "message",
    "origin",
    "path",
    "prints_cancelled",
    "prints_errored",
    "prints_finished",
    "prints_started",
    "safemode",
    "server",
    "server_starts",
    "state",
    "success",
    "text",
    "type",
    "version",
}
KEYS = {
    "<admin key>": ADMIN_KEY,
    "<global key>": GLOBAL_KEY,
    "<read-only key>": READ_ONLY_KEY,
    "<user key>": USER_KEY,
    "<wrong key>": "wrong",
}


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded request and its answer."""

    version: str
    state: str
    endpoint: str
    request: dict[str, Any]
    reply: Reply

    def __str__(self) -> str:
        """Name it as its file is named."""
        return f"{self.version}-{self.state}-{self.endpoint}"

    def filled(self, values: Mapping[str, str]) -> dict[str, Any]:
        """Return the request with keys, tokens and tags instead of placeholders."""
        request: dict[str, Any] = json.loads(_fill(json.dumps(self.request), values))
        headers = request.setdefault("headers", {"X-Api-Key": ADMIN_KEY})
        if "If-None-Match" in headers:
            headers["If-None-Match"] = values["ETag"]
        return request


def recordings() -> list[Recording]:
    """Read all recordings."""
    return [
        _read(version, path)
        for version, folder in FOLDERS.items()
        for path in sorted((FOLDER / folder).glob("*.json"))
    ]


def shape(value: Any, name: str = "") -> Any:
    """Reduce an answer to what must be the same in the simulator's.

    Of a number that is its type and its sign; of files, which come in any order, those
    by path; of permissions those of OctoPrint's own and of the plugins simulated.
    """
    if value is None or (name in EXACT and not isinstance(value, dict)):
        return value
    if name == "pending":
        return [shape(request) for request in value.values()]
    if isinstance(value, dict):
        return {
            key: shape(part, key)
            for key, part in sorted(value.items())
            if key not in LEFT_OUT and part != {"key": GLOBAL_KEY}
        }
    if name == "permissions":
        return sorted(permission for permission in value if _is_ours(permission))
    if isinstance(value, list):
        parts = [shape(part) for part in value]
        return sorted(parts, key=str) if name in ("files", "children") else parts
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return "text" if value else ""
    return type(value).__name__, (value > 0) - (value < 0)


def _is_ours(permission: str) -> bool:
    """Tell whether the simulator knows of what a permission is for."""
    plugins = ("PLUGIN_ACHIEVEMENTS_", "PLUGIN_APPKEYS_")
    return not permission.startswith("PLUGIN_") or permission.startswith(plugins)


def _fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of placeholders."""
    for placeholder, value in (KEYS | dict(values)).items():
        text = text.replace(placeholder, value)
    assert "<" not in text, text
    return text


def _read(version: str, path: Path) -> Recording:
    """Read one recording."""
    state, _, endpoint = path.stem.partition(".")
    record = json.loads(path.read_text())
    reply = Reply(record["status"], record["body"], record.get("headers", {}))
    return Recording(version, state, endpoint, record["request"], reply)
