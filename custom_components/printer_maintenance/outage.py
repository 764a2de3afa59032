"""What the log is told of a host that is away or not understood."""

from typing import Final

from .const import LOGGER

# A host that has something else wrong with it every time has said enough.
MOST_TOLD: Final = 5


class Outage:
    """Tell once what is wrong with a host, and once that it is over."""

    def __init__(self, name: str) -> None:
        """Take the printer's name."""
        self._name = name
        self._told: set[str] = set()
        self._complaints: set[str] = set()

    def tell(self, message: str, kind: str = "", *, warn: bool = False) -> None:
        """Say that the host can not be read, unless that or its kind was told."""
        kind = kind or message
        if kind in self._told or len(self._told) >= MOST_TOLD:
            return
        self._told.add(kind)
        log = LOGGER.warning if warn else LOGGER.info
        log("%s %s; its maintenance goes on from what is stored", self._name, message)

    def end(self) -> set[str]:
        """Say that the host is back if it was away; return the kinds that were told."""
        told, self._told = self._told, set()
        if told:
            LOGGER.info("%s is back", self._name)
        return told

    def complain(self, complaint: str | None) -> None:
        """Say once that part of the answers is not understood."""
        if complaint is None:
            self._complaints.clear()
        elif complaint not in self._complaints and len(self._complaints) < MOST_TOLD:
            self._complaints.add(complaint)
            LOGGER.warning("%s is only partly understood: %s", self._name, complaint)
