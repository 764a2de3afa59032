"""Fixtures that start what the end-to-end tests run against."""

from collections.abc import AsyncGenerator
from pathlib import Path
import shutil

from playwright.async_api import Page, async_playwright
import pytest

from demo.hass import EXECUTABLE, Hass

from .browser import CHROMIUM, open_page
from .run import Runner


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Do without a Home Assistant inside of pytest."""


@pytest.fixture
def _home_assistant(socket_enabled: None) -> None:
    """Skip loudly where the real Home Assistant is missing."""
    if not EXECUTABLE.exists():
        pytest.skip("NO REAL HOME ASSISTANT: run scripts/setup run")


@pytest.fixture
async def real_hass(_home_assistant: None, tmp_path: Path) -> AsyncGenerator[Hass]:
    """Provide a Home Assistant that is not started yet, and stop it in the end."""
    hass = Hass(tmp_path / "config")
    yield hass
    await hass.stop()


@pytest.fixture
async def runner(_home_assistant: None, tmp_path: Path) -> AsyncGenerator[Runner]:
    """Provide scripts/run on a configuration directory of its own."""
    runner = Runner(tmp_path / "config")
    yield runner
    await runner.stop()


@pytest.fixture
async def page(socket_enabled: None) -> AsyncGenerator[Page]:
    """Open a page in Chromium."""
    if not shutil.which(CHROMIUM):
        pytest.skip("NO BROWSER: install the package chromium")
    async with async_playwright() as playwright, open_page(playwright) as page:
        yield page
