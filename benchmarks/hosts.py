"""Simulated printer hosts, in a process of their own."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
import json
from subprocess import PIPE, Popen
import sys
from types import TracebackType
from typing import Any, Self
import uuid

from tests.simulators import Job, ManualClock, Printer, extrude, heat, manual_printer
from tests.simulators.api import Answer
from tests.simulators.octoprint import READ_ONLY_KEY, OctoPrint, manual_octoprint
from tests.simulators.server import Host, HostServer

# Enough for a history longer than what a poll asks for.
PAST = 12
HOUR = 3600.0
_SENT = ("X-Api-Key", "If-None-Match")


class Kind(StrEnum):
    """Name a host that is polled."""

    MOONRAKER = "Moonraker"
    MOONRAKER_OLD = "Moonraker 0.8"
    OCTOPRINT = "OctoPrint"

    @property
    def is_moonraker(self) -> bool:
        """Tell whether it speaks as Moonraker does."""
        return self is not Kind.OCTOPRINT

    @property
    def host_kind(self) -> str:
        """Return what the integration calls it."""
        return "moonraker" if self.is_moonraker else "octoprint"

    @property
    def api_key(self) -> str | None:
        """Return the key it wants."""
        return None if self.is_moonraker else READ_ONLY_KEY


@dataclass(frozen=True, slots=True)
class Request:
    """Hold what a host was asked."""

    method: str
    path: str
    body: Any
    headers: Mapping[str, str]


@dataclass(slots=True)
class _Attentive:
    """Remember what a host is asked."""

    host: Host
    requests: int = 0
    asked: list[Request] = field(default_factory=list)

    @property
    def is_running(self) -> bool:
        return self.host.is_running

    def answer(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        told = headers or {}
        sent = {name: told[name] for name in _SENT if name in told}
        self.asked.append(Request(method, path, body, sent))
        return self.host.answer(method, path, body, headers)

    def kill(self) -> None:
        self.host.kill()

    def terminate(self) -> None:
        self.host.terminate()

    def launch(self) -> None:
        self.host.launch()


class _Klipper:
    """A printer behind a Moonraker, that has printed."""

    def __init__(self, version: str, number: int) -> None:
        self._printer: Printer[ManualClock] = manual_printer(version=version)
        self._printer.moonraker.database.instance_id = _identity(number).hex
        self.host: Host = self._printer.moonraker

    def start(self, job: Job) -> None:
        self._printer.klipper.start(job)

    def advance(self, seconds: float) -> None:
        self._printer.clock.advance(seconds)
        self._printer.klipper.catch_up()


class _OctoPrint:
    """A printer behind an OctoPrint."""

    def __init__(self, number: int) -> None:
        self._octoprint: OctoPrint[ManualClock] = manual_octoprint()
        self._octoprint.uuid = str(_identity(number))
        self.host: Host = self._octoprint

    def start(self, job: Job) -> None:
        self._octoprint.start(job)

    def advance(self, seconds: float) -> None:
        self._octoprint.clock.advance(seconds)
        assert self._octoprint.machine


def _identity(number: int) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_DNS, f"printer {number}")


def _printer(kind: Kind, number: int) -> _Klipper | _OctoPrint:
    match kind:
        case Kind.MOONRAKER:
            return _Klipper("0.11.0", number)
        case Kind.MOONRAKER_OLD:
            return _Klipper("0.8.0", number)
        case Kind.OCTOPRINT:
            return _OctoPrint(number)


class _Hosts:
    """Serve printers, and do to all of them what the pipe says."""

    def __init__(self, kind: Kind, count: int) -> None:
        self._printers = [_printer(kind, number) for number in range(count)]
        for printer in self._printers:
            for number in range(PAST):
                job = Job(f"{number}.gcode", (heat(60), extrude(7200, 8000)), "PLA")
                printer.start(job)
                printer.advance(job.seconds + 60)
        self._attentive = [_Attentive(printer.host) for printer in self._printers]

    async def start(self) -> list[str]:
        return [await HostServer(host).start() for host in self._attentive]

    def print_for(self, hours: float) -> None:
        segments = (heat(60), extrude(hours * HOUR, hours * 6000))
        for printer in self._printers:
            printer.start(Job("long.gcode", segments, "PETG"))

    def advance(self, seconds: float) -> None:
        for printer in self._printers:
            printer.advance(seconds)

    def asked(self) -> list[dict[str, Any]]:
        asked = [asdict(request) for host in self._attentive for request in host.asked]
        for host in self._attentive:
            host.asked.clear()
        return asked


async def _serve(kind: Kind, count: int) -> None:
    """Obey what comes line by line, until nothing comes any more."""
    hosts = _Hosts(kind, count)
    _say(await hosts.start())
    ended = asyncio.Event()

    def obey() -> None:
        if not (line := sys.stdin.readline()):
            ended.set()
            return
        name, *arguments = json.loads(line)
        _say(getattr(hosts, name)(*arguments))

    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), obey)
    await ended.wait()


def _say(answer: object) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


class SimulatedHosts:
    """Printers of one kind, whose time goes on when they are told."""

    urls: list[str]

    def __init__(self, kind: Kind, count: int = 1) -> None:
        """Describe the process that serves them."""
        self.kind = kind
        self._command = [sys.executable, "-m", __name__, kind, str(count)]

    def __enter__(self) -> Self:
        """Start the process."""
        self._process = Popen(self._command, stdin=PIPE, stdout=PIPE, text=True)
        self.urls = self._answer()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End it."""
        self._process.communicate()

    def print_for(self, hours: float) -> None:
        """Begin to print a file that takes so long, and 6 m of filament per hour."""
        self._do("print_for", hours)

    def advance(self, seconds: float) -> None:
        """Let time pass on the printers."""
        self._do("advance", seconds)

    def asked(self) -> list[Request]:
        """Return what was asked since this was called last."""
        return [Request(**request) for request in self._do("asked")]

    def _do(self, *command: object) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(command)}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


if __name__ == "__main__":
    asyncio.run(_serve(Kind(sys.argv[1]), int(sys.argv[2])))
