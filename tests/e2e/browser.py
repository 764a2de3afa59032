"""Chromium, signed in to a Home Assistant of the demo."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from playwright.async_api import Locator, Page, Playwright

from demo.api import PASSWORD, USER

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@asynccontextmanager
async def open_page(
    playwright: Playwright, width: int = 1280, height: int = 900
) -> AsyncGenerator[Page]:
    """Start the browser with one empty page."""
    browser = await playwright.chromium.launch(
        executable_path=CHROMIUM, args=list(FLAGS)
    )
    try:
        yield await browser.new_page(viewport={"width": width, "height": height})
    finally:
        await browser.close()


async def sign_in(page: Page, url: str) -> None:
    """Log in as the user of the demo, and wait for the page one lands on."""
    await page.goto(url)
    await page.locator("input[name=username]").fill(USER)
    await page.locator("input[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.locator("home-assistant-main").wait_for()


def heading_of(page: Page, name: str) -> Locator:
    """Find the line that names an item and has its *done* button."""
    return page.locator("hui-heading-card").filter(has_text=name).filter(visible=True)
