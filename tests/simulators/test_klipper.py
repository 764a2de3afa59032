"""Klipper's rules for what it counts, checked on the simulated one."""

from contextlib import suppress
from functools import partial
import itertools
from typing import Any

from hypothesis import given, strategies as st
import pytest

from . import (
    Job,
    JobLoop,
    Klipper,
    KlipperError,
    Segment,
    extrude,
    fail,
    heat,
    manual_printer,
    retract,
)

HEATED = Job("a.gcode", (heat(60), extrude(600, 300)))


def numbers(klipper: Klipper) -> tuple[str, float, float, float]:
    """Return state, total duration, print duration and filament."""
    stats = klipper.stats()
    return (
        stats.state,
        stats.total_duration,
        stats.print_duration,
        stats.filament_used,
    )


def test_heating_does_not_count_as_printing() -> None:
    printer = manual_printer()
    printer.klipper.start(HEATED)
    printer.clock.advance(30)
    assert numbers(printer.klipper) == ("printing", 30, 0, 0)
    printer.clock.advance(90)
    assert numbers(printer.klipper) == ("printing", 120, 60, 30)
    printer.clock.advance(3600)
    assert numbers(printer.klipper) == ("complete", 660, 600, 300)


def test_a_pause_does_not_count_as_printing() -> None:
    printer = manual_printer()
    printer.klipper.start(HEATED)
    printer.clock.advance(160)
    printer.klipper.pause()
    printer.clock.advance(1000)
    assert numbers(printer.klipper) == ("paused", 1160, 100, 50)
    printer.klipper.resume()
    printer.clock.advance(20)
    assert numbers(printer.klipper) == ("printing", 1180, 120, 60)


def test_cancelling_a_paused_job_adds_the_pause() -> None:
    printer = manual_printer()
    printer.klipper.start(HEATED)
    printer.clock.advance(160)
    printer.klipper.pause()
    printer.clock.advance(1000)
    printer.klipper.cancel()
    assert numbers(printer.klipper) == ("cancelled", 1160, 1100, 50)


def test_net_extrusion_of_nothing_starts_the_print_duration_anew() -> None:
    printer = manual_printer()
    job = Job("a.gcode", (extrude(100, 50), retract(60), extrude(100, 100)))
    printer.klipper.start(job)
    printer.clock.advance(100)
    assert numbers(printer.klipper) == ("printing", 100, 0, -10)
    printer.clock.advance(100)
    assert numbers(printer.klipper) == ("complete", 200, 90, 90)


def test_unloading_makes_the_filament_negative() -> None:
    printer = manual_printer()
    printer.klipper.start(Job("unload.gcode", (extrude(10, -80), heat(1))))
    printer.clock.advance(20)
    assert numbers(printer.klipper) == ("complete", 11, 0, -80)


def test_who_looks_away_during_the_first_extrusion_counts_the_heating() -> None:
    printer = manual_printer()
    printer.moonraker.kill()
    printer.klipper.start(HEATED)
    printer.clock.advance(20)
    printer.klipper.stats()
    printer.clock.advance(100)
    assert numbers(printer.klipper) == ("printing", 120, 100, 30)


def test_a_retract_in_the_last_tick_is_missed() -> None:
    printer = manual_printer(tick=0.25)
    printer.klipper.start(Job("a.gcode", (extrude(10, 50), retract(5))))
    printer.clock.advance(20)
    assert numbers(printer.klipper) == ("complete", 10, 10, 50)


def test_the_moment_a_job_began_is_constant() -> None:
    printer = manual_printer()
    began = set()

    def look() -> None:
        stats = printer.klipper.stats()
        began.add(round(printer.klipper.eventtime - stats.total_duration, 6))

    printer.klipper.start(HEATED)
    for action in (
        printer.klipper.pause,
        printer.klipper.resume,
        printer.moonraker.kill,
        printer.moonraker.launch,
        printer.klipper.emergency_stop,
        look,
    ):
        printer.clock.advance(7.3)
        look()
        action()
    assert began == {1000.0}


def test_an_emergency_stop_leaves_the_job_paused_with_its_time_running() -> None:
    printer = manual_printer()
    printer.klipper.start(HEATED)
    printer.clock.advance(160)
    printer.klipper.emergency_stop()
    printer.clock.advance(500)
    assert numbers(printer.klipper) == ("paused", 660, 100, 50)
    with pytest.raises(KlipperError, match="Printer is shutdown"):
        printer.klipper.resume()
    printer.klipper.firmware_restart(gone=1, startup=2)
    assert not printer.klipper.is_running
    printer.clock.advance(2)
    assert numbers(printer.klipper) == ("standby", 0, 0, 0)
    assert printer.klipper.state == "startup"
    printer.clock.advance(1)
    printer.klipper.start(HEATED)


