"""A printer in Home Assistant whose host or network does everything wrong."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from functools import partial
from itertools import cycle
import json
from typing import Any, Final

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import CONF_HOST_KIND, DOMAIN
from custom_components.printer_maintenance.diagnostics import (
    async_get_config_entry_diagnostics,
)
from tests.common import add_item, counted, is_connected, poll, set_up, told, values
from tests.repairs import our_issues
from tests.simulators.octoprint import OctoPrint

from .conftest import JOB, host_of
from .faults import BOMBS, FAULTS, HANGING, TOO_MUCH
from .inputs import LONGEST, Tried
from .stretch import Stretch
from .wire import Exchange, Fault, Wire

# Headers that are not understood do no harm to what is said below them.
HARMLESS: Final = "header "
SECONDS: Final = 1
# Each of those that hang takes its whole timeout.
HUNG: Final = ("hang_before_headers", "hang_in_body")


@dataclass(frozen=True, slots=True)
class Home:
    """A printer that is set up, its host, and the key to that."""

    hass: HomeAssistant
    entry: MockConfigEntry
    wire: Wire
    key: str
    caplog: pytest.LogCaptureFixture

    async def poll(self) -> None:
        """Let the printer print a little, and poll it."""
        self.clock.advance(SECONDS)
        await poll(self.hass, self.entry)

    @property
    def clock(self) -> Any:
        """Return the clock of the printer that answers."""
        host: Any = self.wire.host
        return host.clock if isinstance(host, OctoPrint) else host.klipper.clock

    @property
    def reauth(self) -> list[Any]:
        """Return the questions for another key."""
        return list(self.entry.async_get_active_flows(self.hass, {SOURCE_REAUTH}))

    async def secrets(self) -> str:
        """Return where the key or the name of a file is told, which is nowhere."""
        diagnostics = await async_get_config_entry_diagnostics(self.hass, self.entry)
        issues = [
            repr(issue)
            for (domain, _), issue in ir.async_get(self.hass).issues.items()
            if domain == DOMAIN
        ]
        shown = values(self.hass, self.entry)
        places = {
            "log": self.caplog.text,
            "diagnostics": json.dumps(diagnostics),
            "repairs": str(issues),
            "states": str(shown),
        }
        return ", ".join(
            name
            for name, text in places.items()
            if self.key in text or JOB.filename in text
        )


@pytest.fixture(params=["moonraker", "octoprint"])
async def home(
    hass: HomeAssistant,
    socket_enabled: None,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
) -> AsyncGenerator[Home]:
    """Return a printer that prints a long job and was polled."""
    host, key = host_of(request.param)
    wire = Wire(host)
    await wire.start()
    is_octoprint = isinstance(host, OctoPrint)
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Voron",
        unique_id=host.uuid if is_octoprint else host.database.instance_id,
        data={
            CONF_HOST_KIND: request.param,
            CONF_URL: wire.url,
            CONF_VERIFY_SSL: True,
            CONF_API_KEY: key,
        },
    )
    entry.add_to_hass(hass)
    add_item(hass, entry)
    await set_up(hass, entry)
    home = Home(hass, entry, wire, key, caplog)
    await home.poll()
    assert is_connected(hass, entry)
    yield home
    await hass.config_entries.async_unload(entry.entry_id)
    await wire.stop()


async def try_fault(home: Home, name: str, fault: Fault) -> str:
    """Poll twice through a fault and once after it; return what is wrong."""
    home.caplog.clear()
    home.wire.spoil(fault)
    await home.poll()
    await home.poll()
    during = told(home.caplog)
    home.wire.spoil(None)
    if secrets := await home.secrets():
        return f"told the key in {secrets}"
    if len(during) > 1 or any("Traceback" in line for line in during):
        return f"said {during}"
    if not during and not name.startswith(HARMLESS):
        return "went unnoticed"
    await home.poll()
    await home.poll()
    if not is_connected(home.hass, home.entry):
        return "was not recovered from"
    return ""


async def test_it_goes_on_after_every_fault(
    home: Home, tried: Tried, watch: Stretch
) -> None:
    hung = {name: HANGING[name] for name in HUNG}
    for name, fault in (FAULTS | TOO_MUCH | BOMBS | hung).items():
        for _ in range(3):
            await watch.begin()
            if problem := await try_fault(home, name, fault):
                tried.wrong(name, problem)
            if await watch.end() <= LONGEST:
                break
        tried.note(name, watch)
    # It printed the same job all the time, and now to its end.
    home.clock.advance(JOB.seconds)
    for _ in range(3):
        await home.poll()
    jobs = 2 if isinstance(home.wire.host, OctoPrint) else 9
    assert counted(home.entry) == (jobs * JOB.seconds, jobs * JOB.mm, jobs)


async def test_a_key_is_revoked_in_a_print(home: Home, tried: Tried) -> None:
    host: Any = home.wire.host
    before = counted(home.entry)
    home.caplog.clear()
    if isinstance(host, OctoPrint):
        user = host.access.keys.pop(home.key)
    else:
        host.access.api_key = "another"
    for _ in range(3):
        await home.poll()
        assert len(home.reauth) == 1
    assert len(told(home.caplog)) == 1
    assert not is_connected(home.hass, home.entry)
    assert counted(home.entry) == before
    if isinstance(host, OctoPrint):
        host.access.keys[home.key] = user
    else:
        host.access.api_key = home.key
    await home.poll()
    assert not home.reauth
    assert is_connected(home.hass, home.entry)
    assert counted(home.entry)[0] == before[0] + 4 * SECONDS
    assert not await home.secrets()
    tried.inputs += 1


async def test_an_answer_repeats_the_key(home: Home, tried: Tried) -> None:
    async def repeat(exchange: Exchange, status: int) -> None:
        key = exchange.request.headers.get("X-Api-Key", "")
        error = {"error": {"code": status, "message": f"no key {key}"}, key: key}
        headers = {"Location": f"/{key}", "WWW-Authenticate": key, key: key}
        await exchange.answer(json.dumps(error).encode(), status, headers)

    for status in (200, 302, 400, 401, 403, 404, 500, 503):
        tried.inputs += 1
        name = f"HTTP {status}"
        if problem := await try_fault(home, name, partial(repeat, status=status)):
            tried.wrong(name, problem)


async def test_no_key_follows_a_redirect(home: Home, tried: Tried) -> None:
    async def redirect(exchange: Exchange, status: int, url: str) -> None:
        headers = {"Location": f"{url}{exchange.request.path}"}
        await exchange.answer(b"", status, headers)

    elsewhere = Wire(home.wire.host)
    await elsewhere.start()
    places = cycle((elsewhere.url, home.wire.url, "//x", "\\", "http://[::", ""))
    try:
        for status in range(300, 309):
            for url in (elsewhere.url, next(places)):
                tried.inputs += 1
                fault = partial(redirect, status=status, url=url)
                if problem := await try_fault(home, f"HTTP {status}", fault):
                    tried.wrong(f"HTTP {status} {url}", problem)
        assert not elsewhere.requests
    finally:
        await elsewhere.stop()


async def test_another_host_at_its_address(home: Home, tried: Tried) -> None:
    kind = str(home.entry.data[CONF_HOST_KIND])
    before = counted(home.entry)
    home.caplog.clear()
    other, _ = host_of(kind)
    mine, home.wire.host = home.wire.host, other
    if isinstance(other, OctoPrint):
        other.uuid = "another"
        other.kill()
        other.achievements.reset()
        other.clock.advance(10)
        other.launch()
        other.connect()
        other.start(JOB)
    else:
        other.database.instance_id = "another"
    # It prints, too.
    home.clock.advance(50)
    issue = f"other_host_{home.entry.entry_id}"
    for _ in range(3):
        await home.poll()
        assert our_issues(ir.async_get(home.hass)) == {issue}
    assert len(told(home.caplog)) == 1
    assert counted(home.entry) == before
    assert not await home.secrets()
    home.wire.host = mine
    await home.poll()
    assert is_connected(home.hass, home.entry)
    assert not our_issues(ir.async_get(home.hass))
    assert counted(home.entry)[0] == before[0] + SECONDS
    tried.inputs += 1
