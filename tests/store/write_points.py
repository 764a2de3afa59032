"""Every step by which a file is written in the place of another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
import os
from pathlib import Path
import stat
import tempfile
from types import SimpleNamespace
from typing import IO, Any, Self
from unittest.mock import patch

from custom_components.printer_maintenance.const import DOMAIN

POINTS = ("create", "open", "write", "write on", "sync", "rename", "sync the folder")

type Reach = Callable[[str], None]
type Files = dict[str, bytes]


class _Halves:
    """Write a file in two halves, each of which reaches the disk by itself."""

    def __init__(self, file: IO[bytes], reach: Reach) -> None:
        self._file = file
        self._reach = reach
        self.name = file.name
        self.fileno = file.fileno
        self.flush = file.flush

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> None:
        """Write one half, then the other."""
        half = len(data) // 2
        self._reach("write")
        self._file.write(data[:half])
        self._file.flush()
        self._reach("write on")
        self._file.write(data[half:])
        self._file.flush()


@contextmanager
def write_points(reach: Reach) -> Iterator[None]:
    """Tell of every step before it is done; an error that is raised there is its own."""
    create, rename, sync = tempfile.mkstemp, os.rename, os.fsync

    def created(*args: Any, **kwargs: Any) -> tuple[int, str]:
        reach("create")
        return create(*args, **kwargs)

    def opened(*args: Any, **kwargs: Any) -> _Halves:
        reach("open")
        return _Halves(open(*args, **kwargs), reach)  # noqa: PTH123

    def synced(file: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(file).st_mode)
        reach("sync the folder" if is_folder else "sync")
        sync(file)

    def renamed(*args: Any) -> None:
        reach("rename")
        rename(*args)

    with (
        patch("tempfile.mkstemp", created),
        patch("atomicwrites.io", SimpleNamespace(open=opened)),
        patch("atomicwrites._proper_fsync", synced),
        patch("os.rename", renamed),
    ):
        yield


def is_ours(path: Path) -> bool:
    """Tell whether a file is a record, or on the way to be one."""
    return path.name.startswith((DOMAIN, tempfile.gettempprefix()))


def files_in(folder: Path) -> Files:
    """Return what is on the disk of our files, finished or not."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if is_ours(path)}


def put_back(folder: Path, files: Files) -> None:
    """Let the disk be as it was."""
    for path in filter(is_ours, list(folder.iterdir())):
        path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)


class Lives:
    """What was on the disk at every step: there a process may have ended.

    A power cut loses besides what was not synced: the content of a file, and that a
    name is another's.
    """

    def __init__(self, folder: Path) -> None:
        """Begin with what is there."""
        self._folder = folder
        self._synced: set[str] = set()
        self._named = files_in(folder)
        self.points: set[str] = set()
        self.left: list[Files] = []
        self._leave(self._named)

    def reach(self, point: str) -> None:
        """Note what a kill and a power cut would leave."""
        self.points.add(point)
        files = files_in(self._folder)
        self._leave(files)
        if point == "rename":
            self._synced |= set(files)
        # The folder may be on the disk as it is, or as it was when it was synced.
        lost = dict.fromkeys(files.keys() - self._synced - self._named.keys(), b"")
        self._leave(files | lost)
        self._leave(self._named | lost)
        if point == "create":
            self._named = files

    def _leave(self, files: Files) -> None:
        # Files on the way have other names each time, and nobody reads them.
        if _named(files) not in map(_named, self.left):
            self.left.append(files)


def _named(files: Files) -> Files:
    return {name: files[name] for name in files if name.startswith(DOMAIN)}
