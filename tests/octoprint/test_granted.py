"""A key that was granted just before OctoPrint went away."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import CONF_API_KEY
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from tests.simulators import ManualClock
from tests.simulators.api import Answer
from tests.simulators.octoprint import OctoPrint

from .conftest import OctoPrintServer
from .flows import choose, decided, form_of, offers, submit

type Simulated = OctoPrint[ManualClock]

pytestmark = pytest.mark.usefixtures("at_once")
STARTING = Answer(503, "<h1>OctoPrint is still starting up</h1>")
BROKEN = Answer(500, "<h1>Internal Server Error</h1>")


@pytest.fixture
def failures(octoprint: Simulated, monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    """Return what is answered next to those who come with a key."""
    answer = octoprint.answer
    failures: list[Answer] = []

    def answered(verb: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        if failures and "X-Api-Key" in headers:
            return failures.pop()
        return answer(verb, path, body, headers)

    monkeypatch.setattr(octoprint, "answer", answered)
    return failures


@pytest.mark.parametrize("failure", [STARTING, BROKEN])
async def test_it_is_not_lost(
    hass: HomeAssistant,
    octoprint: Simulated,
    octoprint_server: OctoPrintServer,
    failures: list[Answer],
    failure: Answer,
) -> None:
    flow_id = (await submit(hass, octoprint_server.url))["flow_id"]
    await choose(hass, flow_id, "allow")
    failures.append(failure)
    octoprint.grant("user")
    assert await offers(hass, await decided(hass, flow_id), "key_away")
    assert not failures
    await octoprint_server.stop()
    assert await offers(hass, await choose(hass, flow_id, "allow"), "key_away")
    await octoprint_server.start()
    result = await choose(hass, flow_id, "allow")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert octoprint.app_keys.owner(result["data"][CONF_API_KEY]) == "user"


async def test_it_was_taken_back_meanwhile(
    hass: HomeAssistant,
    octoprint: Simulated,
    octoprint_server: OctoPrintServer,
    failures: list[Answer],
) -> None:
    flow_id = (await submit(hass, octoprint_server.url))["flow_id"]
    await choose(hass, flow_id, "allow")
    failures.append(STARTING)
    octoprint.grant("user")
    assert await offers(hass, await decided(hass, flow_id), "key_away")
    octoprint.app_keys.keys.clear()
    result = await choose(hass, flow_id, "allow")
    assert form_of(result) == ("paste", {CONF_API_KEY: "invalid_auth"})
    # Now it is asked for anew.
    result = await hass.config_entries.flow.async_configure(flow_id, {})
    assert await offers(hass, result, "key")
    await choose(hass, flow_id, "allow")
    octoprint.grant("admin")
    result = await decided(hass, flow_id)
    assert result["type"] is FlowResultType.CREATE_ENTRY
