"""The part of the subentry flow that takes over what other programs remind of."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .coordinator import PrinterMaintenanceCoordinator
from .item_fields import Fields
from .item_form import CONF_GCODE
from .moving_in import Offer, Offered, async_offer
from .printer_flow import CONF_ITEMS, PrinterFlow, new_item
from .starting_point import known_start

CONF_ONCE: Final = "once"

# As many names of what is left out are told.
NAMES_TOLD: Final = 20


class MovingInFlow(PrinterFlow):
    """Offer the items of Mainsail and KlipperMaintenance."""

    _offer: Offer

    async def _async_finds(self, coordinator: PrinterMaintenanceCoordinator) -> bool:
        """Tell whether there is something to take over, or to tell of."""
        self._offer = await async_offer(coordinator, self._names())
        return bool(self._offer.items or self._offer.unreadable)

    async def async_step_move_in(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask which items to take over."""
        coordinator = self._coordinator
        if coordinator is None:
            return self.async_abort(reason="not_loaded")
        items = self._offer.items
        if user_input is not None:
            names = {*user_input.get(CONF_ITEMS, ()), *user_input.get(CONF_ONCE, ())}
            taken = {name.strip().casefold() for name in self._names()}
            chosen = [
                item
                for item in items
                if item.name in names and item.name.casefold() not in taken
            ]
            if chosen:
                with_gcode = user_input.get(CONF_GCODE, False)
                await _async_take_over(coordinator, chosen, with_gcode=with_gcode)
            return self._added(item.name for item in chosen)
        fields = {
            CONF_ITEMS: [item for item in items if item.found.repeats],
            CONF_ONCE: [item for item in items if not item.found.repeats],
        }
        schema: Fields = {
            vol.Optional(field): _choice(offered)
            for field, offered in fields.items()
            if offered
        }
        if any(item.form[CONF_GCODE] for item in items):
            schema[vol.Required(CONF_GCODE, default=False)] = BooleanSelector()
        return self.async_show_form(
            step_id="move_in",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(schema),
                {CONF_ITEMS: [item.name for item in fields[CONF_ITEMS]]},
            ),
            description_placeholders={
                "known": _listed(self._offer.known),
                "unreadable": _listed(self._offer.unreadable),
            },
        )


async def _async_take_over(
    coordinator: PrinterMaintenanceCoordinator,
    chosen: Iterable[Offered],
    *,
    with_gcode: bool,
) -> None:
    """Add items with their histories, which are there before the items are."""
    now, record, entry = dt_util.utcnow(), coordinator.record, coordinator.config_entry
    for offered in chosen:
        history = offered.history(record.odometer, now)
        form = offered.form if with_gcode else offered.form | {CONF_GCODE: ""}
        item = new_item(form, known_start(history[0]))
        record.histories[item.subentry_id] = history
        coordinator.hass.config_entries.async_add_subentry(entry, item)
    await coordinator.async_sync_items()
    await coordinator.async_save()


def _choice(items: Iterable[Offered]) -> SelectSelector:
    now = dt_util.now()
    options = [
        SelectOptionDict(value=item.name, label=item.label(now)) for item in items
    ]
    return SelectSelector(
        SelectSelectorConfig(
            options=options, multiple=True, mode=SelectSelectorMode.LIST
        )
    )


def _listed(names: Sequence[str]) -> str:
    rest = ["…"] if len(names) > NAMES_TOLD else []
    return ", ".join([*names[:NAMES_TOLD], *rest]) or "-"
