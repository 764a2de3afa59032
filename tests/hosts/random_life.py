"""A random life of a printer whose Moonraker is the real one."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from functools import partial
from random import Random

from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.simulators import Answer, Job, extrude, heat, retract

from .account import Account
from .counter import Counter
from .klippy import TICK
from .real_printer import RealPrinter

JOBS_PRINTED = 4
OFTEN = (0.9, 0.5, 0.1)
"""How often is polled."""
EVENTS = {
    "kill",
    "terminate",
    "launches",
    "upgrades",
    "pauses",
    "cancels",
    "resets the totals",
    "deletes the history",
}
TOLERANCE = Usage(0.5, 1.0)
SLOWLY = 0.1
"""Real seconds between ticks while a Moonraker starts or stops."""
ROWS = "/server/history/list?limit=1"


def random_job(random: Random, number: int) -> Job:
    """Make up a file; Klipper's ticks take less than the tolerance of its filament."""
    seconds = random.uniform(3, 25)
    segments = [
        heat(random.uniform(0, 6)),
        extrude(seconds, seconds * random.uniform(0.5, 3)),
        heat(random.uniform(0, 2)),
    ]
    if random.random() < 0.3:
        segments.insert(2, retract(0.8))
    material = random.choice([None, "PLA", '["PLA", "PETG"]'])
    return Job(f"{number}.gcode", tuple(segments), material)


def again(random: Random, job: Job) -> Job:
    """Return a file as it is printed: no two prints take the same time."""
    return replace(job, segments=(*job.segments, heat(random.uniform(0.01, 0.1))))


