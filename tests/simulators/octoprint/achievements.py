"""The bundled plugin that counts prints: the only totals OctoPrint has."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from .run import Json
from .version import Version


@dataclass(slots=True)
class Counters:
    """What is counted over a lifetime, and over a year."""

    last_version: str = ""
    seen_versions: int = 0
    server_starts: int = 0
    prints_started: int = 0
    prints_cancelled: int = 0
    prints_errored: int = 0
    prints_finished: int = 0
    prints_started_per_weekday: dict[str, int] = field(default_factory=dict)
    print_duration_total: float = 0.0
    print_duration_cancelled: float = 0.0
    print_duration_errored: float = 0.0
    print_duration_finished: float = 0.0
    longest_print_duration: float = 0.0
    longest_print_date: int = 0
    files_uploaded: int = 0
    files_deleted: int = 0
    plugins_installed: int = 0
    plugins_uninstalled: int = 0
    most_plugins: int = 22

    def launched(self, version: str) -> None:
        """Count a start of the server."""
        self.server_starts += 1
        if self.last_version != version:
            self.seen_versions += 1
            self.last_version = version

    def started(self, weekday: int) -> None:
        """Count a start of a print."""
        self.prints_started += 1
        of_day = self.prints_started_per_weekday.get(str(weekday), 0)
        self.prints_started_per_weekday[str(weekday)] = of_day + 1

    def done(self, seconds: float, wall: float) -> None:
        """Count a print that came to its end."""
        self.prints_finished += 1
        self.print_duration_total += seconds
        self.print_duration_finished += seconds
        if seconds > self.longest_print_duration:
            self.longest_print_duration = seconds
            self.longest_print_date = int(wall)


class Achievements:
    """The plugin with its file; it counts only while it is enabled.

    What it does with an end that is no good one is OctoPrint's fault kept: it adds the
    time of a cancelled print twice, and counts neither cancelled nor broken prints.
    """

    def __init__(self, version: Version) -> None:
        """Begin without a file; `launched` makes one."""
        self.is_enabled = True
        self.version = version
        self._created = 0
        self._stats: Counters | None = None
        self._year = 0
        self._of_year = Counters()

    def reset(self) -> None:
        """Lose the file: the next launch begins to count anew."""
        self._stats = None

    def launched(self, wall: float) -> None:
        """Learn that OctoPrint started."""
        if self.is_enabled and self._stats is None:
            self._stats, self._created, self._year = Counters(), int(wall), 0
        for counters in self._counters(wall):
            counters.launched(self.version.name.partition("rc")[0])

    def uploaded(self, wall: float) -> None:
        """Learn of a new file."""
        for counters in self._counters(wall):
            counters.files_uploaded += 1

    def deleted(self, wall: float) -> None:
        """Learn of a file that is gone."""
        for counters in self._counters(wall):
            counters.files_deleted += 1

    def started(self, wall: float) -> None:
        """Learn that a print began."""
        for counters in self._counters(wall):
            counters.started(datetime.fromtimestamp(wall, UTC).weekday())

    def done(self, seconds: float, wall: float) -> None:
        """Learn that a print came to its end."""
        for counters in self._counters(wall):
            counters.done(seconds, wall)

    def failed(self, seconds: float, wall: float) -> None:
        """Learn that a print broke off; a cancelled one is told of twice."""
        for counters in self._counters(wall):
            counters.print_duration_total += seconds

    def as_json(self, wall: float) -> Json:
        """Return what the plugin shows."""
        assert self._stats
        self._counters(wall)
        created = {
            "created": self._created,
            "created_version": self.version.name.partition("rc")[0],
        }
        year = {"year": self._year, "achievements": 0}
        return {
            "stats": asdict(self._stats) | created,
            "achievements": [],
            "hidden_achievements": 21,
            "current_year": asdict(self._of_year) | year,
            "available_years": [self._year],
            "timezone": {"name": "UTC", "offset": 0},
        }

    def _counters(self, wall: float) -> tuple[Counters, ...]:
        """Return what counts now: the lifetime and the present year."""
        if not self.is_enabled or self._stats is None:
            return ()
        year = datetime.fromtimestamp(wall, UTC).year
        if year != self._year:
            self._year, self._of_year = year, Counters()
        return self._stats, self._of_year
