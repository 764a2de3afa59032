"""What tests of the simulated Moonraker ask and do."""

from typing import Any

from . import Job, ManualClock, Printer, extrude, heat

JOB = Job("a.gcode", (heat(60), extrude(600, 300)), material="PLA")
OTHER = Job("b.gcode", (extrude(100, 50),), material='["PLA", "PETG"]')


def rows(printer: Printer[ManualClock], query: str = "") -> list[dict[str, Any]]:
    """Return the rows of the history, the newest first."""
    answer = printer.moonraker.answer("GET", f"/server/history/list{query}")
    jobs: list[dict[str, Any]] = answer.result["jobs"]
    return jobs


def totals(printer: Printer[ManualClock]) -> tuple[float, float, float, float]:
    """Return jobs, total time, print time and filament."""
    answer = printer.moonraker.answer("GET", "/server/history/totals")
    numbers = answer.result["job_totals"]
    return (
        numbers["total_jobs"],
        numbers["total_time"],
        numbers["total_print_time"],
        numbers["total_filament_used"],
    )


def statuses(printer: Printer[ManualClock]) -> list[str]:
    """Return the status of each row, the newest first."""
    return [row["status"] for row in rows(printer)]


def run(printer: Printer[ManualClock], job: Job = JOB, seconds: float = 1000) -> None:
    """Start a job and let time pass."""
    printer.klipper.start(job)
    printer.clock.advance(seconds)


def amounts(row: dict[str, Any]) -> tuple[float, float, float]:
    """Return total duration, print duration and filament of a row."""
    return row["total_duration"], row["print_duration"], row["filament_used"]
