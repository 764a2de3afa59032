"""Moonraker's history of jobs, as 0.11.0 keeps it and as 0.8.0 did."""

from dataclasses import replace
from typing import Any, Protocol

from .database import NO_TOTALS, Database, Json, Row
from .print_stats import Stats


class ApiError(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, message: str) -> None:
        """Remember the HTTP status and the text."""
        super().__init__(message)
        self.status = status


class Files(Protocol):
    """What the history asks about the files that are printed."""

    def metadata(self, filename: str) -> Json:
        """Return what is known of a file."""

    def exists(self, filename: str) -> bool:
        """Tell whether the file is still there."""


class History:
    """The history of Moonraker 0.11.0."""

    books_prior_stats: tuple[str, ...] = ("standby", "cancelled")
    """What ends a job with the numbers from the update before."""
    infers_start = True
    """Whether a job that ended between two updates is noticed."""

    def __init__(self, database: Database, files: Files) -> None:
        """Load it."""
        self._database = database
        self._files = files
        self._current: Row | None = None
        self.totals = database.totals.copy()
        self._load()

    # What happens.

    def start(self, stats: Stats, wall: float) -> None:
        """Add a row for a job that began."""
        number = self._next_number()
        metadata = self._files.metadata(stats.filename)
        self._current = Row(number, stats.filename, wall, metadata)
        self._current.take(stats)
        self._save(self._current)

    def finish(self, status: str, stats: Stats, wall: float) -> None:
        """Close the row of the present job, if there is one, and book it."""
        row, self._current = self._current, None
        if row is None:
            return
        row.status, row.end_time = status, wall
        same_file = stats.filename == row.filename
        if same_file and stats.total_duration >= row.total_duration:
            row.take(stats)
        self._save(row)
        self._book(row)

    @property
    def has_job(self) -> bool:
        """Tell whether a row is open."""
        return self._current is not None

    # What is asked.

    def list_jobs(self, params: Json) -> Json:
        """Answer server.history.list."""
        before, since = number(params, "before", -1.0), number(params, "since", -1.0)
        limit, start = int(number(params, "limit", 50)), int(number(params, "start", 0))
        rows = [
            row
            for row in self._ordered(str(params.get("order", "desc")))
            if (since == -1 or row.start_time > since)
            and (before == -1 or (row.end_time is not None and row.end_time < before))
        ]
        if limit > 0:
            rows = rows[start : start + limit]
        return {"count": len(rows), "jobs": [self._job(row) for row in rows]}

    def get_job(self, params: Json) -> Json:
        """Answer server.history.get_job."""
        return {"job": self._job(self._row(params))}

    def delete_job(self, params: Json) -> Json:
        """Answer server.history.delete_job; the totals stay."""
        if str(params.get("all", "")).lower() == "true":
            deleted = [row.job_id for row in self._ordered("asc")]
            self._database.rows.clear()
            return {"deleted_jobs": deleted}
        row = self._row(params)
        del self._database.rows[row.number]
        return {"deleted_jobs": [params["uid"]]}

    def get_totals(self) -> Json:
        """Answer server.history.totals."""
        return {"job_totals": dict(self.totals), "auxiliary_totals": []}

    def reset_totals(self) -> Json:
        """Answer server.history.reset_totals."""
        if self._current is not None:
            raise ApiError(400, "Job in progress, cannot reset totals")
        last, self.totals = self.totals, NO_TOTALS.copy()
        self._database.totals = self.totals.copy()
        return {"last_totals": last, "last_auxiliary_totals": []}

    # Behind it.

    def _load(self) -> None:
        """Interrupt what was in progress when Moonraker died; SQL makes totals floats."""
        for row in self._database.rows.values():
            if row.status == "in_progress":
                row.status = "interrupted"
        self.totals = {key: float(value) for key, value in self.totals.items()}

    def _next_number(self) -> int:
        """Return the number of a new row: one more than the highest that is there."""
        return max(self._database.rows, default=0) + 1

    def _save(self, row: Row) -> None:
        """Write a row, also if it was deleted meanwhile."""
        self._database.rows[row.number] = replace(row)

    def _book(self, row: Row) -> None:
        """Add an ended job to the totals."""
        totals = self.totals
        totals["total_jobs"] += 1
        totals["total_time"] += row.total_duration
        totals["total_print_time"] += row.print_duration
        totals["total_filament_used"] += row.filament_used
        totals["longest_job"] = max(totals["longest_job"], row.total_duration)
        totals["longest_print"] = max(totals["longest_print"], row.print_duration)
        self._database.totals = totals.copy()

    def _ordered(self, order: str) -> list[Row]:
        """Return all rows in the order asked for."""
        if order.lower() not in ("asc", "desc"):
            raise ApiError(400, f"Invalid `order` value: {order.upper()}")
        rows = self._database.rows
        descending = order.lower() == "desc"
        return [rows[key] for key in sorted(rows, reverse=descending)]

    def _row(self, params: Json) -> Row:
        """Return the row that a request names."""
        uid = _uid(params)
        row = self._database.rows.get(int(uid, 16))
        if row is None:
            raise ApiError(404, f"Invalid job uid: {uid}")
        return row

    def _job(self, row: Row) -> Json:
        """Return a row as the API gives it."""
        return {
            "job_id": row.job_id,
            "user": row.user,
            "filename": row.filename,
            "status": row.status,
            "start_time": row.start_time,
            "end_time": row.end_time,
            "print_duration": row.print_duration,
            "total_duration": row.total_duration,
            "filament_used": row.filament_used,
            "metadata": row.metadata,
            "auxiliary_data": [],
            "exists": self._files.exists(row.filename),
        }


