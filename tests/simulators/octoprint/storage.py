"""OctoPrint's files, what was printed of each, and what their analysis found."""

from collections.abc import Iterator
import copy
from dataclasses import dataclass, field
import hashlib

from tests.simulators.job import Job

from .run import Json
from .version import Version


@dataclass(frozen=True, slots=True)
class Entry:
    """What the history of a file tells of one print."""

    wall: float
    profile: str
    print_time: float | None
    """None of a print that did not succeed."""


@dataclass(slots=True)
class File:
    """A file; `tools` is what each tool extrudes."""

    job: Job
    tools: tuple[float, ...]
    date: float
    user: str
    history: list[Entry] = field(default_factory=list)
    analysis: Json | None = None

    @property
    def hash(self) -> str:
        """Return what is equal for equal contents."""
        content = repr((self.job.segments, self.tools))
        return hashlib.sha1(content.encode(), usedforsecurity=False).hexdigest()

    @property
    def size(self) -> int:
        """Return the size in bytes."""
        return 100 + round(20 * self.job.seconds)

    @property
    def successes(self) -> list[Entry]:
        """Return the prints that came to their end."""
        return [entry for entry in self.history if entry.print_time is not None]

    def times(self) -> dict[str, list[float]]:
        """Return the print times of each printer profile."""
        times: dict[str, list[float]] = {}
        for entry in self.successes:
            assert entry.print_time is not None
            times.setdefault(entry.profile, []).append(entry.print_time)
        return times

    def analyse(self) -> None:
        """Find out what the printer will do."""
        if not any(segment.mm for segment in self.job.segments):
            self.analysis = {"_empty": True, "filament": {}}
            return
        self.analysis = {
            "estimatedPrintTime": float(self.job.seconds),
            "filament": {
                f"tool{number}": {"length": float(length), "volume": 0.0}
                for number, length in enumerate(self.tools)
                if length > 0
            },
        }


def extruded(job: Job) -> float:
    """Return what an analysis takes for the filament of a job: the peak of the net."""
    net = peak = 0.0
    for segment in job.segments:
        net += segment.mm
        peak = max(peak, net)
    return peak


class Storage:
    """The files by path, those on the printer's card, and the analysis that waits."""

    def __init__(self, version: Version) -> None:
        """Begin empty."""
        self.version = version
        self.files: dict[str, File] = {}
        self.folders: dict[str, float] = {}
        self.card: dict[str, Job] = {}
        self.waiting: list[str] = []
        self.revision = 0

    def upload(
        self, job: Job, tools: tuple[float, ...] | None, wall: float, user: str
    ) -> None:
        """Put a file there, or other contents under an old name.

        2.0 keeps history and analysis of what was overwritten; 1.11 does so only for
        the same contents.
        """
        file = File(job, tools or (extruded(job),), wall, user)
        old = self.files.get(job.filename)
        if old and (self.version.is_new or old.hash == file.hash):
            file.history, file.analysis = old.history, old.analysis
        self._add_folders(job.filename, wall)
        self.files[job.filename] = file
        self._wait(job.filename)
        self.revision += 1

    def delete(self, path: str) -> None:
        """Delete a file: its history is gone, too."""
        del self.files[path]
        self.waiting = [name for name in self.waiting if name != path]
        self.revision += 1

    def copy(self, path: str, destination: str, wall: float) -> None:
        """Copy a file: the copy inherits the history."""
        self._add_folders(destination, wall)
        self.files[destination] = copy.deepcopy(self.files[path])
        self._wait(destination)
        self.revision += 1

    def move(self, path: str, destination: str, wall: float) -> None:
        """Move a file with its history."""
        self.copy(path, destination, wall)
        self.delete(path)

    def add_folder(self, path: str, wall: float) -> None:
        """Make a folder."""
        self._add_folders(f"{path}/", wall)
        self.revision += 1

    def log(self, path: str, entry: Entry) -> None:
        """Note a print of a file, if it is still there."""
        if path in self.files:
            self.files[path].history.append(entry)
            self.revision += 1

    def restart(self) -> None:
        """Queue what was never analysed, as a process does that starts."""
        self.waiting = [
            path for path, file in self.files.items() if file.analysis is None
        ]

    def analyse(self) -> None:
        """Analyse the file that waited longest."""
        self.files[self.waiting.pop(0)].analyse()
        self.revision += 1

    def children(self, folder: str) -> Iterator[tuple[str, File | None]]:
        """Return what is right within a folder: paths with a file, or with None."""
        for path in self.folders:
            if _parent(path) == folder:
                yield path, None
        for path, file in self.files.items():
            if _parent(path) == folder:
                yield path, file

    def _wait(self, path: str) -> None:
        """Queue a file for analysis."""
        if path not in self.waiting:
            self.waiting.append(path)

    def _add_folders(self, path: str, wall: float) -> None:
        """Make the folders that a path leads through."""
        while path := _parent(path):
            self.folders.setdefault(path, wall)


def _parent(path: str) -> str:
    """Return the folder of a path; the outermost is empty."""
    return path.rpartition("/")[0]
