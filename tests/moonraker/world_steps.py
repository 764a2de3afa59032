"""The steps that a simulated world is made of."""

from tests.simulators import Job, extrude, fail, heat, retract
from tests.world.steps import each, lists_of

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


STEPS = [
    *each(
        "wait", (47.1,), (9.3,), (61.3,), (118.7,), (187.9,), (24.9,), (301.3,), times=5
    ),
    *each("start", *((job,) for job in JOBS), times=2),
    *each("start", (MIDDLE,), (LONG,), times=5),
    *each("start_again", times=5),
    *each("start_nameless", (MIDDLE,), (LONG,), times=2),
    *each("pause", times=5),
    *each(
        "pause_a_while",
        (20.3, "resume"),
        (20.3, "cancel"),
        (200.7, "resume"),
        (200.7, "cancel"),
        times=3,
    ),
    *each("cancel", times=3),
    *each("reset_file", times=3),
    *each("emergency_stop", (20.0,), (130.0,), times=2),
    *each("lose_mcu", (20.0,), (130.0,), times=2),
    *each("kill_klippy", (3.0, 20.0), (100.0, 5.0), (20.0, 0.0), times=1),
    *each("misconfigure", (30.0,), (200.0,), times=2),
    *each("restart_firmware", times=4),
    *each("kill_moonraker", (3.0,), (70.0,), (400.0,), times=2),
    *each("stop_moonraker", (3.0,), (70.0,), (400.0,), times=2),
    *each("drop_moonraker", times=5),
    *each("upgrade", times=9),
    *each("cut_power", (10.0, 5.0), (200.0, 0.0), times=2),
    *each("step_clock", (3600.123,), (-3600.321,), times=2),
    *each("reset_totals", times=5),
    *each("delete_history", times=4),
    *each("delete_newest", times=4),
    *each("cut_network", (50.0,), (200.0,), (900.0,), times=2),
    *each("hide_rows", (100.0,), (400.0,), times=2),
    *each("hide_totals", (100.0,), (400.0,), times=2),
    *each("add_printer", times=6),
    *each("stop_home_assistant", (5.0,), (70.0,), (500.0,), (2000.0,), times=1),
    *each("kill_home_assistant", (5.0,), (70.0,), (500.0,), times=2),
    *each("restore_backup", (0.0, 30.0), (0.5, 30.0), (0.9, 300.0), times=3),
    *each(
        "while_down",
        ("reset_totals", ()),
        ("delete_history", ()),
        ("delete_newest", ()),
        ("kill_moonraker", (20.0,)),
        ("stop_moonraker", (20.0,)),
        times=2,
    ),
    *each("swap_host", (100.0,), (400.0,), times=2),
    *each("change_identity", (MIDDLE,), (LONG,), times=3),
    *each("refresh", times=4),
    *each("start_just_before_poll", (MIDDLE, 0.1), (LONG, 1.9), (PLAIN, 2.1), times=1),
    *each("end_in_poll", (1,), (2,), (3,), times=2),
    *each("cancel_in_poll", (1,), (2,), (3,), times=2),
    *each("start_in_poll", (MIDDLE, 1), (LONG, 2), (PLAIN, 3), times=1),
    *each("rest", times=10),
]
steps = lists_of(STEPS)
