"""The fields of the forms that maintenance items are entered in."""

from collections.abc import Iterable
from typing import Any, Final

from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import (
    DateSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from .item_form import (
    CONF_DATE,
    CONF_DUE_SOON,
    CONF_GCODE,
    CONF_INSTRUCTIONS,
    CONF_LINK,
    CONF_MATERIALS,
)
from .maintenance.usage import Meter
from .starting_point import CONF_START

UNITS: Final = {Meter.PRINT_TIME: "h", Meter.FILAMENT: "m", Meter.DAYS: "d"}
STARTS: Final = ["now", "used", "new", "date"]
# Offered beside those that the printer has printed.
USUAL_MATERIALS: Final = (
    "PLA",
    "PETG",
    "ABS",
    "ASA",
    "TPU",
    "PA",
    "PC",
    "PLA-CF",
    "PETG-CF",
    "PA-CF",
)

type Fields = dict[vol.Marker, Any]

DATE: Final = vol.Schema({vol.Required(CONF_DATE): DateSelector()})


def item_fields(materials: Iterable[str]) -> Fields:
    """Return the fields of an item, with the materials that are known by name."""
    offered = dict.fromkeys((*materials, *USUAL_MATERIALS))
    return {
        vol.Required(CONF_NAME): TextSelector(),
        **{vol.Optional(meter.value): _amount(meter) for meter in Meter},
        vol.Optional(CONF_MATERIALS): SelectSelector(
            SelectSelectorConfig(
                options=list(offered),
                multiple=True,
                custom_value=True,
                mode=SelectSelectorMode.DROPDOWN,
            )
        ),
        vol.Optional(CONF_INSTRUCTIONS): TextSelector(
            TextSelectorConfig(multiline=True)
        ),
        vol.Optional(CONF_LINK): TextSelector(
            TextSelectorConfig(type=TextSelectorType.URL)
        ),
        vol.Required(CONF_DUE_SOON, default=10): NumberSelector(
            NumberSelectorConfig(
                step=1, mode=NumberSelectorMode.BOX, unit_of_measurement="%"
            )
        ),
        vol.Optional(CONF_GCODE): TextSelector(TextSelectorConfig(multiline=True)),
    }


def new_item_fields(materials: Iterable[str]) -> Fields:
    """Return the fields of an item that is to be added."""
    return {
        **item_fields(materials),
        vol.Required(CONF_START, default=STARTS[0]): SelectSelector(
            SelectSelectorConfig(
                options=STARTS,
                mode=SelectSelectorMode.LIST,
                translation_key=CONF_START,
            )
        ),
    }


def usage_fields(meters: Iterable[Meter]) -> Fields:
    """Return a field for what was used of each meter."""
    return {vol.Required(meter.value, default=0): _amount(meter) for meter in meters}


def _amount(meter: Meter) -> NumberSelector:
    config = NumberSelectorConfig(step="any", mode=NumberSelectorMode.BOX)
    if meter in UNITS:
        config["unit_of_measurement"] = UNITS[meter]
    return NumberSelector(config)
