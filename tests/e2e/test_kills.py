"""A real Home Assistant that is killed again and again, while things are done."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
import itertools
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import pytest

from demo import DOMAIN, DemoError
from demo.api import Api
from demo.flows import add_item, add_printer
from demo.hass import Hass
from demo.overview import Overview, Printer as SeenPrinter
from demo.patience import patiently
from tests.endurance import FIGURES
from tests.record import RecordFile
from tests.simulators import Job, ManualClock, MoonrakerServer, Printer, extrude

from .log import complaints

HOUR = 3600.0
JOB = Job("planter.gcode", (extrude(2 * HOUR, 20_000),), "PLA")
ITEMS = ("Rails", "Nozzle", "Belts")
LONGEST = 2.0


class Household:
    """People who do what is to be done, and a printer that prints meanwhile."""

    def __init__(self, printer: Printer[ManualClock]) -> None:
        """Begin with nothing done."""
        self.acknowledged: list[str] = []
        self.jobs = 0
        self.polls = 0
        self._printer = printer
        self._numbers = itertools.count()

    async def live(self, api: Api, printer: SeenPrinter) -> None:
        """Do things until Home Assistant is no more."""
        buttons = [item.entities["done"] for item in printer.items]
        async with asyncio.TaskGroup() as tasks:
            for button in buttons:
                tasks.create_task(_while_it_lives(partial(self._do, api, button)))
            poll = partial(self._poll, api, printer.entities["print_time"])
            tasks.create_task(_while_it_lives(poll))

    async def _do(self, api: Api, button: str) -> None:
        """Say that an item was done; what returns was acknowledged."""
        note = f"number {next(self._numbers)}"
        await api.action(f"{DOMAIN}.complete", button, note=note)
        self.acknowledged.append(note)

    async def _poll(self, api: Api, entity_id: str) -> None:
        """Let the printer print on, and Home Assistant look at it."""
        self._printer.klipper.catch_up()
        if self._printer.klipper.is_idle:
            self._printer.klipper.start(JOB)
            self.jobs += 1
        self._printer.clock.advance(1000)
        await api.action("homeassistant.update_entity", entity_id)
        self.polls += 1

    async def finish(self, api: Api) -> None:
        """Let the last job come to its end."""
        self._printer.clock.advance(JOB.seconds)
        (printer,) = (await Overview.read(api)).printers
        entity_id = printer.entities["print_time"]
        await api.action("homeassistant.update_entity", entity_id)


async def _while_it_lives(act: Callable[[], Awaitable[None]]) -> None:
    with suppress(DemoError, aiohttp.ClientError, ConnectionError):
        while True:
            await act()


def notes_in(record: RecordFile) -> list[str]:
    """Return the notes of all completions on the disk."""
    items = record.read()["data"]["items"].values()
    return [done["note"] for item in items for done in item["history"][1:]]


async def counted(api: Api, least: float) -> tuple[float, int]:
    """Return hours and prints, as soon as there are so many hours."""

    async def look() -> tuple[float, int]:
        overview = await Overview.read(api)
        entities = overview.printers[0].entities
        hours = overview.state(entities, "print_time") or "-1"
        return float(hours), int(overview.state(entities, "prints") or -1)

    return await patiently(look, lambda seen: seen[0] >= least, str)


async def remembered(api: Api) -> list[str]:
    """Return the notes of all completions, as Home Assistant tells of them."""
    answer = await api.call(
        "call_service", domain=DOMAIN, service="get_history", return_response=True
    )
    rows: list[dict[str, Any]] = answer["response"]["completions"]
    return [row["note"] for row in rows if row["kind"] == "done"]


async def kill_amid(real_hass: Hass, household: Household, after: float) -> None:
    """Kill Home Assistant in the midst of things."""
    async with Api(real_hass.url) as api:
        await api.wait_until_running()
        (seen,) = (await Overview.read(api)).printers
        life = asyncio.create_task(household.live(api, seen))
        await asyncio.sleep(after)
        await real_hass.kill()
        await life


@pytest.mark.real_host
async def test_nothing_that_was_acknowledged_is_lost(
    request: pytest.FixtureRequest,
    real_hass: Hass,
    printer: Printer[ManualClock],
    server: MoonrakerServer,
    record_property: Callable[[str, object], None],
) -> None:
    random = Random(request.config.getoption("--kills"))  # noqa: S311 - no secret
    household, hours = Household(printer), 0.0
    await real_hass.start()
    async with Api(real_hass.url) as api:
        await api.wait_until_running()
        entry_id = await add_printer(api, server.url)
        for name in ITEMS:
            own = {"name": name, "print_time": 100, "start": "now"}
            await add_item(api, entry_id, {"own": own})
    storage = Path(real_hass.config_dir) / ".storage"
    record = RecordFile(storage / f"{DOMAIN}.{entry_id}")
    for _ in range(request.config.getoption("--kills")):
        await kill_amid(real_hass, household, random.uniform(0.1, LONGEST))
        assert set(notes_in(record)) >= set(household.acknowledged)
        await real_hass.start()
        async with Api(real_hass.url) as api:
            await api.wait_until_running()
            hours, _ = await counted(api, hours)
            notes = await remembered(api)
        assert set(notes) >= set(household.acknowledged)
        assert len(notes) == len(set(notes))
    async with Api(real_hass.url) as api:
        await household.finish(api)
        all_of_it = 2.0 * household.jobs, household.jobs
        assert await counted(api, all_of_it[0]) == all_of_it
    await real_hass.stop()
    assert not record.set_aside("unusable") + record.set_aside("corrupt")
    assert complaints(real_hass.log()) == []
    assert household.acknowledged
    figures = (
        f"{request.config.getoption('--kills')} kills, {len(household.acknowledged)} "
        f"completions acknowledged, {household.polls} polls, {household.jobs} jobs"
    )
    record_property(FIGURES, figures)
