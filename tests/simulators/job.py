"""Print jobs: what a file makes the printer do, and how far it has come."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a file that extrudes evenly; it may end in an error."""

    seconds: float
    mm: float = 0.0
    error: str | None = None


def heat(seconds: float) -> Segment:
    """Spend time without extruding: heating, homing, probing the bed."""
    return Segment(seconds)


def extrude(seconds: float, mm: float) -> Segment:
    """Print evenly; negative millimetres unload filament."""
    return Segment(seconds, mm)


def retract(mm: float) -> Segment:
    """Pull filament back at once."""
    return Segment(0.0, -mm)


def fail(message: str, after: float = 0.0) -> Segment:
    """End the job with an error."""
    return Segment(after, error=message)


@dataclass(frozen=True, slots=True)
class Job:
    """A file to print.

    `material` is what the metadata gives as `filament_type`: a name, or for several
    a JSON list in a string.
    """

    filename: str
    segments: tuple[Segment, ...]
    material: str | None = None

    @property
    def seconds(self) -> float:
        """Return how long it takes without pauses."""
        return sum(segment.seconds for segment in self.segments)

    @property
    def mm(self) -> float:
        """Return what it extrudes, net."""
        return sum(segment.mm for segment in self.segments)


class Progress:
    """How far a job has come."""

    def __init__(self, job: Job) -> None:
        """Begin with the first segment."""
        self.job = job
        self._index = 0
        self._elapsed = 0.0
        self._extruded = 0.0

    @property
    def segment(self) -> Segment:
        """Return the present segment; past the end there is an empty one."""
        if self._index < len(self.job.segments):
            return self.job.segments[self._index]
        return Segment(0.0)

    @property
    def is_done(self) -> bool:
        """Tell whether the file came to its end."""
        return self._index >= len(self.job.segments)

    @property
    def left(self) -> float:
        """Return the seconds left in this segment."""
        return max(self.segment.seconds - self._elapsed, 0.0)

    @property
    def rate(self) -> float:
        """Return the millimetres per second of this segment."""
        return self.segment.mm / self.segment.seconds if self.segment.seconds else 0.0

    @property
    def position(self) -> float:
        """Return what has been extruded since the file began, net."""
        return self._extruded + self.rate * self._elapsed

    @property
    def share(self) -> float:
        """Return how much of the file is behind us, 0 to 1."""
        done = sum(segment.seconds for segment in self.job.segments[: self._index])
        return min((done + self._elapsed) / (self.job.seconds or 1.0), 1.0)

    def advance(self, seconds: float) -> None:
        """Go on within this segment."""
        self._elapsed = min(self._elapsed + seconds, self.segment.seconds)

    def end_segment(self) -> None:
        """Go on to the next segment."""
        self._extruded += self.segment.mm
        self._elapsed = 0.0
        self._index += 1