class OldHistory(History):
    """The history of Moonraker 0.8.0."""

    books_prior_stats = ("standby", "shutdown")
    infers_start = False
    _listed: list[int]
    _next: int

    def list_jobs(self, params: Json) -> Json:
        """Answer server.history.list; `count` tells of all rows in the range.

        The range is cut off at both ends, which trusts the times to ascend.
        """
        before, since = number(params, "before", -1.0), number(params, "since", -1.0)
        rows = self._ordered("asc")
        while since != -1 and rows and rows[0].start_time <= since:
            rows.pop(0)
        while before != -1 and rows and _ended(rows[-1]) >= before:
            rows.pop()
        if _is_descending(params):
            rows.reverse()
        start = int(number(params, "start", 0))
        limit = int(number(params, "limit", 50)) or 10_000
        jobs = [self._job(row) for row in rows[start : start + max(limit, 0)]]
        return {"count": len(rows), "jobs": jobs}

    def delete_job(self, params: Json) -> Json:
        """Answer server.history.delete_job; only deleting all begins at 0 again."""
        answer = super().delete_job(params)
        self._listed = [key for key in self._listed if key in self._database.rows]
        if "uid" not in params:
            self._next = 0
        return answer

    def get_totals(self) -> Json:
        """Answer server.history.totals."""
        return {"job_totals": dict(self.totals)}

    def reset_totals(self) -> Json:
        """Answer server.history.reset_totals."""
        return {"last_totals": super().reset_totals()["last_totals"]}

    def start(self, stats: Stats, wall: float) -> None:
        """Add a row for a job that began."""
        super().start(stats, wall)
        self._listed.append(self._next)
        self._next += 1

    def _load(self) -> None:
        """Leave all as it is: rows in progress for ever, whole totals whole."""
        self._listed = sorted(self._database.rows)
        self._next = max(self._listed, default=-1) + 1

    def _next_number(self) -> int:
        """Return the number of a new row; deleting the newest does not free it."""
        return self._next

    def _ordered(self, order: str) -> list[Row]:
        """Return all rows except one that was deleted while it was open."""
        return [row for row in super()._ordered(order) if row.number in self._listed]

    def _row(self, params: Json) -> Row:
        """Return the row that a request names, to the letter."""
        uid = _uid(params)
        for row in self._ordered("asc"):
            if row.job_id == uid:
                return row
        raise ApiError(404, f"Invalid job uid: {uid}")

    def _job(self, row: Row) -> Json:
        """Return a row as the API gives it."""
        job = super()._job(row)
        del job["user"], job["auxiliary_data"]
        return job


def number(params: Json, name: str, default: float) -> float:
    """Return a parameter as a number."""
    value: Any = params.get(name, default)
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise ApiError(400, f"Unable to convert argument [{name}]") from error


def _uid(params: Json) -> str:
    """Return the id that a request must give."""
    if "uid" not in params:
        raise ApiError(400, "No data for argument: uid")
    return str(params["uid"])


def _is_descending(params: Json) -> bool:
    """Read the order that a request to 0.8.0 asks for."""
    order = params.get("order", "desc")
    if order not in ("asc", "desc"):
        raise ApiError(400, f"Invalid `order` value: {order}")
    return bool(order == "desc")


def _ended(row: Row) -> float:
    """Return when a job ended; 0.8.0 breaks over one that did not."""
    if row.end_time is None:
        raise ApiError(500, "Internal Server Error")
    return row.end_time
