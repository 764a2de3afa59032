"""Hosts whose TLS is not as it should be, or that speak none."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
import ssl
from typing import Final

import aiohttp
from cryptography import x509
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import CONF_HOST_KIND, DOMAIN
from custom_components.printer_maintenance.hosts.base import HostUnreachable
from custom_components.printer_maintenance.hosts.moonraker import MoonrakerHost
from custom_components.printer_maintenance.hosts.octoprint import OctoPrintHost
from custom_components.printer_maintenance.probe import async_open_host, async_probe
from tests.common import is_connected, poll, set_up, told

from .certificates import DAY, ELSEWHERE, HERE, Authority, self_signed
from .conftest import host_of
from .wire import Wire

KINDS: Final[dict[str, type[MoonrakerHost | OctoPrintHost]]] = {
    "moonraker": MoonrakerHost,
    "octoprint": OctoPrintHost,
}

type Listen = Callable[[ssl.SSLContext | None], Awaitable[Wire]]


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    """Return a kind of host."""
    return str(request.param)


@pytest.fixture
async def listen(socket_enabled: None, kind: str) -> AsyncGenerator[Listen]:
    """Return what lets a host listen, with TLS or without."""
    wires: list[Wire] = []

    async def start(tls: ssl.SSLContext | None) -> Wire:
        wire = Wire(host_of(kind)[0], tls)
        wires.append(wire)
        await wire.start()
        return wire

    yield start
    for wire in wires:
        await wire.stop()


def data_of(kind: str, url: str, *, verify: bool) -> dict[str, object]:
    """Return the data of an entry."""
    return {
        CONF_HOST_KIND: kind,
        CONF_URL: url,
        CONF_VERIFY_SSL: verify,
        CONF_API_KEY: host_of(kind)[1],
    }


async def test_a_certificate_of_its_own(
    hass: HomeAssistant, listen: Listen, kind: str, tmp_path: Path
) -> None:
    wire = await listen(self_signed(tmp_path))
    host = async_open_host(hass, data_of(kind, wire.url, verify=True))
    with pytest.raises(HostUnreachable):
        await host.fetch(None, None)
    assert (await async_probe(hass, data_of(kind, wire.url, verify=True))).errors == {
        CONF_URL: "cannot_connect"
    }
    # The key was told to nobody.
    assert not wire.requests
    unchecked = async_open_host(hass, data_of(kind, wire.url, verify=False))
    assert (await unchecked.identify()).identity is not None
    assert (await unchecked.fetch(None, None)).complaint is None


@pytest.mark.parametrize(
    ("name", "days", "is_good"),
    [(HERE, 1, True), (ELSEWHERE, 1, False), (HERE, -1, False)],
    ids=["good", "of another host", "expired"],
)
async def test_a_certificate_of_an_authority(
    listen: Listen,
    kind: str,
    tmp_path: Path,
    name: x509.GeneralName,
    days: int,
    is_good: bool,
) -> None:
    authority = Authority()
    wire = await listen(authority.certify(tmp_path, name, days * DAY))
    connector = aiohttp.TCPConnector(ssl=authority.trusting())
    async with aiohttp.ClientSession(connector=connector) as session:
        host = KINDS[kind](session, wire.url, host_of(kind)[1])
        if is_good:
            assert (await host.identify()).identity is not None
            return
        with pytest.raises(HostUnreachable):
            await host.identify()
    assert not wire.requests


@pytest.mark.parametrize("verify", [True, False])
async def test_one_side_alone_speaks_tls(
    hass: HomeAssistant, listen: Listen, kind: str, tmp_path: Path, verify: bool
) -> None:
    plain, encrypted = await listen(None), await listen(self_signed(tmp_path))
    for url in (
        plain.url.replace("http:", "https:"),
        encrypted.url.replace("https:", "http:"),
    ):
        host = async_open_host(hass, data_of(kind, url, verify=verify))
        with pytest.raises(HostUnreachable):
            await host.identify()
        with pytest.raises(HostUnreachable):
            await host.fetch(None, None)
    assert not plain.requests
    assert not encrypted.requests


async def test_a_certificate_that_was_changed(
    hass: HomeAssistant,
    listen: Listen,
    kind: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    wire = await listen(self_signed(tmp_path))
    data = data_of(kind, wire.url, verify=True)
    entry = MockConfigEntry(domain=DOMAIN, title="Voron", data=data)
    entry.add_to_hass(hass)
    await set_up(hass, entry)
    for _ in range(3):
        await poll(hass, entry)
    (line,) = told(caplog)
    assert line.startswith("INFO Voron is away (ClientConnectorCertificateError)")
    assert not is_connected(hass, entry)
    assert not wire.requests
    assert str(data[CONF_API_KEY]) not in caplog.text
    assert await hass.config_entries.async_unload(entry.entry_id)