class RandomLife:
    """Print, disturb, poll; then compare."""

    def __init__(self, seed: int, printer: RealPrinter, counter: Counter) -> None:
        """Begin idle, with a Moonraker that has no history.

        What decides most of a life is taken in turn, that few lives have it all.
        """
        self._random = Random(seed)  # noqa: S311 - nothing secret comes of it
        self._printer = printer
        self._klipper = printer.klipper
        self._counter = counter
        self._account = Account(printer.klipper)
        self._back: float | None = None
        """When Moonraker, which is away, comes back."""
        self._often = OFTEN[seed % len(OFTEN)]
        self._upgrades = seed // 2 % 2 == 0
        self.events: set[str] = set()
        self.log: list[str] = []

    async def live(self) -> None:
        """Print some jobs, and compare in the end."""
        files = [random_job(self._random, number) for number in range(JOBS_PRINTED)]
        for job in files:
            await self._printer.upload(job)
        await self._poll()
        for _ in range(JOBS_PRINTED):
            await self._print(self._random.choice(files))
            await self._rest()
        await self._come_back()
        for _ in range(3):
            await self._run(2)
            await self._poll()
        self._compare()

    # A job.

    async def _print(self, job: Job) -> None:
        """Print a file, whatever comes between."""
        job = again(self._random, job)
        self._note(f"prints {job.filename}: {job.seconds:.2f} s, {job.mm:.2f} mm")
        await self._printer.act(partial(self._klipper.start, job))
        await self._run(TICK)
        if self._back is None:
            await self._printer.until(ROWS, partial(_is_open, job))
        while not self._klipper.is_idle:
            await self._run(self._random.uniform(1, 8))
            await self._disturb()
        if self._back is None:
            await self._record()

    async def _disturb(self) -> None:
        """Let something happen, mostly nothing."""
        chance = self._random.random()
        if chance < 0.25:
            await self._break()
        elif chance < 0.35 and not self._klipper.is_idle:
            await self._pause()
        elif self._random.random() < self._often:
            await self._poll()

    async def _pause(self) -> None:
        """Pause a while; then go on or cancel."""
        self._note("pauses")
        await self._printer.act(self._klipper.pause)
        await self._run(self._random.uniform(0.5, 6))
        if self._random.random() < self._often:
            await self._poll()
        if self._random.random() < 0.5:
            self._note("cancels")
            await self._printer.act(self._klipper.cancel)
        else:
            await self._printer.act(self._klipper.resume)

    async def _record(self) -> None:
        """Wait until Moonraker has recorded all that it saw."""
        await self._run(TICK)
        if self._account.follows:
            await self._printer.until(ROWS, _is_closed)
            self._account.recorded()

    # Between jobs.

    async def _rest(self) -> None:
        """Let time pass without a job; throw things away perhaps."""
        await self._run(self._random.uniform(0, 4))
        if self._random.random() < self._often:
            await self._poll()
        if self._back is not None:
            return
        chance = self._random.random()
        if chance < 0.2:
            self._note("resets the totals")
            self._account.reset()
            await self._do("POST", "reset_totals")
        elif chance < 0.4:
            self._note("deletes the history")
            self._account.deleted()
            await self._do("DELETE", "job?all=true")

    async def _do(self, verb: str, path: str) -> None:
        answer = await self._printer.ask(verb, f"/server/history/{path}")
        assert answer.status == 200

    # Moonraker.

    async def _break(self) -> None:
        """End Moonraker at a moment when it may be busy; let it be back later."""
        if self._back is not None:
            return
        way = self._random.choice(["kill", "terminate"])
        self._note(way)
        self._account.left()
        await asyncio.sleep(self._random.uniform(0, 0.01))
        await self._meanwhile(getattr(self._printer, way)())
        away = self._random.choice([0, self._random.uniform(0, 30)])
        self._back = self._klipper.now + away

    async def _come_back(self) -> None:
        """Start Moonraker, perhaps a newer one."""
        if self._back is None:
            return
        moonraker = self._printer.moonraker
        if self._upgrades and moonraker.version == "0.8.0":
            self._note("upgrades")
            moonraker.upgrade("0.11.0")
        self._note("launches")
        await self._meanwhile(self._printer.launch())
        self._back = None
        self._account.came()

    async def _meanwhile(self, change: Coroutine[None, None, None]) -> None:
        """Let time go on while something takes its time."""
        async with asyncio.TaskGroup() as group:
            task = group.create_task(change)
            while not task.done():
                await self._printer.klippy.run(TICK, SLOWLY)

    # Time.

    async def _run(self, seconds: float) -> None:
        """Let time pass, without waiting until Moonraker knows of it."""
        await self._printer.klippy.run(seconds)
        if self._back is not None and self._klipper.now >= self._back:
            await self._come_back()

    async def _poll(self) -> None:
        """Poll as Home Assistant does, while time stands still."""
        await self._printer.settle()
        if await self._counter.poll():
            self._account.polled()
        self._note(f"poll: {self._counter.odometer.total}")
        self._check(self._account.most, "more than is true")

    # What must be true.

    def _check(self, most: Usage, complaint: str) -> None:
        jobs = len(self._klipper.jobs)
        slack = Usage(TOLERANCE.print_time * jobs, TOLERANCE.filament * jobs)
        counted = self._counter.odometer.total
        assert (most + slack).largest(counted) == most + slack, complaint

    def _compare(self) -> None:
        """Compare what was counted with what must be."""
        counted, least = self._counter.odometer.total, self._account.least
        self._note(f"true: {self._account.truth}, at least {least}")
        jobs = len(self._klipper.jobs)
        slack = Usage(TOLERANCE.print_time * jobs, TOLERANCE.filament * jobs)
        assert (counted + slack).largest(least) == counted + slack, "less than told"

    def _note(self, event: str) -> None:
        self.events.add(event)
        self.log.append(f"{self._klipper.now:8.2f} {event}")


def _is_open(job: Job, answer: Answer) -> bool:
    row = answer.result["jobs"][:1] if answer.status == 200 else []
    return bool(row) and (row[0]["filename"], row[0]["status"]) == (
        job.filename,
        "in_progress",
    )


def _is_closed(answer: Answer) -> bool:
    return all(row["status"] != "in_progress" for row in answer.result["jobs"])
