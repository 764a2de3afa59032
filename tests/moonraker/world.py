"""A simulated world: a printer, Moonraker, a network, Home Assistant. All may fail."""

from custom_components.printer_maintenance.maintenance.usage import NOTHING, Usage
from tests.simulators import Job

from .world_faults import STARTUP, FaultyPrinter
from .world_home_assistant import HomeAssistant
from .world_losses import named_losses
from .world_printer import TICK
from .world_time import Action

# Sums of the same numbers in another order differ by less than this.
ROUNDING = Usage(1e-5, 1e-5)


class World(FaultyPrinter):
    """What Home Assistant does, and what must be true of it at any time."""

    # Home Assistant.

    def add_printer(self) -> None:
        """Set the printer up in Home Assistant."""
        if self.home is None and self.moonraker.is_running:
            self._note("printer added")
            self.home = HomeAssistant(self.printer, self.now)
            self.poll()

    def stop_home_assistant(self, back: float) -> None:
        """Stop Home Assistant in good order, and start it later."""
        if self.home is not None and self.home.is_up:
            self._note("Home Assistant stopped")
            self.home.stop()
            self._away(back)

    def kill_home_assistant(self, back: float) -> None:
        """Kill Home Assistant, and start it later."""
        if self.home is not None and self.home.is_up:
            self._note("Home Assistant killed")
            self.home.kill()
            self._away(back)

    def restore_backup(self, share: float, back: float) -> None:
        """Put Home Assistant back to what it was some time ago."""
        if self.home is not None and self.home.is_up:
            self._note("Home Assistant restored from a backup")
            self.home.kill()
            self.home.restore(share)
            self._away(back)

    def _away(self, back: float) -> None:
        self._jobs_at_stop = self._over
        self._later(back, self._start_home_assistant)

    def _start_home_assistant(self) -> None:
        if self.home is not None and not self.home.is_up:
            over = self._over - self._jobs_at_stop
            if over:
                several = "several jobs" if over > 1 else "a job"
                self.happened.add(f"Home Assistant down at the end of {several}")
            self.home.start(self.now)
            self.check()

    def while_down(self, name: str, arguments: tuple[float, ...]) -> None:
        """Let something happen while Home Assistant is down, and a job end perhaps."""
        if self.home is not None and self.home.is_up:
            self.stop_home_assistant(300)
            self.wait(77.7)
            getattr(self, name)(*arguments)

    def refresh(self) -> None:
        """Poll because somebody asks for it; Home Assistant lets nobody do so often."""
        self._settle()
        self.poll()

    def poll(self) -> None:
        """Poll, and check that nothing that was counted is lost."""
        home = self.home
        if home is None or not home.is_up:
            return
        before, buckets = home.usage, home.odometer.buckets
        home.poll_at(self.now)
        assert _reaches(home.usage, before), "the odometer fell"
        for material, usage in buckets.items():
            assert _reaches(home.odometer.buckets[material], usage), "a bucket fell"
        self.check()

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

    # What must be true.

    def check(self) -> None:
        """Check that no more was counted than is true."""
        home = self.home
        if home is None or not home.seeded:
            return
        self.klipper.catch_up()
        self.klipper.look()
        most = home.hearing.most
        assert _reaches(most, home.usage), f"{home.usage} is more than {most}"

    def rest(self) -> None:
        """Mend everything, poll a few times, and check that all is counted."""
        self._agenda.clear()
        self._restore_power(STARTUP)
        self._launch_moonraker()
        self._launch_klippy(STARTUP)
        self._restart_firmware()
        self.add_printer()
        self._mend_network()
        self._start_home_assistant()
        self.wait(5)
        calm, over = 0, self._over
        while calm < 4:
            self.poll()
            self.wait(7)
            calm, over = (calm + 1 if over == self._over else 0), self._over
        self.poll()
        assert self.home
        least = self.home.hearing.least
        assert _reaches(self.home.usage, least), (
            f"{self.home.usage} is less than {least}"
        )
        self._note_losses(self.home)

    def _note_losses(self, home: HomeAssistant) -> None:
        losses = list(named_losses(home.hearing, home.usage))
        for name, usage in losses:
            self.losses[name] = self.losses.get(name, NOTHING).largest(usage)
        if not losses:
            self.error = self.error.largest(home.hearing.truth - home.usage)

    @property
    def _over(self) -> int:
        return sum(job.over for job in self.klipper.jobs)

    def end(self) -> None:
        """Let the last job come to its end, and check once more."""
        self.rest()
        if self._is_paused:
            self.klipper.cancel()
        for _ in range(30):
            if self.klipper.job is not None:
                self.wait(61)
        self.rest()


def _reaches(usage: Usage, wanted: Usage) -> bool:
    """Tell whether a usage is at least another one, but for rounding."""
    return (usage + ROUNDING).largest(wanted) == usage + ROUNDING
