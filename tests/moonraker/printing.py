"""What is printed in the tests of counting, and how they watch it."""

from typing import Any

import pytest

from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.simulators import Job, ManualClock, Moonraker, Printer, extrude, heat

type ManualPrinter = Printer[ManualClock]

# An hour of printing at a millimetre a second, after a minute of heating.
JOB = Job("a.gcode", (heat(60), extrude(3600, 3600)), "PLA")
WHOLE = Usage(3600, 3600, 1)
# Half a millimetre a second, at once.
SHORT_JOB = Job("a.gcode", (extrude(100, 50),), "PLA")

with_each_moonraker = pytest.mark.parametrize("version", ["0.11.0", "0.8.0"])


def jobs(count: int) -> Usage:
    """Return the usage of so many whole jobs."""
    return Usage(3600 * count, 3600 * count, count)


def ask(printer: ManualPrinter, verb: str, path: str) -> None:
    """Ask Moonraker for something that succeeds."""
    assert printer.moonraker.answer(verb, path).status == 200


def reset_totals(printer: ManualPrinter) -> None:
    """Let the owner reset the totals."""
    ask(printer, "POST", "/server/history/reset_totals")


def delete_history(printer: ManualPrinter) -> None:
    """Let the owner delete all rows."""
    ask(printer, "DELETE", "/server/history/job?all=true")


def delete_newest_row(printer: ManualPrinter) -> str:
    """Let the owner delete the newest row, and return its id."""
    uid = newest_id(printer)
    ask(printer, "DELETE", f"/server/history/job?uid={uid}")
    return uid


def newest_id(printer: ManualPrinter) -> str:
    """Return the id of the newest row."""
    answer = printer.moonraker.answer("GET", "/server/history/list?limit=1")
    uid: str = answer.result["jobs"][0]["job_id"]
    return uid


def print_short_jobs(printer: ManualPrinter, count: int) -> None:
    """Print some short jobs to their end."""
    for _ in range(count):
        printer.klipper.start(SHORT_JOB)
        printer.clock.advance(200)


def answer_to_poll(moonraker: Moonraker) -> list[Any]:
    """Return what Moonraker would answer to a poll in one request."""
    calls: dict[str, dict[str, Any]] = {
        "printer.objects.query": {"objects": {"print_stats": None, "webhooks": None}},
        "server.history.list": {"limit": 5, "order": "desc"},
        "server.history.totals": {},
        "server.database.get_item": {"namespace": "moonraker", "key": "instance_id"},
    }
    body = [
        {"jsonrpc": "2.0", "method": method, "params": params, "id": method}
        for method, params in calls.items()
    ]
    parts: list[Any] = moonraker.answer("POST", "/server/jsonrpc", body).body
    return parts
