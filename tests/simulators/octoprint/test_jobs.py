"""What is shown of a job, checked on the simulated OctoPrint."""

import pytest

from tests.simulators.job import Job, extrude, fail, heat

from . import State, manual_octoprint
from .helpers import JOB, OTHER, VERSIONS, flags, get, job, post, run, shown, state

BOTH = pytest.mark.parametrize("version", VERSIONS)


@BOTH
def test_a_job_from_start_to_end(version: str) -> None:
    printer = manual_octoprint(version=version)
    assert flags(printer) == {"operational", "ready"}
    run(printer, OTHER, 25.9)
    assert flags(printer) == {"operational", "printing"}
    assert shown(printer) == (25, 26)
    assert job(printer)["job"]["file"]["path"] == "b.gcode"
    printer.clock.advance(1000)
    assert flags(printer) == {"operational", "ready"}
    assert shown(printer) == (100, 100)
    assert job(printer)["progress"]["printTimeLeft"] == 0


@BOTH
def test_the_end_stays_until_another_file_is_selected(version: str) -> None:
    printer = manual_octoprint(version=version)
    run(printer, OTHER)
    printer.upload(JOB)
    printer.select("a.gcode")
    assert shown(printer) == (None, None)
    assert job(printer)["job"]["file"]["path"] == "a.gcode"


@BOTH
def test_what_is_shown_stands_still_while_the_printer_heats(version: str) -> None:
    printer = manual_octoprint(version=version)
    run(printer, JOB, 59)
    assert shown(printer) == (0, 0)
    printer.clock.advance(2)
    assert shown(printer) == (61, 0)


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.11.8", {"operational", "paused"}),
        ("2.0.0rc7", {"operational", "paused", "printing"}),
    ],
)
def test_a_pause_is_not_counted_once_it_is_over(
    version: str, expected: set[str]
) -> None:
    printer = manual_octoprint(version=version)
    run(printer, OTHER, 10)
    printer.pause()
    assert flags(printer) == expected
    printer.clock.advance(500)
    assert shown(printer) == (10, 10)
    printer.resume()
    printer.clock.advance(10)
    assert shown(printer) == (20, 20)


@BOTH
def test_a_pause_of_a_print_from_the_card_is_shown_as_print_time(version: str) -> None:
    printer = manual_octoprint(version=version)
    printer.put_on_card(OTHER)
    printer.print_file("b.gcode", is_sd=True)
    printer.clock.advance(10)
    assert job(printer)["state"] == "Printing from SD"
    printer.pause()
    printer.clock.advance(500)
    assert shown(printer) == (510, 10)
    printer.resume()
    printer.clock.advance(10)
    assert shown(printer) == (20, 20)


@BOTH
def test_after_a_cancel_the_file_stays_and_its_time_is_gone(version: str) -> None:
    printer = manual_octoprint(version=version)
    run(printer, OTHER, 10)
    printer.cancel()
    assert flags(printer) == {"operational", "ready"}
    assert shown(printer) == (None, None)
    assert job(printer)["job"]["file"]["path"] == "b.gcode"


@BOTH
def test_without_a_printer_the_file_is_gone_too(version: str) -> None:
    printer = manual_octoprint(version=version)
    run(printer, OTHER, 10)
    printer.disconnect()
    assert flags(printer) == 409
    assert shown(printer) == (None, None)
    assert job(printer)["job"]["file"]["path"] is None
    assert job(printer)["state"] == "Offline"
    printer.connect()
    assert flags(printer) == {"operational", "ready"}
    assert job(printer)["job"]["file"]["path"] is None


@pytest.mark.parametrize(
    ("version", "error"),
    [("1.11.8", "Closing serial port due to emergency stop M112."), ("2.0.0rc7", None)],
)
def test_an_emergency_stop(version: str, error: str | None) -> None:
    printer = manual_octoprint(version=version)
    run(printer, OTHER, 10)
    assert post(printer, "/api/printer/command", command="M112").status == 204
    assert flags(printer) == 409
    assert job(printer)["state"] == "Offline after error"
    assert job(printer).get("error") == error


