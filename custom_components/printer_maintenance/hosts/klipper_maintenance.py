"""Read what KlipperMaintenance, an extension of Klipper, is configured to remind of.

Its state is in a file that no API tells. But MAINTAIN_STATUS writes what remains to
the console, and Moonraker remembers that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
import re
from typing import Final

import voluptuous as vol

from ..maintenance.moving_in import Findings, FoundItem, PastCycle
from ..maintenance.usage import Meter, Usage
from .amount import amount
from .base import JsonDict
from .reminder import limit, text, whole_days

# What was written longer ago may miss what was printed since.
FRESH: Final = timedelta(minutes=10)
# Moonraker keeps as many; reading more would hold the event loop.
MOST_LINES: Final = 1000
# More than any machine lives to see.
_LONGEST: Final = timedelta(days=36_500)

# What a trigger counts, and how many stored units make one of the extension's.
_TRIGGERS: Final = {
    "print_time": (Meter.PRINT_TIME, 3600),
    "filament": (Meter.FILAMENT, 1000),
    "time": (Meter.DAYS, 1 / 24),
}
_REMAINING: Final = re.compile(
    r"(?:// )?(?P<label>.*?)(?P<disabled> \(disabled\))?"
    r": (?P<left>-?\d+(?:\.\d+)?)[hm] remaining"
)

_STATUS: Final = vol.Schema(
    {
        vol.Required("status"): {
            vol.Required("configfile"): {vol.Required("config"): dict}
        }
    },
    extra=vol.REMOVE_EXTRA,
)
_SECTION: Final = vol.Schema(
    {
        vol.Optional("label", default=""): text,
        vol.Required("trigger"): vol.In(_TRIGGERS),
        vol.Required("threshold"): limit,
        vol.Optional("message", default=""): text,
        vol.Optional("expired_gcode", default=""): object,
    },
    extra=vol.REMOVE_EXTRA,
)
_LINE: Final = vol.Schema(
    {
        vol.Required("message"): str,
        vol.Required("time"): vol.All(vol.Any(int, float), amount),
    },
    extra=vol.REMOVE_EXTRA,
)


@dataclass(frozen=True, slots=True)
class _Told:
    """Hold what remains of an item, and whether it is disabled."""

    left: float
    disabled: bool


def sections_of(status: object) -> dict[str, object]:
    """Return the sections of Klipper's configuration that are items, by name."""
    try:
        config: JsonDict = _STATUS(status)["status"]["configfile"]["config"]
    except vol.Invalid:
        return {}
    names = {section: section.split() for section in config}
    return {
        name[1]: config[section]
        for section, name in names.items()
        if len(name) > 1 and name[0] == "maintain"
    }


def read_klipper_maintenance(
    sections: Mapping[str, object], console: Mapping[str, object], now: datetime
) -> Findings:
    """Find the items, with what the console tells that remains of them."""
    items: list[FoundItem] = []
    unreadable: list[str] = []
    told = _remaining(console, now)
    for name, raw in sections.items():
        try:
            section = _SECTION(raw)
        except vol.Invalid:
            unreadable.append(name)
        else:
            items.append(_item(name, section, told, now))
    return Findings(tuple(items), tuple(unreadable))


def _item(
    name: str, section: JsonDict, told: Mapping[str, _Told], now: datetime
) -> FoundItem:
    label, threshold = section["label"], section["threshold"]
    meter, scale = _TRIGGERS[section["trigger"]]
    size = threshold * scale
    cycles: tuple[PastCycle, ...] = ()
    status = told.get(label)
    if status is not None:
        used = max(0.0, threshold - status.left) * scale
        cycles = (_cycle(meter, used, now),)
    return FoundItem(
        name=label or name,
        limits={meter: whole_days(size) if meter is Meter.DAYS else size},
        instructions=section["message"],
        cycles=cycles,
        gcode=_plain_gcode(section["expired_gcode"]),
        paused=status is not None and status.disabled,
    )


def _plain_gcode(gcode: object) -> str:
    """Return G-code that is no template: those only Klipper itself can fill in."""
    is_plain = isinstance(gcode, str) and "{" not in gcode
    return str(gcode).strip() if is_plain else ""


def _cycle(meter: Meter, used: float, now: datetime) -> PastCycle:
    match meter:
        case Meter.PRINT_TIME:
            return PastCycle(now, Usage(print_time=used))
        case Meter.FILAMENT:
            return PastCycle(now, Usage(filament=used))
        case _:
            days = min(used, _LONGEST.days)
            return PastCycle(now - timedelta(days=days), Usage())


def _remaining(console: Mapping[str, object], now: datetime) -> dict[str, _Told]:
    """Return what the console has lately told of items, by label."""
    told: dict[str, _Told] = {}
    lines = console.get("gcode_store")
    for raw in lines[-MOST_LINES:] if isinstance(lines, list) else ():
        try:
            line = _LINE(raw)
        except vol.Invalid:
            continue
        if abs(now.timestamp() - line["time"]) > FRESH.total_seconds():
            continue
        for message in line["message"].splitlines():
            if found := _REMAINING.fullmatch(message.strip()):
                told[found["label"]] = _Told(
                    float(found["left"]), found["disabled"] is not None
                )
    return told
