"""The selected file, and how the API tells of it."""

from dataclasses import dataclass

from .listing import statistics
from .run import Json
from .storage import File
from .version import Version

NO_FILE: Json = {"date": None, "name": None, "origin": None, "path": None, "size": None}


@dataclass(slots=True)
class Selection:
    """A file that was chosen; `file` is None for one on the card.

    2.0 keeps what was known of it then, as old as that may be.
    """

    path: str
    size: int
    user: str | None
    file: File | None
    analysis: Json | None = None

    def __post_init__(self) -> None:
        """Keep what is known now."""
        self.analysis = self.file.analysis if self.file else None

    @property
    def is_sd(self) -> bool:
        """Tell whether it lies on the printer's card."""
        return self.file is None

    def as_json(self, version: Version, profile: str) -> Json:
        """Return it as the API tells of it."""
        return self._new() if version.is_new else self._old(profile)

    def _old(self, profile: str) -> Json:
        """Return it as 1.11 does: always with what is known by now."""
        analysis: Json = (self.file.analysis if self.file else None) or {}
        known: Json = statistics(self.file) if self.file else {}
        return {
            "averagePrintTime": known.get("averagePrintTime", {}).get(profile),
            "estimatedPrintTime": analysis.get("estimatedPrintTime"),
            "filament": analysis.get("filament") or None,
            "file": self._file(None, "sdcard"),
            "lastPrintTime": known.get("lastPrintTime", {}).get(profile),
            "user": self.user,
        }

    def _new(self) -> Json:
        """Return it as 2.0 does."""
        analysis = self.analysis or {}
        filament = {
            tool: amounts | {"weight": None}
            for tool, amounts in analysis.get("filament", {}).items()
        }
        return {
            "estimatedPrintTime": analysis.get("estimatedPrintTime"),
            "filament": filament or None,
            "file": self._file(self.path, "printer") | {"upload": False},
            "lastPrintTime": None,
            "user": self.user,
        }

    def _file(self, card_display: str | None, card: str) -> Json:
        """Describe the file itself."""
        return {
            "date": int(self.file.date) if self.file else None,
            "display": self._name if self.file else card_display,
            "name": self._name,
            "origin": "local" if self.file else card,
            "path": self.path,
            "size": self.size,
        }

    @property
    def _name(self) -> str:
        """Return the name without folders."""
        return self.path.rpartition("/")[2]


def nothing(version: Version, *, is_fresh: bool) -> Json:
    """Return what is told when no file is selected: another thing at first."""
    common: Json = {"estimatedPrintTime": None, "lastPrintTime": None, "user": None}
    if version.is_new:
        file = NO_FILE | {"display": None, "upload": None}
        return common | {"filament": {} if is_fresh else None, "file": file}
    if is_fresh:
        return common | {"filament": {"length": None, "volume": None}, "file": NO_FILE}
    file = NO_FILE | {"display": None}
    return common | {"averagePrintTime": None, "filament": None, "file": file}
