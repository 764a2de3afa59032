"""Subentry flow that adds and edits maintenance items."""

from collections.abc import Callable
from typing import Any, override

from homeassistant.config_entries import SOURCE_RECONFIGURE, SubentryFlowResult
from homeassistant.const import CONF_NAME
import voluptuous as vol

from .catalog_flow import CatalogFlow
from .hosts.base import JsonDict
from .item_fields import item_fields, new_item_fields
from .item_form import form_errors, from_form, to_form
from .maintenance.catalog import Family
from .maintenance.usage import materials_of
from .moving_in_flow import MovingInFlow
from .start_flow import Form
from .starting_point import CONF_START


class ItemFlow(CatalogFlow, MovingInFlow):
    """Add or edit a maintenance item."""

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
                return await self._async_start(user_input)
        return self.async_show_form(
            step_id="own",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(new_item_fields(self._materials())), user_input
            ),
            errors=errors,
        )

    @override
    def _end(self, begin: Callable[[Form], JsonDict]) -> SubentryFlowResult:
        """Add what was chosen of the catalogue, or the item that was entered."""
        if self._family is not None:
            return super()._end(begin)
        (form,) = self._forms
        return self.async_create_entry(
            title=form[CONF_NAME].strip(),
            data={**from_form(form), CONF_START: begin(form)},
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
