"""The list of files that OctoPrint keeps, checked and reduced to what counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import voluptuous as vol

from .amount import amount, count
from .base import HostUnexpectedAnswer, JsonDict

# Deeper folders than anybody makes; it ends the reading of a list that never ends.
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class File:
    """Hold what is known of a file; length is its filament in mm once analysed.

    OctoPrint 2.0 tells no hash.
    """

    path: str
    date: int
    size: int
    hash: str | None
    success: int
    failure: int
    finished_time: float
    length: float | None


def parse_files(body: object) -> tuple[File, ...]:
    """Check the list of files, folders and all; raises HostUnexpectedAnswer."""
    listed = checked(_FILES, body, "files")["files"]
    return tuple(_parse_file(entry) for entry in _flat(listed, _DEEPEST))


def _flat(entries: list[Any], depth: int) -> Iterator[JsonDict]:
    """Yield the files that OctoPrint itself keeps; a folder's sum is left out."""
    for entry in entries:
        if not _is_entry(entry):
            raise HostUnexpectedAnswer("the files are not understood")
        if entry.get("type") == "folder":
            if depth:
                yield from _flat(entry.get("children", []), depth - 1)
        elif entry.get("origin") == "local":
            yield entry


def _is_entry(entry: object) -> bool:
    """Tell whether it says what it is: left out, its prints would be lost."""
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("type", ""), str)
        and isinstance(entry.get("origin", ""), str)
        and isinstance(entry.get("children", []), list)
    )


def _parse_file(entry: JsonDict) -> File:
    valid = checked(_FILE, entry, "files")
    prints = valid["prints"]
    averages = valid["statistics"]["averagePrintTime"]
    analysis = valid["gcodeAnalysis"]
    return File(
        path=valid["path"],
        date=int(valid["date"]),
        size=int(valid["size"]),
        hash=valid["hash"],
        success=int(prints["success"]),
        failure=int(prints["failure"]),
        # Which of several printer profiles finished how often is not told.
        finished_time=int(prints["success"]) * sum(averages) * (len(averages) == 1),
        length=None if analysis is None else length_of(analysis.get("filament")),
    )


def length_of(filament: object) -> float | None:
    """Sum up the filament of all tools, in mm; None while nothing is known."""
    if not isinstance(filament, dict):
        return None
    try:
        lengths = [amount(tool["length"]) for tool in filament.values()]
    except vol.Invalid, KeyError, TypeError:
        return None
    return sum(length for length in lengths if length > 0)


def checked(schema: vol.Schema, body: object, what: str) -> JsonDict:
    """Return what a schema makes of an answer; raises HostUnexpectedAnswer."""
    try:
        valid: JsonDict = schema(body)
    except vol.Invalid as err:
        raise HostUnexpectedAnswer(f"{what}: {err}") from None
    return valid


def _averages(value: object) -> list[float]:
    """Validate averages; what a user calls a printer profile is in no error."""
    if not isinstance(value, dict):
        raise vol.Invalid("expected averages")
    return [count(average) for average in value.values()]


_FILES = vol.Schema({vol.Required("files"): list}, extra=vol.REMOVE_EXTRA)
_FILE = vol.Schema(
    {
        vol.Required("path"): str,
        vol.Optional("date", default=None): amount,
        vol.Optional("size", default=None): amount,
        vol.Optional("hash", default=None): vol.Any(None, str),
        vol.Optional("prints", default=dict): vol.Schema(
            {
                vol.Optional("success", default=0): count,
                vol.Optional("failure", default=0): count,
            },
            extra=vol.REMOVE_EXTRA,
        ),
        vol.Optional("statistics", default=dict): vol.Schema(
            {vol.Optional("averagePrintTime", default=dict): _averages},
            extra=vol.REMOVE_EXTRA,
        ),
        vol.Optional("gcodeAnalysis", default=None): vol.Any(None, dict),
    },
    extra=vol.REMOVE_EXTRA,
)
