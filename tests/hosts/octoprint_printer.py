"""A real OctoPrint with its virtual printer, handled as a person would."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.simulators import Job
from tests.simulators.octoprint import Reply

from .octoprint_gcode import card, gcode
from .octoprint_process import TIMEOUT, OctoPrintProcess, missing

CONNECT = {
    "command": "connect",
    "port": "VIRTUAL",
    "baudrate": 115200,
    "printerProfile": "_default",
}
SENDING = "Sending file to SD"
CARD_FILE = "{}_on_the_card.gcode"
"""The virtual printer lists only files whose name is too long for DOS."""


class RealOctoPrint(OctoPrintProcess):
    """OctoPrint and the printer behind it.

    A command returns when its effect is to be seen. `start` with a job uploads its file
    if that is not there yet.
    """

    def __init__(self, folder: Path, version: str) -> None:
        """Prepare it; `start_up` starts it with the printer connected."""
        super().__init__(folder, version)
        self._files: dict[str, Job] = {}
        self._outdated: dict[str, Any] = {}

    @property
    def card(self) -> str:
        """Return what the printer's own card is called."""
        return "sdcard" if self.version == "1.11.8" else "printer"

    async def start_up(self) -> None:
        """Start OctoPrint, and connect the printer."""
        await self.launch()
        await self.connect()

    # The printer.

    async def connect(self) -> None:
        """Connect the printer."""
        await self._command("/api/connection", CONNECT)
        await self.until("Operational")

    async def disconnect(self) -> None:
        """Disconnect the printer."""
        await self._command("/api/connection", {"command": "disconnect"})
        await self.until("Offline")

    async def emergency_stop(self) -> None:
        """Send M112."""
        await self._command("/api/printer/command", {"command": "M112"})
        await self.until("Offline after error")

    async def start(self, job: Job) -> None:
        """Print a job."""
        await self.have(job)
        await self.print_file(job.filename)

    async def print_file(self, path: str, *, is_sd: bool = False) -> None:
        """Select a file, on the printer's own card if so wished, and print it."""
        origin = self.card if is_sd else "local"
        body = {"command": "select", "print": True}
        await self._command(f"/api/files/{origin}/{path}", body)

        async def has_begun() -> bool:
            progress = (await self.ask("GET", "/api/job")).body["progress"]
            return progress["printTime"] is not None

        await until(has_begun)

    async def select(self, path: str) -> None:
        """Select a file."""
        await self._command(f"/api/files/local/{path}", {"command": "select"})

    async def pause(self) -> None:
        """Pause the job."""
        await self._command("/api/job", {"command": "pause", "action": "pause"})
        await self.until("Paused")

    async def resume(self) -> None:
        """Go on with the job."""
        await self._command("/api/job", {"command": "pause", "action": "resume"})
        await self.until("Printing", "Printing from SD", "Operational")

    async def cancel(self) -> None:
        """Cancel the job."""
        await self._command("/api/job", {"command": "cancel"})
        await self.until("Operational")

    async def restart(self) -> None:
        """Begin the paused job anew; 2.0 takes the command and does nothing."""
        await self._command("/api/job", {"command": "restart"})

    async def until(self, *states: str) -> None:
        """Wait until one of these states is shown, as text."""

        async def is_there() -> bool:
            return await self.text() in states

        await until(is_there)

    async def text(self) -> str:
        """Return the state that is shown, as text."""
        return str((await self.ask("GET", "/api/job")).body["state"])

    async def finished(self) -> None:
        """Wait for the end of the job, and until all of it is booked."""
        await self.until("Operational", "Offline", "Offline after error")
        await asyncio.sleep(0.2)

    async def took(self, job: Job) -> float:
        """Return how long its last print took (s), which was not cut short.

        On a machine with much to do it is more than the G-code says.
        """
        prints = (await self.file(job.filename)).body["prints"]
        assert prints["last"]["success"]
        seconds: float = prints["last"]["printTime"]
        assert seconds > job.seconds - 0.5
        return seconds

    async def counters(self) -> dict[str, Any]:
        """Return the totals that OctoPrint keeps."""
        reply = await self.ask("GET", "/plugin/achievements/")
        stats: dict[str, Any] = reply.body["stats"]
        return stats

    # The files.

    async def have(self, job: Job) -> None:
        """Upload the file of a job if it is not there yet."""
        if self._files.get(job.filename) != job:
            await self.upload_job(job)

    async def upload_job(self, job: Job, tools: tuple[float, ...] = ()) -> None:
        """Upload the file of a job; `tools` is what each tool extrudes."""
        # OctoPrint 2.0 shows it until there is another.
        self._outdated[job.filename] = await self._analysis(job.filename)
        reply = await self.upload(job.filename, gcode(job, tools))
        assert reply.status == 201, reply.body
        self._files[job.filename] = job

    async def put_on_card(self, job: Job) -> str:
        """Put a file on the printer's own card; return its path there."""
        name = CARD_FILE.format(job.filename.partition(".")[0])
        (self.folder / "virtualSd" / name).write_text(card(job))
        await self._command("/api/printer/sd", {"command": "refresh"})
        await until(self._on_card)
        return str((await self._on_card())[0]["path"])

    async def send_to_card(self, job: Job) -> None:
        """Send a file to the printer's own card, and wait until that has begun."""
        reply = await self.upload(job.filename, gcode(job), self.card)
        assert reply.status == 201, reply.body
        await self.until(SENDING)

    async def delete(self, path: str) -> None:
        """Delete a file."""
        await self.ask("DELETE", f"/api/files/local/{path}")
        self._files.pop(path, None)

    async def copy(self, path: str, destination: str) -> None:
        """Copy a file."""
        body = {"command": "copy", "destination": destination}
        await self._command(f"/api/files/local/{path}", body)

    async def move(self, path: str, destination: str) -> None:
        """Move a file."""
        body = {"command": "move", "destination": destination}
        await self._command(f"/api/files/local/{path}", body)
        self._files.pop(path, None)

    async def analysed(self, path: str) -> None:
        """Wait until a file was analysed as it is now."""
        outdated = self._outdated.get(path)

        async def is_analysed() -> bool:
            return await self._analysis(path) not in (None, outdated)

        await until(is_analysed)

    async def _analysis(self, path: str) -> Any:
        """Return the analysis of a file, if there is one."""
        reply = await self.file(path)
        return reply.body.get("gcodeAnalysis") if reply.status == 200 else None

    async def file(self, path: str) -> Reply:
        """Ask for a file."""
        return await self.ask("GET", f"/api/files/local/{path}")

    # Applications that ask for a key.

    async def grant(self) -> None:
        """Allow the application in that asked."""
        await self._decide(is_granted=True)

    async def deny(self) -> None:
        """Refuse the application that asked."""
        await self._decide(is_granted=False)

    async def _decide(self, *, is_granted: bool) -> None:
        """Decide about the only application that asks."""
        pending = (await self.ask("GET", "/api/plugin/appkeys")).body["pending"]
        (token,) = pending
        body = {"decision": is_granted}
        await self._command(f"/plugin/appkeys/decision/{token}", body)

    async def _on_card(self) -> list[dict[str, Any]]:
        """Return the files on the printer's own card."""
        reply = await self.ask("GET", f"/api/files/{self.card}")
        files: list[dict[str, Any]] = reply.body["files"]
        return files

    async def _command(self, path: str, body: dict[str, Any]) -> None:
        """Give a command that must not be refused."""
        reply = await self.ask("POST", path, body)
        assert reply.status in (200, 201, 204), reply


async def until(is_right: Callable[[], Awaitable[object]]) -> None:
    """Ask again and again until something is right."""
    async with asyncio.timeout(TIMEOUT):
        while not await is_right():  # noqa: ASYNC110 - a process has no event
            await asyncio.sleep(0.05)


@asynccontextmanager
async def real_octoprint(version: str, folder: Path) -> AsyncGenerator[RealOctoPrint]:
    """Run an OctoPrint in a new folder, its printer connected and nothing printed yet.

    Without this version on the machine the test is skipped.
    """
    if line := missing(version):
        pytest.skip(line)
    printer = RealOctoPrint(folder, version)
    try:
        await printer.start_up()
        yield printer
    finally:
        await printer.kill()
