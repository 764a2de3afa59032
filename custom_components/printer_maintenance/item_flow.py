"""Subentry flow that adds and edits maintenance items."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .catalog_flow import CatalogFlow
from .hosts.base import HostError
from .item_fields import DATE, item_fields, new_item_fields, usage_fields
from .item_form import (
    CONF_DATE,
    CONF_MATERIALS,
    LARGEST,
    form_errors,
    from_form,
    to_form,
    usage_errors,
    used_from_form,
)
from .maintenance.catalog import Family
from .maintenance.usage import NOTHING, Meter, Usage, counted, materials_of
from .moving_in_flow import MovingInFlow
from .starting_point import CONF_START, brand_new, starting_point


class ItemFlow(CatalogFlow, MovingInFlow):
    """Add or edit a maintenance item."""

    def __init__(self) -> None:
        """Start with an empty form."""
        self._form: dict[str, Any] = {}
        self._moment: datetime

    @property
    def _meters(self) -> list[Meter]:
        return [meter for meter in Meter if self._form.get(meter) is not None]

    def _materials(self) -> list[str]:
        """Return the materials that the printer has printed."""
        return materials_of(self._record.odometer.by_material())

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Offer what is there, the catalogue by families, and an item of one's own."""
        if (coordinator := self._coordinator) is None:
            return self.async_abort(reason="not_loaded")
        ways = [*(family.value for family in Family), "own"]
        if await self._async_finds(coordinator):
            ways.insert(0, "move_in")
        if not self._names():
            ways.append("none")
        return self.async_show_menu(step_id="user", menu_options=ways)

    async def async_step_none(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Leave the printer without items."""
        return self.async_abort(reason="nothing_added")

    async def async_step_own(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what is to be done how often, and where its counting starts."""
        if self._coordinator is None:
            return self.async_abort(reason="not_loaded")
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = form_errors(user_input, self._names())
            if not errors:
                self._form = user_input
                return await self._async_start(user_input[CONF_START])
        return self.async_show_form(
            step_id="own",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(new_item_fields(self._materials())), user_input
            ),
            errors=errors,
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Edit an item, whose history stays as it is."""
        subentry = self._get_reconfigure_subentry()
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = form_errors(user_input, self._names())
            if not errors:
                return self.async_update_and_abort(
                    self._printer,
                    subentry,
                    title=user_input[CONF_NAME].strip(),
                    data={
                        **from_form(user_input),
                        CONF_START: subentry.data[CONF_START],
                    },
                )
        return self.async_show_form(
            step_id=SOURCE_RECONFIGURE,
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(item_fields(self._materials())),
                user_input or to_form(subentry.title, subentry.data),
            ),
            errors=errors,
        )

    async def _async_start(self, start: str) -> SubentryFlowResult:
        self._moment = dt_util.utcnow()
        match start:
            case "used":
                return await self.async_step_used()
            case "new" if Meter.DAYS in self._meters:
                return await self.async_step_new()
            case "new":
                return self._create(brand_new(self._moment))
            case "date":
                return await self.async_step_date()
            case _:
                return self._create_used(NOTHING)

    async def async_step_used(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what has been used so far."""
        if user_input is not None and not usage_errors(user_input):
            self._moment -= timedelta(days=user_input.get(Meter.DAYS, 0))
            return self._create_used(used_from_form(user_input))
        return self._show_usage("used", self._meters, user_input)

    async def async_step_new(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask since when the calendar counts for what is as old as the printer."""
        if user_input is not None and not _date_errors(user_input):
            self._moment = _noon_of(user_input)
            return self._create(brand_new(self._moment))
        return self._show_date("new", user_input)

    async def async_step_date(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the date, and the host for what was used since then."""
        if user_input is None or _date_errors(user_input):
            return self._show_date("date", user_input)
        self._moment = _noon_of(user_input)
        if set(self._meters) == {Meter.DAYS}:
            return self._create_used(NOTHING)
        used = await self._async_usage_since(user_input)
        if used is None:
            return await self.async_step_date_used()
        return self._create_used(used)

    async def _async_usage_since(self, user_input: Mapping[str, Any]) -> Usage | None:
        coordinator = self._coordinator
        # Another host at the printer's address tells of another printer's jobs.
        if coordinator is None or coordinator.other is not None:
            return None
        day = datetime.combine(
            date.fromisoformat(user_input[CONF_DATE]),
            time.min,
            dt_util.get_default_time_zone(),
        )
        try:
            parts = await coordinator.host.usage_since(day)
        except HostError:
            return None
        materials = frozenset(from_form(self._form).get(CONF_MATERIALS, ()))
        return None if parts is None else counted(parts, materials)

    async def async_step_date_used(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the usage since a date that the host does not reach back to."""
        if user_input is not None and not usage_errors(user_input):
            return self._create_used(used_from_form(user_input))
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

    def _create_used(self, used: Usage) -> SubentryFlowResult:
        return self._create(starting_point(self._moment, used, self._record))

    def _create(self, start: dict[str, Any]) -> SubentryFlowResult:
        return self.async_create_entry(
            title=self._form[CONF_NAME].strip(),
            data={**from_form(self._form), CONF_START: start},
        )


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
