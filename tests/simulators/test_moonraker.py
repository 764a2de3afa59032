"""Moonraker's rules for what it books, checked on the simulated one."""

import pytest

from . import Job, extrude, manual_printer
from .helpers import JOB, OTHER, amounts, rows, run, statuses, totals


def test_totals_move_when_a_job_ends_and_its_row_does_not_live() -> None:
    printer = manual_printer()
    run(printer, seconds=300)
    assert totals(printer) == (0, 0, 0, 0)
    assert amounts(rows(printer)[0]) == (0, 0, 0)
    printer.clock.advance(600)
    assert totals(printer) == (1, 660, 600, 300)
    assert amounts(rows(printer)[0]) == (660, 600, 300)
    assert rows(printer)[0]["end_time"] - rows(printer)[0]["start_time"] == 660
    assert rows(printer)[0]["metadata"]["filament_type"] == "PLA"


def test_a_killed_moonraker_never_books_the_job() -> None:
    printer = manual_printer()
    run(printer, seconds=300)
    printer.moonraker.kill()
    with pytest.raises(ConnectionRefusedError):
        totals(printer)
    printer.clock.advance(100)
    printer.moonraker.launch()
    printer.clock.advance(600)
    assert totals(printer) == (0, 0, 0, 0)
    assert statuses(printer) == ["interrupted"]
    assert rows(printer)[0]["end_time"] is None
    assert rows(printer, "?before=1e12") == []


def test_a_terminated_moonraker_books_the_part_so_far() -> None:
    printer = manual_printer()
    run(printer, seconds=300)
    printer.moonraker.terminate()
    printer.clock.advance(100)
    printer.moonraker.launch()
    printer.clock.advance(600)
    assert totals(printer) == (1, 300, 240, 120)
    assert statuses(printer) == ["server_exit"]


def test_a_job_that_began_while_moonraker_was_away_has_no_row() -> None:
    printer = manual_printer()
    run(printer, seconds=300)
    printer.moonraker.kill()
    printer.clock.advance(600)
    run(printer, OTHER, 50)
    printer.moonraker.launch()
    printer.clock.advance(100)
    assert statuses(printer) == ["interrupted"]
    assert totals(printer) == (0, 0, 0, 0)


@pytest.mark.parametrize(("version", "booked"), [("0.11.0", 40), ("0.8.0", 540)])
def test_cancelling_a_paused_job(version: str, booked: float) -> None:
    printer = manual_printer(version=version)
    run(printer, seconds=100)
    printer.klipper.pause()
    printer.clock.advance(500)
    printer.klipper.cancel()
    assert amounts(rows(printer)[0]) == (600, booked, 20)
    assert totals(printer) == (1, 600, booked, 20)


def test_a_paused_job_that_is_replaced_was_cancelled() -> None:
    printer = manual_printer()
    run(printer, seconds=100)
    printer.klipper.pause()
    printer.clock.advance(10)
    run(printer, JOB, 20)
    assert statuses(printer) == ["in_progress", "cancelled"]
    assert amounts(rows(printer)[1]) == (110, 40, 20)


def test_a_shutdown_ends_the_job_once() -> None:
    printer = manual_printer()
    run(printer, seconds=100)
    printer.klipper.emergency_stop()
    printer.clock.advance(500)
    printer.klipper.firmware_restart()
    printer.clock.advance(100)
    assert statuses(printer) == ["klippy_shutdown"]
    assert totals(printer) == (1, 100, 40, 20)


def test_klipper_going_away_ends_the_job() -> None:
    printer = manual_printer()
    run(printer, seconds=100)
    printer.klipper.kill()
    printer.clock.advance(500)
    assert totals(printer) == (1, 100, 40, 20)
    assert statuses(printer) == ["klippy_disconnect"]


def test_a_power_cut_loses_the_job() -> None:
    printer = manual_printer()
    run(printer, seconds=100)
    printer.power_off()
    printer.clock.advance(500)
    printer.power_on()
    assert statuses(printer) == ["interrupted"]
    assert totals(printer) == (0, 0, 0, 0)


def test_ids_are_used_again_and_totals_outlive_deletion() -> None:
    printer = manual_printer()
    run(printer)
    run(printer)
    deleted = printer.moonraker.answer("DELETE", "/server/history/job?uid=000002")
    assert deleted.result == {"deleted_jobs": ["000002"]}
    run(printer, OTHER)
    assert [row["job_id"] for row in rows(printer)] == ["000002", "000001"]
    assert rows(printer)[0]["filename"] == "b.gcode"
    answer = printer.moonraker.answer("DELETE", "/server/history/job?all=true")
    assert answer.result == {"deleted_jobs": ["000001", "000002"]}
    assert totals(printer) == (3, 1420, 1300, 650)


