"""Tell automations, the event entity and the logbook what happens to items."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, Context, Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from .changes import Change
from .const import DOMAIN
from .coordinator import PrinterMaintenanceConfigEntry
from .hosts.base import JsonDict
from .maintenance.at_printer import awaiting
from .maintenance.gcode import GcodeRun, GcodeState
from .maintenance.item import History, Item
from .maintenance.schedule import ItemStatus, shown
from .maintenance.telling import happened, remind, terms, unwarned
from .maintenance.told import SIGNED, EventKind
from .maintenance.usage import USAGE_METERS
from .report import item_row
from .wording import Language

EVENT: Final = f"{DOMAIN}_event"

LANGUAGES: Final[HassKey[Mapping[str, Language]]] = HassKey(f"{DOMAIN}_languages")
# What has happened before automations listen, whether or not its printer was reloaded.
UNTOLD: Final[HassKey[list[Callable[[], None]]]] = HassKey(f"{DOMAIN}_untold")

# What a report says of an item that an event says, too.
_OF_REPORT: Final = (
    "printer",
    "item",
    "device_id",
    "entity_id",
    "due",
    "due_soon",
    "due_intervals",
    "life_remaining",
    "remaining",
    "snoozed_until",
    "reminded",
    "instructions",
    "link",
)


class Teller:
    """Fire an event for all that happens to a printer's items, exactly once."""

    def __init__(
        self, hass: HomeAssistant, entry: PrinterMaintenanceConfigEntry
    ) -> None:
        """Begin silently."""
        self._hass = hass
        self._entry = entry
        self._coordinator = entry.runtime_data
        self._has_begun = False
        self._cancel_wake: CALLBACK_TYPE | None = None
        # There was nothing to tell of an item as it was.
        self._silent: dict[str, tuple[ItemStatus, History, Item, str]] = {}

    @callback
    def async_start(self) -> None:
        """Tell what happens; automations listen once Home Assistant has started."""
        on_unload = self._entry.async_on_unload
        self._coordinator.changes.listeners.append(self._async_changed)
        on_unload(self._coordinator.async_add_listener(self._async_remind))
        on_unload(self._async_sleep)
        on_unload(
            self._hass.bus.async_listen(
                er.EVENT_ENTITY_REGISTRY_UPDATED, self._async_registered
            )
        )
        on_unload(async_at_started(self._hass, self._async_begin))

    @callback
    def _async_begin(self, _: HomeAssistant) -> None:
        self._has_begun = True
        _async_fire_untold(self._hass)
        self._async_remind()

    @callback
    def _async_registered(
        self, event: Event[er.EventEntityRegistryUpdatedData]
    ) -> None:
        """Give the reminders of an item that waited for its entities."""
        entity = er.async_get(self._hass).async_get(event.data["entity_id"])
        if entity is not None and entity.config_entry_id == self._entry.entry_id:
            self._async_remind()

    @callback
    def _async_changed(self, change: Change) -> None:
        """Tell what somebody has done."""
        for item_id, history in change.after.items():
            kind = happened(change.before[item_id], history)
            if kind is not None and item_id in self._coordinator.data.items:
                self.async_tell(kind, item_id, change.context)

    @callback
    def _async_remind(self) -> None:
        """Give the reminders that are to be given now, and remember them on disk."""
        if not self._has_begun or self._is_ending:
            return
        job = self._coordinator.record.odometer.open_job
        changed = [
            self._remind(item_id, job) for item_id in self._coordinator.data.items
        ]
        if any(changed):
            save = self._coordinator.async_save()
            self._entry.async_create_task(self._hass, save, f"{DOMAIN} told")
        self._async_wake()

    @property
    def _is_ending(self) -> bool:
        """Tell whether nobody would hear; after the restart it is told."""
        unloading = self._entry.state is ConfigEntryState.UNLOAD_IN_PROGRESS
        return unloading or self._hass.is_stopping

    def _remind(self, item_id: str, job: str) -> bool:
        """Give an item's reminder, and tell whether what was told has changed."""
        data, histories = self._coordinator.data, self._coordinator.record.histories
        if not (history := histories.get(item_id, ())):
            return False
        item, status = data.items[item_id], data.statuses[item_id]
        if self._silent.get(item_id) == (status, history, item, job):
            return False
        *earlier, begun = history
        set_now = terms(item, begun)
        news, told = remind(status, begun.told, set_now, unwarned(history, job))
        if told == begun.told:
            self._silent[item_id] = status, history, item, job
            return False
        if self._row(item_id)["entity_id"] is None:
            return False
        if EventKind.BECAME_DUE in news:
            told = replace(told, reminded=dt_util.utcnow())
        begun = awaiting(begun, data.items[item_id], news, dt_util.utcnow())
        histories[item_id] = (*earlier, replace(begun, told=told))
        for kind in news:
            self.async_tell(kind, item_id)
        return True

    @callback
    def _async_wake(self) -> None:
        """See to it that what was snoozed is told when the snooze ends."""
        self._async_sleep()
        statuses = self._coordinator.data.statuses.values()
        ends = [status.snoozed_until for status in statuses if status.snoozed_until]
        if ends:
            self._cancel_wake = async_track_point_in_utc_time(
                self._hass, self._coordinator.async_recompute, min(ends)
            )

    @callback
    def _async_sleep(self) -> None:
        if self._cancel_wake is not None:
            self._cancel_wake()
            self._cancel_wake = None

    @callback
    def async_tell(
        self,
        kind: EventKind,
        item_id: str,
        context: Context | None = None,
        run: GcodeRun | None = None,
    ) -> None:
        """Tell what has happened to an item, as soon as automations listen."""
        context = context or Context()
        data = self._event_data(kind, item_id)
        data["user_id"] = context.user_id
        data["message"] = self._message(kind, item_id, run)

        def fire() -> None:
            self._hass.bus.async_fire(EVENT, data, context=context)

        self._hass.data.setdefault(UNTOLD, []).append(fire)
        if self._has_begun:
            _async_fire_untold(self._hass)

    def _event_data(self, kind: EventKind, item_id: str) -> JsonDict:
        coordinator = self._coordinator
        row = self._row(item_id)
        reading = coordinator.record.odometer.total.as_dict()
        history = coordinator.record.histories.get(item_id, ())
        return {
            "type": kind.value,
            "config_entry_id": self._entry.entry_id,
            "item_id": item_id,
            **{key: row[key] for key in _OF_REPORT},
            "reading": {m.value: shown(m, reading[m]) for m in USAGE_METERS},
            "note": history[-1].note if history else "",
        }

    def _row(self, item_id: str) -> JsonDict:
        return item_row(self._hass, self._coordinator, item_id)

    def _message(self, kind: EventKind, item_id: str, run: GcodeRun | None) -> str:
        """Say it as a sentence, in Home Assistant's language."""
        data = self._coordinator.data
        until = data.statuses[item_id].snoozed_until or dt_util.now()
        history = self._coordinator.record.histories.get(item_id, ())
        unanswered = run is not None and run.state is GcodeState.UNANSWERED
        key = "gcode_unanswered" if unanswered else kind
        message = sentence(self._hass, key).format(
            item=data.items[item_id].name,
            until=_written(self._hass, dt_util.as_local(until)),
            error="" if run is None else run.error,
        )
        if kind not in SIGNED or not history or not history[-1].note:
            return message
        # Who has said it by phone may be named in the note alone.
        return sentence(self._hass, "noted").format(item=message, note=history[-1].note)


@callback
def _async_fire_untold(hass: HomeAssistant) -> None:
    for fire in hass.data.pop(UNTOLD, []):
        fire()


@callback
def sentence(hass: HomeAssistant, key: str) -> str:
    """Return a sentence about an item in Home Assistant's language."""
    texts = async_get_cached_translations(hass, hass.config.language, "common", DOMAIN)
    # There is none while Home Assistant reads those of another language.
    return texts.get(f"component.{DOMAIN}.common.{key}", "{item}")


def _written(hass: HomeAssistant, moment: datetime) -> str:
    """Write a moment as one does in Home Assistant's language, else in English."""
    languages = hass.data[LANGUAGES]
    language = languages.get(hass.config.language, languages["en"])
    return language.moment(moment, dt_util.now().date())
