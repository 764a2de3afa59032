"""A Klipper without a printer: it runs jobs by the clock it is given."""

import math
from typing import Any

from .clock import Clock
from .job import Job, Progress
from .print_stats import PrintStats, Stats
from .timeline import NEVER, Action, Timeline, nothing
from .updates import Listener

READY = "Printer is ready"
STARTING = (
    "\nPrinter is not ready\nThe klippy host software is attempting to connect.  "
    "Please\nretry in a few moments.\n"
)
SHUTDOWN = (
    "{}\nOnce the underlying issue is corrected, use the\n"
    '"FIRMWARE_RESTART" command to reset the firmware, reload the\n'
    "config, and restart the host software.\nPrinter is shutdown\n"
)


class KlipperError(Exception):
    """Klipper refuses a command."""


class Klipper(Timeline):
    """The process, its state, and the job it prints."""

    def __init__(self, clock: Clock, hostname: str = "printer") -> None:
        """Begin ready and idle, on a host of this name."""
        super().__init__(clock)
        self.hostname = hostname
        self.files: dict[str, Job] = {}
        self.config: dict[str, dict[str, str]] = {}
        """The sections of its configuration, the options as they are written."""
        self.display: str | None = None
        self.scripts: list[str] = []
        """The G-code that clients have sent and that was taken."""
        self.is_moving = False
        """Whether somebody moves the machine without a job."""
        self.idle: Action | None = None
        """Called when a job ended or Klipper became ready: start the next one here."""
        self.is_running = True
        self.state = "ready"
        self.state_message = READY
        self._booted = 0.0
        self._stats = PrintStats()
        self._progress: Progress | None = None
        self._launches = 0
        self._listeners: list[Listener] = []

    # What is to be seen.

    @property
    def eventtime(self) -> float:
        """Return Klipper's own monotonic time, which begins when the host boots."""
        return self.now - self._booted

    @property
    def is_idle(self) -> bool:
        """Tell whether no job is open."""
        return self._progress is None

    def stats(self) -> Stats:
        """Return the statistics as they stand now; reading them makes them count."""
        self.catch_up()
        return self._read(self.now)[0]

    def objects(self) -> dict[str, dict[str, Any]]:
        """Return the printer objects that are simulated."""
        stats = self.stats()
        share = self._progress.share if self._progress else 0.0
        return {
            "print_stats": stats.as_json(),
            "webhooks": {"state": self.state, "state_message": self.state_message},
            "virtual_sdcard": {
                "file_path": f"gcodes/{stats.filename}" if self._progress else None,
                "progress": share,
                "is_active": self._is_printing,
                "file_position": int(share * 1000),
                "file_size": 1000 if self._progress else 0,
            },
            "display_status": {"progress": share, "message": self.display},
            "idle_timeout": {"state": self._activity, "printing_time": 0.0},
            "pause_resume": {"is_paused": stats.state == "paused"},
            "configfile": {"config": self.config},
        }

    # Commands.

    def start(self, job: Job) -> None:
        """Print a file from its beginning; a paused job is dropped for it."""
        self._require_ready()
        if self._is_printing:
            raise KlipperError("SD busy")
        self.files[job.filename] = job
        self._happen(lambda: self._start(job))

    def print_file(self, filename: str) -> None:
        """Print a file that is on the card."""
        self._require_ready()
        if filename not in self.files:
            raise KlipperError("Unable to open file")
        self.start(self.files[filename])

    def pause(self) -> None:
        """Pause the job."""
        self._require_ready()
        if self._is_printing:
            self._happen(self._pause)

    def resume(self) -> None:
        """Go on with a paused job."""
        self._require_ready()
        if self._progress and not self._is_printing:
            self._happen(self._resume)

    def cancel(self) -> None:
        """Cancel the job, printing or paused."""
        self._require_ready()
        if self._progress:
            self._happen(self._cancel)

    def run_script(self, script: str) -> None:
        """Run G-code of a client: messages, and moves that are refused unhomed."""
        self._require_ready()
        for line in script.splitlines():
            if line.startswith(("G0 ", "G1 ")):
                raise KlipperError("Must home axis first: 0.000 0.000 10.000 [0.000]")
            if line.startswith("M117"):
                self.display = line[4:].strip() or None
        self.scripts.append(script)

    def reset_file(self) -> None:
        """Forget the file, as SDCARD_RESET_FILE does."""
        self._require_ready()
        self._happen(self._reset_file)

    def emergency_stop(self, reason: str = "Shutdown due to webhooks request") -> None:
        """Shut down; also what a lost micro-controller does, with its reason."""
        self.catch_up()
        if self.is_running and self.state != "shutdown":
            self._happen(lambda: self._shut_down(SHUTDOWN.format(reason)))

    def kill(self) -> None:
        """End the process; its job and its statistics are gone."""
        self.catch_up()
        if self.is_running:
            self._happen(self._vanish)
            for listener in self._listeners:
                listener.klippy_gone(self.now)

    def launch(self, startup: float = 0.0, error: str | None = None) -> None:
        """Start the process: ready after `startup` seconds, never if that is infinite.

        With `error` it ends in the state of the same name: a bad configuration.
        """
        self.catch_up()
        self._launches += 1
        self.is_running = True
        self.state, self.state_message = "startup", STARTING
        for listener in self._listeners:
            listener.klippy_connected()
        if error is not None:
            self.state, self.state_message = "error", error
        elif startup == 0.0:
            self.become_ready()
        elif startup < math.inf:
            launch = self._launches
            self.after(startup, lambda: self._end_startup(launch))

    def become_ready(self) -> None:
        """End the start-up now."""
        self.catch_up()
        if self.is_running and self.state == "startup":
            self.state, self.state_message = "ready", READY
            for listener in self._listeners:
                self._subscribe(listener)
            self._tell_idle()

    def firmware_restart(self, gone: float = 1.0, startup: float = 2.0) -> None:
        """Restart the firmware: the socket breaks, start-up, then ready."""
        self.kill()
        self.after(gone, lambda: self.launch(startup))

    def boot(self, startup: float = 0.0) -> None:
        """Start the process on a host that has just booted: its time begins anew."""
        self.catch_up()
        self._booted = self.now
        self.launch(startup)

    # Who listens.

    def connect(self, listener: Listener) -> None:
        """Open the socket for a listener."""
        self.catch_up()
        self._listeners.append(listener)
        if self.is_running:
            listener.klippy_connected()
        if self.state == "ready":
            self._subscribe(listener)

    def disconnect(self, listener: Listener) -> None:
        """Close the socket of a listener, having told it the last tick."""
        self.catch_up()
        self._listeners.remove(listener)
        self._unsubscribe(listener)

    # What a timeline wants to know.

    def _next_change(self) -> tuple[float, Action]:
        """Return the end of the segment, or where the extrusion turns positive."""
        if not self._progress or not self._is_printing:
            return NEVER
        end = self.now + self._progress.left
        owed = self._stats.net(self._progress.position)
        if self._progress.rate > 0 and owed < -1e-9:
            repaid = self.now - owed / self._progress.rate
            if repaid < end:
                return repaid, nothing
        return end, self._end_segment

    def _advance(self, seconds: float) -> None:
        """Move the job on."""
        if self._progress and self._is_printing:
            self._progress.advance(seconds)

    def _read(self, moment: float) -> tuple[Stats, str]:
        """Read the statistics at a moment that was just reached, and the state."""
        return self._stats.read(moment, self._position), self.state

    # Behind it.

    @property
    def _is_printing(self) -> bool:
        """Tell whether the job moves on."""
        return self._progress is not None and self._stats.state == "printing"

    @property
    def _position(self) -> float:
        """Return where the extruder stands in the file."""
        return self._progress.position if self._progress else 0.0

    @property
    def _activity(self) -> str:
        """Return what the idle timeout goes by."""
        return "Printing" if self._is_printing or self.is_moving else "Ready"

    def _require_ready(self) -> None:
        """Refuse a command that Klipper cannot take."""
        self.catch_up()
        if self.state != "ready":
            raise KlipperError(self.state_message)

    def _start(self, job: Job) -> None:
        """Load a file and set off."""
        self._stats.load(job.filename)
        self._progress = Progress(job)
        self._stats.start(self.now, 0.0)

    def _end_segment(self) -> None:
        """Take the next segment, or end the job."""
        assert self._progress
        error = self._progress.segment.error
        self._progress.end_segment()
        if error is not None:
            self._finish("error", error)
        elif self._progress.is_done:
            self._finish("complete")

    def _pause(self) -> None:
        """Stand still."""
        self._stats.pause(self.now, self._position)

    def _resume(self) -> None:
        """Go on."""
        self._stats.start(self.now, self._position)

    def _cancel(self) -> None:
        """Stand still, then close the file."""
        self._pause()
        self._finish("cancelled")

    def _finish(self, state: str, message: str = "") -> None:
        """Close the file."""
        self._stats.finish(state, self.now, message)
        self._progress = None
        self._tell_idle()

    def _reset_file(self) -> None:
        """Close the file and clear the statistics."""
        self._stats.reset()
        self._progress = None

    def _shut_down(self, message: str) -> None:
        """Stop everything; the job stays open, paused."""
        self.state, self.state_message = "shutdown", message
        if self._is_printing:
            self._pause()

    def _vanish(self) -> None:
        """Lose all that lives in the process."""
        self._subscriptions.clear()
        self._launches += 1
        self.is_running = False
        self.state, self.state_message = "disconnected", "Klippy Host not connected"
        self._stats = PrintStats()
        self._progress = None

    def _end_startup(self, launch: int) -> None:
        """Become ready, unless the process was restarted meanwhile."""
        if launch == self._launches:
            self.become_ready()

    def _tell_idle(self) -> None:
        """Ask for the next job."""
        if self.idle:
            self._soon(self.idle)
