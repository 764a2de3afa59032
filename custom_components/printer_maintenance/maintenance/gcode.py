"""The G-code of maintenance items, and what has become of it in a cycle."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from .pause import moment_of

LONGEST_GCODE = 1000
LONGEST_ERROR = 200


class GcodeState(StrEnum):
    """Tell what has become of an item's G-code; what was sent may or may not have run.

    What is being sent when Home Assistant is cut off, or has an answer that nobody
    understands, stays unanswered.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNANSWERED = "unanswered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class GcodeRun:
    """Remember what has become of an item's G-code, since when, and the refusal."""

    state: GcodeState
    moment: datetime | None = None
    error: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return what is stored."""
        moment = None if self.moment is None else self.moment.isoformat()
        return {"state": self.state.value, "moment": moment, "error": self.error}

    @classmethod
    def from_dict(cls, data: object) -> Self | None:
        """Read what was stored; what is damaged never runs again in its cycle."""
        if data is None:
            return None
        try:
            assert isinstance(data, Mapping)
            state, moment = GcodeState(data["state"]), data.get("moment")
            error = str(data.get("error", ""))[:LONGEST_ERROR]
            return cls(state, None if moment is None else moment_of(moment), error)
        except AssertionError, KeyError, TypeError, ValueError:
            return cls(GcodeState.SENT)


def failed(moment: datetime, reason: str) -> GcodeRun:
    """Note that the printer has refused G-code, and in which words."""
    reason = " ".join(reason.split())[:LONGEST_ERROR]
    return GcodeRun(GcodeState.FAILED, moment, reason)


def lines_of(gcode: str) -> list[str]:
    """Return the lines that a printer is to run, without comments."""
    lines = (line.partition(";")[0] for line in gcode.splitlines())
    return [
        line for line in (code.replace("\t", " ").strip() for code in lines) if line
    ]


def gcode_error(gcode: str) -> str | None:
    """Return what is wrong with G-code; none at all is fine."""
    lines = lines_of(gcode)
    if gcode.strip() and not lines:
        return "gcode_empty"
    if len(gcode.strip()) > LONGEST_GCODE:
        return "gcode_long"
    return None if all(line.isprintable() for line in lines) else "gcode_unprintable"
