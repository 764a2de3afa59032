"""How to drive the simulator into each of the recorded states.

The states were recorded in sessions, one after the other, so each begins where the one
before it ended: the counters and the histories of the files tell of all of them.
"""

from collections.abc import Callable

from tests.simulators.clock import ManualClock
from tests.simulators.job import Job, extrude

from .octoprint import OctoPrint

type Printer = OctoPrint[ManualClock]
type Scenario = Callable[[Printer], None]

LONG = Job("lab_long.gcode", (extrude(120, 600),))
SHORT = Job("lab_short.gcode", (extrude(5, 60),))
LONGER = Job("lab_short.gcode", (extrude(6.6, 80),))
TWO_TOOLS = Job("sub/two_tools.gcode", (extrude(0.02, 17),))
KILLED = Job("lab_kill.gcode", (extrude(120, 600),))
A = Job("lab_a.gcode", (extrude(4, 16),))
B = Job("lab_b.gcode", (extrude(50, 200),))
COPY = Job("lab_copy.gcode", (extrude(20, 80),))
CARD = Job("a_long~1.gco", (extrude(30, 60),))


def run(printer: Printer, job: Job, seconds: float = 10) -> None:
    """Print a job for some seconds, or to its end and a little longer."""
    printer.start(job)
    printer.clock.advance(seconds)


def never_connected(_: Printer) -> None:
    """Leave all as it is."""


def operational(printer: Printer) -> None:
    """Connect."""
    printer.connect()


def printing(printer: Printer) -> None:
    """Print what was uploaded just now; 2.0 had printed something else before."""
    if printer.version.is_new:
        finished(printer)
        run(printer, B, 5)
    else:
        operational(printer)
        run(printer, LONG, 7)


def paused(printer: Printer) -> None:
    """Pause, for long enough to analyse a file where that is done in pauses."""
    printing(printer)
    printer.pause()
    printer.clock.advance(3)


def pausing(printer: Printer) -> None:
    """Look right after the pause began."""
    printing(printer)
    printer.pause()


def cancelled(printer: Printer) -> None:
    """Cancel a job that was paused before."""
    paused(printer)
    printer.resume()
    printer.clock.advance(1)
    printer.cancel()
    printer.clock.advance(3)


def finished(printer: Printer) -> None:
    """Print something to its end."""
    if printer.version.is_new:
        operational(printer)
        run(printer, Job("lab_a.gcode", (extrude(5, 60),)))
    else:
        cancelled(printer)
        run(printer, SHORT)


def finished_twice(printer: Printer) -> None:
    """Print the same once more."""
    finished(printer)
    run(printer, SHORT)


def disconnected(printer: Printer) -> None:
    """Let go of the printer."""
    finished_twice(printer)
    printer.disconnect()


def two_tools(printer: Printer) -> None:
    """Overwrite and print a file, print another one with two tools in a folder."""
    disconnected(printer)
    printer.connect()
    run(printer, LONGER)
    printer.upload(TWO_TOOLS, tools=(10, 7))
    printer.print_file(TWO_TOOLS.filename)
    printer.clock.advance(10)


def disconnected_mid_print(printer: Printer) -> None:
    """Pull the cable while printing."""
    if printer.version.is_new:
        session_of_lab_a(printer)
        run(printer, B, 4)
    else:
        two_tools(printer)
        run(printer, KILLED, 5)
    printer.disconnect()
    printer.clock.advance(2)


def stopped(printer: Printer) -> None:
    """Stop with M112 while printing."""
    disconnected_mid_print(printer)
    printer.connect()
    run(printer, B if printer.version.is_new else KILLED, 4)
    printer.emergency_stop()
    printer.clock.advance(2)


def counted(printer: Printer) -> None:
    """Look at the counters after a good part of the session."""
    if printer.version.is_new:
        cancelled(printer)
        return
    stopped(printer)
    killed_while_printing(printer, KILLED)


def killed_while_printing(printer: Printer, job: Job) -> None:
    """Kill OctoPrint while it prints, and start it again."""
    printer.connect()
    run(printer, job, 5)
    printer.kill()
    printer.clock.advance(2)
    printer.launch()


def power_lost(printer: Printer) -> None:
    """Lose a job to SIGKILL, after others that were not lost."""
    counted(printer)
    printer.connect()
    run(printer, A)
    for _ in range(3):
        run(printer, B, 5)
        printer.cancel()
        printer.clock.advance(2)
    killed_while_printing(printer, B)


