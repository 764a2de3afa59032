"""The printers of a demo, and what is kept of them between runs."""

import contextlib
import json
from pathlib import Path

from demo.api import Json
from demo.octoprint import RealOctoPrint
from demo.plan import Kind, PrinterPlan
from demo.printer import DemoPrinter
from demo.simulated import SimulatedKlipper, SimulatedOctoPrint


class Fleet:
    """All printers of a demo."""

    def __init__(
        self, path: Path, speed: float, plans: tuple[PrinterPlan, ...]
    ) -> None:
        """Bring them back from a file, or make them anew."""
        self._path = path
        self._speed = speed
        saved: Json = {}
        with contextlib.suppress(FileNotFoundError):
            saved = json.loads(path.read_text(encoding="utf-8"))
        self.printers = [self._printer(plan, saved.get(plan.name)) for plan in plans]

    def _printer(self, plan: PrinterPlan, saved: Json | None) -> DemoPrinter:
        match plan.kind:
            case Kind.MOONRAKER:
                return SimulatedKlipper(plan, saved, self._speed)
            case Kind.OCTOPRINT:
                return SimulatedOctoPrint(plan, saved, self._speed)
            case Kind.REAL_OCTOPRINT:
                return RealOctoPrint(plan, saved, self._path.parent / "octoprint")

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
