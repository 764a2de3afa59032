"""The part of the subentry flow that adds items from the catalogue."""

from collections.abc import Callable
from typing import Any, Final, override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .catalog_texts import CatalogTexts, async_offer
from .hosts.base import JsonDict
from .item_form import form_errors
from .maintenance.catalog import CatalogItem, Family
from .maintenance.usage import NOTHING
from .printer_flow import CONF_ITEMS, new_item
from .start_flow import Form, StartFlow
from .starting_point import CONF_START

CATALOG_STARTS: Final = ["now", "date", "new"]
CATALOG_START: Final = SelectSelector(
    SelectSelectorConfig(
        options=CATALOG_STARTS,
        mode=SelectSelectorMode.LIST,
        translation_key="catalog_start",
    )
)


class CatalogFlow(StartFlow):
    """Offer the items that printers of a family need."""

    _family: Family | None = None

    async def async_step_voron(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Offer what a Voron or another Klipper machine needs."""
        return await self._async_offer(Family.VORON)

    async def async_step_prusa(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Offer what a Prusa needs."""
        return await self._async_offer(Family.PRUSA)

    async def async_step_bambu_lab(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Offer what a Bambu Lab needs."""
        return await self._async_offer(Family.BAMBU_LAB)

    async def async_step_creality(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Offer what a Creality needs."""
        return await self._async_offer(Family.CREALITY)

    async def async_step_fdm(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Offer what any printer needs that prints filament."""
        return await self._async_offer(Family.FDM)

    async def async_step_resin(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Offer what a resin printer needs."""
        return await self._async_offer(Family.RESIN)

    async def _async_offer(self, family: Family) -> SubentryFlowResult:
        self._family = family
        return await self.async_step_items()

    async def async_step_items(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask which items to add, and where their counting starts."""
        assert self._family is not None
        items, texts = await async_offer(self.hass, self._family, self._names())
        if user_input is not None:
            chosen = user_input.get(CONF_ITEMS, ())
            self._forms = [texts.form(item) for item in items if item.key in chosen]
            return await self._async_begin(user_input[CONF_START])
        if not items:
            return self.async_abort(reason="nothing_left")
        return self.async_show_form(
            step_id="items",
            data_schema=self.add_suggested_values_to_schema(
                _schema(items, texts),
                {CONF_ITEMS: [item.key for item in items if item.usual]},
            ),
            description_placeholders={"sources": texts.sources(items)},
        )

    async def _async_begin(self, start: str) -> SubentryFlowResult:
        self._moment = dt_util.utcnow()
        match start:
            case "date" if self._forms:
                return await self.async_step_date()
            case "new":
                return self._end_new()
            case _:
                return self._end_used(NOTHING)

    @callback
    @override
    def _end(self, begin: Callable[[Form], JsonDict]) -> SubentryFlowResult:
        # What another dialogue has added meanwhile is left out.
        names = self._names()
        added = [form for form in self._forms if not form_errors(form, names)]
        for form in added:
            self.hass.config_entries.async_add_subentry(
                self._printer, new_item(form, begin(form))
            )
        return self._added(form[CONF_NAME] for form in added)


def _schema(items: tuple[CatalogItem, ...], texts: CatalogTexts) -> vol.Schema:
    options = [
        SelectOptionDict(value=item.key, label=texts.label(item)) for item in items
    ]
    return vol.Schema(
        {
            vol.Optional(CONF_ITEMS): SelectSelector(
                SelectSelectorConfig(
                    options=options, multiple=True, mode=SelectSelectorMode.LIST
                )
            ),
            vol.Required(CONF_START, default=CATALOG_STARTS[0]): CATALOG_START,
        }
    )
