"""What the real Moonraker did between two answers, the simulated one does too."""

from collections.abc import Callable
import json
from pathlib import Path
from typing import Any

import pytest

from . import ManualClock, Printer, manual_printer, scenarios
from .scenarios import Scenario

RECORDED = Path(__file__).parent.parent / "fixtures"
REQUESTS = {
    "objects_query": "/printer/objects/query?print_stats&webhooks",
    "history_list": "/server/history/list?order=desc",
    "history_totals": "/server/history/totals",
}

type Ask = Callable[[str], Any]


def real(state: str, folder: str = "moonraker") -> Ask:
    """Return the recorded answers of a state."""

    def ask(endpoint: str) -> Any:
        path = RECORDED / folder / f"{state}.{endpoint}.json"
        return json.loads(path.read_text())["body"]["result"]

    return ask


def simulated(scenario: Scenario, version: str = "0.11.0") -> Ask:
    """Return the simulator's answers after a scenario."""
    printer = manual_printer(version=version, tick=0.25)
    printer.clock.advance(0.07)
    scenario(printer)
    return lambda endpoint: printer.moonraker.answer("GET", REQUESTS[endpoint]).result


def stats(ask: Ask) -> dict[str, Any]:
    """Return Klipper's live numbers."""
    numbers: dict[str, Any] = ask("objects_query")["status"]["print_stats"]
    return numbers


def rows(ask: Ask) -> list[dict[str, Any]]:
    """Return the rows of the history, the newest first."""
    jobs: list[dict[str, Any]] = ask("history_list")["jobs"]
    return jobs


def jobs_in_totals(ask: Ask) -> int | float:
    """Return how many jobs the totals contain, as JSON told it."""
    count: int | float = ask("history_totals")["job_totals"]["total_jobs"]
    return count


def both(state: str, scenario: Scenario) -> pytest.MarkDecorator:
    """Let a test look at the real answers and at the simulated ones."""
    return pytest.mark.parametrize(
        "ask", [real(state), simulated(scenario)], ids=["real", "simulated"]
    )


@both("08_cancelled_while_paused", scenarios.cancelled_without_heating)
def test_the_live_time_jumps_by_the_pause_at_a_cancel_while_paused(ask: Ask) -> None:
    live, booked = stats(ask), rows(ask)[0]
    assert (live["state"], booked["status"]) == ("cancelled", "cancelled")
    assert live["print_duration"] == live["total_duration"]
    pause = booked["total_duration"] - booked["print_duration"]
    assert pause > 4
    jump = live["print_duration"] - booked["print_duration"]
    assert jump == pytest.approx(pause, abs=0.25)
    assert live["filament_used"] == booked["filament_used"]


@both("11_shutdown_after_estop", scenarios.stopped)
def test_klipper_says_paused_after_an_emergency_stop_and_its_time_runs_on(
    ask: Ask,
) -> None:
    live, booked = stats(ask), rows(ask)[0]
    assert ask("objects_query")["status"]["webhooks"]["state"] == "shutdown"
    assert (live["state"], booked["status"]) == ("paused", "klippy_shutdown")
    assert live["total_duration"] > booked["total_duration"] + 2
    assert live["print_duration"] == pytest.approx(booked["print_duration"], abs=0.25)
    assert live["filament_used"] == booked["filament_used"]


@both("20_mcu_shutdown_during_print", scenarios.mcu_shutdown)
def test_the_time_runs_on_for_as_long_as_nobody_restarts(ask: Ask) -> None:
    assert stats(ask)["state"] == "paused"
    assert stats(ask)["total_duration"] > rows(ask)[0]["total_duration"] + 500


@both("15_after_moonraker_term_job_completed", scenarios.moonraker_terminated)
def test_a_sigterm_leaves_a_row_with_the_part_so_far_and_no_second_one(
    ask: Ask,
) -> None:
    live, (newest, *older) = stats(ask), rows(ask)
    assert (live["state"], newest["status"]) == ("complete", "server_exit")
    assert live["filename"] == newest["filename"]
    assert all(row["filename"] != newest["filename"] for row in older)
    assert newest["end_time"] is not None
    assert 0 < newest["total_duration"] < live["total_duration"]
    assert 0 < newest["print_duration"] < live["print_duration"]
    assert 0 < newest["filament_used"] < live["filament_used"]


@both("14_after_moonraker_kill_job_completed", scenarios.moonraker_killed_long_ago)
def test_a_sigkill_leaves_a_row_as_it_began(ask: Ask) -> None:
    live, newest = stats(ask), rows(ask)[0]
    assert (live["state"], newest["status"]) == ("complete", "interrupted")
    assert newest["end_time"] is None
    assert 0 <= newest["total_duration"] < 0.3
    assert live["total_duration"] >= 20


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        (real("06_complete"), float),
        (simulated(scenarios.complete), float),
        (real("16_after_reset"), int),
        (simulated(scenarios.totals_reset), int),
        # Moonraker was restarted since the reset.
        (real("18_mcu_lost"), float),
        (simulated(scenarios.restarted_after_reset), float),
        (real("06_complete", "moonraker_0.8.0"), int),
        (simulated(scenarios.many, "0.8.0"), int),
    ],
)
def test_totals_are_floats_and_whole_numbers_after_a_reset(
    ask: Ask, kind: type[float]
) -> None:
    assert type(jobs_in_totals(ask)) is kind


def ids(ask: Ask) -> list[int]:
    """Return the ids of the rows, the oldest first, as the numbers they are."""
    return [int(row["job_id"], 16) for row in reversed(rows(ask))]


def upgraded(printer: Printer[ManualClock]) -> None:
    """Upgrade Moonraker after ten jobs."""
    scenarios.many(printer)
    printer.moonraker.upgrade("0.11.0")


def test_ids_are_renumbered_by_an_upgrade_and_times_are_not() -> None:
    # The first id is 0 on Moonraker 0.8.0 and 1 on 0.11.0.
    assert ids(real("07_cancelled", "moonraker_0.8.0")) == [0, 1]
    assert ids(real("07_cancelled")) == [1, 2]
    before = simulated(scenarios.many, "0.8.0")
    after = simulated(upgraded, "0.8.0")
    assert ids(before) == list(range(10))
    assert ids(after) == list(range(1, 11))
    assert [row["start_time"] for row in rows(after)] == [
        row["start_time"] for row in rows(before)
    ]
