"""Home Assistant's side of a poll, without Home Assistant, and how tests use it."""

from typing import Any

import aiohttp

from custom_components.printer_maintenance.hosts.base import HostUnreachable
from custom_components.printer_maintenance.hosts.moonraker import MoonrakerHost
from custom_components.printer_maintenance.maintenance.odometer import Odometer
from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.simulators import Job

from .real_printer import RealPrinter


class Counter:
    """Poll the real Moonraker and count, as the coordinator does."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """Begin without knowing anything."""
        self.host = MoonrakerHost(session, url, None)
        self.odometer = Odometer()
        self.cursor: Any = None

    async def poll(self) -> bool:
        """Poll once and tell whether somebody answered; the odometer must not fall."""
        try:
            answer = await self.host.fetch(self.cursor, None)
        except HostUnreachable:
            return False
        assert answer.complaint is None
        before = self.odometer.total
        snapshot, self.cursor = self.host.read(answer, self.cursor)
        self.odometer = self.odometer.fold(snapshot.seeds).fold(snapshot.jobs)
        assert before.largest(self.odometer.total) == self.odometer.total
        return True


async def watch(printer: RealPrinter, counter: Counter, seconds: int) -> None:
    """Let time pass, with a poll every two seconds of it."""
    for _ in range(seconds // 2):
        await printer.run(2)
        await counter.poll()


def same(usage: Usage, expected: Usage) -> bool:
    """Compare within the tick at which Klipper tells its numbers."""
    return (
        abs(usage.print_time - expected.print_time) < 0.5
        and abs(usage.filament - expected.filament) < 1
        and usage.prints == expected.prints
    )


async def start(printer: RealPrinter, job: Job) -> None:
    """Start a print."""
    await printer.act(lambda: printer.klipper.start(job))
