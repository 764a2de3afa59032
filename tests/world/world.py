"""What Home Assistant does in a world, and what must be true of it at any time."""

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

from custom_components.printer_maintenance.maintenance.usage import NOTHING, Usage

from .home_assistant import Home
from .time import WorldTime

# Sums of the same numbers in another order differ by less than this.
ROUNDING = Usage(1e-5, 1e-5)
# After so many polls without the end of a job all that was told must be counted.
CALM = 4
# What happens to Home Assistant, whether the printer prints or not.
OF_HOME_ASSISTANT = (
    "printer added",
    "Home Assistant stopped",
    "Home Assistant killed",
    "Home Assistant restored from a backup",
)


class WatchedWorld(WorldTime):
    """A printer, its host, and Home Assistant. All may fail."""

    _jobs_at_stop = 0
    _calm = 0
    _over_at_poll = 0

    @property
    @abstractmethod
    def _in_a_print(self) -> bool:
        """Tell whether a job is open."""

    @property
    @abstractmethod
    def _over(self) -> int:
        """Return how many jobs came to their end."""

    @property
    @abstractmethod
    def _can_be_added(self) -> bool:
        """Tell whether the host answers."""

    @abstractmethod
    def _settle(self) -> None:
        """Wait a little: people and programs are slower than printers."""

    @abstractmethod
    def _look(self) -> None:
        """Let the witness see how things stand."""

    @abstractmethod
    def _mend(self) -> None:
        """Mend all but Home Assistant."""

    @abstractmethod
    def _added(self) -> Home[Any, Any]:
        """Return a Home Assistant that knows nothing of the printer yet."""

    @abstractmethod
    def _named_losses(self) -> Iterable[tuple[str, Usage]]:
        """Return what is lost, by name; AssertionError over a loss without a name."""

    @abstractmethod
    def end(self) -> None:
        """Let the last job come to its end, and check once more."""

    def _note(self, what: str) -> None:
        self.happened.add(what)
        if self._in_a_print:
            self.happened.add(f"{what} in a print")
        if self.home is not None and not self.home.is_up:
            self.happened.add(f"{what} while Home Assistant is down")

    # Home Assistant.

    def add_printer(self) -> None:
        """Set the printer up in Home Assistant."""
        if self.home is None and self._can_be_added:
            self._note("printer added")
            self.home = self._added()
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
        has_answered = home.poll_at(self.now)
        assert reaches(home.usage, before), "the odometer fell"
        for material, usage in buckets.items():
            assert reaches(home.odometer.buckets[material], usage), "a bucket fell"
        self.check()
        is_calm = has_answered and self._over == self._over_at_poll
        self._calm = self._calm + 1 if is_calm else 0
        self._over_at_poll = self._over
        if self._calm >= CALM:
            self._check_least(home)

    # What must be true.

    def check(self) -> None:
        """Check that no more was counted than is true."""
        home = self.home
        if home is None or not home.seeded:
            return
        self._look()
        most = home.hearing.most
        assert reaches(most, home.usage), f"{home.usage} is more than {most}"

    def rest(self) -> None:
        """Mend everything, poll a few times, and check that all is counted."""
        self._agenda.clear()
        self._mend()
        self.add_printer()
        self._start_home_assistant()
        self.wait(5)
        calm, over = 0, self._over
        while calm < 4:
            self.poll()
            self.wait(7)
            calm, over = (calm + 1 if over == self._over else 0), self._over
        self.poll()
        assert self.home
        assert self.home.seeded, "no poll counted"
        self._check_least(self.home)
        self._note_losses(self.home)

    def _check_least(self, home: Home[Any, Any]) -> None:
        least = home.hearing.least
        assert reaches(home.usage, least), f"{home.usage} is less than {least}"

    def _note_losses(self, home: Home[Any, Any]) -> None:
        losses = list(self._named_losses())
        for name, usage in losses:
            self.losses[name] = self.losses.get(name, NOTHING).largest(usage)
        if not losses and not self._in_a_print:
            self.error = self.error.largest(home.hearing.truth - home.usage)


def reaches(usage: Usage, wanted: Usage) -> bool:
    """Tell whether a usage is at least another one, but for rounding."""
    return (usage + ROUNDING).largest(wanted) == usage + ROUNDING
