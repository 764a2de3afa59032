"""The part of the subentry flow that asks where the counting of items starts."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .hosts.base import HostError, JsonDict
from .item_fields import DATE, usage_fields
from .item_form import (
    CONF_DATE,
    CONF_MATERIALS,
    LARGEST,
    from_form,
    usage_errors,
    used_from_form,
)
from .maintenance.usage import NOTHING, Meter, Usage, counted
from .printer_flow import PrinterFlow
from .starting_point import CONF_START, brand_new, starting_point

type Form = Mapping[str, Any]


class StartFlow(PrinterFlow):
    """Ask for the starting point of items whose forms are filled in."""

    def __init__(self) -> None:
        """Start without any."""
        self._forms: list[Form] = []
        self._moment: datetime

    @abstractmethod
    def _end(self, begin: Callable[[Form], JsonDict]) -> SubentryFlowResult:
        """Add the items of the forms, which begin as told."""

    @property
    def _meters(self) -> list[Meter]:
        return [
            meter
            for meter in Meter
            if any(form.get(meter) is not None for form in self._forms)
        ]

    async def _async_start(self, form: dict[str, Any]) -> SubentryFlowResult:
        """Go on with the form of an item of one's own."""
        self._forms = [form]
        self._moment = dt_util.utcnow()
        match form[CONF_START]:
            case "used":
                return await self.async_step_used()
            case "new" if Meter.DAYS in self._meters:
                return await self.async_step_new()
            case "new":
                return self._end_new()
            case "date":
                return await self.async_step_date()
            case _:
                return self._end_used(NOTHING)

    async def async_step_used(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what has been used so far."""
        if user_input is not None and not usage_errors(user_input):
            self._moment -= timedelta(days=user_input.get(Meter.DAYS, 0))
            return self._end_used(used_from_form(user_input))
        return self._show_usage("used", self._meters, user_input)

    async def async_step_new(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask since when the calendar counts for what is as old as the printer."""
        if user_input is not None and not _date_errors(user_input):
            self._moment = _noon_of(user_input)
            return self._end_new()
        return self._show_date("new", user_input)

    async def async_step_date(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the date, and the host for what was used since then."""
        if user_input is None or _date_errors(user_input):
            return self._show_date("date", user_input)
        self._moment = _noon_of(user_input)
        if set(self._meters) == {Meter.DAYS}:
            return self._end_used(NOTHING)
        parts = await self._async_usage_since(user_input)
        if parts is None:
            return await self.async_step_date_used()
        return self._end(
            lambda form: starting_point(
                self._moment,
                counted(parts, frozenset(from_form(form).get(CONF_MATERIALS, ()))),
                self._record,
            )
        )

    async def _async_usage_since(
        self, user_input: Mapping[str, Any]
    ) -> Mapping[str, Usage] | None:
        """Return what was used since a date by material; None if it is not known."""
        coordinator = self._coordinator
        # Another host at the printer's address tells of another printer's jobs.
        if coordinator is None or coordinator.connection.other is not None:
            return None
        day = datetime.combine(
            date.fromisoformat(user_input[CONF_DATE]),
            time.min,
            dt_util.get_default_time_zone(),
        )
        try:
            return await coordinator.host.usage_since(day)
        except HostError:
            return None

    async def async_step_date_used(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the usage since a date that the host does not reach back to."""
        if user_input is not None and not usage_errors(user_input):
            return self._end_used(used_from_form(user_input))
        meters = (meter for meter in self._meters if meter is not Meter.DAYS)
        return self._show_usage("date_used", meters, user_input)

    def _show_usage(
        self, step_id: str, meters: Iterable[Meter], user_input: dict[str, Any] | None
    ) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(usage_fields(meters)), user_input
            ),
            errors=usage_errors(user_input or {}),
        )

    def _show_date(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(DATE, user_input),
            errors=_date_errors(user_input) if user_input else {},
        )

    def _end_new(self) -> SubentryFlowResult:
        return self._end(lambda _: brand_new(self._moment))

    def _end_used(self, used: Usage) -> SubentryFlowResult:
        return self._end(lambda _: starting_point(self._moment, used, self._record))


def _date_errors(user_input: Mapping[str, Any]) -> dict[str, str]:
    days = (dt_util.now().date() - date.fromisoformat(user_input[CONF_DATE])).days
    if days < 0:
        return {CONF_DATE: "date_in_future"}
    return {CONF_DATE: "date_too_old"} if days > LARGEST[Meter.DAYS] else {}


def _noon_of(user_input: Mapping[str, Any]) -> datetime:
    """Return a moment of that day that stays in it when the time zone changes."""
    day = date.fromisoformat(user_input[CONF_DATE])
    noon = datetime.combine(day, time(12), dt_util.get_default_time_zone())
    return min(dt_util.as_utc(noon), dt_util.utcnow())
