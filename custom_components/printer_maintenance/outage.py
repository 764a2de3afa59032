"""What the log is told of a host that is away or not understood."""

from .const import LOGGER


class Outage:
    """Tell once what is wrong with a host, and once that it is over."""

    def __init__(self, name: str) -> None:
        """Take the printer's name."""
        self._name = name
        self._told: set[str] = set()
        self._complaints: set[str] = set()

    def tell(self, message: str, kind: str, *, warn: bool = False) -> None:
        """Say that the host can not be read, unless this kind was told already."""
        if kind in self._told:
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
        elif complaint not in self._complaints:
            self._complaints.add(complaint)
            LOGGER.warning("%s is only partly understood: %s", self._name, complaint)
