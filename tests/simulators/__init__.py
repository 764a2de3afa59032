"""What stands in for a printer: a virtual Klipper and a Moonraker around it."""

from .api import Answer
from .clock import Clock, ManualClock
from .job import Job, Segment, extrude, fail, heat, retract
from .klipper import Klipper, KlipperError
from .moonraker import VALID_KEY, Moonraker
from .print_stats import Stats
from .printer import JobLoop, Printer, manual_printer
from .server import MoonrakerServer

__all__ = [
    "VALID_KEY",
    "Answer",
    "Clock",
    "Job",
    "JobLoop",
    "Klipper",
    "KlipperError",
    "ManualClock",
    "Moonraker",
    "MoonrakerServer",
    "Printer",
    "Segment",
    "Stats",
    "extrude",
    "fail",
    "heat",
    "manual_printer",
    "retract",
]
