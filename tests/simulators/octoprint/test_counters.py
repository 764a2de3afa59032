"""What OctoPrint counts of a job, checked on the simulated one."""

import pytest

from tests.simulators.job import Job, extrude, fail

from . import manual_octoprint
from .helpers import (
    JOB,
    OTHER,
    VERSIONS,
    counters,
    file,
    flags,
    get,
    prints,
    run,
    shown,
)

BOTH = pytest.mark.parametrize("version", VERSIONS)


@BOTH
def test_a_job_is_counted_when_it_starts_and_its_time_when_it_ends(
    version: str,
) -> None:
    printer = manual_octoprint(version=version)
    run(printer, JOB, 300)
    assert counters(printer) == (1, 0, 0, 0)
    assert prints(printer) == (0, 0)
    printer.clock.advance(1000)
    assert counters(printer) == (1, 1, 660, 660)
    assert prints(printer) == (1, 0)
    assert file(printer)["prints"]["last"]["printTime"] == 660


@BOTH
def test_a_cancelled_job_is_booked_twice(version: str) -> None:
    printer = manual_octoprint(version=version)
    run(printer, JOB, 30)
    printer.cancel()
    assert counters(printer) == (1, 0, 0, 60)
    assert prints(printer) == (0, 1)
    assert "printTime" not in file(printer)["prints"]["last"]


@BOTH
def test_a_job_cancelled_in_a_pause_is_booked_twice_and_with_the_pause(
    version: str,
) -> None:
    printer = manual_octoprint(version=version)
    run(printer, OTHER, 10)
    printer.pause()
    printer.clock.advance(100)
    printer.resume()
    printer.clock.advance(10)
    printer.pause()
    printer.clock.advance(500)
    printer.cancel()
    assert counters(printer) == (1, 0, 0, 2 * 520)


@BOTH
@pytest.mark.parametrize("end", ["disconnect", "emergency_stop"])
def test_a_job_that_loses_its_printer_is_booked_once(version: str, end: str) -> None:
    printer = manual_octoprint(version=version)
    run(printer, JOB, 100)
    getattr(printer, end)()
    assert counters(printer) == (1, 0, 0, 100)
    assert prints(printer) == (0, 1)


@BOTH
def test_an_error_of_the_firmware_is_booked_once(version: str) -> None:
    printer = manual_octoprint(version=version)
    run(printer, Job("a.gcode", (extrude(10, 5), fail("MINTEMP", after=2))))
    assert counters(printer) == (1, 0, 0, 12)
    assert prints(printer) == (0, 1)


@pytest.mark.parametrize(
    ("version", "booked", "failures"), [("1.11.8", 0, 0), ("2.0.0rc7", 110, 1)]
)
@pytest.mark.parametrize("end", ["disconnect", "emergency_stop"])
def test_a_paused_job_that_loses_its_printer(
    version: str, booked: float, failures: int, end: str
) -> None:
    printer = manual_octoprint(version=version)
    run(printer, Job("a.gcode", (extrude(100, 50),)), 10)
    printer.pause()
    printer.clock.advance(100)
    getattr(printer, end)()
    assert counters(printer) == (1, 0, 0, booked)
    assert prints(printer) == (0, failures)


@pytest.mark.parametrize(
    ("version", "booked", "prints_"),
    [("1.11.8", 100, (1, 0)), ("2.0.0rc7", 201, (1, 1))],
)
def test_a_printer_that_is_lost_while_a_job_finishes(
    version: str, booked: float, prints_: tuple[int, int]
) -> None:
    printer = manual_octoprint(version=version)
    run(printer, OTHER, 50)
    printer.pace.settle = 5
    printer.clock.advance(51)
    printer.disconnect()
    assert counters(printer) == (1, 1, 100, booked)
    assert prints(printer, "b.gcode") == prints_


@pytest.mark.parametrize(
    ("version", "expected"), [("1.11.8", (2, 1, 100, 100)), ("2.0.0rc7", (1, 0, 0, 0))]
)
def test_a_job_that_is_restarted_in_a_pause_is_booked_nowhere(
    version: str, expected: tuple[float, ...]
) -> None:
    printer = manual_octoprint(version=version)
    run(printer, OTHER, 10)
    printer.pause()
    printer.restart()
    printer.clock.advance(1000)
    assert counters(printer) == expected


