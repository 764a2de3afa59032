"""Answer Assist's default agent; what it offers to integrations is used here alone."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from homeassistant.components.homeassistant.exposed_entities import (
    async_listen_entity_updates,
)
from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED
from homeassistant.const import Platform
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.setup import async_when_setup

from .answers import ASSISTANT, Answer
from .const import DOMAIN
from .vocabulary import Vocabulary, area_of_device, async_vocabulary
from .wording import Language, Topic

# These say nothing of a single item.
_WITHOUT_ITEM = {
    Topic.ANY,
    Topic.ANY_HERE,
    Topic.WHAT,
    Topic.WHAT_HERE,
    Topic.SNOOZE_ALL,
}


@callback
def async_setup_voice(hass: HomeAssistant, languages: Iterable[Language]) -> None:
    """Answer what is said as soon as there is somebody who listens."""

    async def async_begin(hass: HomeAssistant, _: str) -> None:
        Voice(hass, languages).async_start()

    async_when_setup(hass, "conversation", async_begin)


class Voice:
    """Keep the sentences in line with the names of printers and items."""

    def __init__(self, hass: HomeAssistant, languages: Iterable[Language]) -> None:
        """Begin without a sentence."""
        self._hass = hass
        self._languages = languages
        self._vocabulary: Vocabulary | None = None
        self._registered: list[CALLBACK_TYPE] = []

    @callback
    def async_start(self) -> None:
        """Follow what names may depend on, as long as Home Assistant runs."""
        listen = self._hass.bus.async_listen
        listen(er.EVENT_ENTITY_REGISTRY_UPDATED, self._async_entity_changed)
        listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, self._async_device_changed)
        async_listen_entity_updates(self._hass, ASSISTANT, self._async_follow)
        async_dispatcher_connect(
            self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._async_entry_changed
        )
        self._async_follow()

    @callback
    def _async_entity_changed(
        self, event: Event[er.EventEntityRegistryUpdatedData]
    ) -> None:
        data = event.data
        if data["action"] == "create":
            is_of_names = data["entity_id"].startswith(Platform.TODO)
        else:
            is_of_names = data["action"] == "update" and "aliases" in data["changes"]
        if is_of_names:
            self._async_follow()

    @callback
    def _async_device_changed(
        self, event: Event[dr.EventDeviceRegistryUpdatedData]
    ) -> None:
        data = event.data
        if data["action"] == "update" and "name_by_user" in data["changes"]:
            self._async_follow()

    @callback
    def _async_entry_changed(self, _: object, entry: Any) -> None:
        if entry.domain == DOMAIN:
            self._async_follow()

    @callback
    def _async_follow(self) -> None:
        """Register the sentences anew if the names have changed."""
        vocabulary = async_vocabulary(self._hass, ASSISTANT)
        if vocabulary == self._vocabulary:
            return
        self._vocabulary = vocabulary
        while self._registered:
            self._registered.pop()()
        if not vocabulary.printers:
            return
        for language in self._languages:
            for topic in Topic:
                if vocabulary.items or topic in _WITHOUT_ITEM:
                    self._register(language, topic, vocabulary)

    def _register(
        self, language: Language, topic: Topic, vocabulary: Vocabulary
    ) -> None:
        # Needs what is there only where the conversation integration is set up.
        from homeassistant.components.conversation.agent_manager import (  # noqa: PLC0415
            get_agent_manager,
        )

        sentences = language.templates(
            topic, vocabulary.item_forms, vocabulary.printer_forms
        )
        answer = partial(self._async_answer, language, topic, vocabulary, sentences)
        register = get_agent_manager(self._hass).register_trigger
        self._registered.append(register(list(sentences), answer))

    async def _async_answer(
        self,
        language: Language,
        topic: Topic,
        vocabulary: Vocabulary,
        sentences: Mapping[str, bool],
        user_input: Any,
        recognized: Any,
    ) -> str:
        area_id = _area_of_speaker(
            self._hass, user_input.satellite_id, user_input.device_id
        )
        answer = Answer(
            self._hass,
            language,
            vocabulary,
            user_input.context,
            area_id,
            names_printer=sentences[recognized.intent_sentence.text],
        )
        return await answer.async_to(topic, user_input.text)


@callback
def _area_of_speaker(
    hass: HomeAssistant, satellite_id: str | None, device_id: str | None
) -> str | None:
    """Return the area in which something was said."""
    satellite = er.async_get(hass).async_get(satellite_id or "")
    if satellite is not None:
        if satellite.area_id is not None:
            return satellite.area_id
        device_id = satellite.device_id
    return area_of_device(hass, device_id or "")