def test_a_start_up_that_was_cut_off_does_not_end() -> None:
    printer = manual_printer()
    printer.klipper.firmware_restart(gone=1, startup=10)
    printer.clock.advance(5)
    printer.klipper.kill()
    printer.klipper.launch(startup=60)
    printer.clock.advance(30)
    printer.klipper.catch_up()
    assert printer.klipper.state == "startup"


def test_a_printing_job_is_not_replaced_but_a_paused_one_is() -> None:
    printer = manual_printer()
    printer.klipper.start(HEATED)
    with pytest.raises(KlipperError, match="SD busy"):
        printer.klipper.start(HEATED)
    printer.klipper.pause()
    printer.klipper.start(Job("b.gcode", (extrude(5, 5),)))
    printer.clock.advance(60)
    assert printer.klipper.stats().filename == "b.gcode"


def test_the_host_s_time_begins_anew_with_a_power_cut() -> None:
    printer = manual_printer()
    printer.power_off()
    printer.clock.advance(100)
    printer.power_on()
    printer.clock.advance(3)
    printer.klipper.catch_up()
    assert printer.klipper.eventtime == 3


def test_a_loop_prints_on_after_a_cancel_and_a_restart() -> None:
    printer = manual_printer()
    jobs = (Job("a.gcode", (extrude(100, 10),)), Job("b.gcode", (extrude(100, 20),)))
    JobLoop(printer.klipper, itertools.cycle(jobs), rest=10)
    printer.clock.advance(15)
    printer.klipper.cancel()
    printer.clock.advance(15)
    assert printer.klipper.stats().filename == "b.gcode"
    printer.klipper.emergency_stop()
    printer.clock.advance(1000)
    printer.klipper.firmware_restart()
    printer.clock.advance(1000)
    rows = printer.moonraker.answer("GET", "/server/history/list").result["jobs"]
    assert [row["status"] for row in rows[-3:]] == [
        "completed",
        "klippy_shutdown",
        "cancelled",
    ]
    assert {row["filename"] for row in rows[:-2]} == {"a.gcode", "b.gcode"}


SEGMENTS = st.one_of(
    st.builds(heat, st.floats(0, 3)),
    st.builds(extrude, st.floats(0.01, 5), st.integers(-20, 40)),
    st.builds(retract, st.floats(0, 5)),
    st.builds(fail, st.just("broken"), st.floats(0, 1)),
)
ACTIONS = st.sampled_from(["start", "pause", "resume", "cancel", "emergency_stop"])


@given(
    segments=st.lists(SEGMENTS, min_size=1, max_size=6),
    actions=st.lists(st.tuples(st.floats(0, 4), ACTIONS), max_size=6),
    version=st.sampled_from(["0.11.0", "0.8.0"]),
)
def test_leaving_out_idle_ticks_changes_nothing(
    segments: list[Segment], actions: list[tuple[float, str]], version: str
) -> None:
    """Compare a life seen tick by tick with the same life in one leap."""
    job = Job("a.gcode", tuple(segments))
    slow = live(job, actions, version, step=0.25)
    fast = live(job, actions, version, step=40)
    assert slow == fast


def live(
    job: Job, actions: list[tuple[float, str]], version: str, step: float
) -> tuple[Any, ...]:
    """Live 40 seconds in steps, doing what is planned; return what is left of it."""
    printer = manual_printer(version=version, tick=0.25)
    clock, klipper = printer.clock, printer.klipper

    def act(action: str) -> None:
        command = {"start": partial(klipper.start, job)}.get(action)
        with suppress(KlipperError):
            (command or getattr(klipper, action))()

    klipper.start(job)
    for seconds, action in actions:
        klipper.after(seconds, partial(act, action))
    while clock.monotonic() < 1040:
        clock.advance(step)
        klipper.catch_up()
    history = printer.moonraker.answer("GET", "/server/history/list").result
    totals = printer.moonraker.answer("GET", "/server/history/totals").result
    rows = [
        {
            key: round(value, 6) if isinstance(value, float) else value
            for key, value in row.items()
        }
        for row in history["jobs"]
    ]
    sums = {key: round(value, 6) for key, value in totals["job_totals"].items()}
    return rows, sums
