"""Take a picture of a running demo: `python -m tests.e2e.screenshot URL FILE`."""

import argparse
import asyncio

from playwright.async_api import async_playwright

from demo.dashboard import URL_PATH

from .browser import open_page, sign_in

WITHOUT_SIDEBAR = "localStorage.setItem('dockedSidebar', '\"always_hidden\"')"


async def take(
    url: str, file: str, view: str, width: int, height: int, *, dark: bool
) -> None:
    """Log in, wait until a view of the dashboard stands still, and take the picture."""
    async with (
        async_playwright() as playwright,
        open_page(playwright, width, height) as page,
    ):
        await page.emulate_media(color_scheme="dark" if dark else "light")
        await sign_in(page, url)
        await page.evaluate(WITHOUT_SIDEBAR)
        await page.goto(f"{url}/{URL_PATH}/{view}")
        await page.locator("hui-card").first.wait_for()
        await page.wait_for_timeout(3000)
        await page.screenshot(path=file)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("file")
    parser.add_argument("--view", default="")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--dark", action="store_true")
    found = parser.parse_args()
    size = found.width, found.height
    asyncio.run(take(found.url, found.file, found.view, *size, dark=found.dark))


if __name__ == "__main__":
    main()
