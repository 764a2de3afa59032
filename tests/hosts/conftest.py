"""Fixtures for tests against the real Moonraker."""

from collections.abc import AsyncGenerator
from pathlib import Path
import tempfile

import pytest

from .moonraker_process import EXECUTABLE
from .real_printer import RealPrinter

MISSING = (
    f"the real Moonraker: {EXECUTABLE} is missing; scripts/setup moonraker provides it."
)


@pytest.fixture
async def real_printer(
    socket_enabled: None, tmp_path: Path
) -> AsyncGenerator[RealPrinter]:
    """Start a printer behind a real Moonraker, trusted and without a history."""
    if not EXECUTABLE.exists():
        pytest.skip(MISSING)
    # The path of a Unix socket must be short.
    with tempfile.TemporaryDirectory(prefix="klippy") as folder:
        printer = RealPrinter(tmp_path / "printer_data", Path(folder) / "klippy.sock")
        try:
            await printer.start()
            yield printer
        finally:
            await printer.stop()
