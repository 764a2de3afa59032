"""A simulated printer in time: what a user does at it."""

from dataclasses import replace
from typing import override

from tests.simulators import Job
from tests.world.world import WatchedWorld

from .world_home_assistant import HomeAssistant
from .world_printer import TICK, WitnessedPrinter


class PrinterInTime(WatchedWorld):
    """What a user does at the printer; what can not be done at present is left out."""

    home: HomeAssistant | None = None

    def __init__(self, version: str) -> None:
        """Switch the printer on; nobody watches it yet."""
        super().__init__()
        self.printer = WitnessedPrinter(version)
        self.klipper = self.printer.klipper
        self.moonraker = self.printer.moonraker
        self.is_powered = True
        self._last_job: Job | None = None

    # Time.

    @property
    @override
    def now(self) -> float:
        return self.printer.clock.monotonic()

    @override
    def _advance(self, seconds: float) -> None:
        self.printer.clock.advance(seconds)
        self.klipper.catch_up()

    # The printer.

    @property
    def _is_ready(self) -> bool:
        return self.is_powered and self.klipper.state == "ready"

    @property
    @override
    def _in_a_print(self) -> bool:
        return self._is_ready and self.klipper.job is not None

    @property
    def _is_paused(self) -> bool:
        return self._in_a_print and self.klipper.peek().state == "paused"

    @property
    def _is_printing(self) -> bool:
        return self._in_a_print and not self._is_paused

    def start(self, job: Job) -> None:
        """Print a file; a paused job is dropped for it."""
        self._begin(job)
        self._settle()

    def _begin(self, job: Job) -> None:
        if not self._is_ready or self._is_printing:
            return
        if self._is_paused:
            if not job.seconds:
                return  # two changes within a tick
            self.happened.add("a paused job dropped for another")
        self._settle()
        if not self._is_ready or self._is_printing:
            return
        self._start(job)
        self.happened.add(f"job: {job.filename.removesuffix('.gcode')}")

    def _start(self, job: Job, *, is_named: bool = True) -> None:
        self._last_job = job
        self.moonraker.loses_filenames = not is_named
        self.klipper.start(self._vary(job))

    def _vary(self, job: Job) -> Job:
        """Let no two prints of a file take exactly as long."""
        longer = 0.0137 * len(self.klipper.jobs)
        segments = (
            replace(segment, seconds=segment.seconds and segment.seconds + longer)
            for segment in job.segments
        )
        return replace(job, segments=tuple(segments))

    @override
    def _settle(self) -> None:
        self.wait(2 * TICK)

    def start_again(self) -> None:
        """Print the same file again."""
        if self._last_job is not None and self.klipper.job is None and self._is_ready:
            self.happened.add("the same file again")
            self.start(self._last_job)

    def start_nameless(self, job: Job) -> None:
        """Print a file just when Moonraker subscribes, so it misses the name."""
        self._settle()
        if self._is_ready and self.klipper.job is None and self.moonraker.is_running:
            self.klipper.kill()
            self.klipper.launch()
            self._start(job, is_named=False)
            self.happened.add("a row without the file's name")
            self._settle()

    def pause(self) -> None:
        """Pause the print."""
        self._settle()
        if self._is_printing:
            self.klipper.pause()
            self._settle()

    def resume(self) -> None:
        """Go on with a paused print."""
        self._settle()
        if self._is_paused:
            self.klipper.resume()
            self._settle()
            self.happened.add("paused and resumed")

    def pause_a_while(self, seconds: float, name: str) -> None:
        """Pause the print, and go on with it or cancel it later."""
        self.pause()
        if self._is_paused:
            self.wait(seconds)
            getattr(self, name)()

    def cancel(self) -> None:
        """Cancel the print."""
        self._settle()
        if self._in_a_print:
            how = "paused" if self._is_paused else "printing"
            self.happened.add(f"cancelled while {how}")
            self.klipper.cancel()
            self._settle()

    def reset_file(self) -> None:
        """Forget the file, as SDCARD_RESET_FILE does."""
        self._settle()
        if self._in_a_print:
            self.happened.add("file reset in a print")
            self.klipper.reset_file()
            self._settle()
