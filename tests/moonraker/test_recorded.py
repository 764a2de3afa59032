"""What is counted of answers that real Moonrakers gave."""

import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.printer_maintenance.hosts.moonraker_answer import (
    MoonrakerAnswer,
    parse_rows,
    parse_status,
    parse_totals,
)
from custom_components.printer_maintenance.hosts.moonraker_cursor import Cursor
from custom_components.printer_maintenance.hosts.moonraker_reader import read
from custom_components.printer_maintenance.hosts.remembered import as_stored
from custom_components.printer_maintenance.maintenance.odometer import Odometer
from custom_components.printer_maintenance.maintenance.usage import Usage

FIXTURES = Path(__file__).parent.parent / "fixtures"


def recorded(folder: str, state: str, endpoint: str) -> Any:
    """Return a recorded result, or None if the answer was an error or is missing."""
    path = FIXTURES / folder / f"{state}.{endpoint}.json"
    if not path.exists():
        return None
    return json.loads(path.read_text())["body"].get("result")


def answer(state: str, folder: str = "moonraker") -> MoonrakerAnswer:
    """Put the recorded answers of a state together to one of a poll."""
    klippy, stats = "disconnected", None
    if status := recorded(folder, state, "objects_query"):
        klippy, stats = parse_status(status)
    totals = recorded(folder, state, "history_totals")
    return MoonrakerAnswer(
        identity=None,
        klippy=klippy,
        stats=stats,
        rows=parse_rows(recorded(folder, state, "history_list")),
        totals=None if totals is None else parse_totals(totals),
        has_history=True,
        raw={},
        complaint=None,
    )


def count(*states: str, folder: str = "moonraker") -> list[Usage]:
    """Return the odometer after each of these states."""
    odometer, cursor, usage = Odometer(), None, []
    for state in states:
        snapshot, cursor = read(answer(state, folder), cursor)
        odometer = odometer.fold(snapshot.seeds).fold(snapshot.jobs)
        assert cursor is not None
        assert Cursor.from_dict(json.loads(json.dumps(as_stored(cursor)))) == cursor
        usage.append(odometer.total)
    return usage


def close(print_time: float, filament: float, prints: int) -> Any:
    """Compare with amounts that were printed to fewer digits."""
    return pytest.approx((print_time, filament, prints), abs=0.001)


def amounts(usage: Usage) -> tuple[float, float, int]:
    """Return usage as a tuple."""
    return usage.print_time, usage.filament, usage.prints


def test_a_print_with_heating_and_a_pause() -> None:
    *_, printing, paused, complete = count(
        "01_fresh_standby", "03_printing", "04_paused", "06_complete"
    )
    assert amounts(printing)[2] == 0
    assert amounts(paused) == close(14.941, 84, 0)
    assert amounts(complete) == close(20.432, 120, 1)


def test_a_print_that_only_the_history_tells() -> None:
    assert amounts(count("01_fresh_standby", "06_complete")[-1]) == close(
        20.432, 120, 1
    )


def test_cancelled_prints() -> None:
    usage = count("06_complete", "07_cancelled", "08_cancelled_while_paused")
    assert amounts(usage[0]) == close(20.432, 120, 1)
    assert amounts(usage[1]) == close(26.967, 160, 2)
    assert amounts(usage[2]) == close(32.127, 192, 3)


def test_jobs_that_printed_nothing() -> None:
    usage = count(
        "08_cancelled_while_paused", "10_standby_after_reset_file", "09_error"
    )
    assert amounts(usage[-1]) == close(32.127, 192, 3)


def test_an_emergency_stop() -> None:
    usage = count("09_error", "11_shutdown_after_estop", "12_restarting_1")
    assert usage[1] == usage[2]
    assert amounts(usage[1] - usage[0]) == close(5.369, 34, 1)


def test_klippy_that_was_killed() -> None:
    usage = count("12_restarting_1", "13_klippy_disconnected")
    assert amounts(usage[1] - usage[0]) == close(5.262, 34, 1)


def test_moonraker_that_was_killed() -> None:
    _, *usage = count(
        "12_restarting_1",
        "13_klippy_disconnected",
        "14_after_moonraker_kill_still_printing",
        "14_after_moonraker_kill_job_completed",
    )
    assert amounts(usage[1] - usage[0]) == close(14.260, 82, 0)
    assert amounts(usage[2] - usage[0]) == close(21.255, 120, 1)


def test_moonraker_that_was_killed_unseen() -> None:
    usage = count(
        "12_restarting_1",
        "13_klippy_disconnected",
        "14_after_moonraker_kill_job_completed",
    )
    assert amounts(usage[2] - usage[1]) == close(21.255, 120, 1)


def test_klippy_that_is_away_to_begin_with() -> None:
    last = "14_after_moonraker_kill_job_completed"
    usage = count("13_klippy_disconnected", last)
    assert usage == count("12_restarting_1", last)


def test_moonraker_that_was_stopped() -> None:
    usage = count(
        "14_after_moonraker_kill_job_completed", "15_after_moonraker_term_job_completed"
    )
    assert amounts(usage[1] - usage[0]) == close(21.254, 120, 1)


def test_the_newest_row_was_deleted_its_id_used_twice_and_the_totals_reset() -> None:
    usage = count("15_after_moonraker_term_job_completed", "18_mcu_lost")
    # Two that were completed, and the one whose micro-controller lost its power.
    printed = 0.7132 + 0.7080 + 9.2131
    assert amounts(usage[1] - usage[0]) == close(printed, 8 + 8 + 56, 3)


def test_klippy_starting_and_in_error_after_the_micro_controller_lost_its_power() -> (
    None
):
    usage = count("18_mcu_lost", "18_startup_mcu_off", "19_config_error")
    assert usage[0] == usage[1] == usage[2]


def test_a_power_cut() -> None:
    usage = count("18_mcu_lost", "23_after_power_loss")
    # The row of the job that was cut off tells no more than how it began.
    printed = 10.2489 + 3.1626 + 0.2476
    assert amounts(usage[1] - usage[0]) == close(printed, 60 + 22 + 8, 3)


def test_rows_without_a_file_name() -> None:
    usage = count("20_mcu_shutdown_during_print", "21_race_job_without_filename")
    printed = 6.5814 + 6.5786 + 6.7964
    assert amounts(usage[0]) == close(0.714, 8, 1)
    assert amounts(usage[1] - usage[0]) == close(printed, 3 * 40, 3)


def test_klippy_restarting_after_an_emergency_stop() -> None:
    states = ("11_shutdown_after_estop", "12_restarting_1", "12_restarting_2")
    usage = count(*states, "12_restarting_3")
    assert usage[0] == usage[1] == usage[2] == usage[3]


def test_a_print_on_moonraker_0_8_0() -> None:
    states = ("01_standby", "03_printing", "06_complete", "07_cancelled", "08_shutdown")
    usage = count(*states, folder="moonraker_0.8.0")
    assert amounts(usage[1]) == close(5.495, 36, 0)
    assert amounts(usage[2]) == close(10.249, 60, 1)
    assert amounts(usage[3]) == close(13.574, 82, 2)
    assert usage[4] == usage[3]


@pytest.mark.parametrize(
    "state", ["06_complete", "09_error", "15_after_moonraker_term_job_completed"]
)
def test_reading_twice_changes_nothing(state: str) -> None:
    usage = count(state, state, state)
    assert usage[0] == usage[1] == usage[2]
