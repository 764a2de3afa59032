"""Triggers and conditions of items: all that touches Home Assistant's API for them."""

from collections.abc import Mapping
from typing import ClassVar, Final, override

from homeassistant.const import CONF_OPTIONS, CONF_TARGET, STATE_ON, Platform
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import Condition, EntityStateConditionBase
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
from homeassistant.helpers.trigger import (
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType
import voluptuous as vol

from .maintenance.told import EventKind
from .targets import due_sensors
from .teller import EVENT

_TRIGGER: Final = vol.Schema(
    {
        vol.Optional(CONF_TARGET, default=dict): cv.TARGET_FIELDS,
        vol.Optional(CONF_OPTIONS, default=dict): {},
    }
)
_BY_STATE: Final[Mapping[str, DomainSpec]] = {Platform.BINARY_SENSOR: DomainSpec()}
_BY_ATTRIBUTE: Final[Mapping[str, DomainSpec]] = {
    Platform.BINARY_SENSOR: DomainSpec(value_source="due_soon")
}
_ON: Final[set[str | bool]] = {STATE_ON}
_TRUE: Final[set[str | bool]] = {True}


class ItemTrigger(Trigger):
    """Trigger when something happens to one of the targeted items, or to any item."""

    kind: ClassVar[EventKind]

    @override
    @classmethod
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate the configuration."""
        validated: ConfigType = _TRIGGER(config)
        return validated

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Remember the target."""
        super().__init__(hass, config)
        self._target = config.target

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Run an action whenever it happens."""

        @callback
        def run(event: Event) -> None:
            if event.data["type"] == self.kind and self._is_targeted(event):
                payload = {k: v for k, v in event.data.items() if k != "type"}
                run_action(payload, event.data["message"], event.context)

        return self._hass.bus.async_listen(EVENT, run)

    def _is_targeted(self, event: Event) -> bool:
        if not self._target:
            return True
        selection = TargetSelection(self._target)
        selected = async_extract_referenced_entity_ids(self._hass, selection)
        entities = selected.referenced | selected.indirectly_referenced
        return event.data["entity_id"] in due_sensors(self._hass, entities)


def _trigger(of: EventKind) -> type[Trigger]:
    class KindTrigger(ItemTrigger):
        kind = of

    return KindTrigger


_NAMES: Final = {EventKind.WILL_CROSS: "print_will_cross"}

TRIGGERS: Final = {_NAMES.get(kind, kind.value): _trigger(kind) for kind in EventKind}


class DueCondition(EntityStateConditionBase):
    """Test if targeted items are due."""

    _domain_specs = _BY_STATE
    _states = _ON

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """See items alone, by whichever of their entities."""
        return due_sensors(self._hass, entities)


class DueSoonCondition(DueCondition):
    """Test if targeted items are due soon, and not due yet."""

    _domain_specs = _BY_ATTRIBUTE
    _states = _TRUE


CONDITIONS: Final[dict[str, type[Condition]]] = {
    "is_due": DueCondition,
    "is_due_soon": DueSoonCondition,
}
