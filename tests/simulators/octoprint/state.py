"""The states of OctoPrint's connection to a printer."""

from enum import Enum

from .version import Version


class State(Enum):
    """A state, by its text; of a print from the card the text differs."""

    OFFLINE = "Offline"
    AFTER_ERROR = "Offline after error"
    CONNECTING = "Connecting"
    OPERATIONAL = "Operational"
    STARTING = "Starting"
    PRINTING = "Printing"
    PAUSING = "Pausing"
    PAUSED = "Paused"
    RESUMING = "Resuming"
    FINISHING = "Finishing"
    CANCELLING = "Cancelling"
    SENDING = "Sending file to SD"

    @property
    def is_closed(self) -> bool:
        """Tell whether there is no connection."""
        return self in (State.OFFLINE, State.AFTER_ERROR)

    @property
    def is_operational(self) -> bool:
        """Tell whether the printer can be asked something."""
        return not self.is_closed and self is not State.CONNECTING

    @property
    def is_busy(self) -> bool:
        """Tell whether a job is open, or just ending."""
        return self.is_operational and self not in (State.OPERATIONAL, State.SENDING)

    def is_printing(self, version: Version) -> bool:
        """Tell whether OctoPrint calls it printing; 2.0 says so of a pause, too."""
        is_moving = version.is_new or self is not State.PAUSED
        return self is State.SENDING or (self.is_busy and is_moving)

    def text(self, *, is_sd: bool) -> str:
        """Return what people read."""
        if is_sd and self is State.PRINTING:
            return "Printing from SD"
        if is_sd and self is State.STARTING:
            return "Starting print from SD"
        return self.value

    def flags(self, version: Version) -> dict[str, bool]:
        """Return the flags of the API."""
        return {
            "cancelling": self is State.CANCELLING,
            "closedOrError": self.is_closed,
            "error": self is State.AFTER_ERROR,
            "finishing": self is State.FINISHING,
            "operational": self.is_operational,
            "paused": self is State.PAUSED,
            "pausing": self is State.PAUSING,
            "printing": self.is_printing(version),
            "ready": self is State.OPERATIONAL,
            "resuming": self is State.RESUMING,
            "sdReady": self.is_operational,
        }
