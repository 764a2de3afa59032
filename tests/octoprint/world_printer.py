"""A simulated OctoPrint with a witness, who misses nothing and disturbs nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import override

from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.simulators.clock import ManualClock
from tests.simulators.job import Job
from tests.simulators.octoprint import OctoPrint, State
from tests.simulators.octoprint.achievements import Counters
from tests.simulators.octoprint.agenda import Agenda
from tests.simulators.octoprint.machine import Action, Machine
from tests.simulators.octoprint.run import Run
from tests.simulators.octoprint.storage import Entry, File

SETTLE = 0.3
PAUSED = (State.PAUSING, State.PAUSED)


class End(StrEnum):
    """How a print run ended."""

    FINISHED = "finished"
    CANCELLED = "cancelled"
    PRINTER_LOST = "printer lost"
    KILLED = "killed"
    RESTARTED = "restarted"


@dataclass(slots=True, eq=False)
class TrueJob:
    """One print run as it really was."""

    run: Run = field(repr=False)
    job: Job
    file: File | None = field(repr=False)
    """None if it was printed from the card."""
    counters: int | None
    """Which counters count it: OctoPrint begins new ones after a reset."""
    prints_before: int = 0
    """How many prints the history of the file tells of that were before it."""
    print_time: float = 0.0
    """What OctoPrint's stopwatch would show, had it been asked at every moment."""
    shown: int = 0
    completion: float = 0.0
    paused_since: float | None = None
    pause: float = 0.0
    """The pause it ended in."""
    end: End | None = None
    ended: float = 0.0
    booked: float = 0.0
    """What the counters have of it, apart from the time of finished prints."""
    entry: Entry | None = None
    """What the history of its file tells."""
    is_booked_twice: bool = False
    """2.0 books the end of a print once more if the printer is lost in that moment."""
    lengths: set[float] = field(default_factory=set)
    """What OctoPrint told of the filament in its file."""
    others: set[float] = field(default_factory=set)
    """What 2.0 told of that in others by its name, with the history of this one."""

    @property
    def over(self) -> bool:
        """Tell whether it came to its end."""
        return self.end is not None

    @property
    def is_finished(self) -> bool:
        """Tell whether it came to the end of the file."""
        return self.end is End.FINISHED

    @property
    def length(self) -> float:
        """Return the filament in the file, as an analysis finds it."""
        if self.file is None or not any(segment.mm for segment in self.job.segments):
            return 0.0
        return sum(self.file.tools)

    @property
    def share(self) -> float:
        """Return how much of the file was printed."""
        return 1.0 if self.is_finished else self.completion / 100

    @property
    def truth(self) -> Usage:
        """Return what is to be counted."""
        usage = Usage(self.print_time, self.length * self.share)
        return usage + Usage(prints=int(self.over and usage.printed))

    def see(self, machine: Machine, moment: float) -> None:
        """Look at it while it is open."""
        watch = self.run.watch
        until = moment if watch.paused is None else watch.paused
        self.print_time = max(self.print_time, watch.elapsed(until))
        self.paused_since, self.pause = watch.paused, moment - until
        if machine.state not in PAUSED:
            shown = self.run.shown
            self.shown = max(self.shown, shown["printTime"] or 0)
            self.completion = max(self.completion, shown["completion"] or 0.0)


class WitnessedAgenda(Agenda):
    """Let somebody look before and after everything that happens."""

    look: Action

    @override
    def _next(self) -> tuple[float, Action]:
        moment, action = super()._next()

        def seen() -> None:
            self.look()
            action()
            self.look()

        return moment, seen


