"""A simulated printer in time: what a user does at it."""

from collections.abc import Callable
from typing import override

from tests.simulators.job import Job, extrude, heat
from tests.simulators.octoprint import State
from tests.world.world import WatchedWorld

from .world_home_assistant import HomeAssistant
from .world_printer import SETTLE, WitnessedOctoPrint

# What each tool extrudes, where there are several.
TOOLS = {"two tools.gcode": (60.0, 120.0)}
VARIANT = (heat(20.3), extrude(150.9, 290))


class PrinterInTime(WatchedWorld):
    """What a user does at the printer; what can not be done at present is left out."""

    home: HomeAssistant | None = None

    def __init__(self, version: str) -> None:
        """Switch the printer on; nobody watches it yet."""
        super().__init__()
        self.octoprint = WitnessedOctoPrint(version)
        self._last_job: Job | None = None
        self._is_card = False

    # Time.

    @property
    @override
    def now(self) -> float:
        return self.octoprint.clock.monotonic()

    @override
    def _advance(self, seconds: float) -> None:
        self.octoprint.clock.advance(seconds)
        self.octoprint._agenda.catch_up()

    @override
    def _settle(self) -> None:
        self.wait(4 * SETTLE)

    # The printer.

    @property
    def _state(self) -> State:
        return self.octoprint.state if self.octoprint.is_running else State.OFFLINE

    @property
    def _is_ready(self) -> bool:
        return self._state is State.OPERATIONAL

    @property
    @override
    def _in_a_print(self) -> bool:
        return self.octoprint.job is not None

    @property
    def _is_paused(self) -> bool:
        return self._state is State.PAUSED

    @property
    def _is_printing(self) -> bool:
        return self._state is State.PRINTING

    def start(self, job: Job) -> None:
        """Print a file; it is uploaded if it is not there."""
        self._settle()
        if self._is_ready:
            self._start(job)
            self._settle()

    def _start(self, job: Job) -> None:
        octoprint = self.octoprint
        file = octoprint.storage.files.get(job.filename)
        if file is None or file.job != job:
            octoprint.upload(job, tools=TOOLS.get(job.filename))
        self._do(lambda: octoprint.print_file(job.filename))
        self.happened.add(f"job: {job.filename.removesuffix('.gcode')}")
        self._last_job, self._is_card = job, False

    def start_from_card(self, job: Job) -> None:
        """Print a file from the printer's own card."""
        self._settle()
        if self._is_ready:
            self.happened.add("a print from the card")
            self.octoprint.put_on_card(job)
            self._do(lambda: self.octoprint.print_file(job.filename, is_sd=True))
            self._last_job, self._is_card = job, True
            self._settle()

    def send_to_card(self, job: Job, seconds: float) -> None:
        """Send a file to the printer's own card, which prints nothing."""
        self._settle()
        if self._is_ready:
            self.happened.add("a file sent to the card")
            self._do(lambda: self.octoprint.send_to_card(job, seconds))

    def start_again(self) -> None:
        """Print the same file again."""
        self._settle()
        if self._last_job is not None and self._is_ready:
            self.happened.add("the same file again")
            if self._is_card:
                self.start_from_card(self._last_job)
            else:
                self.start(self._last_job)

    def begin_anew(self) -> None:
        """Cancel the print and begin it anew, between two polls perhaps."""
        if self._in_a_print:
            self.cancel()
            self.happened.add("begun anew at once")
            self.start_again()

    def restart_paused(self) -> None:
        """Begin the file of a paused print anew, which 2.0 refuses."""
        self._settle()
        if self._is_paused and not self.octoprint.version.is_new:
            self.happened.add("begun anew in a pause")
            self._do(self.octoprint.restart)
            self._settle()

    def pause(self) -> None:
        """Pause the print."""
        self._settle()
        if self._is_printing:
            self._do(self.octoprint.pause)
            self._settle()

    def resume(self) -> None:
        """Go on with a paused print."""
        self._settle()
        if self._is_paused:
            self._do(self.octoprint.resume)
            self._settle()
            self.happened.add("paused and resumed")

    def pause_a_while(self, seconds: float, name: str) -> None:
        """Pause the print, and do something with it later."""
        self.pause()
        if self._is_paused:
            self.wait(seconds)
            getattr(self, name)()

    def cancel(self) -> None:
        """Cancel the print."""
        self._settle()
        if self._is_paused or self._is_printing:
            how = "paused" if self._is_paused else "printing"
            self.happened.add(f"cancelled while {how}")
            self._do(self.octoprint.cancel)
            self._settle()

    def _do(self, action: Callable[[], None]) -> None:
        self.octoprint.do(action)
