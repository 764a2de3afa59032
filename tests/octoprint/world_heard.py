"""What the answers to a poll were about, and what is remembered of them."""

from dataclasses import dataclass, field

from custom_components.printer_maintenance.maintenance.usage import NOTHING, Usage
from tests.simulators.octoprint import State

from .world_printer import PAUSED, TrueJob, WitnessedOctoPrint

ENDING = (State.FINISHING, State.CANCELLING)


@dataclass(frozen=True, slots=True)
class Shown:
    """What was seen of a job: the print time in whole seconds, and the share."""

    print_time: int = 0
    share: float = 0.0

    def largest(self, other: Shown) -> Shown:
        """Take the larger of each."""
        return Shown(
            max(self.print_time, other.print_time), max(self.share, other.share)
        )


@dataclass(slots=True)
class Heard:
    """What the answers to one poll were about."""

    jobs_until_now: int = 0
    over: frozenset[TrueJob] = frozenset()
    """The jobs that were over when the counters answered."""
    open_job: TrueJob | None = None
    is_ending: bool = False
    shown: Shown = Shown()
    paused_since: float | None = None
    counters: int | None = None
    counted_at: float | None = None
    """When the counters answered."""
    has_files: bool = False

    def printer(self, printer: WitnessedOctoPrint) -> None:
        """Note what the answer about the printer was about that is given now."""
        printer.look()
        state = printer.machine.state
        self.is_ending = state in ENDING
        self.open_job = None
        if state.is_busy:
            self.open_job = printer.jobs[-1]
            is_paused = state in PAUSED
            self.paused_since = self.open_job.paused_since if is_paused else None

    def job(self, printer: WitnessedOctoPrint) -> None:
        """Note what the answer about the job was about that is given now."""
        printer.look()
        if printer.machine.state.is_closed:
            self.open_job = None  # nothing is said of a job that ended so
            return
        job, progress = self.open_job, printer.machine.progress
        assert job
        # OctoPrint's clock of a print from the card runs on in a pause.
        is_wrong = self.paused_since is not None and job.file is None
        if job is printer.jobs[-1]:
            shown = Shown(
                0 if is_wrong else progress["printTime"] or 0,
                (progress["completion"] or 0.0) / 100,
            )
            self.shown = self.shown.largest(shown)

    def read_counters(self, printer: WitnessedOctoPrint) -> None:
        """Note which counters answer now."""
        printer.look()
        self.counters, self.counted_at = printer.counters, printer.now
        self.jobs_until_now = len(printer.jobs)
        self.over = frozenset(job for job in printer.jobs if job.over)


@dataclass(frozen=True, slots=True)
class Memory:
    """What was heard since the printer was added."""

    first: int | None = None
    """Which job is the first that is not in what was counted to begin with."""
    base: Usage = NOTHING
    live: dict[TrueJob, Shown] = field(default_factory=dict)
    paused: dict[TrueJob, float | None] = field(default_factory=dict)
    """The pause that a job was last seen in."""
    listed: dict[TrueJob, float] = field(default_factory=dict)
    """When the history of their file told of jobs."""
    begun: dict[TrueJob, int] = field(default_factory=dict)
    """How many jobs there had been then, without one that was open."""
    analysed: frozenset[TrueJob] = frozenset()
    """The jobs of which the filament in their file was told."""
    counters: tuple[int | None, float] = (None, 0.0)
    """Which counters are followed, and since when."""
    windows: dict[TrueJob, float] = field(default_factory=dict)
    """When the counters were believed about a job's end."""
    overlooked: frozenset[TrueJob] = frozenset()
    """The jobs that ended while the counters were away, unknown to Home Assistant."""
    rests: frozenset[int] = frozenset()
    """How many jobs there had been when a poll saw none open."""
    calm: tuple[int | None, int, int] | None = None
    """How counters and jobs stood at the last poll, if none was open then."""
