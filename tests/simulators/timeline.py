"""Events in order: what a machine does by itself, what was planned, who watches."""

from abc import ABC, abstractmethod
from collections.abc import Callable
import itertools
import math

from .clock import Clock
from .print_stats import Stats
from .updates import Listener, Subscription

type Action = Callable[[], None]


def nothing() -> None:
    """Let the listeners look at a moment where only the numbers turn."""


class Timeline(ABC):
    """A machine that lives by a clock.

    Nothing runs by itself: `catch_up` lets happen, in order, what was due until the
    clock's present moment, and every command begins with it.
    """

    def __init__(self, clock: Clock) -> None:
        """Begin at the clock's present moment."""
        self.clock = clock
        self.now = clock.monotonic()
        self._agenda: list[tuple[float, int, Action]] = []
        self._order = itertools.count()
        self._subscriptions: list[Subscription] = []
        self._is_catching_up = False

    def after(self, seconds: float, action: Action) -> None:
        """Let something happen at a moment to come, exactly then."""
        self.catch_up()
        self._agenda.append((self.now + seconds, next(self._order), action))
        self._agenda.sort(key=lambda entry: entry[:2])

    def catch_up(self) -> None:
        """Let happen what was due until the present moment."""
        if self._is_catching_up:
            return
        self._is_catching_up = True
        try:
            self._run(self.clock.monotonic())
        finally:
            self._is_catching_up = False

    @abstractmethod
    def _next_change(self) -> tuple[float, Action]:
        """Return when the machine changes next by itself, and how."""

    @abstractmethod
    def _advance(self, seconds: float) -> None:
        """Move on evenly, where nothing changes on the way."""

    @abstractmethod
    def _read(self, moment: float) -> tuple[Stats, str]:
        """Read the statistics at a moment that was just reached, and the state."""

    def _happen(self, action: Action) -> None:
        """Do something at the present moment."""
        self._let_happen(self.now, action)

    def _soon(self, action: Action) -> None:
        """Do something at this moment, after the present change has been seen."""
        self._agenda.insert(0, (self.now, -1, action))

    def _subscribe(self, listener: Listener) -> None:
        """Begin to tell a listener."""
        subscription = Subscription(listener, self._sample, self.now)
        self._subscriptions.append(subscription)

    def _unsubscribe(self, listener: Listener) -> None:
        """Tell a listener nothing more."""
        self._subscriptions = [
            subscription
            for subscription in self._subscriptions
            if subscription.listener is not listener
        ]

    def _run(self, until: float) -> None:
        """Live through all events until a moment."""
        while (event := self._next_event())[0] <= until:
            self._let_happen(event[0], event[1])
        for subscription in self._subscriptions:
            subscription.catch_up(until)
        self._go_to(until)

    def _next_event(self) -> tuple[float, Action]:
        """Return what comes next: something planned or the machine's own."""
        moment, action = self._next_change()
        if self._agenda and self._agenda[0][0] <= moment:
            moment, action = self._agenda[0][0], self._do_planned
        return max(moment, self.now), action

    def _do_planned(self) -> None:
        """Do what was planned for this moment."""
        self._agenda.pop(0)[2]()

    def _let_happen(self, moment: float, action: Action) -> None:
        """Do something at a moment, seen just before and after by who listens."""
        for subscription in self._subscriptions:
            subscription.catch_up(moment)
        self._go_to(moment)
        action()
        for subscription in self._subscriptions:
            subscription.changed(moment)

    def _go_to(self, moment: float) -> None:
        """Move on to a moment."""
        if moment > self.now:
            self._advance(moment - self.now)
            self.now = moment

    def _sample(self, moment: float) -> tuple[Stats, str]:
        """Go to a moment and read there."""
        self._go_to(moment)
        return self._read(moment)


NEVER: tuple[float, Action] = (math.inf, nothing)
