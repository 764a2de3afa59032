"""What is shown of a printer and its items."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .maintenance.crossing import Estimate
from .maintenance.item import Item
from .maintenance.pace import Outlook
from .maintenance.schedule import ItemStatus, shown, status
from .maintenance.usage import USAGE_METERS, Meter, total
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


def printer_data(
    record: PrinterRecord,
    items: Mapping[str, Item],
    outlook: Outlook,
    now: datetime,
    *,
    connected: bool,
    to_come: Estimate | None,
) -> PrinterData:
    """Work out what is shown at a moment in the zone whose dates count."""
    usage = record.odometer.by_material()
    lifetime = total(usage).as_dict() if record.seeded else {}
    return PrinterData(
        connected=connected,
        lifetime={
            meter: shown(meter, lifetime[meter]) for meter in USAGE_METERS if lifetime
        },
        items=dict(items),
        statuses={
            item_id: status(
                item, record.histories.get(item_id, ()), usage, now, outlook, to_come
            )
            for item_id, item in items.items()
        },
    )
