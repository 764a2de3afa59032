"""The real OctoPrint as a process of its own, with a folder of its own."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
import signal
import socket
from typing import Any

import aiohttp

from tests.simulators.octoprint import ADMIN_KEY, Reply

from . import octoprint_config

ROOT = Path(__file__).parent.parent.parent
ENVIRONMENTS = {"1.11.8": "octoprint", "2.0.0rc7": "octoprint2"}
TIMEOUT = 60.0
KEY = {"X-Api-Key": ADMIN_KEY}


def executable(version: str) -> Path:
    """Return where a version is installed, if it is."""
    return ROOT / ".venv" / ENVIRONMENTS[version] / "bin" / "octoprint"


def missing(version: str) -> str | None:
    """Say what is not tested without a version, if it is not installed."""
    if executable(version).exists():
        return None
    return (
        f"the real OctoPrint {version}: {executable(version)} "
        f"is missing; scripts/setup {ENVIRONMENTS[version]} provides it."
    )


class OctoPrintProcess:
    """Start, kill, terminate and start again on the same data."""

    def __init__(self, folder: Path, version: str, port: int | None = None) -> None:
        """Prepare a folder; `launch` starts the process."""
        self.version = version
        self.port = port or _free_port()
        self.folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._switched_off: set[str] = set()
        octoprint_config.write(folder, self.port, [])

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        """Tell whether the process lives."""
        return self._process is not None and self._process.returncode is None

    async def launch(self, *, is_safe: bool = False) -> None:
        """Start the process and wait until it answers."""
        with (self.folder / "output.log").open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                executable(self.version),
                "serve",
                f"--basedir={self.folder}",
                "--host=127.0.0.1",
                f"--port={self.port}",
                "--iknowwhatimdoing",  # it refuses to run as root
                *(["--safe"] if is_safe else []),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin"},
            )
        async with asyncio.timeout(TIMEOUT):
            while not await self._answers():  # noqa: ASYNC110 - a process has no event
                await asyncio.sleep(0.1)

    async def kill(self) -> None:
        """End the process at once, as a power cut does."""
        await self._end(signal.SIGKILL)

    async def terminate(self) -> None:
        """End the process in good order."""
        await self._end(signal.SIGTERM)

    async def switch(self, plugin: str, *, is_on: bool) -> None:
        """Switch a bundled plugin on or off, which takes a restart."""
        await self.terminate()
        self._switched_off ^= {plugin}
        assert (plugin not in self._switched_off) is is_on
        octoprint_config.write(self.folder, self.port, sorted(self._switched_off))
        await self.launch()

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Ask it something; without headers as an administrator."""
        async with (
            aiohttp.ClientSession(
                headers=KEY if headers is None else headers
            ) as session,
            session.request(
                method, self.url + path, json=body, allow_redirects=False
            ) as response,
        ):
            is_json = response.content_type == "application/json"
            content = await (response.json() if is_json else response.text())
            return Reply(response.status, content, response.headers)

    async def upload(self, path: str, text: str, origin: str = "local") -> Reply:
        """Upload a file; from another origin OctoPrint sends it on to the printer."""
        folder, _, name = path.rpartition("/")
        form = aiohttp.FormData({"path": folder} if folder else {})
        form.add_field("file", text.encode(), filename=name)
        async with (
            aiohttp.ClientSession(headers=KEY) as session,
            session.post(f"{self.url}/api/files/{origin}", data=form) as response,
        ):
            return Reply(response.status, await response.json())

    async def _end(self, number: signal.Signals) -> None:
        """Send a signal and wait for the end."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.send_signal(number)
            await asyncio.wait_for(process.wait(), TIMEOUT)

    async def _answers(self) -> bool:
        """Tell whether it takes requests; fail if it has ended instead.

        Until then something else listens there, which does not even speak HTTP.
        """
        if not self.is_running:
            log = (self.folder / "output.log").read_text(errors="replace")
            raise RuntimeError(f"OctoPrint did not start:\n{log[-4000:]}")
        try:
            reply = await self.ask("GET", "/api/version")
        except aiohttp.ClientError:
            return False
        return reply.status == 200


def _free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
