"""Changes to histories, which are told once they are on disk."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from homeassistant.core import Context, callback

from .maintenance.item import History

type Histories = Mapping[str, History]


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """Hold what histories were, what they are, and in which context they changed."""

    before: Histories
    after: Histories
    context: Context


class Changes:
    """Tell of each change once, and of none that Home Assistant may yet forget."""

    def __init__(self) -> None:
        """Begin with nothing to tell."""
        self.listeners: list[Callable[[Change], None]] = []
        self._untold: list[Change] = []

    @callback
    def async_add(self, change: Change) -> None:
        """Keep what is to be told."""
        self._untold.append(change)

    @property
    def untold(self) -> tuple[Change, ...]:
        """Return what is told when all that there is now is on disk."""
        return tuple(self._untold)

    @callback
    def async_saved(self, changes: Iterable[Change]) -> None:
        """Tell what is on disk now, unless another save has told it meanwhile."""
        for change in changes:
            if change in self._untold:
                self._untold.remove(change)
                for listen in self.listeners:
                    listen(change)
