"""What OctoPrint tells, as it was recorded, and values that no printer should send."""

import copy
from dataclasses import replace
import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.printer_maintenance.hosts.base import HostUnexpectedAnswer
from custom_components.printer_maintenance.hosts.octoprint_answer import (
    Running,
    is_busy,
    is_sending,
    parse_counters,
    parse_flags,
    parse_job,
)
from custom_components.printer_maintenance.hosts.octoprint_files import (
    File,
    parse_files,
)

FIXTURES = Path(__file__).parent.parent / "fixtures"
STATS = {
    "created": 1,
    "prints_started": 5,
    "prints_finished": 3,
    "print_duration_finished": 20.5,
    "print_duration_total": 30.5,
}
FILE = {"path": "a.gcode", "origin": "local", "date": 7, "size": 8, "type": "any"}
JOB: dict[str, Any] = {
    "job": {"file": {"path": "a.gcode", "origin": "local", "date": 7}, "user": "me"},
    "progress": {"printTime": 9, "completion": 50.0},
}
NO_NUMBERS = [[], {}, "1", True, float("nan"), float("inf"), 1e300]


def recorded(version: str, name: str) -> Any:
    """Return the body of a recorded answer."""
    text = (FIXTURES / version / f"{name}.json").read_text()
    return json.loads(text)["body"]


@pytest.mark.parametrize(
    ("version", "state", "busy"),
    [
        ("octoprint", "03_operational_no_job", False),
        ("octoprint", "04_printing", True),
        ("octoprint", "06_paused", True),
        ("octoprint", "08_after_cancel", False),
        ("octoprint", "09_finished", False),
        ("octoprint2", "04_printing", True),
        ("octoprint2", "06_paused", True),
        ("octoprint2", "09_finished", False),
    ],
)
def test_flags_tell_whether_a_job_is_open(version: str, state: str, busy: bool) -> None:
    assert is_busy(parse_flags(recorded(version, f"{state}.printer"))) is busy


@pytest.mark.parametrize(
    "flag", ["printing", "paused", "pausing", "cancelling", "resuming", "finishing"]
)
def test_each_flag_of_an_open_job(flag: str) -> None:
    flags = parse_flags({"state": {"flags": {"operational": True, flag: True}}})
    assert is_busy(flags)
    assert parse_job(JOB, flags).is_standing is (flag in ("paused", "pausing"))


def test_a_recorded_job() -> None:
    body = recorded("octoprint", "06_paused.job")
    flags = parse_flags(recorded("octoprint", "06_paused.printer"))
    job = parse_job(body, flags)
    share = body["progress"]["completion"] / 100
    assert 0 < share < 1
    assert replace(job, time_left=None) == Running(
        path="lab_long.gcode",
        date=1795211253,
        is_local=True,
        is_standing=True,
        print_time=body["progress"]["printTime"],
        share=share,
        length=600.0,
    )
    assert job.to_come.print_time == pytest.approx(118.928 - 9, abs=0.001)
    assert job.to_come.filament == pytest.approx(600 * (1 - share))


@pytest.mark.parametrize(
    ("left", "whole", "used", "expected"),
    [
        (47, 118.9, 9, 47),
        (None, 118.5, 9, 109.5),
        (None, 118.5, None, 118.5),
        (None, 5, 9, 0),
        (None, None, 9, None),
        (-1, None, 9, None),
        ("soon", None, 9, None),
        (float("nan"), 0, 9, None),
        (1e300, [], 9, None),
        (True, "long", 9, None),
    ],
)
def test_the_time_that_is_left(
    left: object, whole: object, used: object, expected: float | None
) -> None:
    body = copy.deepcopy(JOB)
    body["job"]["estimatedPrintTime"] = whole
    body["progress"] |= {"printTimeLeft": left, "printTime": used}
    assert parse_job(body, {}).to_come.print_time == expected


def test_a_job_that_was_cancelled_shows_nothing() -> None:
    job = parse_job(recorded("octoprint", "08_after_cancel.job"), {})
    assert (job.print_time, job.share, job.length) == (None, 0.0, 600.0)


def test_a_job_from_the_card() -> None:
    job = parse_job(recorded("octoprint", "33_sd_printing.job"), {})
    assert not job.is_local
    assert job.length is None


@pytest.mark.parametrize(
    ("filament", "length"),
    [
        (None, None),
        ({}, 0.0),
        ({"length": None, "volume": None}, None),
        ({"length": 5.0, "volume": 0.1}, None),
        ({"tool0": {"length": 10.0}, "tool1": {"length": 7.0}}, 17.0),
        ({"tool0": {"length": -10.0}, "tool1": {"length": 7.0}}, 7.0),
        ({"tool0": {"length": None}}, 0.0),
        ({"tool0": {}}, None),
        ({"tool0": 5}, None),
        ({"tool0": {"length": "5"}}, None),
        ([], None),
        ("10", None),
    ],
)
def test_shapes_of_filament(filament: object, length: float | None) -> None:
    body = copy.deepcopy(JOB)
    body["job"]["filament"] = filament
    assert parse_job(body, {}).length == length


def test_what_is_missing_of_a_job_is_nothing() -> None:
    job = parse_job({"job": {"file": {}}, "progress": {}}, {})
    assert job == Running("", 0, False, False, None, 0.0, None)


@pytest.mark.parametrize(("completion", "share"), [(-5, 0.0), (250, 1.0), (25, 0.25)])
def test_a_share_is_a_share(completion: float, share: float) -> None:
    body = {**JOB, "progress": {"printTime": -3, "completion": completion}}
    job = parse_job(body, {})
    assert (job.share, job.print_time) == (share, 0.0)


