"""G-code reaches the printer through the real Moonraker and the real OctoPrint."""

from collections.abc import AsyncGenerator
from pathlib import Path

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts.base import HostRefused
from custom_components.printer_maintenance.hosts.moonraker import MoonrakerHost
from custom_components.printer_maintenance.hosts.octoprint import OctoPrintHost
from tests.simulators import Job, extrude
from tests.simulators.octoprint import ADMIN_KEY

from .octoprint_printer import real_octoprint
from .real_printer import RealPrinter

pytestmark = pytest.mark.real_host

JOB = Job("a.gcode", (extrude(10, 50),))


@pytest.fixture
async def session(socket_enabled: None) -> AsyncGenerator[aiohttp.ClientSession]:
    """Return a plain client session."""
    async with aiohttp.ClientSession() as session:
        yield session


async def test_moonraker(
    session: aiohttp.ClientSession, real_printer: RealPrinter
) -> None:
    klipper = real_printer.klipper
    host = MoonrakerHost(session, real_printer.moonraker.url, None)
    assert await host.is_idle()
    await host.run(["M117 Oil me", "M84"], 5)
    assert klipper.scripts == ["M117 Oil me\nM84"]
    await host.run(["M117"], 5)
    assert klipper.display is None
    with pytest.raises(HostRefused, match="Must home axis first"):
        await host.run(["G1 Z10"], 5)
    await real_printer.upload(JOB)
    await real_printer.act(lambda: klipper.start(JOB))
    assert not await host.is_idle()
    await real_printer.act(klipper.cancel)
    assert await host.is_idle()
    await real_printer.act(klipper.emergency_stop)
    assert not await host.is_idle()


async def test_octoprint(session: aiohttp.ClientSession, tmp_path: Path) -> None:
    async with real_octoprint("1.11.8", tmp_path / "octoprint") as printer:
        host = OctoPrintHost(session, printer.url, ADMIN_KEY)
        assert await host.is_idle()
        await host.run(["M117 Oil me", "M84"], 5)
        await printer.start(JOB)
        assert not await host.is_idle()
        await printer.cancel()
        assert await host.is_idle()
        await printer.disconnect()
        assert not await host.is_idle()
        with pytest.raises(HostRefused, match="not operational"):
            await host.run(["M84"], 5)
