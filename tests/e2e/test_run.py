"""scripts/run, with the dashboard that it shows in a real browser."""

import re
import socket

from playwright.async_api import Page, expect
import pytest

from demo.api import Api
from demo.hass import is_free
from demo.overview import Overview
from demo.plan import SIMULATED
from tests.hosts.octoprint_process import missing

from .browser import heading_of, sign_in
from .run import Runner

FILTER = "Replace the carbon filter"
# Due soon, and later: both are foretold by what the printers have printed.
SCREW = "Lubricate the Z screw"
FORETOLD = "Grease the linear rails"
PRINTER = re.compile(
    r"^(?P<name>\S+) · (?P<url>\S+) · (?P<hours>[\d.,]+) h", re.MULTILINE
)
ITEM_COUNT = sum(len(plan.items) for plan in SIMULATED)


def odometers(table: str) -> dict[tuple[str, str], float]:
    """Return the hours by name and address, as the table tells them."""
    return {
        (found["name"], found["url"]): float(found["hours"].replace(",", ""))
        for found in PRINTER.finditer(table)
    }


def due_items(table: str) -> list[str]:
    """Return the names of the items that are due, as the table tells them."""
    return re.findall(r"^  (\S.*?)  .*  DUE$", table, re.MULTILINE)


@pytest.mark.real_host
async def test_once_prints_the_table_and_the_next_run_goes_on_from_there(
    runner: Runner,
) -> None:
    code, first = await runner.once("--once")
    assert code == 0, first
    assert due_items(first) == [FILTER]
    assert {name for name, _ in odometers(first)} == {plan.name for plan in SIMULATED}
    assert all(item.name in first for plan in SIMULATED for item in plan.items)

    code, second = await runner.once("--once")
    assert code == 0, second
    assert FILTER in due_items(second)
    assert odometers(second).keys() == odometers(first).keys()
    grown = [odometers(second)[key] - hours for key, hours in odometers(first).items()]
    assert all(0 <= hours < 10 for hours in grown)
    assert is_free(runner.port)


@pytest.mark.real_host
async def test_a_job_is_counted_on_the_real_octoprint(runner: Runner) -> None:
    if line := missing("1.11.8"):
        pytest.skip(line)
    code, printed = await runner.once("--once", "--octoprint")
    assert code == 0, printed
    assert re.search(r"^OctoPrint · .* · 1 prints · connected", printed, re.MULTILINE)


@pytest.mark.real_host
async def test_a_part_that_does_not_come_up_is_told_in_one_sentence(
    runner: Runner,
) -> None:
    with socket.create_server(("127.0.0.1", runner.port)):
        code, printed = await runner.once("--once")
    assert code == 1
    assert printed == f"✗ Port {runner.port} of 127.0.0.1 is in use.\n"


@pytest.mark.real_host
async def test_a_browser_shows_what_is_due_and_presses_done(
    runner: Runner, page: Page
) -> None:
    await runner.until("Press Ctrl-C", "--speed", "1")
    await sign_in(page, runner.url)
    for plan in SIMULATED:
        for item in plan.items:
            await expect(heading_of(page, item.name)).to_be_visible()
    due = page.get_by_text("Due", exact=True).filter(visible=True)
    await expect(page.get_by_text(f"1 of {ITEM_COUNT} items is due")).to_be_visible()
    await expect(due).to_have_count(1)

    await heading_of(page, FILTER).locator("ha-control-button").click()

    await expect(
        page.get_by_text(f"None of {ITEM_COUNT} items are due")
    ).to_be_visible()
    await expect(due).to_have_count(0)
    async with Api(runner.url) as api:
        overview = await Overview.read(api)
    entities = overview.printer("Voron").item(FILTER).entities
    assert overview.state(entities, "due") == "off"
    assert overview.state(entities, "life_remaining") == "100"

    await page.get_by_role("tab", name="To do").click()
    screw = page.locator("ha-check-list-item").filter(has_text=SCREW)
    await expect(screw).not_to_have_class(re.compile("completed"))
    await expect(screw.locator(".due")).to_be_visible()
    events = page.locator("hui-calendar-card").get_by_text(FORETOLD)
    await expect(events.first).to_be_visible()
    assert await runner.stop() == 0
    assert is_free(runner.port)
