"""What Moonraker answers, checked and reduced to what counts."""

from dataclasses import dataclass
from typing import Any

import orjson
import voluptuous as vol

from ..maintenance.crossing import UNKNOWN_ESTIMATE, Estimate
from ..maintenance.usage import UNKNOWN_MATERIAL, Usage
from .amount import LARGEST, amount, estimated
from .base import HostUnexpectedAnswer, JsonDict

# As many rows of the history as are asked for at once.
PAGE = 50
IN_PROGRESS = "in_progress"
# Statuses of a row whose job may still be printing, because Moonraker lost it.
LOST = ("server_exit", "interrupted", "klippy_disconnect")
# Statuses of a row that Moonraker never adds to its totals.
UNBOOKED = (IN_PROGRESS, "interrupted")


@dataclass(frozen=True, slots=True)
class PrintStats:
    """Hold Klipper's print_stats; start is the job's own start moment in s."""

    state: str
    filename: str
    total_duration: float
    print_duration: float
    filament: float
    start: float

    @property
    def usage(self) -> Usage:
        """Return the job's amounts so far."""
        return Usage(self.print_duration, self.filament)


@dataclass(frozen=True, slots=True)
class Row:
    """Hold a row of Moonraker's history; the key is its start time, to the digit.

    The estimate is the slicer's, of the whole file.
    """

    key: str
    status: str
    filename: str
    total_duration: float
    print_duration: float
    filament: float
    material: str
    estimate: Estimate = UNKNOWN_ESTIMATE

    @property
    def ended(self) -> bool:
        """Tell whether Moonraker has closed the row."""
        return self.status != IN_PROGRESS

    @property
    def usage(self) -> Usage:
        """Return the job's amounts as recorded, none of them negative."""
        return Usage(max(0.0, self.print_duration), max(0.0, self.filament))

    @property
    def is_booked(self) -> bool:
        """Tell whether Moonraker added the row to its totals."""
        return self.status not in UNBOOKED

    @property
    def booked(self) -> Totals:
        """Return what Moonraker added to its totals for this row."""
        if not self.is_booked:
            return NO_TOTALS
        return Totals(1, self.total_duration, self.print_duration, self.filament)


@dataclass(frozen=True, slots=True)
class Totals:
    """Hold Moonraker's totals: jobs, seconds and millimetres."""

    jobs: float = 0.0
    total_time: float = 0.0
    print_time: float = 0.0
    filament: float = 0.0

    def __add__(self, other: Totals) -> Totals:
        """Add field by field."""
        return Totals(
            self.jobs + other.jobs,
            self.total_time + other.total_time,
            self.print_time + other.print_time,
            self.filament + other.filament,
        )

    def __sub__(self, other: Totals) -> Totals:
        """Subtract field by field."""
        return Totals(
            self.jobs - other.jobs,
            self.total_time - other.total_time,
            self.print_time - other.print_time,
            self.filament - other.filament,
        )

    @property
    def usage(self) -> Usage:
        """Return the totals as usage, every job being a print, none negative."""
        return Usage(
            max(0.0, self.print_time), max(0.0, self.filament), max(0, round(self.jobs))
        )


NO_TOTALS = Totals()


@dataclass(frozen=True, slots=True)
class MoonrakerAnswer:
    """Hold one poll's answer.

    Without stats Klipper could not be asked. Rows are the newest first; None means
    that they could not be read, which may differ from there being no history at all.
    """

    identity: str | None
    klippy: str
    stats: PrintStats | None
    rows: tuple[Row, ...] | None
    totals: Totals | None
    has_history: bool
    raw: JsonDict
    complaint: str | None


def _material(filament_type: object) -> str:
    """Name the set of materials that a file's metadata tells of."""
    if isinstance(filament_type, str) and filament_type.startswith("["):
        try:
            filament_type = orjson.loads(filament_type)
        except orjson.JSONDecodeError:
            return UNKNOWN_MATERIAL
    if isinstance(filament_type, str):
        filament_type = filament_type.split(";")
    if not isinstance(filament_type, list):
        return UNKNOWN_MATERIAL
    names = {" ".join(str(name).split())[:64] for name in filament_type} - {""}
    return ";".join(sorted(names)) or UNKNOWN_MATERIAL


def _estimate(metadata: JsonDict) -> Estimate:
    return Estimate(
        estimated(metadata.get("estimated_time")),
        estimated(metadata.get("filament_total")),
        _material(metadata.get("filament_type")),
    )


