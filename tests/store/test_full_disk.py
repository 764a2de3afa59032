"""A disk that is full or read-only, a real one where one can be had."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
import errno
import os
from pathlib import Path
import resource
import shutil
import subprocess

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.common import HOUR, counted, poll, press_done, reload, set_up
from tests.record import RecordFile
from tests.simulators import ManualClock, Printer

from .seen import histories, ours
from .write_points import write_points

SIZE = 256 * 1024


class Disk:
    """The disk with a folder: small, and of its own where one may mount it."""

    def __init__(self, folder: Path) -> None:
        """Move the folder there."""
        self._folder = folder
        kept = shutil.copytree(folder, folder.with_name("kept"))
        self.is_real = self._mount("-t", "tmpfs", "-o", f"size={SIZE}", "none")
        shutil.copytree(kept, folder, dirs_exist_ok=True)

    def _mount(self, *arguments: str) -> bool:
        command = ["mount", *arguments, str(self._folder)]
        with suppress(FileNotFoundError):
            return not subprocess.run(
                command, check=False, capture_output=True
            ).returncode
        return False

    def eject(self) -> None:
        """Move the folder back to where it was."""
        if self.is_real:
            subprocess.run(["umount", "--lazy", str(self._folder)], check=True)

    @contextmanager
    def full(self) -> Iterator[None]:
        """Leave no room."""
        if not self.is_real:
            with _refusing(errno.ENOSPC):
                yield
            return
        filler = self._folder / "filler"
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
        yield
        filler.unlink()

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Let nothing be written."""
        if not self.is_real:
            with _refusing(errno.EROFS):
                yield
            return
        assert self._mount("-o", "remount,ro")
        yield
        assert self._mount("-o", "remount,rw")


@contextmanager
def _refusing(number: int) -> Iterator[None]:
    def reach(_: str) -> None:
        raise OSError(number, os.strerror(number))

    with write_points(reach):
        yield


@pytest.fixture
def disk(record: RecordFile, _loaded: None) -> Iterator[Disk]:
    """Return the disk of the record."""
    disk = Disk(record.path.parent)
    yield disk
    disk.eject()


@contextmanager
def small_files(disk: Disk, size: int = 1000) -> Iterator[None]:
    """Let the kernel refuse to make files larger, in the midst of writing one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


FAULTS = [Disk.full, Disk.read_only, small_files]


@pytest.mark.parametrize("fault", FAULTS)
async def test_it_is_saved_as_soon_as_it_can_be(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: Printer[ManualClock],
    disk: Disk,
    record: RecordFile,
    issue_registry: ir.IssueRegistry,
    caplog: pytest.LogCaptureFixture,
    fault: Callable[[Disk], AbstractContextManager[None]],
) -> None:
    before, done = record.text, histories(entry)["grease_the_rails"]
    with fault(disk):
        with pytest.raises(HomeAssistantError) as raised:
            await press_done(hass, entry)
        assert raised.value.translation_key == "not_saved"
        printer.clock.advance(2 * HOUR)
        await poll(hass, entry)
        await poll(hass, entry)
        assert record.text == before
        assert ours(issue_registry) == {"not_saved"}
        # It works from what is in memory.
        assert counted(entry) == (6 * HOUR, 15000, 3)
        assert histories(entry)["grease_the_rails"] == done + 1
    told = [r for r in caplog.records if "can not be saved" in r.getMessage()]
    assert len(told) == 1
    await poll(hass, entry)
    assert not ours(issue_registry)
    assert len(record.history("grease_the_rails")) == done + 1
    await reload(hass, entry)
    assert counted(entry) == (6 * HOUR, 15000, 3)
    assert histories(entry)["grease_the_rails"] == done + 1
    assert not list(record.path.parent.glob("tmp*"))


@pytest.mark.parametrize("fault", FAULTS)
async def test_home_assistant_starts_there(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    disk: Disk,
    record: RecordFile,
    issue_registry: ir.IssueRegistry,
    fault: Callable[[Disk], AbstractContextManager[None]],
) -> None:
    before = histories(entry)
    await reload(hass, entry)
    with fault(disk):
        await reload(hass, entry)
        assert not ours(issue_registry)
        assert histories(entry) == before
        assert counted(entry) == (5 * HOUR, 12500, 2)
        await hass.config_entries.async_unload(entry.entry_id)
    record.cut()
    with fault(disk):
        await set_up(hass, entry)
        assert ours(issue_registry) == {"store_restored", "not_saved"}
        assert histories(entry) == before
        assert counted(entry) == (5 * HOUR, 12500, 2)
    await poll(hass, entry)
    assert ours(issue_registry) == {"store_restored"}
