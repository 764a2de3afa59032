"""Draw the brand images: a nozzle at work inside the gauge of its remaining life.

Run with the test environment: .venv/test/bin/python -m brand.draw
"""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

OUTPUT = Path(__file__).parent.parent / "custom_components/printer_maintenance/brand"
CHROMIUM = "/usr/bin/chromium"


@dataclass(frozen=True, slots=True)
class Theme:
    """Hold the colours that differ between a light and a dark background."""

    prefix: str
    track: str
    metal: str
    text: str


THEMES = (
    Theme(prefix="", track="#d5dde2", metal="#37474f", text="#263238"),
    Theme(prefix="dark_", track="#3b4a52", metal="#cfd8dc", text="#eceff1"),
)


def icon(theme: Theme) -> str:
    """Return the icon's shapes on a field of 256 by 256."""
    return f"""
      <g fill="none" stroke-width="22" stroke-linecap="round">
        <circle cx="128" cy="128" r="108" stroke="{theme.track}"/>
        <path d="M128 20 A108 108 0 1 1 24.3 97.9" stroke="#2e9e6b"/>
      </g>
      <g fill="{theme.metal}">
        <rect x="110" y="52" width="36" height="26" rx="5"/>
        <rect x="88" y="84" width="80" height="38" rx="8"/>
        <path d="M100 128 H156 L137 158 H119 Z"/>
      </g>
      <g stroke="#f28c28" stroke-width="13" stroke-linecap="round">
        <path d="M128 172 H166"/>
        <path d="M90 192 H166"/>
      </g>"""


def logo(theme: Theme) -> str:
    """Return the icon with the name beside it, on a field of 816 by 256."""
    font = 'font-family="DejaVu Sans" font-weight="bold"'
    return f"""{icon(theme)}
      <g fill="{theme.text}" {font}>
        <text x="286" y="118" font-size="80" textLength="300">Printer</text>
        <text x="286" y="202" font-size="80" textLength="520">Maintenance</text>
      </g>"""


def draw(page: Page, shapes: str, width: int, scale: float, name: str) -> None:
    """Render shapes that are 256 high to a PNG file."""
    size = f'width="{width * scale}" height="{256 * scale}"'
    page.set_viewport_size(
        {"width": round(width * scale), "height": round(256 * scale)}
    )
    page.set_content(
        '<body style="margin:0"><svg xmlns="http://www.w3.org/2000/svg" '
        f'style="display:block" {size} viewBox="0 0 {width} 256">{shapes}</svg></body>'
    )
    page.screenshot(path=OUTPUT / name, omit_background=True)


def main() -> None:
    """Draw all eight images."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        for theme in THEMES:
            for suffix, scale in (("", 1.0), ("@2x", 2.0)):
                draw(page, icon(theme), 256, scale, f"{theme.prefix}icon{suffix}.png")
                # Logos are 128 high, twice that for dense screens.
                name = f"{theme.prefix}logo{suffix}.png"
                draw(page, logo(theme), 816, scale / 2, name)
        browser.close()


if __name__ == "__main__":
    main()
