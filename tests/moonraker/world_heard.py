"""What the answers to a poll were about, and what is remembered of them."""

from dataclasses import dataclass, field

from custom_components.printer_maintenance.maintenance.usage import NOTHING, Usage

from .world_printer import TrueJob, WitnessedPrinter

# A pause that was seen for less (in s) can not be told from none.
PAUSE_SEEN = 0.05


@dataclass(slots=True)
class Heard:
    """What the answers to one poll were about."""

    jobs_until_now: int = 0
    is_asked: bool = False
    """Klipper was there to answer."""
    open_job: TrueJob | None = None
    live: tuple[TrueJob, Usage] | None = None
    complete: tuple[TrueJob, Usage] | None = None
    age: float = 0.0
    """How long the job that is live, or complete, has lasted."""
    paused_since: float | None = None
    rows: dict[float, str] | None = None
    """Start time and status of all rows that were read."""
    booked: list[TrueJob] | None = None
    resets: int = 0

    def status(self, printer: WitnessedPrinter) -> None:
        """Note what the status was about that is answered now."""
        klipper = printer.klipper
        self.jobs_until_now = len(klipper.jobs)
        self.is_asked = klipper.is_running
        if klipper.state != "ready":
            return
        stats, job = klipper.peek(), klipper.job
        usage = Usage(stats.print_duration, stats.filament_used)
        self.age = stats.total_duration
        self.open_job = job
        if stats.state == "complete":
            self.complete = klipper.jobs[-1], usage
        elif job is not None:
            self.live = job, usage
            if klipper.now - (job.paused_since or klipper.now) > PAUSE_SEEN:
                self.paused_since = job.paused_since

    @property
    def newest(self) -> tuple[float, str] | None:
        """Return start time and status of the newest row."""
        return next(iter((self.rows or {}).items()), None)

    def totals(self, printer: WitnessedPrinter) -> None:
        """Note what is in the totals that are answered now."""
        self.booked = list(printer.moonraker.booked)
        self.resets = printer.moonraker.resets


@dataclass(frozen=True, slots=True)
class Memory:
    """What was heard since the printer was added, as far as it is remembered."""

    first: int | None = None
    """Which job is the first that is not in the totals to begin with."""
    base: Usage = NOTHING
    doubtful: Usage = NOTHING
    """What the totals tell of, and nobody knows whether it is to be counted."""
    live: dict[TrueJob, Usage] = field(default_factory=dict)
    complete: dict[TrueJob, Usage] = field(default_factory=dict)
    unnamed: frozenset[TrueJob] = frozenset()
    """The jobs that were seen without their rows, which tell the material."""
    paused: dict[TrueJob, float | None] = field(default_factory=dict)
    """The pause that a job was last seen in."""
    rows: frozenset[TrueJob] = frozenset()
    known: frozenset[float] = frozenset()
    is_blind: bool = False
    """The totals were believed while rows could not be read."""
    resets: int = 0
    is_uncounted: bool = False
    """No row that was known is left, or rows could not be read."""
    doubt: str | None = None
    """Why nobody can tell what the next difference of the totals contains."""
    calm: int = 0
    """How many polls ago that was."""
    dropped: dict[TrueJob, str] = field(default_factory=dict)
    """The jobs whose rows are gone and that the totals do not tell of, and why."""
    over: frozenset[TrueJob] = frozenset()
    """The jobs that were over when totals were believed for the last time but one."""
    ended: frozenset[TrueJob] = frozenset()
    """The jobs that were over when totals were last believed."""
    pending: frozenset[TrueJob] = frozenset()
    by_totals: frozenset[TrueJob] = frozenset()
    trifles: frozenset[TrueJob] = frozenset()
    """Those of them of which the totals tell too little to be believed."""
    credit: Usage = NOTHING
