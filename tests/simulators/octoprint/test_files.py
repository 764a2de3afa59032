"""What is known of files, checked on the simulated OctoPrint."""

import pytest

from tests.simulators.job import Job, extrude, heat, retract

from . import manual_octoprint
from .helpers import FILES, JOB, KEY, OTHER, VERSIONS, file, get, job, post, prints, run

BOTH = pytest.mark.parametrize("version", VERSIONS)
OVERWRITING = Job("a.gcode", (extrude(100, 900),))


def filament(printed: dict[str, object]) -> object:
    """Return what the analysis of a file says of filament; None without one."""
    analysis = printed.get("gcodeAnalysis")
    return analysis["filament"] if isinstance(analysis, dict) else None


@BOTH
def test_average_and_last_time_know_successes_of_each_profile(version: str) -> None:
    printer = manual_octoprint(version=version)
    run(printer, OTHER)
    run(printer, OTHER, 10)
    printer.cancel()
    printer.disconnect()
    printer.connect(profile="big")
    run(printer, OTHER, 10)
    printer.pause()
    printer.clock.advance(5)
    printer.resume()
    printer.clock.advance(1000)
    printed = file(printer, "b.gcode")
    assert printed["statistics"]["averagePrintTime"] == {"_default": 100, "big": 100}
    assert printed["statistics"]["lastPrintTime"] == {"_default": 100, "big": 100}
    assert prints(printer, "b.gcode") == (2, 1)


@BOTH
def test_an_analysis_waits_for_an_idle_time(version: str) -> None:
    printer = manual_octoprint(version=version)
    printer.pace.analysis = 30
    run(printer, JOB, 100)
    assert filament(file(printer)) is None
    assert job(printer)["job"]["filament"] is None
    printer.clock.advance(580)
    assert filament(file(printer)) is None
    printer.clock.advance(20)
    assert filament(file(printer)) == {"tool0": {"length": 300, "volume": 0}}


@pytest.mark.parametrize(
    ("version", "is_analysed"), [("1.11.8", True), ("2.0.0rc7", False)]
)
def test_for_1_11_a_pause_is_an_idle_time(version: str, is_analysed: bool) -> None:
    printer = manual_octoprint(version=version)
    run(printer, JOB, 100)
    printer.pause()
    printer.clock.advance(10)
    assert (filament(file(printer)) is not None) is is_analysed


def test_an_analysis_that_is_interrupted_begins_anew() -> None:
    printer = manual_octoprint()
    printer.pace.analysis = 30
    printer.upload(JOB)
    printer.upload(OTHER)
    printer.clock.advance(20)
    run(printer, OTHER, 120)
    assert filament(file(printer)) is None
    printer.clock.advance(20)
    assert filament(file(printer)) is not None
    assert filament(file(printer, "b.gcode")) is None
    printer.clock.advance(30)
    assert filament(file(printer, "b.gcode")) is not None


def test_an_analysis_goes_on_after_a_restart() -> None:
    printer = manual_octoprint()
    printer.upload(JOB)
    printer.kill()
    printer.clock.advance(100)
    printer.launch()
    assert filament(file(printer)) is None
    printer.clock.advance(2)
    assert filament(file(printer)) is not None


def test_the_four_shapes_of_filament() -> None:
    printer = manual_octoprint()
    assert job(printer)["job"]["filament"] == {"length": None, "volume": None}
    run(printer, OTHER, 50)
    assert job(printer)["job"]["filament"] is None
    printer.clock.advance(100)
    assert job(printer)["job"]["filament"] == {"tool0": {"length": 50, "volume": 0}}
    printer.upgrade("2.0.0rc7")
    assert job(printer)["job"]["filament"] == {}
    printer.connect()
    printer.select("b.gcode")
    amounts = {"length": 50, "volume": 0, "weight": None}
    assert job(printer)["job"]["filament"] == {"tool0": amounts}


def test_the_filament_of_an_analysis_is_the_peak_of_the_net() -> None:
    printer = manual_octoprint()
    printer.upload(Job("a.gcode", (extrude(10, 50), retract(20), extrude(1, 5))))
    printer.upload(Job("unload.gcode", (retract(60),)))
    printer.upload(Job("cold.gcode", (heat(60),)))
    printer.upload(Job("two.gcode", (extrude(10, 17),)), tools=(10, 7))
    printer.clock.advance(10)
    assert filament(file(printer)) == {"tool0": {"length": 50, "volume": 0}}
    assert filament(file(printer, "unload.gcode")) == {}
    assert filament(file(printer, "cold.gcode")) == {}
    lengths = {
        "tool0": {"length": 10, "volume": 0},
        "tool1": {"length": 7, "volume": 0},
    }
    assert filament(file(printer, "two.gcode")) == lengths


@BOTH
def test_the_same_contents_keep_their_history(version: str) -> None:
    printer = manual_octoprint(version=version)
    run(printer)
    date = file(printer)["date"]
    printer.upload(JOB)
    assert prints(printer) == (1, 0)
    assert file(printer)["date"] == date + 1000


