"""Home Assistant dies, or the disk fails, at any step of saving a record."""

from collections.abc import Awaitable, Callable
import errno
import itertools
import os
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.common import (
    HOUR,
    TWO_HOURS,
    counted,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    wait,
)
from tests.record import RecordFile
from tests.simulators import ManualClock, MoonrakerServer, Printer

from .seen import histories, ours
from .write_points import POINTS, Lives, put_back, write_points

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES)


class Home:
    """Home Assistant with one printer."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        freezer: FrozenDateTimeFactory,
        printer: Printer[ManualClock],
        record: RecordFile,
    ) -> None:
        """Take what there is."""
        self.hass = hass
        self.entry = entry
        self.freezer = freezer
        self.printer = printer
        self.record = record

    async def do_the_item(self) -> None:
        """Press the button."""
        await press_done(self.hass, self.entry)

    async def end_the_job(self) -> None:
        """Let the print come to its end."""
        self.printer.clock.advance(2 * HOUR)
        await poll(self.hass, self.entry)

    async def print_on(self) -> None:
        """Let ten minutes pass in a print, after which its progress is saved."""
        self.printer.clock.advance(60)
        await poll(self.hass, self.entry)
        await wait(self.hass, self.freezer, 601)

    async def restore(self) -> None:
        """Begin with a damaged record, and take its copy."""
        assert await self.hass.config_entries.async_unload(self.entry.entry_id)
        self.record.cut()
        await set_up(self.hass, self.entry)

    async def stop(self) -> None:
        """Stop in good order."""
        await reload(self.hass, self.entry)


@pytest.fixture
def home(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    printer: Printer[ManualClock],
    record: RecordFile,
) -> Home:
    """Return Home Assistant."""
    return Home(hass, entry, freezer, printer, record)


@pytest.mark.parametrize(
    ("act", "issues"),
    [
        (Home.do_the_item, set()),
        (Home.end_the_job, set()),
        (Home.print_on, set()),
        (Home.stop, set()),
        (Home.restore, {"store_restored"}),
    ],
)
async def test_killed_at_any_step(
    home: Home,
    server: MoonrakerServer,
    issue_registry: ir.IssueRegistry,
    act: Callable[[Home], Awaitable[None]],
    issues: set[str],
) -> None:
    hass, entry, folder = home.hass, home.entry, home.record.path.parent
    before = histories(entry)
    saved = home.record.read()["data"]["odometer"]
    lives = Lives(folder)
    with write_points(lives.reach):
        await act(home)
    assert lives.points == set(POINTS)
    lives.reach("")
    after, truth = histories(entry), counted(entry)
    for number, left in enumerate(lives.left):
        await server.stop()
        await hass.config_entries.async_unload(entry.entry_id)
        put_back(folder, left)
        await set_up(hass, entry)
        assert entry.state is ConfigEntryState.LOADED
        found = histories(entry)
        assert all(found[item] >= before[item] for item in before), number
        assert counted(entry)[2] >= sum(
            bucket["prints"] for bucket in saved["buckets"].values()
        ) - len(issues)
        await server.start()
        await poll(hass, entry)
        assert counted(entry) == truth, number
        assert ours(issue_registry) <= issues
    # What the process lived to say is on the disk in the end.
    assert found == after


async def test_the_disk_fails_at_any_step(
    home: Home, issue_registry: ir.IssueRegistry
) -> None:
    hass, entry = home.hass, home.entry
    for point, number in zip(POINTS, itertools.cycle(ERRORS)):
        done = histories(entry)["grease_the_rails"]
        with write_points(failing(point, number)):
            with pytest.raises(HomeAssistantError) as raised:
                await press_done(hass, entry)
            assert raised.value.translation_key == "not_saved"
            await poll(hass, entry)
        assert ours(issue_registry) == {"not_saved"}, (point, number)
        await poll(hass, entry)
        assert not ours(issue_registry)
        on_disk = home.record.history("grease_the_rails")
        assert len(on_disk) == done + 1 == histories(entry)["grease_the_rails"]


def failing(point: str, number: int) -> Callable[[str], None]:
    """Return what fails at a point."""

    def reach(reached: str) -> None:
        if reached == point:
            raise OSError(number, os.strerror(number))

    return reach


async def test_the_disk_fails_and_home_assistant_is_killed(
    home: Home, printer: Printer[ManualClock]
) -> None:
    """What was done before is there, and what was printed is counted."""
    hass, entry, folder = home.hass, home.entry, home.record.path.parent
    for point in POINTS:
        done = histories(entry)["grease_the_rails"]
        lives = Lives(folder)
        with write_points(failing(point, errno.EIO)):
            with pytest.raises(HomeAssistantError):
                await press_done(hass, entry)
            printed_on(printer)
            await poll(hass, entry)
            truth = counted(entry)
            lives.reach("")
            await hass.config_entries.async_unload(entry.entry_id)
        put_back(folder, lives.left[-1])
        await set_up(hass, entry)
        assert histories(entry)["grease_the_rails"] >= done
        assert counted(entry) == truth


def printed_on(printer: Printer[ManualClock]) -> None:
    """End the print, and print something else."""
    printer.clock.advance(2 * HOUR)
    printed(printer, TWO_HOURS)


LIES: list[Callable[[bytes], bytes]] = [
    lambda data: b"",
    lambda data: b"\0" * len(data),
    lambda data: data[: len(data) // 2],
    lambda data: data.replace(b'"prints":', b'"prints":1', 1),
    lambda data: b"[]",
    lambda data: b"{}",
    lambda data: b'{"version":1,"minor_version":1,"data":[]}',
    lambda data: b'{"version":7,"minor_version":1,"data":{}}',
]


async def test_a_disk_that_lies(home: Home, issue_registry: ir.IssueRegistry) -> None:
    """What is read back is not what was written, so it was not saved."""
    for number, lie in enumerate(LIES):
        with write_points(lying(home.record.path.parent, lie)):
            with pytest.raises(HomeAssistantError):
                await press_done(home.hass, home.entry)
            assert "not_saved" in ours(issue_registry), number
        await poll(home.hass, home.entry)
        assert "not_saved" not in ours(issue_registry), number
        await reload(home.hass, home.entry)
        assert histories(home.entry)["grease_the_rails"] == 3 + number


def lying(folder: Path, lie: Callable[[bytes], Any]) -> Callable[[str], None]:
    """Return what writes something else."""

    def reach(reached: str) -> None:
        if reached == "rename":
            for path in folder.glob("tmp*"):
                path.write_bytes(lie(path.read_bytes()))

    return reach
