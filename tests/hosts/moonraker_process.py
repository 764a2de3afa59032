"""The real Moonraker as a process of its own, with a folder of its own."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
import signal
import socket
from typing import Any

import aiohttp

from tests.simulators import Answer

ROOT = Path(__file__).parent.parent.parent
ENVIRONMENTS = {"0.11.0": "moonraker", "0.8.0": "moonraker08"}
TIMEOUT = 30.0
CONFIG = """
[server]
host: 127.0.0.1
port: {port}
klippy_uds_address: {socket}

[authorization]
trusted_clients:
  {trusted}

[machine]
provider: none
validate_service: False
validate_config: False

[announcements]
{announcements}
{history}
"""
DIFFERENCES = {
    "0.11.0": {"announcements": "enable_moonlight: False", "history": ""},
    "0.8.0": {"announcements": "", "history": "[history]"},
}


def executable(version: str) -> Path:
    """Return where a version is installed, if it is."""
    return ROOT / ".venv" / ENVIRONMENTS[version] / "bin" / "moonraker"


def missing(version: str) -> str | None:
    """Say what is not tested without a version, if it is not installed."""
    if executable(version).exists():
        return None
    return (
        f"the real Moonraker {version}: {executable(version)} "
        f"is missing; scripts/setup {ENVIRONMENTS[version]} provides it."
    )


class MoonrakerProcess:
    """Start, kill, terminate and start again on the same data."""

    def __init__(self, folder: Path, socket: Path, version: str) -> None:
        """Prepare a folder; `launch` starts the process."""
        self.version = version
        self.port = _free_port()
        self.gcodes = folder / "gcodes"
        self._folder = folder
        self._socket = socket
        self._process: asyncio.subprocess.Process | None = None
        for name in ("config", "gcodes", "logs", "misc"):
            (folder / name).mkdir(parents=True)
        (folder / "misc" / "usb.ids").touch()  # else it is fetched from the internet
        self.configure(is_trusted=True)

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        """Tell whether the process lives."""
        return self._process is not None and self._process.returncode is None

    def upgrade(self, version: str) -> None:
        """Put another version in place, to be launched on the same data."""
        self.version = version
        self.configure(is_trusted=True)

    def configure(self, *, is_trusted: bool) -> None:
        """Write its configuration: whether requests from this machine need a key."""
        config = CONFIG.format(
            port=self.port,
            socket=self._socket,
            trusted="127.0.0.1" if is_trusted else "192.0.2.1",
            **DIFFERENCES[self.version],
        )
        (self._folder / "config" / "moonraker.conf").write_text(config)

    async def launch(self) -> None:
        """Start the process and wait until it answers."""
        nothing = asyncio.subprocess.DEVNULL
        self._process = await asyncio.create_subprocess_exec(
            executable(self.version),
            "-d",
            self._folder,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            env={"HOME": str(self._folder), "PATH": "/usr/bin:/bin"},
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

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask it something."""
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.request(method, self.url + path, json=body) as response,
        ):
            return Answer(response.status, await response.json())

    async def _end(self, number: signal.Signals) -> None:
        """Send a signal and wait for the end."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.send_signal(number)
            await asyncio.wait_for(process.wait(), TIMEOUT)

    async def _answers(self) -> bool:
        """Tell whether it takes requests; fail if it has ended instead."""
        if not self.is_running:
            log = self._folder / "logs" / "moonraker.log"
            raise RuntimeError(f"Moonraker did not start:\n{log.read_text()}")
        try:
            answer = await self.ask("GET", "/server/info")
        except aiohttp.ClientError:
            return False
        return answer.status in (200, 401)


def _free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
