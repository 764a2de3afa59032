"""A simulated printer with a witness, who misses nothing and disturbs nothing.

Klipper counts some things only when it is asked. The witness looks at what it would
answer, without asking, before and after everything that happens to it.
"""

import copy
from dataclasses import dataclass
from typing import override

from custom_components.printer_maintenance.maintenance.usage import NOTHING, Usage
from tests.simulators import Job, Klipper, ManualClock, Moonraker, Printer, Stats
from tests.simulators.database import Row
from tests.simulators.job import Progress
from tests.simulators.timeline import Action

TICK = 0.25
# What Moonraker calls a job whose end it did not see.
LOST = ("server_exit", "interrupted", "klippy_disconnect")


@dataclass(slots=True, eq=False)
class TrueJob:
    """One print run as it really was.

    Usage is the largest that Klipper would have told, had it been asked at every
    moment; pause is the length of the last pause, if the job did not go on after it.
    """

    job: Job
    progress: Progress
    started: float
    usage: Usage = NOTHING
    fell: bool = False
    """Filament was pulled back, and perhaps the print time began anew."""
    over: bool = False
    paused_since: float | None = None
    pause: float = 0.0
    record: Row | None = None
    """What Moonraker added to its totals."""
    is_reset: bool = False
    """It is no longer in the totals."""
    misnamed: bool = False
    """Its row has no file name, or another."""
    is_rewritten: bool = False
    """Its row was deleted in the print, and written anew at the end."""

    @property
    def truth(self) -> Usage:
        """Return what is to be counted."""
        return Usage(
            self.usage.print_time,
            self.usage.filament,
            int(self.over and self.usage.printed),
        )

    @property
    def material(self) -> str:
        """Name the set of materials that its file tells of."""
        material = self.job.material or "unknown"
        return "PETG;PLA" if "PETG" in material else material

    @property
    def unfollowed(self) -> bool:
        """Tell whether Moonraker was not there when the job ended."""
        return self.record is None or self.record.status in LOST

    def see(self, stats: Stats, moment: float) -> None:
        """Look at the numbers while it is printing, paused or just complete."""
        usage = Usage(stats.print_duration, stats.filament_used)
        self.usage = self.usage.largest(usage)
        self.fell |= usage != self.usage
        if stats.state != "paused":
            self.paused_since, self.pause = None, 0.0
        else:
            self.paused_since = self.paused_since or moment
            self.pause = moment - self.paused_since


class WitnessedKlipper(Klipper):
    """A Klipper somebody looks at all the time."""

    def __init__(self, clock: ManualClock) -> None:
        """Begin without jobs."""
        super().__init__(clock)
        self.jobs: list[TrueJob] = []

    @property
    def job(self) -> TrueJob | None:
        """Return the job that is open."""
        return self.jobs[-1] if self.jobs and not self.jobs[-1].over else None

    @property
    def left(self) -> float:
        """Return how long the open job prints on, without pauses."""
        progress = self._progress
        if progress is None:
            return 0.0
        return progress.job.seconds * (1 - progress.share)

    def peek(self) -> Stats:
        """Return what Klipper would answer now, without asking it."""
        return copy.copy(self._stats).read(self.now, self._position)

    def look(self) -> None:
        """See how the job stands."""
        stats, progress = self.peek(), self._progress
        job = self.job
        if job is not None and job.progress is not progress:
            if stats.state == "complete":
                job.see(stats, self.now)
            job.over = True
            job = None
        if progress is None or self.state != "ready":
            if job is not None:
                job.over = True  # it does not survive a shutdown
            return
        if job is None:
            job = TrueJob(progress.job, progress, self.now)
            self.jobs.append(job)
        job.see(stats, self.now)

    @override
    def _let_happen(self, moment: float, action: Action) -> None:
        def seen() -> None:
            self.look()
            action()
            self.look()

        super()._let_happen(moment, seen)


class WitnessedMoonraker(Moonraker):
    """A Moonraker of which is known which row records which job."""

    klipper: WitnessedKlipper
    resets = 0
    identities = 0

    def __init__(self, klipper: WitnessedKlipper, version: str) -> None:
        """Start with an empty database."""
        self.recorded: dict[float, TrueJob] = {}
        self.booked: list[TrueJob] = []
        """The jobs in the totals, the oldest first."""
        super().__init__(klipper, version=version, tick=TICK)

    @override
    def klippy_update(self, moment: float, stats: Stats, state: str) -> None:
        super().klippy_update(moment, stats, state)
        self._note()

    @override
    def klippy_gone(self, moment: float) -> None:
        super().klippy_gone(moment)
        self._note()

    @override
    def terminate(self) -> None:
        super().terminate()
        self._note()

    @property
    def is_open(self) -> bool:
        """Tell whether a row is open, which is about to be booked."""
        return self._history.has_job

    def reset_totals(self) -> bool:
        """Reset the totals, if Moonraker lets us."""
        answer = self.answer("POST", "/server/history/reset_totals")
        if answer.status != 200:
            return False
        self.resets += bool(self.booked)
        for job in self.booked:
            job.is_reset = True
        self.booked.clear()
        return True

    def lose_klippy(self) -> None:
        """Be dropped by Klippy, who goes on, and be connected again."""
        self.klipper.disconnect(self)
        self.klippy_gone(self.klipper.now)
        self.klipper.connect(self)

    def delete(self, which: str) -> None:
        """Delete rows of the history."""
        if self.is_open:
            self.klipper.jobs[-1].is_rewritten = True
        self.answer("DELETE", f"/server/history/job?{which}")

    def change_identity(self) -> str:
        """Make up another identity, and keep all the rest."""
        self.identities += 1
        self.database.instance_id = f"identity-{self.identities}"
        return self.database.instance_id

    def has_row(self, job: TrueJob) -> bool:
        """Tell whether the history tells of a job, and of its end."""
        if job.unfollowed or job.is_rewritten or job.record is None:
            return False
        starts = (row.start_time for row in self.database.rows.values())
        return job.record.start_time in starts

    def _note(self) -> None:
        """Note which job a new row records, and which job was booked."""
        for row in self.database.rows.values():
            job = self.recorded.get(row.start_time)
            if job is None:
                job = self.recorded[row.start_time] = self.klipper.jobs[-1]
                job.misnamed = row.filename != job.job.filename
            if row.end_time and job.record is None:
                job.record = row
                self.booked.append(job)


class WitnessedPrinter(Printer[ManualClock]):
    """A printer of which everything is known."""

    klipper: WitnessedKlipper
    moonraker: WitnessedMoonraker

    def __init__(self, version: str) -> None:
        """Switch it on, idle and with an empty history."""
        self.clock = ManualClock()
        self.klipper = WitnessedKlipper(self.clock)
        self.moonraker = WitnessedMoonraker(self.klipper, version)
