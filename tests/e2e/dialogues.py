"""Home Assistant's own dialogues, used as a person uses them."""

from pathlib import Path

from playwright.async_api import Locator, Page

from demo import DOMAIN, ROOT

SHOTS = ROOT / "test-output"


class Dialogues:
    """Add a printer, and add, change and remove its items, in the browser."""

    def __init__(self, page: Page, url: str, name: str = "dialogues") -> None:
        """Take a page that is signed in, and what the pictures are called."""
        self._page = page
        self._url = url
        self._name = name
        self._shots = 0

    async def add_printer(self, address: str) -> None:
        """Follow the README's button and enter an address."""
        await self._page.goto(
            f"{self._url}/_my_redirect/config_flow_start?domain={DOMAIN}"
        )
        await self._page.get_by_role("button", name="OK").click()
        await self._page.locator("input[name=url]").fill(address)
        await self._submit()

    async def message(self) -> str:
        """Return what is wrong with a field."""
        return await self._page.locator("step-flow-form ha-alert").inner_text()

    async def sees(self, text: str) -> None:
        """Wait for a text in what is offered."""
        await self._page.locator("step-flow-menu").get_by_text(text).wait_for()

    async def choose(self, way: str) -> None:
        """Choose from what is offered."""
        await self._page.locator("step-flow-menu").get_by_text(way, exact=True).click()

    async def link(self) -> str | None:
        """Return where the link leads that is shown while something goes on."""
        link = self._page.locator("step-flow-progress a")
        return await link.get_attribute("href")

    async def enter_key(self, key: str) -> None:
        """Enter an API key."""
        await self._page.locator("input[name=api_key]").fill(key)
        await self._submit()

    async def open_page_of_integration(self) -> None:
        """Go where the items are listed."""
        await self._page.goto(f"{self._url}/config/integrations/integration/{DOMAIN}")

    async def begin_item(self) -> None:
        """Press the button that adds an item."""
        await self._page.get_by_role("button", name="Add maintenance item").click()

    async def tick(self, *items: str) -> None:
        """Change the ticks of items in the list from the catalogue, and send it in."""
        for item in items:
            box = self._page.locator("ha-selector-select ha-checkbox")
            await box.filter(has_text=item).click()
        await self.take_picture("catalogue")
        await self._submit()

    async def outcome(self) -> str:
        """Return what a dialogue says that has nothing more to ask."""
        await self.take_picture("outcome")
        return await self._page.locator("step-flow-abort ul").inner_text()

    async def fill_item(self, **fields: str) -> None:
        """Fill in the form of an item; numbers by what they are counted in."""
        for name, text in fields.items():
            label = name if name == "Name" else f"Every … {name}"
            selector = self._page.locator("ha-selector").filter(has_text=label)
            await selector.locator("input").fill(text)
        await self.take_picture("item")
        await self._submit()

    async def finish(self) -> None:
        """Close the dialogue that says how it went."""
        finish = self._page.get_by_text("Finish", exact=True)
        last = finish.or_(self._page.get_by_text("Close", exact=True))
        await last.click()
        await self._page.locator("dialog-data-entry-flow ha-dialog").wait_for(
            state="detached"
        )

    async def edit(self, item: str, **fields: str) -> None:
        """Change an item with the form that the cogwheel opens."""
        await self._row(item).locator("ha-icon-button").first.click()
        await self.fill_item(**fields)
        await self.finish()

    async def rename(self, item: str, name: str) -> None:
        """Rename an item with Home Assistant's own dialogue, which knows no checks."""
        await self._choose_from_menu(item, "rename")
        await self._page.locator("dialog-box input").fill(name)
        await self.take_picture("rename")
        await self._page.locator("dialog-box").get_by_role("button", name="OK").click()

    async def remove(self, item: str) -> None:
        """Remove an item."""
        await self._choose_from_menu(item, "delete")
        await self.take_picture("remove")
        await (
            self._page.locator("dialog-box")
            .get_by_role("button", name="Delete")
            .click()
        )
        await self._row(item).wait_for(state="detached")

    async def press(self, device_id: str, button: str) -> None:
        """Press a button on the page of the device."""
        await self._page.goto(f"{self._url}/config/devices/device/{device_id}")
        row = self._page.locator("hui-button-entity-row").filter(has_text=button)
        await row.get_by_role("button", name="Press").click()
        await self.take_picture("device")

    async def untick(self, todo_list: str, item: str) -> None:
        """Take the tick of an item away in the to-do list."""
        await self._page.goto(f"{self._url}/todo?entity_id={todo_list}")
        row = self._page.locator("ha-check-list-item").filter(has_text=item)
        await row.wait_for()
        await self.take_picture("to-do")
        await row.locator("ha-checkbox").click()

    async def take_picture(self, name: str) -> None:
        """Keep what is seen, for a person to look at."""
        SHOTS.mkdir(exist_ok=True)
        self._shots += 1
        await self._page.wait_for_timeout(500)  # a dialogue takes time to come in
        await self._page.screenshot(path=self._picture(name))

    def _picture(self, name: str) -> Path:
        return SHOTS / f"{self._name}-{self._shots:02}-{name}.png"

    async def _submit(self) -> None:
        await self._page.get_by_role("button", name="Submit").click()

    def _row(self, item: str) -> Locator:
        rows = self._page.locator("ha-config-sub-entry-row")
        return rows.filter(has=self._page.get_by_text(item, exact=True))

    async def _choose_from_menu(self, item: str, value: str) -> None:
        menu = self._row(item).locator("ha-dropdown")
        await menu.locator("ha-icon-button").click()
        await menu.locator(f"ha-dropdown-item[value={value}]").click()