class WitnessedOctoPrint(OctoPrint[ManualClock]):
    """An OctoPrint of which everything is known."""

    def __init__(self, version: str) -> None:
        """Install it, with a printer that is on."""
        self.jobs: list[TrueJob] = []
        self.all_counters: list[Counters] = []
        self._unfinished = 0.0
        super().__init__(ManualClock(), version=version, is_connected=False)
        self._agenda = WitnessedAgenda(self.clock, lambda: self._machine)
        self._agenda.look = self.look
        self.pace.settle = SETTLE
        self.autoconnects = True
        self.connect()
        self.clock.advance(1)
        self.look()

    @property
    def job(self) -> TrueJob | None:
        """Return the job that is open."""
        return self.jobs[-1] if self.jobs and not self.jobs[-1].over else None

    @property
    def counters(self) -> int | None:
        """Tell which counters are there to be read."""
        counts = self.achievements
        if not counts.is_enabled or counts._stats is None:
            return None
        for number, known in enumerate(self.all_counters):
            if known is counts._stats:
                return number
        self.all_counters.append(counts._stats)
        self._unfinished = 0.0
        return len(self.all_counters) - 1

    @property
    def left(self) -> float:
        """Return how long the open job prints on, without pauses."""
        if self.job is None:
            return 0.0
        progress = self.job.run._progress
        return progress.job.seconds * (1 - progress.share)

    def do(self, action: Callable[[], None]) -> None:
        """Do something to it, with the witness looking before and after."""
        self._agenda.catch_up()
        self.look()
        action()
        self.look()

    @override
    def kill(self) -> None:
        self._agenda.catch_up()
        self.look()
        super().kill()
        self.look()

    def look(self) -> None:
        """See how the job stands."""
        machine, job = self._machine, self.job
        is_sending = machine is not None and machine.state is State.SENDING
        run = machine._run if machine and not is_sending else None
        counters = self.counters
        if job is not None and job.run is not run:
            self._end(job, run)
        self._see_counters(counters)
        if run is None and self.jobs and (last := self.jobs[-1]).file is not None:
            prints = len(last.file.history) - last.prints_before
            last.is_booked_twice = prints > 1
        if machine is None or run is None:
            return
        if self.job is None:
            self._begin(machine, run, counters)
        self.jobs[-1].see(machine, self.now)

    def _begin(self, machine: Machine, run: Run, counters: int | None) -> None:
        assert machine.selection
        file = machine.selection.file
        prints = len(file.history) if file else 0
        self.jobs.append(TrueJob(run, run._progress.job, file, counters, prints))

    def _end(self, job: TrueJob, run: Run | None) -> None:
        job.ended = self.now
        if self._machine is None:
            job.end = End.KILLED
        elif run is not None:
            job.end = End.RESTARTED
        elif self._machine.state.is_closed:
            job.end = End.PRINTER_LOST
        else:
            job.end = End.FINISHED if job.run.is_done else End.CANCELLED
        if job.is_finished:
            job.print_time = job.run.watch.elapsed(self.now)
            job.shown, job.completion = int(job.print_time), 100.0
        if job.file and len(job.file.history) > job.prints_before:
            job.entry = job.file.history[-1]

    def _see_counters(self, counters: int | None) -> None:
        """Note what was booked just now."""
        if counters is None:
            return
        stats = self.all_counters[counters]
        unfinished = stats.print_duration_total - stats.print_duration_finished
        if unfinished > self._unfinished and self.jobs:
            self.jobs[-1].booked += unfinished - self._unfinished
        self._unfinished = unfinished

    def see_files(self) -> None:
        """Note what OctoPrint now tells of the filament in the files of all jobs."""
        for job in self.jobs:
            if (length := self.length(job)) is not None:
                job.lengths.add(length)
            if job.file is not None and self.version.is_new:
                job.others.add(self._length_at(job.job.filename) or 0.0)

    def length(self, job: TrueJob) -> float | None:
        """Return what is told now of the filament in the file of a job."""
        return None if self._file(job) is None else self._length_at(job.job.filename)

    def _length_at(self, path: str) -> float | None:
        file = self.storage.files.get(path)
        if file is None or file.analysis is None:
            return None
        filament = file.analysis["filament"]
        return float(sum(tool["length"] for tool in filament.values()))

    def is_listed(self, job: TrueJob) -> bool:
        """Tell whether the history of its file tells of a job."""
        file = self._file(job)
        return file is not None and any(entry is job.entry for entry in file.history)

    def _file(self, job: TrueJob) -> File | None:
        """Return the file of a job, if it was neither deleted nor uploaded anew."""
        file = self.storage.files.get(job.job.filename)
        if file is None or job.file is None:
            return None
        return file if int(file.date) == int(job.file.date) else None
