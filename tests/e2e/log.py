"""The log of a real Home Assistant, record by record."""

from dataclasses import dataclass
import re

from demo import ROOT

RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d \S+ (?P<level>[A-Z]+) \(.*?\) \[(?P<logger>[^\]]+)\] ",
    re.MULTILINE,
)
OURS = re.compile("printer[_ ]maintenance", re.IGNORECASE)
NOTICE = "We found a custom integration printer_maintenance which has not been tested"


@dataclass(frozen=True, slots=True)
class Record:
    """One record, with the traceback that may belong to it."""

    level: str
    logger: str
    text: str

    @property
    def is_ours(self) -> bool:
        """Tell whether it comes from the integration or names it."""
        return OURS.search(self.logger + self.text) is not None


def records(log: str) -> list[Record]:
    """Split a log into its records; what stands before the first one is one, too."""
    # The checkout may lie in a directory that is named like the integration.
    log = log.replace(str(ROOT), "")
    starts = list(RECORD.finditer(log))
    ends = [*(start.start() for start in starts[1:]), len(log)]
    before = log[: starts[0].start() if starts else len(log)]
    found = [Record("ERROR", "", before)] if before else []
    return found + [
        Record(start["level"], start["logger"], log[start.end() : end])
        for start, end in zip(starts, ends, strict=True)
    ]


def complaints(log: str) -> list[Record]:
    """Return what is said at WARNING or above by us or about us."""
    return [
        record
        for record in records(log)
        if record.is_ours
        and record.level not in ("DEBUG", "INFO")
        and not record.text.startswith(NOTICE)
    ]
