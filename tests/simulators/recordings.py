"""The recorded answers, and what counts when an answer is compared with one."""

from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any

from .moonraker import VALID_KEY

FOLDER = Path(__file__).parent.parent / "fixtures"
LEFT_OUT = {
    "components",
    "config_file",
    "failed_components",
    "group_id",
    "klipper_path",
    "log_file",
    "metadata",
    "process_id",
    "python_path",
    "registered_directories",
    "traceback",
    "user_id",
    "warnings",
}
EXACT = {
    "api_version",
    "api_version_string",
    "code",
    "klippy_connected",
    "klippy_state",
    "login_required",
    "message",
    "moonraker_version",
    "state",
    "state_message",
    "status",
    "trusted",
}
NEWEST = {"ip_addresses", "jobs"}
KEYS = {"<valid key>": VALID_KEY, "<wrong key>": "wrong"}


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded request and its answer."""

    version: str
    state: str
    endpoint: str
    request: dict[str, Any]
    status: int
    body: Any

    def __str__(self) -> str:
        """Name it as its file is named."""
        return f"{self.version}-{self.state}-{self.endpoint}"


def recordings() -> list[Recording]:
    """Read all recordings."""
    return [
        _read(version, path)
        for version, folder in (("0.11.0", "moonraker"), ("0.8.0", "moonraker_0.8.0"))
        for path in sorted((FOLDER / folder).glob("*.json"))
    ]


def shape(value: Any, name: str = "") -> Any:
    """Reduce an answer to what must be the same in the simulator's.

    Of a number that is its type and its sign, of rows that of the newest one.
    """
    if value is None or (name in EXACT and not isinstance(value, dict)):
        return value
    if isinstance(value, dict):
        return {
            key: shape(part, key)
            for key, part in sorted(value.items())
            if key not in LEFT_OUT
        }
    if isinstance(value, list):
        return [shape(part) for part in (value[:1] if name in NEWEST else value)]
    if isinstance(value, bool | str):
        return type(value).__name__
    sign = (value > 0) - (value < 0)
    return type(value).__name__, 1 if name == "count" else sign


def _read(version: str, path: Path) -> Recording:
    """Read one recording and fill in the key."""
    state, _, endpoint = path.stem.partition(".")
    record = json.loads(path.read_text())
    headers = record["request"].get("headers", {})
    for name, text in headers.items():
        for placeholder, key in KEYS.items():
            headers[name] = headers[name].replace(placeholder, key)
        assert "<" not in headers[name], text
    return Recording(
        version, state, endpoint, record["request"], record["status"], record["body"]
    )
