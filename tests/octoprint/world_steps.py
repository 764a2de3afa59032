"""The steps that a simulated world is made of."""

from math import inf

from tests.simulators.job import Job, extrude, fail, heat
from tests.world.steps import each, lists_of

SHORT = Job("short.gcode", (extrude(5.3, 9),))
MIDDLE = Job("middle.gcode", (heat(31.7), extrude(97.3, 180)))
LONG = Job("parts/of two/long.gcode", (heat(12.4), extrude(431.9, 700)))
TWO = Job("two tools.gcode", (extrude(130.6, 180),))
PLAIN = Job("no filament.gcode", (heat(64.3),))
ERROR = Job("error.gcode", (heat(5.1), extrude(70.9, 100), fail("MINTEMP")))
ERROR_HEATING = Job("error heating.gcode", (heat(44.3), fail("Heating failed")))
CARD = Job("card~1.gco", (heat(20.1), extrude(80.7, 120)))
JOBS = (MIDDLE, LONG, SHORT, TWO, PLAIN, ERROR, ERROR_HEATING)

STEPS = [
    *each("wait", (47.1,), (9.3,), (61.3,), (118.7,), (187.9,), (24.9,), times=5),
    *each("wait", (301.3,), times=2),
    *each("start", *((job,) for job in JOBS), times=2),
    *each("start", (MIDDLE,), (LONG,), times=6),
    *each("start_from_card", (CARD,), times=5),
    *each("send_to_card", (CARD, 70.0), (CARD, 300.0)),
    *each("start_again", times=5),
    *each("begin_anew", times=5),
    *each("pause", times=4),
    *each("resume", times=3),
    *each(
        "pause_a_while",
        (20.3, "resume"),
        (20.3, "cancel"),
        (200.7, "resume"),
        (200.7, "cancel"),
        (20.3, "restart_paused"),
        (200.7, "restart_paused"),
        times=3,
    ),
    *each("cancel", times=2),
    *each("disconnect", (20.0,), (130.0,), times=3),
    *each("emergency_stop", (20.0,), (130.0,), times=3),
    *each("kill_octoprint", (3.0, 20.0), (70.0, 5.0), (400.0, 0.0), times=2),
    *each("stop_octoprint", (3.0, 20.0), (70.0, 5.0), (400.0, 0.0), times=2),
    *each("upgrade", times=5),
    *each("step_clock", (3600.123,), (-3600.321,), times=3),
    *each("switch_achievements_off", (100.0,), (600.0,), (3000.0,), times=2),
    *each("empty_achievements", (100.0,), (3000.0,), times=2),
    *each("reset_achievements", times=5),
    *each("analyse_late", (1.0,), (40.0,), (200.0,), times=1),
    *each("analyse_late", (inf,), times=2),
    *each("delete_file", times=5),
    *each("overwrite_file", times=5),
    *each("upload_again", times=3),
    *each("cut_network", (50.0,), (200.0,), (900.0,), times=2),
    *each("hide_counters", (100.0,), (400.0,), times=2),
    *each("swap_host", (100.0,), (400.0,), times=2),
    *each("swap_host", (100.0,)),
    *each("add_printer", times=4),
    *each("stop_home_assistant", (5.0,), (70.0,), (500.0,), (2000.0,), times=1),
    *each("kill_home_assistant", (5.0,), (70.0,), (500.0,), times=3),
    *each("restore_backup", (0.0, 30.0), (0.5, 30.0), (0.9, 300.0), times=2),
    *each("restore_backup", (0.0, 30.0)),
    *each(
        "while_down",
        ("reset_achievements", ()),
        ("delete_file", ()),
        ("overwrite_file", ()),
        ("kill_octoprint", (20.0, 2.0)),
        ("switch_achievements_off", (100.0,)),
        times=2,
    ),
    *each("refresh", times=2),
    *each("start_just_before_poll", (MIDDLE, 0.1), (LONG, 1.9), (SHORT, 2.1), times=2),
    *each("end_in_poll", (1,), (2,), (3,), times=3),
    *each("cancel_in_poll", (1,), (2,), (3,), times=3),
    *each("start_in_poll", (MIDDLE, 1), (LONG, 2), (SHORT, 3), times=2),
    *each("rest", times=5),
]
steps = lists_of(STEPS)
