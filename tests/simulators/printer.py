"""A whole simulated printer: its host's power switch, its Klipper, its Moonraker."""

from collections.abc import Iterator

from .clock import Clock, ManualClock
from .job import Job
from .klipper import Klipper
from .moonraker import Moonraker


class Printer[C: Clock]:
    """A printer by its clock; `advance` in tests is the clock's."""

    def __init__(self, clock: C, *, version: str = "0.11.0", tick: float = 0.0) -> None:
        """Switch it on, idle and with an empty history."""
        self.clock = clock
        self.klipper = Klipper(clock)
        self.moonraker = Moonraker(self.klipper, version=version, tick=tick)

    def power_off(self) -> None:
        """Cut the power of the host: nobody is told anything."""
        self.moonraker.kill()
        self.klipper.kill()

    def power_on(self, startup: float = 0.0) -> None:
        """Boot the host: its monotonic time begins anew."""
        self.klipper.boot(startup)
        self.moonraker.launch()


def manual_printer(
    *, version: str = "0.11.0", tick: float = 0.0
) -> Printer[ManualClock]:
    """Return a printer whose time a test moves by hand."""
    return Printer(ManualClock(), version=version, tick=tick)


class JobLoop:
    """Keep a Klipper printing: the next job comes `rest` seconds after the last."""

    def __init__(self, klipper: Klipper, jobs: Iterator[Job], rest: float) -> None:
        """Start with the first job after a rest."""
        self._klipper = klipper
        self._jobs = jobs
        self._rest = rest
        klipper.idle = self._plan
        self._plan()

    def _plan(self) -> None:
        """Plan the next job."""
        self._klipper.after(self._rest, self._start)

    def _start(self) -> None:
        """Start the next job, unless Klipper is away or somebody else has started one."""
        if self._klipper.state == "ready" and self._klipper.is_idle:
            self._klipper.start(next(self._jobs))
