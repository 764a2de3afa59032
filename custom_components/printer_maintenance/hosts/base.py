"""What every printer host has in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from ..maintenance.crossing import UNKNOWN_ESTIMATE, Estimate
from ..maintenance.moving_in import Findings
from ..maintenance.odometer import Job
from ..maintenance.usage import Usage

type JsonDict = dict[str, Any]

LONGEST_NAME: Final = 128


class HostError(Exception):
    """Say that a host did not answer as it should."""


class HostUnreachable(HostError):
    """Say that nothing answers: the printer is off, or the network is away."""


class HostAbsent(HostUnreachable):
    """Say that nobody takes requests: what was to be sent was not."""


class HostRefused(HostError):
    """Say that a host does not do what it was told to do."""


class HostUnauthorized(HostError):
    """Say that the host wants another API key, or one that may do more."""

    def __init__(self, message: str, missing: tuple[str, ...] = ()) -> None:
        """Take the permissions that are missing, as the host calls them."""
        super().__init__(message)
        self.missing = missing


class HostUnexpectedAnswer(HostError):
    """Say that something answers that is not understood."""


class HostPosing(HostUnexpectedAnswer):
    """Say that a Moonraker answers as if it were OctoPrint."""


class HostEncrypted(HostUnexpectedAnswer):
    """Say that the host is to be asked in https."""

    def __init__(self, url: str) -> None:
        """Take the address that begins with https."""
        super().__init__("it wants https")
        self.url = url


@dataclass(frozen=True, slots=True)
class HostInfo:
    """Tell who a host is; the name is None if it was never given one."""

    identity: str | None
    name: str | None
    host_version: str
    firmware_version: str | None


def is_same_host(known: str | None, told: str | None) -> bool:
    """Tell whether the host that answers is the one that is known.

    One that does not tell who it is may be another.
    """
    return known is None or told == known


def short(text: object) -> str | None:
    """Return what a host calls something, as far as it can be shown; None for none."""
    return text[:LONGEST_NAME] if isinstance(text, str) and text else None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Tell the jobs that a poll saw: the running one and those that ended.

    Seeds are what the host had counted before it was first read, by material. What is
    yet to come of the running job is None if there is none.
    """

    jobs: tuple[Job, ...] = ()
    seeds: tuple[Job, ...] = ()
    to_come: Estimate | None = UNKNOWN_ESTIMATE


class Answer(Protocol):
    """Hold one poll's answer."""

    @property
    def identity(self) -> str | None:
        """Return the identity of the host that answered."""

    @property
    def raw(self) -> object:
        """Return the answer as it came."""

    @property
    def complaint(self) -> str | None:
        """Say which part of the answer is not understood, the rest being usable."""


class Host[AnswerT: Answer, CursorT = Any](Protocol):
    """Poll a printer host.

    The cursor is what the host must remember between polls. It is kept as it is;
    None stands for a host that is read for the first time.
    """

    async def identify(self) -> HostInfo:
        """Ask who the host is; raises HostError."""

    async def fetch(self, cursor: CursorT | None, identity: str | None) -> AnswerT:
        """Ask for what is new since the cursor; raises HostError.

        The very answer of the poll before tells that nothing follows from it.
        """

    def read(
        self, answer: AnswerT, cursor: CursorT | None
    ) -> tuple[Snapshot, CursorT | None]:
        """Turn an answer into the jobs it tells of, and the next cursor."""

    def restore(self, stored: JsonDict) -> CursorT:
        """Read a stored cursor; ValueError, TypeError or KeyError if it is damaged."""

    def carry_over(self, cursor: CursorT) -> CursorT | None:
        """Return what of a cursor may hold where another host answers for the printer.

        The job that was open is over, unless it is live in that, too.
        """
        return None

    async def usage_since(self, moment: datetime) -> Mapping[str, Usage] | None:
        """Sum up the jobs since a moment by material; None if it does not reach back."""

    async def is_idle(self) -> bool:
        """Ask whether the printer is ready and does nothing; raises HostError."""

    async def run(self, lines: Sequence[str], patience: float) -> None:
        """Let the printer run G-code; raises HostError.

        It may take the lines and not answer within these seconds: HostUnreachable.
        """

    async def find_items(self, answer: AnswerT, now: datetime) -> Findings:
        """Find items that other programs keep on the host; raises HostError."""
        return Findings()
