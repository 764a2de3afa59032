"""The real OctoPrint with its virtual printer."""

import asyncio
import contextlib
from pathlib import Path

import aiohttp

from demo import DemoError
from demo.api import Json
from demo.past import Days
from demo.patience import patiently
from demo.plan import PrinterPlan
from tests.hosts.octoprint_gcode import gcode
from tests.hosts.octoprint_process import OctoPrintProcess, missing
from tests.simulators import Job
from tests.simulators.octoprint import READ_ONLY_KEY

VERSION = "1.11.8"
REST = 60.0
CONNECT = {
    "command": "connect",
    "port": "VIRTUAL",
    "baudrate": 115200,
    "printerProfile": "_default",
}


class RealOctoPrint:
    """OctoPrint as a process, whose virtual printer prints in real time."""

    api_key = READ_ONLY_KEY

    def __init__(self, plan: PrinterPlan, saved: Json | None, folder: Path) -> None:
        """Choose a port, or take the one of the last run."""
        if problem := missing(VERSION):
            raise DemoError(f"There is no way to run {problem}")
        self.plan = plan
        self._process = OctoPrintProcess(
            folder, VERSION, saved["port"] if saved else None
        )
        self._printing: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Return where it answers."""
        return self._process.url

    async def start(self) -> None:
        """Start it, connect its printer, and give it what is to be printed."""
        try:
            await self._process.launch()
        except (RuntimeError, TimeoutError) as error:
            raise DemoError(f"OctoPrint did not start: {error}") from None
        for job in self.plan.jobs:
            await self._process.upload(job.filename, gcode(job))
        await self._process.ask("POST", "/api/connection", CONNECT)
        await self._until("Operational")

    async def stop(self) -> None:
        """End it."""
        if self._printing is not None:
            self._printing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._printing
        await self._process.terminate()

    async def print_first(self) -> int:
        """Print each file once, then all of them again and again."""
        for job in self.plan.jobs:
            await self._print(job)
        self._printing = asyncio.create_task(self._go_on())
        return len(self.plan.jobs)

    def past(self) -> Days:
        """Return nothing: it is new."""
        return {}

    def as_dict(self) -> Json:
        """Return what has to be kept for the next run."""
        return {"port": self._process.port}

    async def _go_on(self) -> None:
        while True:
            for job in self.plan.jobs:
                await asyncio.sleep(REST)
                with contextlib.suppress(aiohttp.ClientError, DemoError):
                    await self._print(job)

    async def _print(self, job: Job) -> None:
        """Print a file to its end."""
        path = f"/api/files/local/{job.filename}"
        await self._process.ask("POST", path, {"command": "select", "print": True})
        await self._until("Operational", done=100)

    async def _until(self, text: str, done: float | None = None) -> None:
        """Wait for a state of OctoPrint, and for how much of a file is done."""

        async def look() -> Json:
            body: Json = (await self._process.ask("GET", "/api/job")).body
            return body

        def is_good(body: Json) -> bool:
            completion = body["progress"]["completion"]
            return body["state"] == text and (done is None or completion == done)

        await patiently(
            look, is_good, lambda body: f"OctoPrint is {body['state']}, not {text}"
        )
