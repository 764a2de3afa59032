"""Printers of either host kind, with a witness and a switch for their power."""

from abc import ABC, abstractmethod
from typing import Any, override
import uuid

from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import CONF_HOST_KIND, DOMAIN
from custom_components.printer_maintenance.maintenance.usage import NOTHING, Usage
from tests.moonraker.world_printer import WitnessedPrinter
from tests.octoprint.world_printer import WitnessedOctoPrint
from tests.simulators import Job, ManualClock
from tests.simulators.octoprint import USER_KEY
from tests.simulators.server import Host, HostServer

BOOTING = 20.0
# Nobody asks for more rows of a history than these.
JOBS_KEPT = 120


class LivingPrinter(ABC):
    """A printer that is switched on and off, and prints."""

    kind: str
    clock: ManualClock
    entry: MockConfigEntry

    def __init__(self, number: int) -> None:
        """Let it be on, idle and never seen."""
        self.name = f"Printer {number}"
        self.is_on = True
        self.cut: Any = None
        """The job that ended with the power, of which the host tells when it is back."""
        self._forgotten = NOTHING
        self.identity = uuid.uuid5(uuid.NAMESPACE_DNS, self.name)
        self.server: HostServer[Any] = HostServer(self._install())

    @abstractmethod
    def _install(self) -> Host:
        """Return its host."""

    @property
    @abstractmethod
    def jobs(self) -> list[Any]:
        """Return all jobs as they really were."""

    @property
    @abstractmethod
    def is_printing(self) -> bool:
        """Tell whether a job is open."""

    @abstractmethod
    def look(self) -> None:
        """Let the witness see how things stand."""

    @abstractmethod
    def start(self, job: Job) -> None:
        """Print a job."""

    @abstractmethod
    def _cut_power(self) -> None:
        """Lose all that is not on its host's disk."""

    @abstractmethod
    def _boot(self) -> None:
        """Start what runs on its host."""

    @abstractmethod
    def _told(self, cut: Any) -> Usage:
        """Return what the host told of a job before the power was cut."""

    @abstractmethod
    def _forget_rows(self, jobs: list[Any]) -> None:
        """Forget what else is kept of jobs."""

    @property
    def told(self) -> Usage:
        """Return what it has printed in its life, and has told so far."""
        truth = sum((job.truth for job in self.jobs), self._forgotten)
        return truth - self.cut.truth + self._told(self.cut) if self.cut else truth

    def forget(self) -> None:
        """Keep the truth of old jobs alone, so that the simulator does not grow."""
        old = self.jobs[:-JOBS_KEPT]
        self._forgotten = sum((job.truth for job in old), self._forgotten)
        self._forget_rows(old)
        del self.jobs[:-JOBS_KEPT]

    @property
    def api_key(self) -> dict[str, str]:
        """Return what the entry needs besides the address."""
        return {}

    async def be_added(self) -> MockConfigEntry:
        """Answer, and return its config entry."""
        await self.server.start()
        self.entry = MockConfigEntry(
            domain=DOMAIN,
            title=self.name,
            unique_id=str(self.identity),
            data={
                CONF_HOST_KIND: self.kind,
                CONF_URL: self.server.url,
                CONF_VERIFY_SSL: True,
                **self.api_key,
            },
        )
        return self.entry

    async def switch_off(self) -> None:
        """Cut the power, in a print or not."""
        self.look()
        self.cut = self.jobs[-1] if self.is_printing else None
        self._cut_power()
        self.is_on = False
        await self.server.stop()

    async def switch_on(self, clock_error: float) -> None:
        """Boot; until the time is known, the host's clock shows something else."""
        self.clock.step_wall(clock_error)
        self._boot()
        self.clock.advance(BOOTING)
        self.look()
        self.clock.step_wall(-clock_error)
        self.is_on, self.cut = True, None
        await self.server.start()

    def live(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.advance(seconds)
        self.look()


class KlipperPrinter(LivingPrinter):
    """A Klipper with a Moonraker."""

    kind = "moonraker"

    @override
    def _install(self) -> Host:
        self._printer = WitnessedPrinter("0.11.0")
        self._printer.moonraker.database.instance_id = str(self.identity)
        self.clock = self._printer.clock
        return self._printer.moonraker

    @property
    @override
    def jobs(self) -> list[Any]:
        return self._printer.klipper.jobs

    @property
    @override
    def is_printing(self) -> bool:
        return self._printer.klipper.job is not None

    @override
    def look(self) -> None:
        self._printer.klipper.catch_up()
        self._printer.klipper.look()

    @override
    def start(self, job: Job) -> None:
        self._printer.klipper.start(job)
        self.look()

    @override
    def _cut_power(self) -> None:
        self._printer.power_off()

    @override
    def _boot(self) -> None:
        self._printer.power_on()

    @override
    def _told(self, cut: Any) -> Usage:
        usage: Usage = cut.usage
        return usage

    @override
    def _forget_rows(self, jobs: list[Any]) -> None:
        moonraker = self._printer.moonraker
        rows, recorded = moonraker.database.rows, moonraker.recorded
        gone = {start for start, job in recorded.items() if job in jobs}
        for job_id in [i for i, row in rows.items() if row.start_time in gone]:
            del rows[job_id]
        for start in gone:
            del recorded[start]
        moonraker.booked[:] = [job for job in moonraker.booked if job not in jobs]


class OctoPrintPrinter(LivingPrinter):
    """An OctoPrint."""

    kind = "octoprint"

    @override
    def _install(self) -> Host:
        self._octoprint = WitnessedOctoPrint("1.11.8")
        self._octoprint.uuid = str(self.identity)
        self.clock = self._octoprint.clock
        return self._octoprint

    @property
    @override
    def api_key(self) -> dict[str, str]:
        return {CONF_API_KEY: USER_KEY}

    @property
    @override
    def jobs(self) -> list[Any]:
        return self._octoprint.jobs

    @property
    @override
    def is_printing(self) -> bool:
        return self._octoprint.job is not None

    @override
    def look(self) -> None:
        self._octoprint._agenda.catch_up()
        self._octoprint.look()

    @override
    def start(self, job: Job) -> None:
        self._octoprint.do(lambda: self._octoprint.start(job))

    @override
    def _cut_power(self) -> None:
        self._octoprint.kill()

    @override
    def _boot(self) -> None:
        self._octoprint.launch()

    @override
    def _told(self, cut: Any) -> Usage:
        # The filament in a file is known when it was analysed, which prints put off.
        known = self._octoprint.length(cut) is not None
        return Usage(cut.print_time, cut.truth.filament if known else 0.0)

    @override
    def _forget_rows(self, jobs: list[Any]) -> None:
        for file in self._octoprint.storage.files.values():
            del file.history[:-JOBS_KEPT]
