"""A person adds an OctoPrint in a real browser, and allows the access there."""

from collections.abc import AsyncGenerator

from playwright.async_api import Page
import pytest

from demo.hass import Hass
from demo.overview import Overview
from demo.patience import patiently
from tests.simulators import ManualClock
from tests.simulators.octoprint import OctoPrint, manual_octoprint
from tests.simulators.server import HostServer

from .browser import sign_in
from .dialogues import Dialogues
from .log import complaints
from .watching import running

type Simulated = OctoPrint[ManualClock]


@pytest.fixture
async def octoprint(socket_enabled: None) -> AsyncGenerator[HostServer[Simulated]]:
    """Serve a simulated OctoPrint."""
    server = HostServer(manual_octoprint())
    await server.start()
    yield server
    await server.stop()


async def asked(octoprint: Simulated) -> str:
    """Return the token of the application that asks, as soon as one does."""

    async def look() -> list[str]:
        return [request.app_token for request in octoprint.app_keys.requests]

    (token,) = await patiently(look, bool, lambda _: "Nobody asks OctoPrint")
    return token


@pytest.mark.real_host
async def test_with_a_click_in_octoprint(
    real_hass: Hass, page: Page, octoprint: HostServer[Simulated]
) -> None:
    async with running(real_hass) as api:
        dialogues = Dialogues(page, real_hass.url, "octoprint")
        await sign_in(page, real_hass.url)
        await dialogues.add_printer(octoprint.url)
        await dialogues.sees("Allow in OctoPrint")
        await dialogues.sees(octoprint.url)
        await dialogues.take_picture("ways")

        await dialogues.choose("Allow in OctoPrint")
        token = await asked(octoprint.host)
        dialog = f"{octoprint.url}/plugin/appkeys/auth/{token}"
        assert await dialogues.link() == dialog
        await dialogues.take_picture("waiting")
        octoprint.host.deny()
        await dialogues.sees("was denied")
        await dialogues.take_picture("denied")

        await dialogues.choose("Enter an API key")
        await dialogues.enter_key("wrong")
        assert "refused" in await dialogues.message()
        await dialogues.take_picture("refused")
        await dialogues.enter_key("")
        await dialogues.sees("Allow in OctoPrint")

        await dialogues.choose("Allow in OctoPrint")
        await asked(octoprint.host)
        octoprint.host.grant()
        await dialogues.choose("An item of my own")
        await dialogues.fill_item(Name="Belts", prints="20")
        await dialogues.finish()

        async def look() -> list[tuple[str, list[str]]]:
            printers = (await Overview.read(api)).printers
            return [(p.name, [item.name for item in p.items]) for p in printers]

        await patiently(look, lambda seen: seen == [("Prusa", ["Belts"])], str)
        await dialogues.open_page_of_integration()
        await dialogues.take_picture("added")
    assert complaints(real_hass.log()) == []
