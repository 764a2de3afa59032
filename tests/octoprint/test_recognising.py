"""Who answers, when OctoPrint does not always tell."""

from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.common import is_connected, poll, set_up
from tests.simulators import ManualClock
from tests.simulators.api import Answer
from tests.simulators.octoprint import OctoPrint

type Simulated = OctoPrint[ManualClock]
type Fail = Callable[[int, str], None]


@pytest.fixture
def fail(octoprint: Simulated, monkeypatch: pytest.MonkeyPatch) -> Fail:
    """Answer the next question who it is with a status and a text."""
    answer = octoprint.answer
    failures: list[Answer] = []

    def answered(verb: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        if failures and path.startswith("/plugin/discovery/"):
            return failures.pop()
        return answer(verb, path, body, headers)

    monkeypatch.setattr(octoprint, "answer", answered)
    return lambda status, text: failures.append(Answer(status, text))


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (500, "<h1>Internal Server Error</h1>"),
        (503, "<h1>OctoPrint is still starting up</h1>"),
        (429, "Too many requests"),
    ],
)
async def test_it_fails_to_tell_at_first(
    hass: HomeAssistant, prusa: MockConfigEntry, fail: Fail, status: int, text: str
) -> None:
    fail(status, text)
    await set_up(hass, prusa)
    assert not is_connected(hass, prusa)
    assert not ir.async_get(hass).issues
    await poll(hass, prusa)
    assert is_connected(hass, prusa)


@pytest.mark.parametrize("status", [200, 302, 401, 403, 404])
async def test_somebody_stands_before_it_at_first(
    hass: HomeAssistant, prusa: MockConfigEntry, fail: Fail, status: int
) -> None:
    fail(status, "<h1>Who are you?</h1>")
    await set_up(hass, prusa)
    assert not is_connected(hass, prusa)
    assert ir.async_get(hass).issues
    await poll(hass, prusa)
    assert is_connected(hass, prusa)
    assert not ir.async_get(hass).issues


@pytest.mark.parametrize("status", [200, 404, 500])
async def test_it_does_not_tell_just_as_the_counters_began_anew(
    hass: HomeAssistant,
    octoprint: Simulated,
    prusa: MockConfigEntry,
    fail: Fail,
    status: int,
) -> None:
    await set_up(hass, prusa)
    assert is_connected(hass, prusa)
    octoprint.kill()
    octoprint.achievements.reset()
    octoprint.clock.advance(5)
    octoprint.launch()
    fail(status, "")
    await poll(hass, prusa)
    assert not is_connected(hass, prusa)
    await poll(hass, prusa)
    assert is_connected(hass, prusa)
    assert not ir.async_get(hass).issues


async def test_another_that_did_not_tell_at_first(
    hass: HomeAssistant, octoprint: Simulated, prusa: MockConfigEntry, fail: Fail
) -> None:
    octoprint.uuid = "a-stranger"
    fail(404, "")
    await set_up(hass, prusa)
    for _ in range(3):
        before = octoprint.requests
        await poll(hass, prusa)
        assert not is_connected(hass, prusa)
        assert ir.async_get(hass).issues
        assert octoprint.requests - before == 1
