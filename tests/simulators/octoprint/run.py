"""One run of a file: how far it is, and what OctoPrint's stopwatch shows."""

from dataclasses import dataclass
import math
from typing import Any

from tests.simulators.job import Job, Progress, Segment

type Json = dict[str, Any]

NOTHING: Json = {
    "completion": None,
    "filepos": None,
    "printTime": None,
    "printTimeLeft": None,
    "printTimeLeftOrigin": None,
}


@dataclass(slots=True)
class Stopwatch:
    """Count the time of a job; a pause is left out only when it is over."""

    started: float
    lost: float = 0.0
    paused: float | None = None

    def elapsed(self, moment: float) -> float:
        """Return the print time as OctoPrint would book it: with a pause still on."""
        return moment - self.started - self.lost

    def pause(self, moment: float) -> None:
        """Begin a pause."""
        self.paused = moment

    def resume(self, moment: float) -> None:
        """End it."""
        if self.paused is not None:
            self.lost += moment - self.paused
            self.paused = None


class Run:
    """A job on its way.

    What is shown follows the lines that are sent: it stands still while the printer is
    busy with one, as with heating, and while the job is paused. A print from the card
    has no lines; its reports come all the time, in pauses as well.
    """

    def __init__(self, job: Job, size: int, moment: float, *, is_sd: bool) -> None:
        """Set off; nothing is shown until the first line is sent."""
        self.watch = Stopwatch(moment)
        self.is_sd = is_sd
        self.is_still = False
        """The printer stands still, whatever OctoPrint believes."""
        self.shown = NOTHING
        self._progress = Progress(job)
        self._size = size
        self._sent = 0.0
        self._moves = sum(segment.seconds for segment in job.segments if segment.mm)

    @property
    def segment(self) -> Segment:
        """Return the present segment of the file."""
        return self._progress.segment

    @property
    def is_done(self) -> bool:
        """Tell whether the file came to its end."""
        return self._progress.is_done

    @property
    def left(self) -> float:
        """Return the seconds left in this segment."""
        return math.inf if self.is_still else self._progress.left

    @property
    def share(self) -> float:
        """Return how much of the file was sent: lines come from moves, not from waits."""
        return self._sent / self._moves if self._moves else self._progress.share

    def advance(self, seconds: float, moment: float) -> None:
        """Go on within this segment, up to a moment."""
        if self.is_still:
            seconds = 0.0
        if self.segment.mm:
            self._sent += min(seconds, self._progress.left)
        self._progress.advance(seconds)
        if self.segment.mm or self.is_sd:
            self.show(moment)

    def end_segment(self, moment: float) -> None:
        """Go on to the next segment: its first line is sent."""
        self._progress.end_segment()
        self.show(moment)

    def show(self, moment: float) -> None:
        """Show how it stands at a moment."""
        self.shown = self._at(self.share, moment)

    def finish(self, moment: float) -> None:
        """Show the end."""
        self.shown = self._at(1.0, moment) | {"printTimeLeft": 0}

    def _at(self, share: float, moment: float) -> Json:
        """Return what the API shows."""
        return NOTHING | {
            "completion": share * 100.0,
            "filepos": int(share * self._size),
            "printTime": int(self.watch.elapsed(moment)),
            "printTimeLeftOrigin": "linear" if share < 1.0 else None,
        }
