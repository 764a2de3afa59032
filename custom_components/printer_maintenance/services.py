"""The actions of the Printer Maintenance integration."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .const import DOMAIN
from .history import (
    async_complete,
    async_set_used,
    async_skip,
    async_snooze,
    async_undo,
)
from .item_form import LARGEST, SCALE, WHOLE
from .maintenance.usage import Meter
from .report import async_history_report, item_report
from .targets import async_targets, async_targets_or_all

ATTR_DATE: Final = "date"
ATTR_NOTE: Final = "note"
ATTR_FOR: Final = "for"
ATTR_UNTIL: Final = "until"

LONGEST_NOTE: Final = 1000
LONGEST_SNOOZE: Final = timedelta(days=36_500)

type Handler = Callable[[ServiceCall], Coroutine[Any, Any, ServiceResponse]]


async def _async_complete(call: ServiceCall) -> None:
    day = call.data.get(ATTR_DATE)
    await _async_change(call, async_complete, day=day, note=_note(call))


async def _async_skip(call: ServiceCall) -> None:
    await _async_change(call, async_skip, note=_note(call))


async def _async_undo(call: ServiceCall) -> None:
    await _async_change(call, async_undo)


async def _async_snooze(call: ServiceCall) -> None:
    await _async_change(call, async_snooze, until=_end_of_snooze(call))


async def _async_set_used(call: ServiceCall) -> None:
    used = {
        meter: call.data[meter] * SCALE[meter] for meter in Meter if meter in call.data
    }
    if not used:
        raise _error("no_amount")
    await _async_change(call, async_set_used, used=used)


async def _async_get_items(call: ServiceCall) -> ServiceResponse:
    targets = await async_targets_or_all(call, POLICY_READ)
    return {"maintenance_items": [*item_report(call.hass, targets)]}


async def _async_get_history(call: ServiceCall) -> ServiceResponse:
    targets = await async_targets_or_all(call, POLICY_READ)
    return {"completions": [*await async_history_report(call.hass, targets)]}


async def _async_change(
    call: ServiceCall, change: Callable[..., Coroutine[Any, Any, None]], **how: Any
) -> None:
    """Change the items of each printer; what goes wrong with one keeps no other."""
    targets = await async_targets(call)
    results = await asyncio.gather(
        *(
            change(printer, *items, **how, context=call.context)
            for printer, items in targets.items()
            if items
        ),
        return_exceptions=True,
    )
    for result in results:
        if result is not None:
            raise result


def _note(call: ServiceCall) -> str:
    """Return the note of a completion."""
    note: str = call.data.get(ATTR_NOTE, "")
    return note


def _end_of_snooze(call: ServiceCall) -> datetime | None:
    """Return when a snooze ends; None if it is to end now."""
    if (ATTR_FOR in call.data) == (ATTR_UNTIL in call.data):
        raise _error("for_or_until")
    now = dt_util.utcnow()
    if (until := call.data.get(ATTR_UNTIL)) is None:
        return now + call.data[ATTR_FOR] if call.data[ATTR_FOR] else None
    if until <= now:
        raise _error("moment_past")
    if until - now > LONGEST_SNOOZE:
        raise _error("moment_too_far")
    moment: datetime = until
    return moment


def _error(translation_key: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=translation_key
    )


def _moment(value: object) -> datetime:
    """Read a moment; without a time zone it is one of Home Assistant's own."""
    try:
        return dt_util.as_utc(cv.datetime(value))
    except OverflowError as err:
        raise vol.Invalid("out of range") from err


def _amount(meter: Meter) -> Callable[[Any], Any]:
    number = vol.All(vol.Coerce(float), _whole) if meter in WHOLE else vol.Coerce(float)
    return vol.All(number, vol.Range(min=0, max=LARGEST[meter]))


def _whole(number: float) -> int:
    """Read a number that has no fraction."""
    if not number.is_integer():
        raise vol.Invalid("expected a whole number")
    return int(number)


_DATE: Final = {vol.Optional(ATTR_DATE): cv.date}
_NOTE: Final = {
    vol.Optional(ATTR_NOTE): vol.All(cv.string, str.strip, vol.Length(max=LONGEST_NOTE))
}
_SNOOZE: Final = {
    vol.Optional(ATTR_FOR): vol.All(
        cv.positive_time_period, vol.Range(max=LONGEST_SNOOZE)
    ),
    vol.Optional(ATTR_UNTIL): _moment,
}
_USED: Final = {vol.Optional(meter.value): _amount(meter) for meter in Meter}

ACTIONS: Final[dict[str, tuple[Handler, dict[vol.Optional, Any], SupportsResponse]]] = {
    "complete": (_async_complete, _DATE | _NOTE, SupportsResponse.NONE),
    "skip": (_async_skip, _NOTE, SupportsResponse.NONE),
    "undo": (_async_undo, {}, SupportsResponse.NONE),
    "snooze": (_async_snooze, _SNOOZE, SupportsResponse.NONE),
    "set_used": (_async_set_used, _USED, SupportsResponse.NONE),
    "get_items": (_async_get_items, {}, SupportsResponse.ONLY),
    "get_history": (_async_get_history, {}, SupportsResponse.ONLY),
}


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    for name, (handler, fields, supports_response) in ACTIONS.items():
        hass.services.async_register(
            DOMAIN,
            name,
            handler,
            schema=vol.Schema({**cv.TARGET_SERVICE_FIELDS, **fields}),
            supports_response=supports_response,
        )
