"""A simulated world: a printer, Moonraker, a network, Home Assistant. All may fail."""

from collections.abc import Iterator
from typing import override

from custom_components.printer_maintenance.maintenance.usage import NOTHING, Usage
from tests.simulators import Job
from tests.world.time import Action
from tests.world.world import reaches

from .world_faults import FaultyPrinter
from .world_home_assistant import HomeAssistant
from .world_losses import named_losses
from .world_printer import TICK


class World(FaultyPrinter):
    """What Home Assistant does, and what happens just then."""

    @property
    @override
    def _can_be_added(self) -> bool:
        return self.moonraker.is_running

    @override
    def _added(self) -> HomeAssistant:
        return HomeAssistant(self.printer, self.now)

    # Races.

    def start_just_before_poll(self, job: Job, age: float) -> None:
        """Let a poll meet a job that has just been started."""
        if self._is_ready and self.klipper.job is None:
            self._begin(job)
            self.wait(age)
            self.poll()
            self.happened.add("a job started just before a poll")

    def end_in_poll(self, items: int) -> None:
        """Let a job end while a poll is answered."""
        if not self._is_printing or self.home is None or not self.home.is_up:
            return
        job = self.klipper.job
        self.wait(max(0.0, self.klipper.left - 0.1))
        if self._is_printing and self.klipper.job is job:
            self._between(items, lambda: None)
            if self.klipper.job is not job:
                self.happened.add("a job ended between the answers of a poll")

    def cancel_in_poll(self, items: int) -> None:
        """Let a job be cancelled while a poll is answered."""
        if self._in_a_print and self.home is not None and self.home.is_up:
            self._settle()
            if self._in_a_print:
                self.happened.add("a job cancelled between the answers of a poll")
                self._between(items, self.klipper.cancel)

    def start_in_poll(self, job: Job, items: int) -> None:
        """Let a job be started while a poll is answered."""
        if self._is_ready and self.klipper.job is None and self.home is not None:
            self.happened.add("a job started between the answers of a poll")
            self.wait(2 * TICK)
            if self._is_ready and self.home.is_up:
                self._between(items, lambda: self._start(job))

    def _between(self, items: int, action: Action) -> None:
        def happen() -> None:
            action()
            self.printer.clock.advance(2 * TICK)
            self.klipper.catch_up()

        assert self.home
        self.home.client.meanwhile = {items: happen}
        self.poll()
        self.home.client.meanwhile = {}

    # Another identity.

    def change_identity(self, job: Job) -> None:
        """Give Moonraker another identity in a print; the user says: the same printer."""
        home = self.home
        if home is None or not (
            home.is_up and home.identity and home.client.is_connected
        ):
            return
        if self._is_ready and self.klipper.job is None:
            self._begin(job)
            self.wait(20)
        self.poll()
        if home.client.is_connected and self._is_all_heard(home):
            self.happened.add("another identity in a print")
            home.identity = self.moonraker.change_identity()
            home.follow_another_host()
            self.poll()

    def _is_all_heard(self, home: HomeAssistant) -> bool:
        """Tell whether nothing but the job that is live is left to be counted."""
        heard, memory = home.client.heard, home.hearing.memory
        return (
            heard.live is not None
            and heard.live[0] in memory.live
            and heard.booked is not None
            and not (memory.is_uncounted or memory.is_blind or memory.pending)
        )

    # What must be true.

    @override
    def _look(self) -> None:
        self.klipper.catch_up()
        self.klipper.look()

    @override
    def _named_losses(self) -> Iterator[tuple[str, Usage]]:
        assert self.home
        return named_losses(self.home.hearing, self.home.usage)

    @override
    def rest(self) -> None:
        super().rest()
        assert self.home
        kept = self.home.odometer.by_material()
        for material, usage in self.home.hearing.by_material.items():
            bucket = kept.get(material, NOTHING)
            assert reaches(bucket, usage), f"{bucket} of {material} is not {usage}"

    @property
    @override
    def _over(self) -> int:
        return sum(job.over for job in self.klipper.jobs)

    @override
    def end(self) -> None:
        self.rest()
        if self._is_paused:
            self.klipper.cancel()
        for _ in range(30):
            if self.klipper.job is not None:
                self.wait(61)
        self.rest()