def test_an_error_of_the_firmware_ends_job_and_connection() -> None:
    printer = manual_octoprint()
    run(printer, Job("c.gcode", (extrude(10, 5), fail("MINTEMP", after=2))))
    assert job(printer)["error"] == "MINTEMP"
    assert flags(printer) == 409


@BOTH
def test_a_killed_process_knows_of_no_job(version: str) -> None:
    printer = manual_octoprint(version=version)
    run(printer, OTHER, 10)
    printer.kill()
    with pytest.raises(ConnectionRefusedError):
        get(printer, "/api/job")
    printer.clock.advance(5)
    printer.launch()
    assert job(printer)["state"] == "Offline"
    assert shown(printer) == (None, None)


def test_a_printer_that_is_connected_by_itself() -> None:
    printer = manual_octoprint()
    printer.autoconnects = True
    printer.kill()
    printer.launch()
    assert flags(printer) == {"operational", "ready"}


@pytest.mark.parametrize(("version", "expected"), [("1.11.8", 5), ("2.0.0rc7", 10)])
def test_a_restart_in_a_pause_is_for_1_11_a_new_job(
    version: str, expected: int
) -> None:
    printer = manual_octoprint(version=version)
    run(printer, OTHER, 10)
    printer.pause()
    assert post(printer, "/api/job", command="restart").status == 204
    printer.clock.advance(5)
    assert shown(printer) == (expected, expected)


def test_states_that_are_passed_through() -> None:
    printer = manual_octoprint()
    printer.pace.settle = 2.0
    printer.upload(OTHER)
    printer.print_file("b.gcode")
    assert state(printer) is State.STARTING
    assert shown(printer) == (None, None)
    printer.clock.advance(12)
    printer.pause()
    assert flags(printer) == {"operational", "pausing", "printing"}
    printer.clock.advance(3)
    assert state(printer) is State.PAUSED
    printer.resume()
    assert flags(printer) == {"operational", "printing", "resuming"}
    printer.clock.advance(91.5)
    assert state(printer) is State.PRINTING
    printer.clock.advance(1)
    assert flags(printer) == {"finishing", "operational", "printing"}
    printer.clock.advance(2)
    assert state(printer) is State.OPERATIONAL
    run(printer, OTHER, 10)
    printer.cancel()
    assert flags(printer) == {"cancelling", "operational", "printing"}
    assert shown(printer) == (None, None)


def test_the_connection_can_take_its_time() -> None:
    printer = manual_octoprint(is_connected=False)
    printer.pace.settle = 2.0
    assert post(printer, "/api/connection", command="connect").status == 204
    assert job(printer)["state"] == "Connecting"
    assert flags(printer) == 409
    printer.clock.advance(2)
    assert flags(printer) == {"operational", "ready"}
    assert post(printer, "/api/connection", command="disconnect").status == 204
    assert get(printer, "/api/connection").body["current"]["state"] == "Closed"


def test_what_cannot_be_done_now() -> None:
    printer = manual_octoprint()
    printer.upload(OTHER)
    path = "/api/files/local/b.gcode"
    assert post(printer, "/api/job", command="pause").status == 409
    assert post(printer, "/api/job", command="restart").status == 409
    assert post(printer, "/api/job", command="dance").status == 400
    assert post(printer, path, command="select", print=True).status == 204
    assert post(printer, path, command="select").status == 409
    assert post(printer, "/api/job", command="start").status == 409
    assert post(printer, "/api/job", command="pause").status == 204
    assert state(printer) is State.PAUSED
    assert post(printer, "/api/job", command="pause").status == 204
    assert state(printer) is State.PRINTING
    with pytest.raises(RuntimeError):
        printer.upload(OTHER)
    printer.disconnect()
    assert post(printer, "/api/job", command="cancel").status == 409


def test_jobs_can_follow_each_other() -> None:
    printer = manual_octoprint()
    started: list[float] = []

    def again() -> None:
        started.append(printer.now)
        printer.start(Job("b.gcode", (heat(10), extrude(90, 50))))

    printer.idle = lambda: printer.after(20, again)
    printer.after(5, again)
    printer.clock.advance(300)
    assert shown(printer) == (55, 50)
    assert [moment - started[0] for moment in started] == [0, 120, 240]
