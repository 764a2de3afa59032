"""What a simulated Moonraker keeps on disk."""

from dataclasses import dataclass, field
from typing import Any

from .print_stats import Stats

type Json = dict[str, Any]

NO_TOTALS: dict[str, float] = {
    "total_jobs": 0,
    "total_time": 0.0,
    "total_print_time": 0.0,
    "total_filament_used": 0.0,
    "longest_job": 0.0,
    "longest_print": 0.0,
}


@dataclass(slots=True)
class Row:
    """One job of the history."""

    number: int
    filename: str
    start_time: float
    metadata: Json
    user: str = "No User"
    status: str = "in_progress"
    end_time: float | None = None
    print_duration: float = 0.0
    total_duration: float = 0.0
    filament_used: float = 0.0

    @property
    def job_id(self) -> str:
        """Return the number as the API writes it."""
        return f"{self.number:06X}"

    def take(self, stats: Stats) -> None:
        """Take over the numbers of a job."""
        self.filename = stats.filename
        self.print_duration = stats.print_duration
        self.total_duration = stats.total_duration
        self.filament_used = stats.filament_used


@dataclass(slots=True)
class Database:
    """Rows by number, totals, and what clients stored in namespaces."""

    instance_id: str = "5d1f2a7c9b3e4c60a8d4e1f0b2c39a71"
    rows: dict[int, Row] = field(default_factory=dict)
    totals: dict[str, float] = field(default_factory=NO_TOTALS.copy)
    namespaces: dict[str, Json] = field(default_factory=dict)

    def move_to_sql(self) -> None:
        """Give every row a new number from 1 on, and those that did not end an end of 0."""
        rows = [self.rows[number] for number in sorted(self.rows)]
        for number, row in enumerate(rows, start=1):
            row.number = number
            row.end_time = row.end_time or 0.0
        self.rows = {row.number: row for row in rows}