_TEXT = vol.Any(str, vol.All(None, lambda _: ""))
_STATUS = vol.Schema(
    {
        vol.Required("eventtime"): amount,
        vol.Required("status"): {
            vol.Optional("print_stats", default=dict): {
                vol.Optional("state", default=""): str,
                vol.Optional("filename", default=""): _TEXT,
                vol.Optional("total_duration", default=0.0): amount,
                vol.Optional("print_duration", default=0.0): amount,
                vol.Optional("filament_used", default=0.0): amount,
            },
            vol.Optional("webhooks", default=dict): {
                vol.Optional("state", default=""): str
            },
        },
    },
    extra=vol.REMOVE_EXTRA,
)
_ROW = vol.Schema(
    {
        vol.Required("start_time"): vol.All(vol.Any(int, float), amount),
        vol.Required("status"): str,
        vol.Optional("filename", default=""): _TEXT,
        vol.Optional("total_duration", default=0.0): amount,
        vol.Optional("print_duration", default=0.0): amount,
        vol.Optional("filament_used", default=0.0): amount,
        vol.Optional("metadata", default=dict): vol.Any(dict, None),
    },
    extra=vol.REMOVE_EXTRA,
)
_ROWS = vol.Schema({vol.Required("jobs"): [_ROW]}, extra=vol.REMOVE_EXTRA)
_TOTALS = vol.Schema(
    {
        vol.Required("job_totals"): {
            vol.Required("total_jobs"): amount,
            vol.Required("total_time"): amount,
            vol.Required("total_print_time"): amount,
            vol.Required("total_filament_used"): amount,
        }
    },
    extra=vol.REMOVE_EXTRA,
)
_IDENTITY = vol.Schema(
    {vol.Required("value"): vol.All(str, vol.Match(r"[\w-]{1,128}\Z"))},
    extra=vol.REMOVE_EXTRA,
)


def _checked(schema: vol.Schema, result: object, what: str) -> JsonDict:
    try:
        checked: JsonDict = schema(result)
    except vol.Invalid as err:
        # The path tells the field; the value might be somebody's file name.
        field = ".".join(str(part) for part in err.path)
        raise HostUnexpectedAnswer(f"{what} has no usable {field or 'form'}") from None
    return checked


def parse_status(result: object) -> tuple[str, PrintStats]:
    """Read Klipper's state and its print_stats; raises HostUnexpectedAnswer."""
    # As Klipper tells it; whatever else comes is checked field by field.
    match result:
        case {
            "eventtime": float(now),
            "status": {
                "print_stats": {
                    "state": str(state),
                    "filename": str(filename),
                    "total_duration": float(total),
                    "print_duration": float(printed),
                    "filament_used": float(filament),
                },
                "webhooks": {"state": str(klippy)},
            },
        } if abs(now) + abs(total) + abs(printed) + abs(filament) <= LARGEST:
            start = now - total
            stats = PrintStats(state, filename, total, printed, filament, start)
            return klippy, stats
        case _:
            return _checked_status(result)


def _checked_status(result: object) -> tuple[str, PrintStats]:
    checked = _checked(_STATUS, result, "the printer's status")
    stats: dict[str, Any] = checked["status"]["print_stats"]
    return checked["status"]["webhooks"]["state"], PrintStats(
        state=stats["state"],
        filename=stats["filename"],
        total_duration=stats["total_duration"],
        print_duration=stats["print_duration"],
        filament=stats["filament_used"],
        start=checked["eventtime"] - stats["total_duration"],
    )


def parse_rows(result: object, most: int = PAGE) -> tuple[Row, ...]:
    """Read rows of the history, as many as were asked for; HostUnexpectedAnswer."""
    jobs = result.get("jobs") if isinstance(result, dict) else None
    if isinstance(jobs, list) and len(jobs) > most:
        raise HostUnexpectedAnswer("the history has more rows than were asked for")
    return tuple(
        Row(
            key=repr(row["start_time"]),
            status=row["status"],
            filename=row["filename"],
            total_duration=row["total_duration"],
            print_duration=row["print_duration"],
            filament=row["filament_used"],
            material=_material((row["metadata"] or {}).get("filament_type")),
            estimate=_estimate(row["metadata"] or {}),
        )
        for row in _checked(_ROWS, result, "the history")["jobs"]
    )


def parse_totals(result: object) -> Totals:
    """Read the totals; raises HostUnexpectedAnswer."""
    totals = _checked(_TOTALS, result, "the totals")["job_totals"]
    return Totals(
        jobs=totals["total_jobs"],
        total_time=totals["total_time"],
        print_time=totals["total_print_time"],
        filament=totals["total_filament_used"],
    )


def parse_identity(result: object) -> str:
    """Read the instance id; raises HostUnexpectedAnswer."""
    identity: str = _checked(_IDENTITY, result, "the identity")["value"]
    return identity
