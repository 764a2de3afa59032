"""scripts/run as a process, as a person has it in a terminal."""

import asyncio
from asyncio.subprocess import PIPE, STDOUT, Process
from pathlib import Path
import signal

from demo import ROOT
from demo.hass import free_port

PATIENCE = 240


class Runner:
    """Run it once or several times on the same configuration directory."""

    def __init__(self, config_dir: Path) -> None:
        """Choose a port."""
        self.config_dir = config_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: Process | None = None

    async def once(self, *options: str) -> tuple[int, str]:
        """Run it to its end, and return the exit code and what it has printed."""
        process = await self._start(*options)
        async with asyncio.timeout(PATIENCE):
            output, _ = await process.communicate()
        return process.returncode or 0, output.decode()

    async def until(self, text: str, *options: str) -> str:
        """Run it until it has printed a text, and return all of it; it runs on."""
        process = await self._start(*options)
        assert process.stdout
        printed = ""
        async with asyncio.timeout(PATIENCE):
            while text not in printed and (line := await process.stdout.readline()):
                printed += line.decode()
        assert text in printed
        return printed

    async def stop(self) -> int:
        """Press Ctrl-C if it runs, and return the exit code."""
        if self._process is None or self._process.returncode is not None:
            return 0
        self._process.send_signal(signal.SIGINT)
        async with asyncio.timeout(PATIENCE):
            await self._process.communicate()
        return self._process.returncode or 0

    async def _start(self, *options: str) -> Process:
        self._process = await asyncio.create_subprocess_exec(
            *(ROOT / "scripts" / "run", "--config", self.config_dir),
            *("--port", str(self.port), *options),
            stdout=PIPE,
            stderr=STDOUT,
        )
        return self._process