def users(printer: Printer) -> None:
    """Look with the keys of others, after one more lost job."""
    power_lost(printer)
    killed_while_printing(printer, B)
    printer.connect()


def session_of_lab_a(printer: Printer) -> None:
    """Begin another session: two files, one of them printed."""
    printer.upload(A)
    printer.upload(B)
    printer.connect()
    printer.clock.advance(6)
    printer.print_file(A.filename)
    printer.clock.advance(6)


def paused_in_session(printer: Printer) -> None:
    """Pause the other file."""
    printer.print_file(B.filename)
    printer.clock.advance(4)
    printer.pause()
    printer.clock.advance(3)


def disconnected_while_paused(printer: Printer) -> None:
    """Pull the cable in a pause."""
    if printer.version.is_new:
        stopped(printer)
        printer.connect()
    else:
        session_of_lab_a(printer)
    paused_in_session(printer)
    printer.disconnect()


def cancelled_while_paused(printer: Printer) -> None:
    """Cancel in a pause."""
    disconnected_while_paused(printer)
    printer.connect()
    paused_in_session(printer)
    printer.cancel()


def restarted_while_paused(printer: Printer) -> None:
    """Begin anew in a pause."""
    cancelled_while_paused(printer)
    paused_in_session(printer)
    printer.restart()
    printer.clock.advance(3)


def before_restart(printer: Printer) -> None:
    """Wait in a pause."""
    cancelled_while_paused(printer)
    paused_in_session(printer)


def copied(printer: Printer) -> None:
    """Copy the file that was printed."""
    restarted_while_paused(printer)
    printer.cancel()
    printer.copy(A.filename, COPY.filename)
    printer.clock.advance(4)


def overwritten(printer: Printer) -> None:
    """Put something else in the copy's place and print it at once."""
    copied(printer)
    printer.upload(COPY)
    printer.print_file(COPY.filename)
    printer.clock.advance(2)


def analysed_later(printer: Printer) -> None:
    """Cancel that, and wait."""
    overwritten(printer)
    printer.cancel()
    printer.clock.advance(6)


def sd_printing(printer: Printer) -> None:
    """Print from the printer's own card."""
    analysed_later(printer)
    printer.put_on_card(CARD)
    printer.print_file(CARD.filename, is_sd=True)
    printer.clock.advance(4)


def sd_paused(printer: Printer) -> None:
    """Pause that."""
    sd_printing(printer)
    printer.pause()
    printer.clock.advance(4)


def sd_cancelled(printer: Printer) -> None:
    """Cancel it."""
    sd_paused(printer)
    printer.cancel()


SCENARIOS: dict[str, Scenario] = {
    "01_never_connected": never_connected,
    "03_operational_no_job": operational,
    "04_printing": printing,
    "05_pausing": printing,
    "05_pausing_1": pausing,
    "05_pausing_2": paused,
    "05_pausing_3": paused,
    "06_paused": paused,
    "07_cancel": printing,
    "07_cancelling_1": cancelled,
    "07_cancelling_2": cancelled,
    "07_cancelling_3": cancelled,
    "08_after_cancel": cancelled,
    "09_finished": finished,
    "10_finished_twice": finished_twice,
    "11_disconnect": operational,
    "12_disconnected": disconnected,
    "13_multitool_subfolder": two_tools,
    "14_after_powerloss": power_lost,
    "15_disconnected_mid_print": disconnected_mid_print,
    "16_error_m112": stopped,
    "17_disconnected_while_paused": disconnected_while_paused,
    "18_cancelled_while_paused": cancelled_while_paused,
    "19_restarted_while_paused": restarted_while_paused,
    "20_auth_badkey": disconnected,
    "20_auth_bearer": disconnected,
    "20_auth_bearerbad": disconnected,
    "20_auth_globalkey": disconnected,
    "20_auth_nokey": disconnected,
    "20_auth_queryparam": disconnected,
    "21_copied": copied,
    "22_overwritten_and_printed": overwritten,
    "23_analysed_later": analysed_later,
    "30_achievements": counted,
    "31_appkeys": never_connected,
    "32_user_readonly": users,
    "32_user_users": users,
    "33_sd_printing": sd_printing,
    "33_sd_paused": sd_paused,
    "33_sd_cancelled": sd_cancelled,
    "34_discovery": never_connected,
}
SPECIAL: dict[tuple[str, str], Scenario] = {
    ("19_restarted_while_paused", "post"): before_restart,
}
