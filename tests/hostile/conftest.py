"""Both clients, each before a simulated host that can be spoiled."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts import http, octoprint
from custom_components.printer_maintenance.hosts.base import Host, JsonDict
from custom_components.printer_maintenance.hosts.moonraker import MoonrakerHost
from custom_components.printer_maintenance.hosts.octoprint import OctoPrintHost
from custom_components.printer_maintenance.hosts.remembered import as_stored
from tests.moonraker.watcher import (
    DirectClient as MoonrakerClient,
    Watcher as MoonrakerWatcher,
)
from tests.octoprint.watcher import Watcher as OctoPrintWatcher
from tests.simulators import VALID_KEY, Job, extrude, manual_printer
from tests.simulators.octoprint import USER_KEY, OctoPrint, manual_octoprint

from .wire import Wire

TIMEOUT: Final = 0.5
JOB: Final = Job("secret_part.gcode", (extrude(600, 300),), "PLA")


@dataclass(frozen=True, slots=True)
class Target:
    """A client and the host that it asks."""

    wire: Wire
    session: aiohttp.ClientSession
    client: MoonrakerHost | OctoPrintHost
    key: str
    cursor: Any = None

    def anew(self) -> Target:
        """Return it with a client that remembers nothing."""
        client = type(self.client)(self.session, self.wire.url, self.key)
        return replace(self, client=client)

    async def identify(self) -> object:
        """Ask who it is."""
        return await self.client.identify()

    async def poll(self) -> object:
        """Poll it and read what it says."""
        client: Host[Any] = self.client
        return client.read(await client.fetch(self.cursor, None), self.cursor)


type Opener = Callable[[str], Awaitable[Target]]


def host_of(kind: str) -> tuple[Any, str]:
    """Return a simulated host that prints, after a job, and the key to it."""
    if kind == "octoprint":
        octoprint = manual_octoprint()
        octoprint.start(JOB)
        octoprint.clock.advance(700)
        octoprint.start(JOB)
        octoprint.clock.advance(100)
        return octoprint, USER_KEY
    printer = manual_printer(version="0.8.0" if kind == "moonraker08" else "0.11.0")
    for _ in range(8):
        printer.klipper.start(JOB)
        printer.clock.advance(700)
    printer.klipper.start(JOB)
    printer.clock.advance(100)
    printer.klipper.catch_up()
    printer.moonraker.access.is_trusted = False
    return printer.moonraker, VALID_KEY


@pytest.fixture(autouse=True)
async def _undisturbed() -> None:
    """Do without asyncio's debug mode, which takes longer than all the rest."""
    asyncio.get_running_loop().set_debug(False)


@pytest.fixture(autouse=True)
def _short_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for hosts that hang no longer than needed."""
    monkeypatch.setattr(http, "TIMEOUT", aiohttp.ClientTimeout(total=TIMEOUT))
    monkeypatch.setattr(octoprint, "LIST_PATIENCE", TIMEOUT)


@pytest.fixture
async def session(socket_enabled: None) -> AsyncGenerator[aiohttp.ClientSession]:
    """Return a plain client session."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def opener(session: aiohttp.ClientSession) -> AsyncGenerator[Opener]:
    """Return what starts a host of a kind, and a client that may know it."""
    wires: list[Wire] = []

    async def open_one(kind: str) -> Target:
        host, key = host_of(kind)
        wire = Wire(host)
        wires.append(wire)
        await wire.start()
        client = OctoPrintHost if kind == "octoprint" else MoonrakerHost
        return Target(wire, session, client(session, wire.url, key), key)

    yield open_one
    for wire in wires:
        await wire.stop()


def pass_time(host: Any) -> None:
    """Let the job of a host come to its end, and the next one run for a while."""
    if isinstance(host, OctoPrint):
        host.clock.advance(700)
        host.start(JOB)
        host.clock.advance(60)
        return
    host.klipper.clock.advance(700)
    host.klipper.catch_up()
    host.klipper.start(JOB)
    host.klipper.clock.advance(60)
    host.klipper.catch_up()


def stored_cursor(kind: str) -> JsonDict:
    """Return what is remembered of a host that prints."""
    host, _ = host_of(kind)
    watcher: OctoPrintWatcher | MoonrakerWatcher
    if isinstance(host, OctoPrint):
        watcher = OctoPrintWatcher(host)
    else:
        watcher = MoonrakerWatcher.__new__(MoonrakerWatcher)
        host.access.is_trusted = True
        watcher.client = MoonrakerClient(host)
        super(MoonrakerWatcher, watcher).__init__()
    watcher.poll()
    watcher.poll()
    assert watcher.cursor is not None
    stored: JsonDict = as_stored(watcher.cursor)
    return stored
