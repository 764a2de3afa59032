"""Simulated printers, which work through their jobs in fast motion."""

from abc import ABC, abstractmethod
from dataclasses import asdict
from datetime import date
import itertools
from typing import override
import uuid

from demo import DemoError
from demo.api import Json
from demo.clock import LifeClock, Stretch, new_life
from demo.past import Amounts, Days
from demo.plan import PrinterPlan
from tests.simulators import JobLoop, Klipper, Moonraker
from tests.simulators.octoprint import READ_ONLY_KEY, OctoPrint
from tests.simulators.server import Host, HostServer

REST = 900.0


class SimulatedPrinter(ABC):
    """A printer with a simulated host, over HTTP."""

    api_key = ""

    def __init__(self, plan: PrinterPlan, saved: Json | None, speed: float) -> None:
        """Let it live through what it has lived, then print on."""
        self.plan = plan
        self._clock = _clock(saved) if saved else new_life(plan.past)
        self._server = HostServer(self._install(), saved["port"] if saved else 0)
        self._clock.begin(speed)
        self._catch_up()

    @abstractmethod
    def _install(self) -> Host:
        """Return its host, which begins to print at once."""

    @abstractmethod
    def _catch_up(self) -> None:
        """Live through what is past."""

    @property
    def url(self) -> str:
        """Return where it answers."""
        return self._server.url

    async def start(self) -> None:
        """Answer requests."""
        try:
            await self._server.start()
        except OSError as error:
            raise DemoError(
                f"The simulated printer {self.plan.name} cannot have port "
                f"{self._server.port}, where Home Assistant knows it: {error.strerror}."
            ) from None

    async def stop(self) -> None:
        """Answer no more."""
        await self._server.stop()

    async def print_first(self) -> int:
        """Print nothing: it has a past."""
        return 0

    def past(self) -> Days:
        """Return nothing: not every host remembers."""
        return {}

    def as_dict(self) -> Json:
        """Return what has to be kept for the next run."""
        return {
            "port": self._server.port,
            "lived": self._clock.monotonic(),
            "stretches": [asdict(stretch) for stretch in self._clock.stretches],
        }

    @property
    def _identity(self) -> uuid.UUID:
        return uuid.uuid5(uuid.NAMESPACE_DNS, self.plan.name)


class SimulatedKlipper(SimulatedPrinter):
    """A Klipper with a Moonraker."""

    @override
    def _install(self) -> Host:
        self._klipper = Klipper(self._clock, self.plan.name)
        self._moonraker = Moonraker(self._klipper)
        self._moonraker.database.instance_id = self._identity.hex
        JobLoop(self._klipper, itertools.cycle(self.plan.jobs), REST)
        return self._moonraker

    @override
    def _catch_up(self) -> None:
        self._klipper.catch_up()

    @override
    def past(self) -> Days:
        days: dict[date, Amounts] = {}
        for row in self._moonraker.database.rows.values():
            if row.end_time is None or row.print_duration <= 0:
                continue
            day = date.fromtimestamp(row.end_time)  # noqa: DTZ012
            seconds, millimetres, prints = days.get(day, (0.0, 0.0, 0))
            days[day] = (
                seconds + row.print_duration,
                millimetres + row.filament_used,
                prints + 1,
            )
        return days


class SimulatedOctoPrint(SimulatedPrinter):
    """An OctoPrint with its printer."""

    api_key = READ_ONLY_KEY

    @override
    def _install(self) -> Host:
        self._octoprint = OctoPrint(self._clock)
        self._octoprint.name = self.plan.name
        self._octoprint.uuid = str(self._identity)
        self._jobs = itertools.cycle(self.plan.jobs)
        self._octoprint.idle = self._rest
        self._rest()
        return self._octoprint

    @override
    def _catch_up(self) -> None:
        assert self._octoprint.machine

    def _rest(self) -> None:
        self._octoprint.after(REST, lambda: self._octoprint.start(next(self._jobs)))


def _clock(saved: Json) -> LifeClock:
    """Return the clock of a printer that was kept."""
    stretches = [Stretch(**stretch) for stretch in saved["stretches"]]
    return LifeClock(stretches, saved["lived"])
