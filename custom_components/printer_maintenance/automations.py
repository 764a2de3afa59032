"""Triggers and conditions of items: all that touches Home Assistant's API for them."""

from collections.abc import Mapping
from typing import ClassVar, Final, override

from homeassistant.const import (
    CONF_OPTIONS,
    CONF_TARGET,
    EVENT_STATE_CHANGED,
    STATE_OFF,
    STATE_ON,
    Platform,
)
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.helpers import config_validation as cv, entity_registry as er
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

from .const import DOMAIN
from .hosts.base import JsonDict
from .maintenance.told import EventKind
from .targets import due_sensors
from .teller import EVENT, sentence

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
    """Trigger on one of the targeted items, or on any item."""

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

    @callback
    def is_targeted(self, entity_id: str) -> bool:
        """Tell whether an item is meant, by its sensor *due*."""
        if not self._target:
            return True
        selection = TargetSelection(self._target)
        selected = async_extract_referenced_entity_ids(self._hass, selection)
        entities = selected.referenced | selected.indirectly_referenced
        return entity_id in due_sensors(self._hass, entities, selection)


class EventTrigger(ItemTrigger):
    """Trigger when something happens to an item."""

    kind: ClassVar[EventKind]

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Run an action whenever it happens."""

        @callback
        def run(event: Event) -> None:
            if event.data["type"] != self.kind:
                return
            if self.is_targeted(event.data["entity_id"]):
                payload = {k: v for k, v in event.data.items() if k != "type"}
                run_action(payload, event.data["message"], event.context)

        return self._hass.bus.async_listen(EVENT, run)


class EndTrigger(ItemTrigger):
    """Trigger when something holds no longer of an item, or the item is removed."""

    name: ClassVar[str]

    @staticmethod
    def holds(state: State) -> bool | None:
        """Tell whether it holds; None if that is not known right now."""
        raise NotImplementedError

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Run an action whenever it ends."""
        # Of what is gone, nobody could say any more what it was.
        holding: dict[str, JsonDict] = {}

        @callback
        def look(state: State) -> None:
            if state.entity_id not in holding and self.holds(state):
                holding.update(self._named(state.entity_id))

        @callback
        def changed(event: Event[EventStateChangedData]) -> None:
            state = event.data["new_state"]
            if state is not None and self.holds(state) is not False:
                look(state)
            elif payload := holding.pop(event.data["entity_id"], None):
                run_action(payload, payload["message"], event.context)

        for state in self._hass.states.async_all(Platform.BINARY_SENSOR):
            look(state)
        return self._hass.bus.async_listen(
            EVENT_STATE_CHANGED, changed, _is_binary_sensor
        )

    def _named(self, entity_id: str) -> dict[str, JsonDict]:
        """Return what to tell of an item in the end, by its sensor; of others nothing."""
        entity = er.async_get(self._hass).async_get(entity_id)
        if (
            entity is None
            or (entity.platform, entity.translation_key) != (DOMAIN, "due")
            or not self.is_targeted(entity_id)
        ):
            return {}
        entries = self._hass.config_entries
        entry = entries.async_get_known_entry(entity.config_entry_id or "")
        item = entry.subentries[entity.config_subentry_id or ""].title
        payload = {
            "entity_id": entity_id,
            "device_id": entity.device_id,
            "printer": entry.title,
            "item": item,
            "message": sentence(self._hass, self.name).format(item=item),
        }
        return {entity_id: payload}


class NoLongerDue(EndTrigger):
    """Trigger when an item is not due any more, for whatever reason."""

    name = "no_longer_due"

    @staticmethod
    @override
    def holds(state: State) -> bool | None:
        """Tell whether the item is due."""
        return {STATE_ON: True, STATE_OFF: False}.get(state.state)


class PrintNoLongerCrosses(EndTrigger):
    """Trigger when no print will take an item over its limit any more."""

    name = "print_no_longer_crosses"

    @staticmethod
    @override
    def holds(state: State) -> bool | None:
        """Tell whether the running print will."""
        crosses: bool | None = state.attributes.get("crosses_in_print")
        return crosses


@callback
def _is_binary_sensor(data: EventStateChangedData) -> bool:
    return data["entity_id"].startswith(f"{Platform.BINARY_SENSOR}.")


def _trigger(of: EventKind) -> type[Trigger]:
    class KindTrigger(EventTrigger):
        kind = of

    return KindTrigger


_NAMES: Final = {EventKind.WILL_CROSS: "print_will_cross"}

TRIGGERS: Final[dict[str, type[Trigger]]] = {
    **{_NAMES.get(kind, kind.value): _trigger(kind) for kind in EventKind},
    **{trigger.name: trigger for trigger in (NoLongerDue, PrintNoLongerCrosses)},
}


class DueCondition(EntityStateConditionBase):
    """Test if targeted items are due."""

    _domain_specs = _BY_STATE
    _states = _ON

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """See items alone, by whichever of their entities."""
        return due_sensors(self._hass, entities, self._target_selection)


class DueSoonCondition(DueCondition):
    """Test if targeted items are due soon, and not due yet."""

    _domain_specs = _BY_ATTRIBUTE
    _states = _TRUE


CONDITIONS: Final[dict[str, type[Condition]]] = {
    "is_due": DueCondition,
    "is_due_soon": DueSoonCondition,
}
