"""The simulated printers, and what is kept of them between runs."""

import contextlib
from dataclasses import asdict
import itertools
import json
from pathlib import Path
import uuid

from demo import DemoError
from demo.api import Json
from demo.clock import LifeClock, Stretch, new_life
from demo.plan import PrinterPlan
from tests.simulators import JobLoop, Klipper, Moonraker, MoonrakerServer

REST = 900.0


class SimulatedPrinter:
    """A printer that works through its jobs in fast motion, over HTTP."""

    def __init__(self, plan: PrinterPlan, saved: Json | None, speed: float) -> None:
        """Let it live through what it has lived, then print on."""
        self.plan = plan
        self._clock = _clock(saved) if saved else new_life(plan.past)
        klipper = Klipper(self._clock, plan.name)
        moonraker = Moonraker(klipper)
        moonraker.database.instance_id = uuid.uuid5(uuid.NAMESPACE_DNS, plan.name).hex
        self._loop = JobLoop(klipper, itertools.cycle(plan.jobs), REST)
        self._server = MoonrakerServer(moonraker, saved["port"] if saved else 0)
        self._clock.begin(speed)
        klipper.catch_up()

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

    def as_dict(self) -> Json:
        """Return what has to be kept for the next run."""
        return {
            "port": self._server.port,
            "lived": self._clock.monotonic(),
            "stretches": [asdict(stretch) for stretch in self._clock.stretches],
        }


class Fleet:
    """All simulated printers of a demo."""

    def __init__(
        self, path: Path, speed: float, plans: tuple[PrinterPlan, ...]
    ) -> None:
        """Bring them back from a file, or make them anew."""
        self._path = path
        saved: Json = {}
        with contextlib.suppress(FileNotFoundError):
            saved = json.loads(path.read_text(encoding="utf-8"))
        self.printers = [
            SimulatedPrinter(plan, saved.get(plan.name), speed) for plan in plans
        ]

    async def start(self) -> None:
        """Start all, or none if one cannot."""
        try:
            for printer in self.printers:
                await printer.start()
        except BaseException:
            await self.stop()
            raise
        self.save()

    async def stop(self) -> None:
        """Stop all; they stand still until the next run."""
        self.save()
        for printer in self.printers:
            await printer.stop()

    def save(self) -> None:
        """Keep how far they have come."""
        lives = {printer.plan.name: printer.as_dict() for printer in self.printers}
        scratch = self._path.with_suffix(".new")
        scratch.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_text(json.dumps(lives), encoding="utf-8")
        scratch.replace(self._path)


def _clock(saved: Json) -> LifeClock:
    """Return the clock of a printer that was kept."""
    stretches = [Stretch(**stretch) for stretch in saved["stretches"]]
    return LifeClock(stretches, saved["lived"])
