"""Which printers the demo shows, what they print, and what there is to maintain."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from demo.api import Json
from tests.simulators import Job, extrude, fail, heat, retract

HOUR = 3600.0
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """A maintenance item as a user would enter it: intervals in h, m, prints and days.

    `start` is the starting point; `used` and `days_ago` are what its form asks for.
    """

    name: str
    intervals: dict[str, float]
    start: str = "now"
    used: dict[str, float] = field(default_factory=dict)
    days_ago: int = 0
    instructions: str = ""
    link: str = ""

    def answers(self) -> dict[str, Json]:
        """Return the answers by step of the form."""
        texts = {"instructions": self.instructions, "link": self.link}
        own = {"name": self.name, **self.intervals, "start": self.start}
        day = (date.today() - timedelta(days=self.days_ago)).isoformat()  # noqa: DTZ011
        return {
            "own": own | {key: text for key, text in texts.items() if text},
            "used": dict(self.used),
            "date": {"date": day},
            "new": {"date": day},
        }


class Kind(Enum):
    """What a printer's host is."""

    MOONRAKER = "Moonraker"
    OCTOPRINT = "OctoPrint"
    REAL_OCTOPRINT = "the real OctoPrint"


@dataclass(frozen=True, slots=True)
class PrinterPlan:
    """A printer: its host's name and kind, its jobs, its past and its items."""

    name: str
    jobs: tuple[Job, ...]
    past: float
    items: tuple[ItemPlan, ...]
    kind: Kind = Kind.MOONRAKER


def job(filename: str, material: str, hours: float, metres: float) -> Job:
    """Return a usual print: heating, printing, a last retraction."""
    segments = (heat(300), extrude(hours * HOUR, metres * 1000), retract(2))
    return Job(filename, segments, material)


VORON = PrinterPlan(
    "Voron",
    jobs=(
        job("gridfinity_baseplate.gcode", "ABS", 5.4, 61.0),
        job("skirt_panels.gcode", "ASA", 3.2, 38.5),
        job("fan_duct_v7.gcode", "ABS", 1.1, 9.2),
        Job("spool_holder.gcode", (heat(420), extrude(900, 2500), fail("Jam"))),
        job("toolhead_cowl.gcode", "ABS", 2.3, 21.7),
    ),
    past=50 * DAY,
    items=(
        ItemPlan(
            "Replace the carbon filter",
            {"print_time": 100, "days": 90},
            start="used",
            used={"print_time": 104, "days": 41},
            instructions=(
                "1. Let the chamber cool down.\n"
                "2. Take the old carbon out of the cartridge.\n"
                "3. Fill in 60 g of acid-free pellets."
            ),
        ),
        ItemPlan(
            "Check the belt tension",
            {"prints": 60},
            start="used",
            used={"prints": 56},
            link="https://docs.vorondesign.com/tuning/secondary_printer_tuning.html",
        ),
        ItemPlan(
            "Grease the linear rails",
            {"print_time": 250},
            start="used",
            used={"print_time": 96},
            instructions="Wipe them clean first; a drop per carriage is enough.",
        ),
        ItemPlan("Clean the nozzle", {"filament": 400}),
    ),
)
ENDER = PrinterPlan(
    "Ender-3",
    jobs=(
        job("benchy.gcode", "PLA", 0.9, 4.1),
        job("planter_large.gcode", "PLA", 7.6, 74.3),
        job("cable_clips_x20.gcode", "PETG", 2.5, 17.8),
    ),
    past=31 * DAY,
    items=(
        ItemPlan(
            "Lubricate the Z screw",
            {"print_time": 120},
            start="used",
            used={"print_time": 114},
            instructions="A thin film of PTFE grease over the whole length.",
        ),
        ItemPlan("Replace the PTFE tube", {"print_time": 1000}, start="new"),
        ItemPlan("Replace the nozzle", {"filament": 8000}, start="date", days_ago=21),
        ItemPlan("Dust the fans", {"days": 60}, start="date", days_ago=43),
    ),
)
RATRIG = PrinterPlan(
    "RatRig",
    jobs=(
        job("drone_frame.gcode", "PC", 4.8, 33.0),
        job("bracket_set.gcode", "PETG", 3.5, 41.2),
    ),
    past=12 * DAY,
    items=(
        ItemPlan("Tighten the frame screws", {"days": 180}, start="date", days_ago=17),
        ItemPlan(
            "Clean the build plate", {"prints": 25}, start="used", used={"prints": 11}
        ),
        ItemPlan(
            "Clean the extruder gears",
            {"filament": 600},
            start="used",
            used={"filament": 402},
        ),
        ItemPlan("Replace the HEPA filter", {"print_time": 600, "days": 365}),
    ),
)
PRUSA = PrinterPlan(
    "Prusa",
    jobs=(
        job("vase_mode.gcode", "PLA", 2.1, 12.9),
        job("hinges/left_and_right.gcode", "PETG", 1.4, 11.3),
        job("drawer_front.gcode", "PLA", 6.2, 58.6),
    ),
    past=23 * DAY,
    items=(
        ItemPlan(
            "Oil the smooth rods",
            {"print_time": 200},
            start="used",
            used={"print_time": 131},
            instructions="Wipe off the old oil; one drop per rod is enough.",
        ),
        ItemPlan("Brush the nozzle", {"filament": 1000}),
        ItemPlan("Replace the print sheet", {"prints": 400}, start="new"),
    ),
    kind=Kind.OCTOPRINT,
)
VIRTUAL = PrinterPlan(
    "OctoPrint",
    jobs=(Job("keyring.gcode", (heat(1), extrude(5, 1500))),),
    past=0,
    items=(
        ItemPlan("Clean the nozzle", {"filament": 200}),
        ItemPlan("Check the belt tension", {"prints": 50}),
    ),
    kind=Kind.REAL_OCTOPRINT,
)
SIMULATED = (VORON, ENDER, RATRIG, PRUSA)
WITH_REAL = (VORON, ENDER, RATRIG, VIRTUAL)
