"""A printer's record on disk."""

import json
from pathlib import Path
from typing import Any, Self

from homeassistant.core import HomeAssistant

from custom_components.printer_maintenance.const import DOMAIN


class RecordFile:
    """Read, write and damage the file that a printer's record is kept in."""

    def __init__(self, path: Path) -> None:
        """Take its path."""
        self.path = path

    @classmethod
    def of(cls, hass: HomeAssistant, entry_id: str) -> Self:
        """Return the file of a printer."""
        return cls(Path(hass.config.path(".storage", f"{DOMAIN}.{entry_id}")))

    @property
    def text(self) -> str:
        """Return the content as it is."""
        return self.path.read_text()

    def read(self) -> dict[str, Any]:
        """Return the content, which Home Assistant wraps around ours."""
        content: dict[str, Any] = json.loads(self.text)
        return content

    @property
    def copy(self) -> Self:
        """Return the copy beside it."""
        return type(self)(self.path.with_name(f"{self.path.name}.copy"))

    def write(self, content: str | bytes | dict[str, Any]) -> None:
        """Replace the content; what is changed by hand is not the checksum's any more."""
        if isinstance(content, dict):
            if isinstance(content["data"], dict):
                content["data"].pop("checksum", None)
            content = json.dumps(content)
        if isinstance(content, str):
            content = content.encode()
        self.path.write_bytes(content)

    def lose(self) -> None:
        """Remove the file."""
        self.path.unlink()

    def cut(self) -> None:
        """Leave half of the file, as a power cut does."""
        content = self.text
        self.write(content[: len(content) // 2])

    def replace_by_folder(self) -> None:
        """Put a folder in its place."""
        self.lose()
        self.path.mkdir()

    def set_aside(self, kind: str) -> list[str]:
        """Return what was moved out of the way at a moment, as unusable or corrupt."""
        found = self.path.parent.glob(f"{self.path.name}.{kind}.20*")
        return ["" if path.is_dir() else path.read_text("latin-1") for path in found]

    def history(self, item_id: str) -> list[dict[str, Any]]:
        """Return what is saved of an item's history."""
        history: list[dict[str, Any]] = self.read()["data"]["items"][item_id]["history"]
        return history