@BOTH
@pytest.mark.parametrize("end", ["kill", "terminate"])
def test_of_a_killed_process_only_the_start_is_known(version: str, end: str) -> None:
    printer = manual_octoprint(version=version)
    run(printer, JOB, 100)
    getattr(printer, end)()
    printer.clock.advance(10)
    printer.launch()
    assert counters(printer) == (1, 0, 0, 0)
    assert prints(printer) == (0, 0)
    stats = get(printer, "/plugin/achievements/").body["stats"]
    assert stats["server_starts"] == 2


@BOTH
def test_a_print_from_the_card_is_counted_but_has_no_history(version: str) -> None:
    printer = manual_octoprint(version=version)
    printer.put_on_card(OTHER)
    printer.print_file("b.gcode", is_sd=True)
    printer.clock.advance(1000)
    assert counters(printer) == (1, 1, 100, 100)
    (card,) = get(printer, "/api/files?recursive=true").body["files"]
    assert card["origin"] == ("printer" if version == "2.0.0rc7" else "sdcard")
    assert not {"prints", "statistics", "gcodeAnalysis", "hash"} & set(card)


@BOTH
def test_a_pause_of_a_print_from_the_card_can_look_like_a_start(version: str) -> None:
    printer = manual_octoprint(version=version)
    printer.put_on_card(OTHER)
    printer.print_file("b.gcode", is_sd=True)
    printer.clock.advance(10)
    printer.pause()
    printer.machine.misread_pause()
    printer.clock.advance(500)
    assert flags(printer) == {"operational", "printing"}
    assert shown(printer) == (500, 10)
    printer.resume()
    printer.cancel()
    assert counters(printer) == (2, 0, 0, 1000)


@BOTH
def test_the_plugin_can_be_switched_off_and_on(version: str) -> None:
    printer = manual_octoprint(version=version)
    run(printer, OTHER)
    printer.switch("achievements", is_on=False)
    reply = get(printer, "/plugin/achievements/")
    assert reply.status == 404
    assert reply.headers["Content-Type"].startswith("text/html")
    printer.connect()
    run(printer, OTHER)
    printer.switch("achievements", is_on=True)
    assert counters(printer) == (1, 1, 100, 100)
    assert prints(printer, "b.gcode") == (2, 0)


def test_a_plugin_that_loses_its_file_begins_anew() -> None:
    printer = manual_octoprint()
    run(printer, OTHER)
    before = get(printer, "/plugin/achievements/").body["stats"]["created"]
    printer.terminate()
    printer.achievements.reset()
    printer.launch()
    assert counters(printer) == (0, 0, 0, 0)
    after = get(printer, "/plugin/achievements/").body["stats"]["created"]
    assert after == before + 1000


def test_a_plugin_that_comes_later_begins_then() -> None:
    printer = manual_octoprint()
    printer.switch("achievements", is_on=False)
    printer.achievements.reset()
    printer.connect()
    run(printer, OTHER)
    printer.switch("achievements", is_on=True)
    assert counters(printer) == (0, 0, 0, 0)


def test_a_new_year_begins_at_zero() -> None:
    printer = manual_octoprint()
    run(printer, OTHER)
    printer.clock.advance(366 * 86400)
    body = get(printer, "/plugin/achievements/").body
    assert body["stats"]["prints_finished"] == 1
    assert body["current_year"]["prints_finished"] == 0
    run(printer, OTHER)
    year = get(printer, "/plugin/achievements/").body["current_year"]
    assert (year["prints_finished"], year["year"]) == (1, body["current_year"]["year"])


def test_an_upgrade_keeps_what_was_counted() -> None:
    printer = manual_octoprint()
    run(printer, OTHER)
    printer.upgrade("2.0.0rc7")
    assert counters(printer) == (1, 1, 100, 100)
    stats = get(printer, "/plugin/achievements/").body["stats"]
    assert (stats["seen_versions"], stats["last_version"]) == (2, "2.0.0")
    assert "hash" not in file(printer, "b.gcode")
