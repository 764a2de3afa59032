"""A printer that works through its jobs in fast motion, over HTTP, for a demo."""

from collections.abc import Sequence
import itertools

from .clock import FastClock
from .job import Job
from .printer import JobLoop, Printer
from .server import MoonrakerServer


class FastPrinter(Printer[FastClock]):
    """A printer that prints a list of jobs over and over, with a rest between."""

    def __init__(
        self,
        jobs: Sequence[Job],
        *,
        speed: float = 600.0,
        rest: float = 300.0,
        past: float = 0.0,
        version: str = "0.11.0",
        port: int = 0,
    ) -> None:
        """Let it live through `past` seconds at once; the history tells of them."""
        clock = FastClock(speed, past)
        super().__init__(clock, version=version)
        self.loop = JobLoop(self.klipper, itertools.cycle(jobs), rest)
        self.server = MoonrakerServer(self.moonraker, port)
        clock.begin()
        self.klipper.catch_up()

    async def start(self) -> str:
        """Listen, and return the URL."""
        return await self.server.start()

    async def stop(self) -> None:
        """Listen no more; the printer prints on."""
        await self.server.stop()
