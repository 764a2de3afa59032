"""The versions of Moonraker that are simulated, and what differs between them."""

from dataclasses import dataclass
import json

from .history import History, OldHistory


@dataclass(frozen=True, slots=True)
class Version:
    """A version of Moonraker."""

    name: str
    api: tuple[int, int, int]
    history: type[History]
    is_old: bool = False

    def material(self, material: str) -> str:
        """Return a job's material as the metadata writes it: 0.8.0 knows no lists."""
        if self.is_old and material.startswith("["):
            return ";".join(json.loads(material))
        return material


VERSIONS = {
    "0.11.0": Version("0.11.0", (1, 5, 0), History),
    "0.8.0": Version("0.8.0", (1, 2, 1), OldHistory, is_old=True),
}
