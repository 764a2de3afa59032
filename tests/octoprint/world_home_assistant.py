"""Home Assistant and the network in the simulated world."""

from collections.abc import Callable, Mapping
from typing import override

from custom_components.printer_maintenance.hosts.http import HttpAnswer
from custom_components.printer_maintenance.hosts.octoprint import OctoPrintHost
from custom_components.printer_maintenance.hosts.octoprint_answer import OctoPrintAnswer
from custom_components.printer_maintenance.maintenance.usage import total
from tests.simulators.clock import ManualClock
from tests.simulators.job import Job, extrude
from tests.simulators.octoprint import OctoPrint
from tests.world.home_assistant import Home

from .watcher import DirectClient, host_of
from .world_heard import Heard
from .world_memory import Hearing
from .world_printer import WitnessedOctoPrint

PRINTER = "api/printer"
JOB = "api/job"
COUNTERS = "plugin/achievements/"
FILES = "api/files"


def _other_printer() -> OctoPrint[ManualClock]:
    """Return another printer, which has printed a few times."""
    octoprint = OctoPrint(ManualClock(wall=1_700_000_000.0))
    octoprint.uuid = "0" * 8 + octoprint.uuid[8:]
    for _ in range(3):
        octoprint.start(Job("other.gcode", (extrude(1000, 1000),)))
        octoprint.clock.advance(1100)
    return octoprint


OTHER = _other_printer()


class WorldClient(DirectClient):
    """Ask, note what the answers are about, and let things happen in between."""

    octoprint: WitnessedOctoPrint

    def __init__(self, octoprint: WitnessedOctoPrint) -> None:
        """Begin with nothing planned."""
        super().__init__(octoprint)
        self.heard = Heard()
        self.items = 0
        self.hides_counters = False
        self.is_swapped = False
        self._other = DirectClient(OTHER)
        self.meanwhile: dict[int, Callable[[], None]] = {}
        """What happens after how many answers of the next poll."""

    def begin(self) -> None:
        """Begin a poll."""
        self.heard = Heard()
        self.items = 0

    @override
    async def exchange(
        self,
        path: str,
        *,
        params: Mapping[str, str | int | float] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        largest: int | None = None,
        patience: float | None = None,
    ) -> HttpAnswer:
        if self.is_swapped:
            return await self._other.exchange(
                path, params=params, json=json, headers=headers
            )
        answer = await super().exchange(path, params=params, json=json, headers=headers)
        if path == COUNTERS and self.hides_counters:
            return HttpAnswer(200, {}, b'{"stats": null}')
        self._answered(path)
        return answer

    def _answered(self, path: str) -> None:
        """Note what one answer is about, then let happen what is planned."""
        if path == PRINTER:
            self.heard.printer(self.octoprint)
        elif path == JOB:
            self.heard.job(self.octoprint)
        elif path == COUNTERS:
            self.heard.read_counters(self.octoprint)
        elif path == FILES:
            self.heard.has_files = True
        self.items += 1
        if action := self.meanwhile.pop(self.items, None):
            action()


class HomeAssistant(Home[OctoPrintAnswer, Hearing]):
    """Poll an OctoPrint every minute and save as the coordinator does."""

    def __init__(self, octoprint: WitnessedOctoPrint, now: float) -> None:
        """Add the printer."""
        self.client = WorldClient(octoprint)
        self.identity = octoprint.uuid
        super().__init__(Hearing(octoprint), now)

    @override
    def _open(self) -> OctoPrintHost:
        return host_of(self.client)

    @override
    def _begin_poll(self) -> None:
        self.client.begin()

    @override
    def _hear(self) -> None:
        if self.cursor is not None:
            self.hearing.hear(self.client.heard, total(self.odometer.buckets))