@pytest.mark.parametrize("value", NO_NUMBERS)
@pytest.mark.parametrize("field", ["printTime", "completion"])
def test_progress_that_is_no_number(field: str, value: object) -> None:
    body = {**JOB, "progress": {**JOB["progress"], field: value}}
    with pytest.raises(HostUnexpectedAnswer, match=f"^job: no usable {field}$"):
        parse_job(body, {})


def test_files_with_folders() -> None:
    long, short = parse_files(recorded("octoprint", "13_multitool_subfolder.files"))[:2]
    assert (long.path, long.success, long.failure) == ("lab_long.gcode", 0, 1)
    assert (long.length, long.finished_time) == (600.0, 0.0)
    assert short == File(
        path="sub/two_tools.gcode",
        date=1795212998,
        size=64,
        hash="7890b5ff3cbcfbfffbb7fd25c51df4dafa789d5d",
        success=1,
        failure=0,
        finished_time=0.02319818599971768,
        length=17.0,
    )


def test_files_of_2_0_have_no_hash() -> None:
    files = parse_files(recorded("octoprint2", "09_finished.files"))
    assert files
    assert {file.hash for file in files} == {None}
    assert any(file.success and file.finished_time for file in files)


def test_the_time_of_several_profiles_is_not_sure() -> None:
    statistics = {"averagePrintTime": {"_default": 100.0, "other": 60.0}}
    entry = {**FILE, "prints": {"success": 3}, "statistics": statistics}
    (file,) = parse_files({"files": [entry]})
    assert (file.success, file.failure, file.finished_time) == (3, 0, 0.0)


def test_files_that_octoprint_does_not_keep() -> None:
    card = {**FILE, "origin": "sdcard"}
    empty = {"type": "folder", "path": "empty"}
    assert parse_files({"files": [card, empty]}) == ()


@pytest.mark.parametrize(
    "entry", [5, None, {**FILE, "type": 5}, {**FILE, "origin": 5}, {"children": {}}]
)
def test_what_is_no_file(entry: object) -> None:
    with pytest.raises(HostUnexpectedAnswer, match=r"^the files are not understood$"):
        parse_files({"files": [FILE, entry]})


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ({"path": None}, "path"),
        ({"hash": 5}, "hash"),
        ({"date": "today"}, "expected a number .*date"),
        ({"prints": {"success": -1}}, "expected no negative number .*success"),
        ({"prints": {"failure": "no"}}, "expected a number .*failure"),
        ({"statistics": {"averagePrintTime": 5}}, "expected averages .*PrintTime"),
        ({"statistics": {"averagePrintTime": {"_default": -5}}}, "PrintTime"),
        ({"gcodeAnalysis": 7}, "gcodeAnalysis"),
    ],
)
def test_a_file_that_is_not_understood(part: dict[str, Any], reason: str) -> None:
    with pytest.raises(HostUnexpectedAnswer, match=f"^files: .*{reason}"):
        parse_files({"files": [FILE, FILE | part]})


@pytest.mark.parametrize("field", STATS)
@pytest.mark.parametrize("value", [*NO_NUMBERS, -1])
def test_counters_that_are_no_numbers(field: str, value: object) -> None:
    with pytest.raises(HostUnexpectedAnswer, match=f"^achievements: .*{field}"):
        parse_counters({"stats": {**STATS, field: value}})


def test_counters() -> None:
    counters = parse_counters(recorded("octoprint", "30_achievements.key"))
    assert counters.created > 0
    assert counters.started >= counters.finished > 0
    assert counters.total_time >= counters.finished_time > 0
    assert parse_counters({"stats": STATS}).unfinished_time == 10.0


@pytest.mark.parametrize("body", [None, [], "text", 5, {}, {"stats": []}])
def test_something_else_answers(body: object) -> None:
    with pytest.raises(HostUnexpectedAnswer, match=r"^achievements: "):
        parse_counters(body)
    for parse in (parse_flags, is_sending):
        with pytest.raises(HostUnexpectedAnswer, match=r"^printer: "):
            parse(body)
    with pytest.raises(HostUnexpectedAnswer, match=r"^job: no usable job$"):
        parse_job(body, {})
    with pytest.raises(HostUnexpectedAnswer, match=r"^files: "):
        parse_files(body)


@pytest.mark.parametrize(
    ("damage", "part"),
    [
        ({"job": 5}, "job"),
        ({"job": {"file": None}}, "file"),
        ({"progress": []}, "progress"),
        ({"job": {"file": {"path": 5}}}, "path"),
        ({"job": {"file": {"origin": []}}}, "origin"),
        ({"job": {"file": {"date": "today"}}}, "date"),
    ],
)
def test_a_job_that_is_not_understood(damage: dict[str, Any], part: str) -> None:
    with pytest.raises(HostUnexpectedAnswer, match=f"^job: no usable {part}$"):
        parse_job(JOB | damage, {})


@pytest.mark.parametrize("flag", ["printing", "paused", "finishing"])
@pytest.mark.parametrize("wrong", ["", {}, 0, None, "false"])
def test_a_flag_of_another_type_ends_no_job(flag: str, wrong: object) -> None:
    with pytest.raises(HostUnexpectedAnswer):
        parse_flags({"state": {"flags": {"operational": True, flag: wrong}}})


@pytest.mark.parametrize(
    ("text", "is_sent"),
    [
        ("Sending file to SD", True),
        ("Transferring file to printer", True),
        ("Printing from SD", False),
        (None, False),
        (7, False),
    ],
)
def test_a_file_that_is_sent_to_the_card(text: object, is_sent: bool) -> None:
    state = {"flags": {"operational": True, "printing": True}, "text": text}
    assert is_sending({"state": state}) is is_sent
