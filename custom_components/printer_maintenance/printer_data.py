"""What is shown of a printer and its items."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .maintenance.crossing import Estimate
from .maintenance.item import Item
from .maintenance.pace import Outlook
from .maintenance.schedule import Board, ItemStatus, shown
from .maintenance.usage import USAGE_METERS, Meter, Usage, total
from .store import PrinterRecord


@dataclass(frozen=True, slots=True)
class PrinterData:
    """Hold what is shown of a printer; it is equal as long as nothing shown changes.

    Lifetime is in hours, metres and prints; empty until the host has told its totals.
    """

    connected: bool
    lifetime: Mapping[Meter, float]
    items: Mapping[str, Item]
    statuses: Mapping[str, ItemStatus]


class PrinterView:
    """Work out what is shown of a printer, unless nothing it depends on has changed."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._basis: object = None
        self._data: PrinterData | None = None
        self._board = Board()

    def of(
        self,
        record: PrinterRecord,
        items: Mapping[str, Item],
        outlook: Outlook,
        now: datetime,
        *,
        connected: bool,
        to_come: Estimate | None,
    ) -> PrinterData:
        """Return what is shown at a moment in the zone whose dates count."""
        usage = record.odometer.by_material()
        lifetime = _lifetime(usage) if record.seeded else {}
        basis = connected, lifetime, dict(record.histories), items
        is_same = basis == self._basis and self._board.lasts(
            usage, now, outlook, to_come
        )
        if self._data is None or not is_same:
            self._basis = basis
            listed = {
                item_id: (item, record.histories.get(item_id, ()))
                for item_id, item in items.items()
            }
            statuses = self._board.statuses(listed, usage, now, outlook, to_come)
            self._data = PrinterData(connected, lifetime, dict(items), statuses)
        return self._data


def _lifetime(usage: Mapping[str, Usage]) -> dict[Meter, float]:
    lifetime = total(usage)
    return {meter: shown(meter, lifetime.amount(meter)) for meter in USAGE_METERS}
