"""The plugin by which a user allows an application in."""

from dataclasses import dataclass, field
from enum import Enum
import hashlib

LIFETIME = 600.0
PATIENCE = 5.0
LIMITS = ((3, 60.0), (5, 600.0), (10, 3600.0))


class Undecided(Enum):
    """What an application learns if it gets no key."""

    PENDING = "pending"
    GONE = "gone"


@dataclass(slots=True)
class Request:
    """An application that waits for a user's decision."""

    app: str
    user: str | None
    app_token: str
    user_token: str
    created: float
    polled: float

    def is_alive(self, moment: float) -> bool:
        """Tell whether the application still asks; who does not poll is forgotten."""
        return moment - self.polled <= PATIENCE and moment - self.created <= LIFETIME


@dataclass(slots=True)
class AppKeys:
    """The plugin: what it keeps on disk, and what only while it runs.

    Windows of the rate limit are fixed ones: the first request opens them, and what is
    refused counts as well.
    """

    is_enabled: bool = True
    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    """Keys by user and, in lower case, application."""
    requests: list[Request] = field(default_factory=list)
    _granted: dict[str, tuple[str, str]] = field(default_factory=dict)
    _windows: dict[float, tuple[float, int]] = field(default_factory=dict)
    _tokens: int = 0

    def restart(self) -> None:
        """Forget what lives in memory."""
        self.requests.clear()
        self._granted.clear()
        self._windows.clear()

    def owner(self, key: str | None) -> str | None:
        """Return the user whose application has a key."""
        for (user, _), known in self.keys.items():
            if known == key:
                return user
        return None

    # What the application does.

    def request(self, app: str, user: str | None, moment: float) -> Request | None:
        """Ask for a key; too many requests are refused."""
        if not self._has_room(moment):
            return None
        request = Request(
            app, user, self._token(), self._token(), created=moment, polled=moment
        )
        self._forget(moment)
        self.requests.append(request)
        return request

    def poll(self, app_token: str, moment: float) -> str | Undecided:
        """Ask for the decision; a key is handed out once."""
        self._forget(moment)
        for request in self.requests:
            if request.app_token == app_token:
                request.polled = moment
                return Undecided.PENDING
        granted = self._granted.pop(app_token, None)
        if granted is None:
            return Undecided.GONE
        user, app = granted
        return self.keys.setdefault((user, app.lower()), self._token())

    def revoke(self, user: str, app: str) -> bool:
        """Give a key back."""
        return self.keys.pop((user, app.lower()), None) is not None

    # What the user does.

    def pending(self, user: str, moment: float) -> list[Request]:
        """Return what a user is asked."""
        self._forget(moment)
        return [request for request in self.requests if request.user in (user, None)]

    def decide(
        self, user_token: str, user: str, moment: float, *, is_granted: bool
    ) -> bool:
        """Grant or deny a request; tell whether it was still there."""
        for request in self.pending(user, moment):
            if request.user_token == user_token:
                self.requests.remove(request)
                if is_granted:
                    self._granted[request.app_token] = (user, request.app)
                return True
        return False

    # Behind it.

    def _forget(self, moment: float) -> None:
        """Forget the requests of applications that went away."""
        self.requests = [entry for entry in self.requests if entry.is_alive(moment)]

    def _has_room(self, moment: float) -> bool:
        """Count a request against the limits."""
        for count, seconds in LIMITS:
            opened, used = self._windows.get(seconds, (moment, 0))
            if moment - opened >= seconds:
                opened, used = moment, 0
            self._windows[seconds] = (opened, used + 1)
            if used >= count:
                return False
        return True

    def _token(self) -> str:
        """Return something that looks random."""
        self._tokens += 1
        return hashlib.sha256(f"token {self._tokens}".encode()).hexdigest()[:43]
