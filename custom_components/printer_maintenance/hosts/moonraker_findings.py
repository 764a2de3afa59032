"""Ask a Moonraker what other programs there remind of."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from ..maintenance.moving_in import Findings
from .base import JsonDict
from .klipper_maintenance import read_klipper_maintenance, sections_of
from .mainsail import read_mainsail
from .moonraker_answer import NO_TOTALS, Totals

type Ask = Callable[[str, Mapping[str, str]], Awaitable[JsonDict]]


async def find(ask: Ask, totals: Totals | None, now: datetime) -> Findings:
    """Find items; the totals are those that the odometer has counted up to."""
    kept = await ask("server/database/item", {"namespace": "maintenance"})
    status = await ask("printer/objects/query", {"configfile": "config"})
    mainsail = read_mainsail(kept.get("value"), (totals or NO_TOTALS).usage, now)
    if not (sections := sections_of(status)):
        return mainsail
    console = await ask("server/gcode_store", {})
    klipper = read_klipper_maintenance(sections, console, now)
    return Findings(
        (*mainsail.items, *klipper.items), (*mainsail.unreadable, *klipper.unreadable)
    )