@pytest.mark.parametrize(
    ("version", "kept", "length"), [("1.11.8", (0, 0), None), ("2.0.0rc7", (1, 0), 300)]
)
def test_other_contents_keep_history_and_analysis_in_2_0(
    version: str, kept: tuple[int, int], length: float | None
) -> None:
    printer = manual_octoprint(version=version)
    run(printer)
    printer.upload(OVERWRITING)
    assert prints(printer) == kept
    stale = {"tool0": {"length": length, "volume": 0}} if length else None
    assert filament(file(printer)) == stale
    printer.clock.advance(10)
    assert filament(file(printer)) == {"tool0": {"length": 900, "volume": 0}}


def test_2_0_shows_stale_filament_for_the_whole_job_and_after() -> None:
    printer = manual_octoprint(version="2.0.0rc7")
    run(printer)
    run(printer, OVERWRITING, 50)
    stale = {"tool0": {"length": 300, "volume": 0, "weight": None}}
    assert job(printer)["job"]["filament"] == stale
    printer.clock.advance(1000)
    assert job(printer)["job"]["filament"] == stale
    assert filament(file(printer)) == {"tool0": {"length": 900, "volume": 0}}


@pytest.mark.parametrize(("version", "length"), [("1.11.8", 900), ("2.0.0rc7", 300)])
def test_a_stale_analysis_outlives_a_restart(version: str, length: float) -> None:
    printer = manual_octoprint(version=version)
    run(printer)
    printer.upload(OVERWRITING)
    printer.kill()
    printer.launch()
    printer.clock.advance(10)
    assert filament(file(printer)) == {"tool0": {"length": length, "volume": 0}}


@pytest.mark.parametrize(("version", "fraction"), [("1.11.8", 0.5), ("2.0.0rc7", 0)])
def test_2_0_tells_whole_seconds_of_when_it_was(version: str, fraction: float) -> None:
    printer = manual_octoprint(version=version)
    printer.clock.advance(0.5)
    run(printer)
    assert file(printer)["prints"]["last"]["date"] % 1 == fraction


@BOTH
def test_a_copy_inherits_history_and_a_moved_file_keeps_it(version: str) -> None:
    printer = manual_octoprint(version=version)
    run(printer)
    path = "/api/files/local/a.gcode"
    assert post(printer, path, command="copy", destination="sub/c.gcode").status == 201
    assert (prints(printer), prints(printer, "sub/c.gcode")) == ((1, 0), (1, 0))
    path = "/api/files/local/sub/c.gcode"
    assert post(printer, path, command="move", destination="d.gcode").status == 201
    assert prints(printer, "d.gcode") == (1, 0)
    assert get(printer, path).status == 404


@BOTH
def test_a_deleted_file_is_forgotten_and_deselected(version: str) -> None:
    printer = manual_octoprint(version=version)
    run(printer, JOB, 10)
    path = "/api/files/local/a.gcode"
    assert printer.answer("DELETE", path, None, KEY).status == 409
    printer.clock.advance(1000)
    assert printer.answer("DELETE", path, None, KEY).status == 204
    assert job(printer)["job"]["file"]["path"] is None
    assert printer.answer("DELETE", path, None, KEY).status == 404
    printer.upload(JOB)
    assert prints(printer) == (0, 0)


def test_a_folder_sums_up_its_files() -> None:
    printer = manual_octoprint()
    printer.add_folder("empty")
    run(printer, Job("sub/deep/c.gcode", (extrude(10, 5),)))
    run(printer, Job("sub/c.gcode", (extrude(10, 5),)))
    empty, sub = get(printer, FILES).body["files"]
    assert empty["prints"] == {"failure": 0, "success": 0}
    assert sub["prints"]["success"] == 2
    deep, inner = sub["children"]
    assert (deep["path"], deep["children"][0]["path"]) == (
        "sub/deep",
        "sub/deep/c.gcode",
    )
    assert inner["path"] == "sub/c.gcode"


@BOTH
def test_a_list_that_is_known_is_not_sent_again(version: str) -> None:
    printer = manual_octoprint(version=version)
    printer.upload(JOB)
    printer.clock.advance(10)
    tag = get(printer, FILES).headers["ETag"]
    known = {"If-None-Match": tag}
    reply = get(printer, FILES, **known)
    assert (reply.status, reply.body, reply.headers["ETag"]) == (304, "", tag)
    printer.clock.advance(1000)
    assert get(printer, FILES, **known).status == 304
    run(printer)
    assert get(printer, FILES, **known).status == 200


@pytest.mark.parametrize(("version", "status"), [("1.11.8", 304), ("2.0.0rc7", 200)])
def test_for_2_0_a_connection_changes_the_list(version: str, status: int) -> None:
    printer = manual_octoprint(version=version)
    tag = get(printer, FILES).headers["ETag"]
    printer.disconnect()
    known = {"If-None-Match": tag}
    assert get(printer, FILES, **known).status == status
    printer.connect()
    assert get(printer, FILES, **known).status == 304
