"""The form of a maintenance item: its fields, their errors and what is stored."""

from collections.abc import Iterable, Mapping
from math import isnan
from typing import Any, Final

from homeassistant.const import CONF_NAME

from .hosts.url import parse_url
from .maintenance.gcode import gcode_error
from .maintenance.usage import Meter, Usage

CONF_INTERVALS: Final = "intervals"
CONF_INSTRUCTIONS: Final = "instructions"
CONF_LINK: Final = "link"
CONF_DUE_SOON: Final = "due_soon"
CONF_DATE: Final = "date"
CONF_MATERIALS: Final = "materials"
CONF_GCODE: Final = "gcode"

LONGEST_NAME: Final = 100
LONGEST_MATERIAL: Final = 64

# How many stored units (s, mm, prints, days) make one of the form.
SCALE: Final = {
    Meter.PRINT_TIME: 3600,
    Meter.FILAMENT: 1000,
    Meter.PRINTS: 1,
    Meter.DAYS: 1,
}
# More than any machine lives to see (in h, m, prints and days).
LARGEST: Final = {
    Meter.PRINT_TIME: 1_000_000,
    Meter.FILAMENT: 10_000_000,
    Meter.PRINTS: 1_000_000,
    Meter.DAYS: 36_500,
}
WHOLE: Final = (Meter.PRINTS, Meter.DAYS)


def form_errors(form: Mapping[str, Any], taken: Iterable[str]) -> dict[str, str]:
    """Return what is wrong with which field of an item's form."""
    errors = _name_errors(form[CONF_NAME].strip(), taken)
    given = {meter: form[meter] for meter in Meter if form.get(meter) is not None}
    if not given:
        errors[Meter.PRINT_TIME.value] = "no_interval"
    for meter, limit in given.items():
        if error := _amount_error(meter, limit, zero="not_positive"):
            errors[meter.value] = error
    if not _is_web_address(form.get(CONF_LINK, "").strip()):
        errors[CONF_LINK] = "invalid_link"
    if error := gcode_error(form.get(CONF_GCODE, "")):
        errors[CONF_GCODE] = error
    if not 0 <= form[CONF_DUE_SOON] < 100:
        errors[CONF_DUE_SOON] = "invalid_share"
    return errors


def usage_errors(form: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with which field of a usage form."""
    return {
        meter.value: error
        for meter in Meter
        if meter in form
        and form[meter] != 0
        and (error := _amount_error(meter, form[meter], zero="negative"))
    }


def from_form(form: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored of a form without errors, its name apart."""
    optional = {
        CONF_MATERIALS: _materials(form.get(CONF_MATERIALS, ())),
        CONF_GCODE: form.get(CONF_GCODE, "").strip(),
    }
    return {
        CONF_INTERVALS: {
            meter.value: form[meter] * SCALE[meter]
            for meter in Meter
            if form.get(meter) is not None
        },
        CONF_INSTRUCTIONS: form.get(CONF_INSTRUCTIONS, "").strip(),
        CONF_LINK: form.get(CONF_LINK, "").strip(),
        CONF_DUE_SOON: form[CONF_DUE_SOON] / 100,
        **{key: value for key, value in optional.items() if value},
    }


def to_form(name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form of a stored item."""
    form: dict[str, Any] = {
        CONF_NAME: name,
        CONF_DUE_SOON: round(data[CONF_DUE_SOON] * 100, 6),
    }
    for meter in Meter:
        if meter in data[CONF_INTERVALS]:
            form[meter.value] = data[CONF_INTERVALS][meter] / SCALE[meter]
    optional = (CONF_INSTRUCTIONS, CONF_LINK, CONF_MATERIALS, CONF_GCODE)
    return form | {key: data[key] for key in optional if data.get(key)}


def used_from_form(form: Mapping[str, Any]) -> Usage:
    """Return the usage that a form without errors tells."""
    return Usage(
        print_time=form.get(Meter.PRINT_TIME, 0) * SCALE[Meter.PRINT_TIME],
        filament=form.get(Meter.FILAMENT, 0) * SCALE[Meter.FILAMENT],
        prints=round(form.get(Meter.PRINTS, 0)),
    )


def _materials(names: Iterable[str]) -> list[str]:
    """Write names as hosts do, each one once; several may stand in one."""
    singles = (single for name in names for single in name.split(";"))
    written = (" ".join(single.split())[:LONGEST_MATERIAL] for single in singles)
    return sorted({name.casefold(): name for name in written if name}.values())


def _name_errors(name: str, taken: Iterable[str]) -> dict[str, str]:
    if not name:
        return {CONF_NAME: "name_blank"}
    if len(name) > LONGEST_NAME:
        return {CONF_NAME: "name_long"}
    if name.casefold() in (other.strip().casefold() for other in taken):
        return {CONF_NAME: "name_taken"}
    return {}


def _amount_error(meter: Meter, amount: float, *, zero: str) -> str | None:
    if isnan(amount) or amount <= 0:
        return zero
    if amount > LARGEST[meter]:
        return "too_large"
    if meter in WHOLE and amount != round(amount):
        return "not_whole"
    return None


def _is_web_address(link: str) -> bool:
    """Tell whether a link is safe to follow; none at all is."""
    if not link:
        return True
    try:
        url = parse_url(link)
    except ValueError:
        return False
    return url.scheme in ("http", "https") and bool(url.host)
