"""How to drive the simulator into each of the recorded states."""

from collections.abc import Callable
import math
from typing import Any

from . import Job, ManualClock, Printer, extrude, fail, heat, retract

type Scenario = Callable[[Printer[ManualClock]], None]

HEAT = Job("heat.gcode", (heat(4), extrude(20, 120)))
SHORT = Job("short.gcode", (extrude(20, 120),))
MOVE = "Move out of range: 999.000 0.000 0.000 [162.000]"
BROKEN = Job("err.gcode", (heat(3), retract(1), fail(MOVE, after=0.3)))
TOO_FAST = (
    "MCU 'mcu' shutdown: Stepper too far in past\n"
    "This generally occurs when the micro-controller has been\n"
    "requested to step at a rate higher than it is capable of\n"
    "obtaining."
)
BAD_CONFIG = (
    "Section 'nonsense_section' is not a valid config section\n\nOnce the underlying "
    'issue is corrected, use the "RESTART"\ncommand to reload the config and restart '
    "the host software.\nPrinter is halted\n"
)


def run(printer: Printer[ManualClock], job: Job, seconds: float = 100) -> None:
    """Start a job and let time pass."""
    printer.klipper.start(job)
    printer.clock.advance(seconds)


def fresh(_: Printer[ManualClock]) -> None:
    """Leave all as it is."""


def heating(printer: Printer[ManualClock]) -> None:
    """Heat up for the second job."""
    run(printer, SHORT)
    run(printer, HEAT, 3)


def printing(printer: Printer[ManualClock]) -> None:
    """Print the first job."""
    run(printer, HEAT, 10)


def paused(printer: Printer[ManualClock]) -> None:
    """Pause the first job."""
    printing(printer)
    printer.klipper.pause()
    printer.clock.advance(5)


def complete(printer: Printer[ManualClock]) -> None:
    """End a job that was paused in between."""
    paused(printer)
    printer.klipper.resume()
    printer.clock.advance(60)


def cancelled(printer: Printer[ManualClock]) -> None:
    """Cancel while printing."""
    printing(printer)
    printer.klipper.cancel()
    printer.clock.advance(5)


def cancelled_while_paused(printer: Printer[ManualClock]) -> None:
    """Cancel while paused."""
    paused(printer)
    printer.klipper.cancel()
    printer.clock.advance(5)


def cancelled_without_heating(printer: Printer[ManualClock]) -> None:
    """Cancel a job while paused that printed from its first moment on."""
    run(printer, SHORT, 5)
    printer.klipper.pause()
    printer.clock.advance(7)
    printer.klipper.cancel()
    printer.clock.advance(5)


def error(printer: Printer[ManualClock]) -> None:
    """End a job with an error, after others."""
    run(printer, HEAT)
    run(printer, BROKEN)


def file_reset(printer: Printer[ManualClock]) -> None:
    """Forget the file after an error that came at once."""
    run(printer, HEAT)
    run(printer, Job("err.gcode", (fail(MOVE, after=0.001),)))
    printer.klipper.reset_file()


def stopped(printer: Printer[ManualClock]) -> None:
    """Press the emergency stop while printing."""
    printing(printer)
    printer.klipper.emergency_stop()
    printer.clock.advance(60)


def restarting(printer: Printer[ManualClock]) -> None:
    """Restart the firmware after the emergency stop."""
    stopped(printer)
    printer.klipper.firmware_restart(gone=1)


def restarted(printer: Printer[ManualClock]) -> None:
    """Wait until it has restarted."""
    restarting(printer)
    printer.clock.advance(10)


def klippy_killed(printer: Printer[ManualClock]) -> None:
    """Kill Klipper while it prints."""
    printing(printer)
    printer.klipper.kill()


def moonraker_killed(printer: Printer[ManualClock]) -> None:
    """Kill Moonraker while Klipper prints, and start it again."""
    run(printer, HEAT)
    run(printer, SHORT, 10)
    printer.moonraker.kill()
    printer.clock.advance(2)
    printer.moonraker.launch()
    printer.clock.advance(2)


def moonraker_killed_long_ago(printer: Printer[ManualClock]) -> None:
    """Let that job end."""
    moonraker_killed(printer)
    printer.clock.advance(60)
    printer.moonraker.klippy_said("Done printing file")


