"""The process' connection to its printer: selects files, prints them, books the end."""

from collections.abc import Callable
from dataclasses import dataclass
import math

from tests.simulators.clock import Clock
from tests.simulators.job import Job, heat

from .achievements import Achievements
from .run import NOTHING, Json, Run, Stopwatch
from .selection import Selection, nothing
from .state import State
from .storage import Entry, Storage
from .version import Version

type Action = Callable[[], None]

EMERGENCY_STOP = "Closing serial port due to emergency stop M112."


@dataclass(slots=True)
class Pace:
    """How long things take."""

    settle: float = 0.0
    """Seconds in the states that a command or the end of a file passes through."""
    analysis: float = 1.0
    """Idle seconds that the analysis of a file takes."""


class Machine:
    """What lives in memory only: gone when the process is.

    It does nothing by itself: `next_change` tells what it would do next and when, and
    `go_to` moves it on. `on_idle` is called when it becomes ready for a job.
    """

    def __init__(
        self,
        version: Version,
        clock: Clock,
        storage: Storage,
        counts: Achievements,
        pace: Pace,
        on_idle: Action,
    ) -> None:
        """Begin without a connection."""
        self.now = clock.monotonic()
        self.state = State.OFFLINE
        self.error = ""
        self.profile = "_default"
        self.selection: Selection | None = None
        self._version = version
        self._clock = clock
        self._storage = storage
        self._counts = counts
        self._pace = pace
        self._on_idle = on_idle
        self._run: Run | None = None
        self._watch: Stopwatch | None = None
        self._progress: Json = NOTHING
        self._is_fresh = True
        self._passing: tuple[float, Action] | None = None
        self._idle_since = self.now

    # What is to be seen.

    @property
    def progress(self) -> Json:
        """Return the progress that is shown."""
        return self._run.shown if self._run else self._progress

    @property
    def text(self) -> str:
        """Return the state as people read it."""
        is_sd = self.selection is not None and self.selection.is_sd
        return self.state.text(is_sd=is_sd)

    def job(self) -> Json:
        """Return the job that is shown."""
        if self.selection:
            return self.selection.as_json(self._version, self.profile)
        return nothing(self._version, is_fresh=self._is_fresh)

    # Time.

    def next_change(self) -> tuple[float, Action]:
        """Return what it does next by itself, and when."""
        changes = [(math.inf, _nothing)]
        if self._passing:
            changes.append(self._passing)
        elif self._run and self.state in (State.PRINTING, State.SENDING):
            changes.append((self.now + self._run.left, self._end_segment))
        if self._storage.waiting and not self._blocks_analysis:
            changes.append((self._idle_since + self._pace.analysis, self._analyse))
        moment, action = min(changes, key=lambda change: change[0])
        return max(moment, self.now), action

    def go_to(self, moment: float) -> None:
        """Move on, where nothing changes on the way."""
        seconds, self.now = moment - self.now, moment
        if self._run is None or seconds <= 0:
            return
        if self.state in (State.PRINTING, State.SENDING):
            self._run.advance(seconds, moment)
        elif self._run.is_sd:
            self._run.show(moment)

    # Commands; each does nothing where OctoPrint would do nothing.

    def connect(self, profile: str = "_default") -> None:
        """Connect to the printer."""
        if self.state.is_closed:
            self.profile = profile
            self.error = ""
            self._pass(State.CONNECTING, self._become_operational)

    def disconnect(self) -> None:
        """Let go of the printer."""
        if not self.state.is_closed:
            self._close(State.OFFLINE, "")

    def emergency_stop(self) -> None:
        """Send M112."""
        if self.state.is_operational:
            self._close(State.AFTER_ERROR, EMERGENCY_STOP)

    def select(self, selection: Selection | None) -> None:
        """Select a file, or none."""
        if self.state is State.OPERATIONAL:
            self.selection = selection
            self._progress = NOTHING
            self._is_fresh = False

    def start(self, user: str) -> None:
        """Print the selected file; 1.11 does so even if a job is paused."""
        restarts = self.state is State.PAUSED and not self._version.is_new
        if self.selection is None or not (self.state is State.OPERATIONAL or restarts):
            return
        path = self.selection.path
        job = (
            self.selection.file.job if self.selection.file else self._storage.card[path]
        )
        self._run = Run(job, self.selection.size, self.now, is_sd=self.selection.is_sd)
        self._watch = self._run.watch
        self.selection.user = user
        self._counts.started(self._wall)
        self._pass(State.STARTING, self._set_off)

    def send(self, selection: Selection, seconds: float) -> None:
        """Send a file to the printer's card, which looks like a print."""
        if self.state is State.OPERATIONAL:
            self.selection = selection
            line = Job(selection.path, (heat(seconds),))
            self._run = Run(line, selection.size, self.now, is_sd=True)
            self._enter(State.SENDING)

    def pause(self) -> None:
        """Pause the job."""
        if self._run and self.state in (State.STARTING, State.PRINTING):
            self._run.watch.pause(self.now)
            self._pass(State.PAUSING, lambda: self._enter(State.PAUSED))

    def resume(self) -> None:
        """Go on with a paused job."""
        if self._run and self.state is State.PAUSED:
            self._run.watch.resume(self.now)
            self._pass(State.RESUMING, self._set_off)

    def misread_pause(self) -> None:
        """Take the last report of a paused print from the card for a new start.

        It does so if no report came between the command and the end of the last move:
        the printer stands still, the stopwatch runs, and no resume is possible.
        """
        if self._run and self._run.is_sd and self.state is State.PAUSED:
            self._watch = self._run.watch = Stopwatch(self.now)
            self._run.is_still = True
            self._counts.started(self._wall)
            self._pass(State.STARTING, self._set_off)

    def cancel(self) -> None:
        """Cancel the job, printing or paused; its time is booked twice."""
        if self._run and self.state is not State.SENDING:
            seconds = self._end(NOTHING)
            self._counts.failed(seconds, self._wall)
            self._counts.failed(seconds, self._wall)
            self._log(None)
            self._pass(State.CANCELLING, self._become_operational)

    def file_came(self) -> None:
        """Learn of a file to analyse."""
        if len(self._storage.waiting) == 1:
            self._idle_since = self.now

    def analyse_all(self) -> None:
        """Analyse at once what waits, unless a job keeps it waiting."""
        while self._storage.waiting and not self._blocks_analysis:
            self._analyse()

    # Behind it.

    @property
    def _wall(self) -> float:
        """Return the time of day."""
        return self._clock.wall(self.now)

    @property
    def _blocks_analysis(self) -> bool:
        """Tell whether files must wait to be analysed."""
        if self._version.is_new:
            return self.state.is_busy
        return self.state is State.PRINTING

    @property
    def _moves(self) -> bool:
        """Tell whether a job moves on."""
        return self._run is not None and self.state is State.PRINTING

    def _pass(self, state: State, then: Action) -> None:
        """Pass through a state."""
        self._enter(state)
        if self._pace.settle:
            self._passing = (self.now + self._pace.settle, then)
        else:
            then()

    def _enter(self, state: State) -> None:
        """Change the state; an analysis that was interrupted begins anew."""
        self._passing = None
        was_blocked = self._blocks_analysis
        self.state = state
        if was_blocked and not self._blocks_analysis:
            self._idle_since = self.now

    def _become_operational(self) -> None:
        """Be ready for the next job."""
        self._enter(State.OPERATIONAL)
        self._on_idle()

    def _set_off(self) -> None:
        """Send the first line."""
        self._enter(State.PRINTING)
        if self._run:
            self._run.show(self.now)

    def _end_segment(self) -> None:
        """Go on in the file, come to its end, or meet an error."""
        assert self._run
        error = self._run.segment.error
        self._run.end_segment(self.now)
        if self.state is State.SENDING:
            self._run, self.selection = None, None
            self._become_operational()
        elif error is not None:
            self._close(State.AFTER_ERROR, error)
        elif self._run.is_done:
            self._finish()

    def _finish(self) -> None:
        """Book a job that came to its end."""
        assert self._run
        self._run.finish(self.now)
        seconds = self._end(self._run.shown)
        self._counts.done(seconds, self._wall)
        self._log(seconds)
        self._pass(State.FINISHING, self._become_operational)

    def _close(self, state: State, error: str) -> None:
        """Lose the printer.

        An open job is booked once: by 1.11 only while it moves, by 2.0 always, with a
        pause that is still on, and even if its end was booked already.
        """
        booked = self.state.is_busy if self._version.is_new else self._moves
        if booked and self._watch:
            self._run = None
            self._counts.failed(self._watch.elapsed(self.now), self._wall)
            self._log(None)
        self._run, self._progress = None, NOTHING
        self.selection, self._is_fresh = None, False
        self.error = error
        self._enter(state)

    def _end(self, shown: Json) -> float:
        """Put the job away and return its time."""
        assert self._run
        seconds = self._run.watch.elapsed(self.now)
        self._run, self._progress = None, shown
        return seconds

    def _log(self, seconds: float | None) -> None:
        """Note the print in the history of the file; the card has none."""
        if self.selection and self.selection.file:
            entry = Entry(self._wall, self.profile, seconds)
            self._storage.log(self.selection.path, entry)
            self._refresh()

    def _analyse(self) -> None:
        """Analyse a file."""
        self._storage.analyse()
        self._idle_since = self.now
        self._refresh()

    def _refresh(self) -> None:
        """Tell anew of the selected file: 2.0 forgets whose job it was."""
        if self._version.is_new:
            self._is_fresh = False
            if self.selection and self._run is None:
                self.selection.user = None


def _nothing() -> None:
    """Do nothing."""
