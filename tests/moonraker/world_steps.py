"""The steps that a simulated world is made of."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.simulators import Job, extrude, fail, heat, retract

from .world import World

SHORT = Job("short.gcode", (extrude(5.3, 9),), "PLA")
MIDDLE = Job("middle.gcode", (heat(31.7), extrude(97.3, 180)), "PLA")
LONG = Job("long.gcode", (heat(12.4), extrude(431.9, 700)), "ABS")
TWO = Job(
    "two materials.gcode",
    (extrude(40.1, 60), retract(2), heat(8.3), extrude(90.7, 120)),
    '["PLA", "PETG"]',
)
PLAIN = Job("no material.gcode", (extrude(66.6, 99),))
RETRACT = Job("only retracted.gcode", (heat(20.9), retract(30), heat(11.3)), "PLA")
UNLOAD = Job("unloaded.gcode", (extrude(120.3, 200), extrude(15.1, -40)), "PLA")
ANEW = Job(
    "begins anew.gcode",
    (extrude(30.3, 20), extrude(20.7, -50), extrude(60.9, 90)),
    "ABS",
)
ERROR = Job("error.gcode", (heat(5.1), extrude(70.9, 100), fail("Too hot")), "PLA")
ERROR_HEATING = Job("error heating.gcode", (heat(44.3), fail("Heater")), "PLA")
ERROR_AT_ONCE = Job("error at once.gcode", (fail("Move out of range"),))
JOBS = (
    MIDDLE,
    LONG,
    SHORT,
    TWO,
    PLAIN,
    UNLOAD,
    ANEW,
    ERROR,
    RETRACT,
    ERROR_HEATING,
    ERROR_AT_ONCE,
)


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do in a world."""

    name: str
    arguments: tuple[Any, ...] = ()

    def __call__(self, world: World) -> None:
        """Do it."""
        getattr(world, self.name)(*self.arguments)

    def __repr__(self) -> str:
        """Show it as one would write it."""
        return f"{self.name}{self.arguments}"


def _steps(name: str, *arguments: tuple[Any, ...], times: int = 1) -> list[Step]:
    return [Step(name, each) for each in arguments or ((),)] * times


STEPS = [
    *_steps(
        "wait", (47.1,), (9.3,), (61.3,), (118.7,), (187.9,), (24.9,), (301.3,), times=5
    ),
    *_steps("start", *((job,) for job in JOBS), times=2),
    *_steps("start", (MIDDLE,), (LONG,), times=5),
    *_steps("start_again", times=6),
    *_steps("start_nameless", (MIDDLE,), (LONG,), times=2),
    *_steps("pause", times=5),
    *_steps(
        "pause_a_while",
        (20.3, "resume"),
        (20.3, "cancel"),
        (200.7, "resume"),
        (200.7, "cancel"),
        times=3,
    ),
    *_steps("cancel", times=3),
    *_steps("reset_file", times=3),
    *_steps("emergency_stop", (20.0,), (130.0,), times=2),
    *_steps("lose_mcu", (20.0,), (130.0,), times=2),
    *_steps("kill_klippy", (3.0, 20.0), (100.0, 5.0), (20.0, 0.0), times=1),
    *_steps("misconfigure", (30.0,), (200.0,), times=2),
    *_steps("restart_firmware", times=4),
    *_steps("kill_moonraker", (3.0,), (70.0,), (400.0,), times=2),
    *_steps("stop_moonraker", (3.0,), (70.0,), (400.0,), times=2),
    *_steps("drop_moonraker", times=5),
    *_steps("upgrade", times=9),
    *_steps("cut_power", (10.0, 5.0), (200.0, 0.0), times=2),
    *_steps("step_clock", (3600.123,), (-3600.321,), times=2),
    *_steps("reset_totals", times=5),
    *_steps("delete_history", times=4),
    *_steps("delete_newest", times=4),
    *_steps("cut_network", (50.0,), (200.0,), (900.0,), times=2),
    *_steps("hide_rows", (100.0,), (400.0,), times=2),
    *_steps("hide_totals", (100.0,), (400.0,), times=2),
    *_steps("add_printer", times=6),
    *_steps("stop_home_assistant", (5.0,), (70.0,), (500.0,), (2000.0,), times=1),
    *_steps("kill_home_assistant", (5.0,), (70.0,), (500.0,), times=2),
    *_steps("restore_backup", (0.0, 30.0), (0.5, 30.0), (0.9, 300.0), times=3),
    *_steps(
        "while_down",
        ("reset_totals", ()),
        ("delete_history", ()),
        ("delete_newest", ()),
        ("kill_moonraker", (20.0,)),
        ("stop_moonraker", (20.0,)),
        times=2,
    ),
    *_steps("swap_host", (100.0,), (400.0,), times=2),
    *_steps("refresh", times=6),
    *_steps(
        "start_just_before_poll", (MIDDLE, 0.1), (LONG, 1.9), (PLAIN, 2.1), times=2
    ),
    *_steps("end_in_poll", (1,), (2,), (3,), times=2),
    *_steps("cancel_in_poll", (1,), (2,), (3,), times=2),
    *_steps("start_in_poll", (MIDDLE, 1), (LONG, 2), (PLAIN, 3), times=1),
    *_steps("rest", times=10),
]


def _steps_of(choices: bytes) -> list[Step]:
    return [STEPS[choice] for choice in choices]


# Bytes, one for each step: hypothesis makes fewer worlds like others of them than of
# a list.
assert len(STEPS) == 256
steps = st.binary(min_size=30, max_size=60).map(_steps_of)