def moonraker_terminated(printer: Printer[ManualClock]) -> None:
    """Restart Moonraker in good order and let the job end."""
    printing(printer)
    printer.moonraker.terminate()
    printer.clock.advance(2)
    printer.moonraker.launch()
    printer.clock.advance(60)


def mcu_lost(printer: Printer[ManualClock]) -> None:
    """Cut the power of the printer's board."""
    printing(printer)
    printer.klipper.emergency_stop("Lost communication with MCU 'mcu'")
    printer.clock.advance(6)


def mcu_off(printer: Printer[ManualClock]) -> None:
    """Restart Klipper without the board."""
    mcu_lost(printer)
    printer.klipper.kill()
    printer.klipper.launch(startup=math.inf)


def misconfigured(printer: Printer[ManualClock]) -> None:
    """Restart Klipper with a bad configuration."""
    mcu_lost(printer)
    printer.klipper.kill()
    printer.klipper.launch(error=BAD_CONFIG)


def mcu_shutdown(printer: Printer[ManualClock]) -> None:
    """Let the board shut down while printing."""
    printer.klipper.start(SHORT)
    printer.clock.advance(0.7)
    printer.klipper.emergency_stop(TOO_FAST)
    printer.clock.advance(600)


def nameless(printer: Printer[ManualClock]) -> None:
    """Start a print while Moonraker subscribes."""
    printer.moonraker.loses_filenames = True
    run(printer, SHORT)


def power_lost(printer: Printer[ManualClock]) -> None:
    """Cut the power of the host while it prints."""
    run(printer, SHORT)
    run(printer, SHORT, 5)
    printer.power_off()
    printer.clock.advance(3600)
    printer.power_on()
    printer.clock.advance(60)


def totals_reset(printer: Printer[ManualClock]) -> None:
    """Reset the totals."""
    run(printer, SHORT)
    printer.moonraker.answer("POST", "/server/history/reset_totals")


def restarted_after_reset(printer: Printer[ManualClock]) -> None:
    """Restart Moonraker after the totals were reset."""
    totals_reset(printer)
    printer.moonraker.terminate()
    printer.moonraker.launch()


def ended_after_reset(printer: Printer[ManualClock]) -> None:
    """End a job after the totals were reset."""
    totals_reset(printer)
    run(printer, SHORT)


def many(printer: Printer[ManualClock]) -> None:
    """Print ten jobs."""
    for _ in range(10):
        run(printer, SHORT)


def recent(printer: Printer[ManualClock]) -> None:
    """Print after the moment that the recording asks about."""
    printer.clock.step_wall(1_000_000)
    klippy_killed(printer)


def mistrusted(printer: Printer[ManualClock]) -> None:
    """Ask from an address that is not trusted, after some job."""
    run(printer, SHORT)
    printer.moonraker.access.is_trusted = False


def without_list(printer: Printer[ManualClock]) -> None:
    """Keep no maintenance list in a namespace that is there."""
    printer.moonraker.database.namespaces["mainsail"] = {}


def with_list(printer: Printer[ManualClock]) -> None:
    """Keep a maintenance list as Mainsail does."""
    entry: dict[str, Any] = {
        "name": "Lubricate rails",
        "note": "",
        "perform_note": None,
        "start_time": 1795200000,
        "end_time": None,
        "start_filament": 1000.5,
        "end_filament": None,
        "start_printtime": 3600.0,
        "end_printtime": None,
        "last_entry": None,
        "reminder": {
            "type": "repeat",
            "filament": {"bool": False, "value": None},
            "printtime": {"bool": True, "value": 200},
            "date": {"bool": True, "value": 90},
        },
    }
    printer.moonraker.database.namespaces["maintenance"] = {
        "2f0c8a5e-3a53-4f6a-9d0e-5f5f0c1f7b11": entry,
        "init": {"name": "MAINTENANCE_INIT"},
    }


def printing_at_once(printer: Printer[ManualClock]) -> None:
    """Print without heating, so that the row begins with some filament."""
    run(printer, SHORT, 10)


def stopped_later(printer: Printer[ManualClock]) -> None:
    """Press the emergency stop after a job."""
    cancelled(printer)
    printer.klipper.emergency_stop()