def test_a_row_deleted_while_it_is_open_comes_back_at_the_end() -> None:
    printer = manual_printer()
    run(printer, seconds=100)
    printer.moonraker.answer("DELETE", "/server/history/job?all=true")
    assert rows(printer) == []
    printer.clock.advance(1000)
    assert statuses(printer) == ["completed"]


def test_totals_are_floats_but_whole_after_a_reset_until_a_restart() -> None:
    printer = manual_printer()
    run(printer, seconds=100)
    refused = printer.moonraker.answer("POST", "/server/history/reset_totals")
    assert refused.status == 400
    printer.clock.advance(1000)
    assert repr(totals(printer)[0]) == "1.0"
    answer = printer.moonraker.answer("POST", "/server/history/reset_totals")
    assert answer.result["last_totals"]["total_jobs"] == 1
    assert repr(totals(printer)[0]) == "0"
    run(printer)
    assert repr(totals(printer)[0]) == "1"
    printer.moonraker.terminate()
    printer.moonraker.launch()
    assert repr(totals(printer)[0]) == "1.0"


def test_an_upgrade_renumbers_the_rows_and_keeps_their_times() -> None:
    printer = manual_printer(version="0.8.0")
    run(printer)
    run(printer, seconds=100)
    before = rows(printer)
    assert [row["job_id"] for row in before] == ["000001", "000000"]
    printer.moonraker.kill()
    printer.moonraker.upgrade("0.11.0")
    after = rows(printer)
    assert [row["job_id"] for row in after] == ["000002", "000001"]
    assert [row["start_time"] for row in after] == [row["start_time"] for row in before]
    assert statuses(printer) == ["interrupted", "completed"]
    assert (before[0]["end_time"], after[0]["end_time"]) == (None, 0.0)
    assert repr(totals(printer)[0]) == "1.0"


def test_0_8_0_leaves_rows_in_progress_for_ever() -> None:
    printer = manual_printer(version="0.8.0")
    run(printer, seconds=100)
    printer.moonraker.kill()
    printer.moonraker.launch()
    printer.clock.advance(1000)
    run(printer, OTHER, 10)
    assert statuses(printer) == ["in_progress", "in_progress"]
    assert totals(printer) == (0, 0, 0, 0)
    broken = printer.moonraker.answer("GET", "/server/history/list?before=1e12")
    assert broken.status == 500


def test_0_8_0_counts_all_rows_of_a_range_and_frees_no_id() -> None:
    printer = manual_printer(version="0.8.0")
    for _ in range(3):
        run(printer)
    answer = printer.moonraker.answer("GET", "/server/history/list?limit=1")
    assert answer.result["count"] == 3
    assert len(answer.result["jobs"]) == 1
    printer.moonraker.answer("DELETE", "/server/history/job?uid=000002")
    run(printer)
    assert [row["job_id"] for row in rows(printer)] == ["000003", "000001", "000000"]
    printer.moonraker.answer("DELETE", "/server/history/job?all=true")
    run(printer)
    assert [row["job_id"] for row in rows(printer)] == ["000000"]


def test_a_stepped_clock_dates_rows_before_older_ones() -> None:
    printer = manual_printer()
    run(printer)
    printer.clock.step_wall(-86400)
    run(printer)
    newest, oldest = rows(printer)
    assert newest["start_time"] == oldest["start_time"] + 1000 - 86400


def test_within_one_tick_a_print_has_no_row_yet() -> None:
    printer = manual_printer(tick=0.25)
    run(printer, OTHER, 0.1)
    assert printer.klipper.stats().state == "printing"
    assert rows(printer) == []
    printer.clock.advance(0.2)
    assert amounts(rows(printer)[0]) == (0.25, 0.25, 0.125)


@pytest.mark.parametrize(
    ("version", "seen"), [("0.11.0", ["completed"]), ("0.8.0", [])]
)
def test_a_job_between_two_ticks_is_inferred_or_missed(
    version: str, seen: list[str]
) -> None:
    printer = manual_printer(version=version, tick=0.25)
    brief = Job("brief.gcode", (extrude(0.1, 1),))
    run(printer, brief)
    assert statuses(printer) == seen
    run(printer, brief)
    assert statuses(printer) == seen


def test_a_name_can_get_lost() -> None:
    printer = manual_printer()
    printer.moonraker.loses_filenames = True
    run(printer)
    assert rows(printer)[0]["filename"] == ""
    assert rows(printer)[0]["exists"] is False
    assert amounts(rows(printer)[0]) == (660, 600, 300)
