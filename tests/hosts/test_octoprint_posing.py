"""The real Moonraker poses as OctoPrint as the simulated one does."""

import pytest

from tests.simulators import manual_printer
from tests.simulators.octoprint import PosingMoonraker

from .real_printer import RealPrinter

pytestmark = pytest.mark.real_host


async def test_both_pose_alike(real_printer: RealPrinter) -> None:
    simulated = PosingMoonraker(manual_printer().moonraker)
    await real_printer.terminate()
    config = real_printer.moonraker.gcodes.parent / "config" / "moonraker.conf"
    config.write_text(f"{config.read_text()}\n[octoprint_compat]\n")
    await real_printer.launch()

    for path in ("version", "server", "currentuser", "job", "printerprofile"):
        real = await real_printer.ask("GET", f"/api/{path}")
        posed = simulated.answer("GET", f"/api/{path}")
        assert posed.status == real.status
        if real.status == 200:
            assert posed.body == real.body
