"""Home Assistant as a process of its own, with a configuration directory of its own."""

import asyncio
import contextlib
import fcntl
import json
import os
from pathlib import Path
import signal
import socket
import subprocess

import aiohttp

from demo import ROOT, DemoError
from demo.configuration import write_configuration

EXECUTABLE = ROOT / ".venv" / "run" / "bin" / "hass"
RESTART_EXIT_CODE = 100
START_TIMEOUT = 180.0
STOP_TIMEOUT = 60.0


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Tell whether a server could listen on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _holder(lock: Path) -> int | None:
    """Return the id of the process that holds Home Assistant's lock, if any does."""
    try:
        with lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return int(json.loads(lock.read_text(encoding="utf-8"))["pid"])
    return None


class Hass:
    """One Home Assistant: its configuration directory, its address, its process."""

    def __init__(
        self, config_dir: Path, port: int | None = None, *, discovery: bool = False
    ) -> None:
        """Remember what to start; `discovery` lets it listen to the local network."""
        self.config_dir = config_dir
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = config_dir / "hass.log"
        self._discovery = discovery
        self._process: asyncio.subprocess.Process | None = None

    def check(self) -> None:
        """Find out beforehand what would keep it from starting."""
        if not EXECUTABLE.exists():
            raise DemoError("Home Assistant is not installed: run scripts/setup run.")
        if holder := _holder(self.config_dir / ".ha_run.lock"):
            raise DemoError(f"Process {holder} already runs in {self.config_dir}.")
        if not is_free(self.port):
            raise DemoError(f"Port {self.port} of 127.0.0.1 is in use.")

    async def start(self) -> None:
        """Start it and return when it answers."""
        self.check()
        write_configuration(self.config_dir, self.port, discovery=self._discovery)
        self._process = await self._spawn()
        try:
            async with asyncio.timeout(START_TIMEOUT):
                await self._answer()
        except TimeoutError:
            await self.stop()
            raise self._failure(f"did not answer in {START_TIMEOUT:.0f} s") from None
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop it as a supervisor would, and wait until it has gone."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_TIMEOUT):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
            raise self._failure(f"did not stop in {STOP_TIMEOUT:.0f} s") from None

    async def kill(self) -> None:
        """End it at once, as a lack of memory does; nothing more is saved."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()

    async def wait_for_exit(self) -> int:
        """Wait until the process ends by itself and return its exit code."""
        if self._process is None:
            raise DemoError("Home Assistant does not run.")
        return await self._process.wait()

    def log(self) -> str:
        """Return all that it has written so far."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    async def _spawn(self) -> asyncio.subprocess.Process:
        """Start the process, its output going to the log."""
        log = os.open(self.log_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            return await asyncio.create_subprocess_exec(
                *(EXECUTABLE, "-c", self.config_dir, "--skip-pip", "--log-no-color"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | {"HA_DISABLE_LOG_FILE": "1"},
                # A Ctrl-C in the terminal is for us; we stop it in order.
                start_new_session=True,
            )
        finally:
            os.close(log)

    async def _answer(self) -> None:
        """Ask for a page until there is one, or the process is no more."""
        async with aiohttp.ClientSession() as session:
            while True:
                if self._process is None or self._process.returncode is not None:
                    raise self._failure("ended at the start")
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.get(f"{self.url}/manifest.json") as answer:
                        if answer.ok:
                            return
                await asyncio.sleep(0.2)

    def _failure(self, what: str) -> DemoError:
        """Say what went wrong, with the last lines of the log."""
        last = "\n".join(self.log().splitlines()[-15:])
        return DemoError(f"Home Assistant {what}; see {self.log_path}.\n{last}")
