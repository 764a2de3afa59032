"""Two worlds with one Klipper each: a real Moonraker around it, or the simulated one."""

from collections.abc import Mapping
from typing import Any, Protocol

from tests.simulators import Answer, Job, Klipper, manual_printer
from tests.simulators.recordings import LEFT_OUT
from tests.simulators.timeline import Action

from .klippy import TICK

type Question = tuple[str, str, Any]
"""Verb, path and body of a request."""

TIMES = {"start_time", "end_time", "time"}
NOT_COMPARED = LEFT_OUT | {"cpu_info", "software_version", "user", "value"}
QUERY = {"objects": {"print_stats": None, "webhooks": None}}
BATCH = [
    {"jsonrpc": "2.0", "id": name, "method": name, "params": params}
    for name, params in (
        ("printer.objects.query", QUERY),
        ("server.history.list", {"limit": 5, "order": "desc"}),
        ("server.history.totals", {}),
        ("server.info", {}),
        ("printer.info", {}),
    )
]
QUESTIONS: tuple[Question, ...] = (
    ("GET", "/server/info", None),
    ("GET", "/printer/info", None),
    ("GET", "/access/info", None),
    ("GET", "/server/history/list?limit=3", None),
    ("GET", "/server/history/list?before=9999999999", None),
    ("GET", "/server/history/totals", None),
    ("GET", "/server/database/item?namespace=moonraker&key=instance_id", None),
    ("GET", "/printer/objects/query?print_stats&webhooks&nope", None),
    ("POST", "/server/jsonrpc", BATCH),
)


class World(Protocol):
    """What a script may do."""

    @property
    def klipper(self) -> Klipper:
        """Return what prints."""

    async def run(self, seconds: float) -> None:
        """Let Klipper's time pass."""

    async def act(self, action: Action) -> None:
        """Do something to Klipper."""

    async def say(self, text: str) -> None:
        """Let Klipper write something to the console."""

    async def upload(self, job: Job) -> None:
        """Put a file on the card."""

    async def kill(self) -> None:
        """Kill Moonraker."""

    async def terminate(self) -> None:
        """End Moonraker in good order."""

    async def launch(self) -> None:
        """Start Moonraker, and wait until it follows a Klipper that is ready."""

    async def upgrade(self, version: str) -> None:
        """End Moonraker in good order, if it runs, and launch another version."""

    async def reconnect(self) -> None:
        """Wait until Moonraker is connected to Klipper again."""

    async def rejoin(self) -> None:
        """Wait until Moonraker follows Klipper again."""

    async def mistrust(self) -> str:
        """Trust this machine no more; return the key."""

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask Moonraker something."""


class SimulatedWorld:
    """The simulated Moonraker."""

    def __init__(self, version: str) -> None:
        """Be ready and idle."""
        self._printer = manual_printer(version=version, tick=TICK)
        self.klipper = self._printer.klipper

    async def run(self, seconds: float) -> None:
        """Let Klipper's time pass."""
        self._printer.clock.advance(seconds)

    async def act(self, action: Action) -> None:
        """Do something to Klipper."""
        action()

    async def say(self, text: str) -> None:
        """Let Klipper write something to the console."""
        self._printer.moonraker.klippy_said(text)

    async def upload(self, job: Job) -> None:
        """Put a file on the card."""
        self.klipper.files[job.filename] = job

    async def kill(self) -> None:
        """Kill Moonraker."""
        self._printer.moonraker.kill()

    async def terminate(self) -> None:
        """End Moonraker in good order."""
        self._printer.moonraker.terminate()

    async def launch(self) -> None:
        """Start Moonraker."""
        self._printer.moonraker.launch()

    async def upgrade(self, version: str) -> None:
        """Launch another version."""
        self._printer.moonraker.upgrade(version)

    async def reconnect(self) -> None:
        """Do nothing: that takes no time here."""

    async def rejoin(self) -> None:
        """Do nothing: that takes no time here."""

    async def mistrust(self) -> str:
        """Trust this machine no more; return the key."""
        self._printer.moonraker.access.is_trusted = False
        return self._printer.moonraker.access.api_key

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask Moonraker something."""
        return self._printer.moonraker.answer(method, path, body, headers)


async def look(world: World) -> list[Any]:
    """Ask all questions; return what must be the same in both worlds."""
    return [comparable(await world.ask(*question)) for question in QUESTIONS]


def comparable(answer: Answer) -> Any:
    """Return an answer without what differs between two runs of one program."""
    return answer.status, _comparable(answer.body)


def _comparable(value: Any, name: str = "") -> Any:
    """Return a part of an answer; of times of day the type, of numbers that too."""
    if name in TIMES:
        return type(value).__name__
    if name == "metadata":
        return value.get("filament_type")
    if isinstance(value, dict):
        return {
            key: _comparable(part, key)
            for key, part in sorted(value.items())
            if key not in NOT_COMPARED or key == "metadata"
        }
    if isinstance(value, list):
        return [_comparable(part) for part in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return type(value).__name__, round(value, 3)
    return value
