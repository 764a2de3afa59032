"""Moving in: items that other programs on a printer's host keep, as items of ours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from homeassistant.const import CONF_NAME
from homeassistant.util import dt as dt_util

from .coordinator import PrinterMaintenanceCoordinator
from .hosts.base import HostError, JsonDict
from .item_fields import UNITS
from .item_form import (
    CONF_DUE_SOON,
    CONF_GCODE,
    CONF_INSTRUCTIONS,
    LONGEST_NAME,
    SCALE,
    form_errors,
)
from .maintenance.cycle import used_since
from .maintenance.gcode import gcode_error
from .maintenance.item import DEFAULT_DUE_SOON, History
from .maintenance.moving_in import Findings, FoundItem, moved_in
from .maintenance.odometer import Odometer
from .maintenance.schedule import shown
from .maintenance.usage import EVERY_MATERIAL


@dataclass(frozen=True, slots=True)
class Offered:
    """Hold an item that was found, the odometer as it was then, and its form."""

    found: FoundItem
    odometer: Odometer
    form: JsonDict

    @property
    def name(self) -> str:
        """Return what it is called."""
        name: str = self.form[CONF_NAME]
        return name

    def history(self, odometer: Odometer, now: datetime) -> History:
        """Return its history; what has no past begins with the odometer as it is."""
        return moved_in(
            self.found, self.odometer if self.found.cycles else odometer, now
        )

    def label(self, now: datetime) -> str:
        """Return its name with what was used of each interval."""
        last = self.history(self.odometer, now)[-1]
        used = used_since(last, self.odometer.by_material(), EVERY_MATERIAL, now)
        amounts = (
            f"{shown(meter, used[meter]):g} / {shown(meter, limit):g} {UNITS[meter]}"
            for meter, limit in self.found.limits.items()
        )
        return f"{self.name} ({', '.join(amounts)})"


@dataclass(frozen=True, slots=True)
class Offer:
    """Hold what can be taken over, and the names of what can not be."""

    items: tuple[Offered, ...] = ()
    known: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()


async def async_offer(
    coordinator: PrinterMaintenanceCoordinator, taken: Iterable[str]
) -> Offer:
    """Look for items whose names are not taken."""
    odometer, names = coordinator.record.odometer, list(taken)
    findings = await _async_find(coordinator)
    offered: list[Offered] = []
    known: list[str] = []
    unreadable = [_name(name) for name in findings.unreadable]
    for found in findings.items:
        item = Offered(found, odometer, _form(found))
        errors = form_errors(item.form, names)
        if not errors:
            offered.append(item)
            names.append(item.name)
        else:
            is_known = errors.keys() == {CONF_NAME}
            (known if is_known else unreadable).append(item.name)
    offered.sort(key=lambda item: item.name.casefold())
    return Offer(tuple(offered), tuple(known), tuple(unreadable))


async def _async_find(coordinator: PrinterMaintenanceCoordinator) -> Findings:
    """Ask the host; what it does not tell now it may tell another time."""
    answer = coordinator.connection.answer
    is_there = coordinator.data.connected and coordinator.record.seeded
    if answer is None or not is_there:
        return Findings()
    try:
        return await coordinator.host.find_items(answer, dt_util.utcnow())
    except HostError:
        return Findings()


def _form(found: FoundItem) -> dict[str, Any]:
    """Return an item as it would be entered."""
    return {
        CONF_NAME: _name(found.name),
        **{meter.value: limit / SCALE[meter] for meter, limit in found.limits.items()},
        CONF_INSTRUCTIONS: found.instructions,
        CONF_DUE_SOON: DEFAULT_DUE_SOON * 100,
        CONF_GCODE: "" if gcode_error(found.gcode) else found.gcode,
    }


def _name(name: str) -> str:
    """Return a name that fits on a line."""
    return " ".join(name.split())[:LONGEST_NAME].strip()
