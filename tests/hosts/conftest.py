"""Fixtures for tests against the real Moonraker."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from .moonraker_process import ENVIRONMENTS, missing
from .real_printer import RealPrinter, running_printer


@pytest.fixture
def versions(socket_enabled: None) -> tuple[str, ...]:
    """Return the versions of Moonraker; without one of them the test is skipped."""
    for version in ENVIRONMENTS:
        _need(version)
    return tuple(ENVIRONMENTS)


@pytest.fixture
def version() -> str:
    """Return the version of Moonraker that a printer has."""
    return "0.11.0"


@pytest.fixture
async def real_printer(
    socket_enabled: None, tmp_path: Path, version: str
) -> AsyncGenerator[RealPrinter]:
    """Start a printer behind a real Moonraker, trusted and without a history."""
    _need(version)
    async with running_printer(version, tmp_path / "printer_data") as printer:
        yield printer


def _need(version: str) -> None:
    if line := missing(version):
        pytest.skip(line)
