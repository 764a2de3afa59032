"""Two worlds with one printer each: behind a real OctoPrint, or the simulated one."""

import asyncio
from collections import deque
from collections.abc import Mapping
import math
import time
from typing import Any, Protocol

from tests.simulators import Job, ManualClock
from tests.simulators.octoprint import ADMIN_KEY, OctoPrint, Reply, manual_octoprint
from tests.simulators.octoprint.recordings import EXACT, LEFT_OUT, shape

from .octoprint_printer import RealOctoPrint

type Question = tuple[str, str]
"""Verb and path of a request."""
type Look = tuple[int, Any, dict[str, float]]
"""Status, what must be the same, and the numbers that must be nearly so."""

KEY = {"X-Api-Key": ADMIN_KEY}
FILES = "/api/files?recursive=true"
JOB_AND_PRINTER: tuple[Question, ...] = (
    ("GET", "/api/job"),
    ("GET", "/api/printer?exclude=temperature,sd"),
)
QUESTIONS: tuple[Question, ...] = (
    *JOB_AND_PRINTER,
    ("GET", "/api/connection"),
    ("GET", "/plugin/achievements/"),
    ("GET", FILES),
)
NOT_COMPARED = LEFT_OUT | {
    "dimensions",
    "filepos",
    "printingArea",
    "travelArea",
    "travelDimensions",
}
# Numbers that are compared; of all others their type and sign.
NEARLY = {
    "averagePrintTime",
    "completion",
    "lastPrintTime",
    "longest_print_duration",
    "print_duration_finished",
    "print_duration_total",
    "printTime",
}
# What takes effect at once (s) as long as the machine has nothing else to do.
IN_TIME = {"cancel", "pause", "print_file", "restart", "resume", "start"}
AT_ONCE = 0.5
EXACTLY = EXACT | {"length", "name", "user"}


class World(Protocol):
    """What a life may do."""

    def __init__(self, printer: Any) -> None:
        """Take the printer."""

    async def wait(self, seconds: float) -> None:
        """Let time pass."""

    async def do(self, command: str, *args: Any, **kwargs: Any) -> None:
        """Do something to the printer or to OctoPrint."""

    async def upload(self, job: Job, tools: tuple[float, ...] = ()) -> None:
        """Upload the file of a job."""

    async def put_on_card(self, job: Job) -> str:
        """Put a job on the printer's own card; return its path there."""

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Ask OctoPrint something, without headers as an administrator."""


class RealWorld:
    """The real OctoPrint; it notes when things were done.

    `delay` is how much longer (s) than in time commands took effect, and the finished
    prints took than their G-code says: a machine with much to do is late.
    """

    def __init__(self, printer: RealOctoPrint) -> None:
        """Begin to note."""
        self.moments: deque[float] = deque()
        self.delay = 0.0
        self._printer = printer
        self._job: Job | None = None

    async def wait(self, seconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(seconds)

    async def do(self, command: str, *args: Any, **kwargs: Any) -> None:
        """Do something to the printer or to OctoPrint."""
        if command == "start":
            (self._job,) = args
            await self._printer.have(*args)
        self._note()
        await getattr(self._printer, command)(*args, **kwargs)
        if command in IN_TIME:
            # OctoPrint counts a print twice that was cancelled.
            self.delay += 2 * max(0, time.monotonic() - self.moments[-1] - AT_ONCE)
        elif command == "finished":
            assert self._job
            took = await self._printer.took(self._job)
            self.delay += max(0, took - self._job.seconds)

    async def upload(self, job: Job, tools: tuple[float, ...] = ()) -> None:
        """Upload the file of a job."""
        self._note()
        await self._printer.upload_job(job, tools)

    async def put_on_card(self, job: Job) -> str:
        """Put a job on the printer's own card; return its path there."""
        self._note()
        return await self._printer.put_on_card(job)

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Ask OctoPrint something, without headers as an administrator."""
        self._note()
        return await self._printer.ask(method, path, body, headers)

    def _note(self) -> None:
        """Note the moment."""
        self.moments.append(time.monotonic())


class SimulatedWorld:
    """The simulated OctoPrint; time passes as it did in the real world."""

    def __init__(self, version: str, moments: deque[float]) -> None:
        """Take the moments at which the same things were done there."""
        self.printer: OctoPrint[ManualClock] = manual_octoprint(version=version)
        self.printer.pace.analysis = math.inf
        self.printer.has_discovery = False
        self._moments = moments
        self._now = moments[0]

    async def wait(self, seconds: float) -> None:
        """Wait for what is done next."""

    async def do(self, command: str, *args: Any, **kwargs: Any) -> None:
        """Do something to the printer or to OctoPrint."""
        self._follow()
        if command == "analysed":
            self.printer.machine.analyse_all()
        elif command != "finished":
            getattr(self.printer, command)(*args, **kwargs)

    async def upload(self, job: Job, tools: tuple[float, ...] = ()) -> None:
        """Upload the file of a job."""
        self._follow()
        self.printer.upload(job, tools=tools or None)

    async def put_on_card(self, job: Job) -> str:
        """Put a job on the printer's own card; return its path there."""
        self._follow()
        path = f"{job.filename[:6]}~1.gco"
        self.printer.put_on_card(Job(path, job.segments))
        return path

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Ask OctoPrint something, without headers as an administrator."""
        self._follow()
        headers = KEY if headers is None else headers
        return self.printer.answer(method, path, body, headers)

    def _follow(self) -> None:
        """Go to the moment at which this was done in the real world."""
        moment = self._moments.popleft()
        self.printer.clock.advance(moment - self._now)
        self._now = moment


async def look(world: World, questions: tuple[Question, ...] = QUESTIONS) -> list[Look]:
    """Ask all questions; return what must be the same in both worlds."""
    return [comparable(await world.ask(*question)) for question in questions]


def comparable(reply: Reply) -> Look:
    """Return an answer without what differs between two runs of one program."""
    numbers: dict[str, float] = {}
    same = _comparable(reply.body, "", "", numbers)
    return reply.status, same, numbers


def _comparable(value: Any, name: str, path: str, numbers: dict[str, float]) -> Any:
    """Return a part of an answer; put its numbers aside."""
    if name == "pending":
        return shape(value, name)
    if isinstance(value, dict):
        return {
            key: _comparable(
                part, name if name in NEARLY else key, f"{path}.{key}", numbers
            )
            for key, part in sorted(value.items())
            if key not in NOT_COMPARED
        }
    if name in ("files", "children") and isinstance(value, list):
        files = {file["path"]: file for file in value}
        return _comparable(files, "", path, numbers)
    if name in NEARLY and value is not None:
        numbers[path] = value
        return type(value).__name__
    return value if name in EXACTLY else shape(value, name)
