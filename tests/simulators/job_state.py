"""How Moonraker makes jobs of the updates it gets from Klipper."""

from dataclasses import replace

from .history import History
from .print_stats import Stats

IDLE = ("standby", "complete", "cancelled", "error")
OUTCOMES = {
    "standby": "cancelled",
    "complete": "completed",
    "error": "error",
    "cancelled": "cancelled",
}


class JobState:
    """Compare each update with the last one and tell the history."""

    def __init__(self, history: History) -> None:
        """Begin without knowing anything."""
        self._history = history
        self.last: Stats | None = None
        self.loses_filenames = False
        """A print that starts while Moonraker subscribes comes without its name."""

    def begin(self, stats: Stats) -> None:
        """Take the first statistics after connecting: what they show is no event."""
        self.last = stats

    def update(self, stats: Stats, wall: float, *, is_shutdown: bool = False) -> None:
        """Take later statistics, which may come with the news of a shutdown."""
        last = self.last
        if last is None:
            return
        if self.loses_filenames:
            stats = replace(stats, filename=last.filename)
        if is_shutdown:
            is_prior = "shutdown" in self._history.books_prior_stats
            self._history.finish("klippy_shutdown", last if is_prior else stats, wall)
        if stats.state != last.state:
            self._changed(last, stats, wall)
        self.last = stats

    def close(self, status: str, wall: float) -> None:
        """End the job for a reason outside the statistics, with the last ones known."""
        if self.last:
            self._history.finish(status, self.last, wall)

    def _changed(self, last: Stats, stats: Stats, wall: float) -> None:
        """Make a job's start or end of a change of state."""
        if stats.state == "printing":
            if not _is_resumed(last, stats):
                self._start(last, stats, wall)
            return
        if (
            last.state in IDLE
            and stats.state != "standby"
            and self._history.infers_start
        ):
            self._start(last, stats, wall)
        if stats.state in OUTCOMES:
            is_prior = stats.state in self._history.books_prior_stats
            numbers = last if is_prior else stats
            self._history.finish(OUTCOMES[stats.state], numbers, wall)

    def _start(self, last: Stats, stats: Stats, wall: float) -> None:
        """Start a job; one that is still open was dropped for it."""
        if self._history.has_job:
            self._history.finish("cancelled", last, wall)
        self._history.start(stats, wall)


def _is_resumed(last: Stats, stats: Stats) -> bool:
    """Tell whether the same job goes on after a pause.

    Without ticks the two readings are of the same moment, hence "or equal".
    """
    return (
        last.state == "paused"
        and last.filename == stats.filename
        and last.total_duration <= stats.total_duration
    )
