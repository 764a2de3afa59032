"""A count stays true, and everything else small, for as long as one likes."""

from collections.abc import AsyncGenerator, Callable, Iterator
from datetime import date, datetime
import logging
import tracemalloc

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.printer_maintenance.const import LOGGER
from custom_components.printer_maintenance.maintenance.daily import DAYS_KEPT
from custom_components.printer_maintenance.maintenance.odometer import JOBS_REMEMBERED
from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.common import DAY, HOUR, METER, add_item, coordinator, set_up, start_of
from tests.disk import hass_config_dir, hass_storage
from tests.endurance import FIGURES
from tests.record import RecordFile
from tests.simulators import Job, extrude

from .figures import Figures
from .life import BERLIN, ITEMS, Life
from .printers import KlipperPrinter, LivingPrinter, OctoPrintPrinter

# Fixtures.
__all__ = ["hass_config_dir", "hass_storage"]

# Summer time ends six days later.
FIRST = date(2026, 10, 19)
MIDNIGHT = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=BERLIN)
MONTH = 30
# Rounding of sums, and of a day's record, which has whole seconds and millimetres.
LARGEST_ERROR = Usage(1e-4, 1e-4)
LARGEST_ERROR_OF_A_DAY = Usage(1.001, 1.001)
KINDS = (KlipperPrinter, OctoPrintPrinter)
PAST = Job("past.gcode", (extrude(7200, 5000),), "PLA")


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """Return what is logged, and let nobody else keep it."""
    lines: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.levelname} {record.getMessage()}")

    handler, root = Handler(), logging.getLogger()
    level = root.level
    root.setLevel(logging.WARNING)
    LOGGER.setLevel(logging.INFO)
    LOGGER.addHandler(handler)
    LOGGER.propagate = False
    yield lines
    LOGGER.propagate = True
    LOGGER.removeHandler(handler)
    LOGGER.setLevel(logging.NOTSET)
    root.setLevel(level)


@pytest.fixture
async def printers(
    request: pytest.FixtureRequest,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    socket_enabled: None,
) -> AsyncGenerator[list[LivingPrinter]]:
    """Return printers with a past, of which every day was recorded."""
    await hass.config.async_set_time_zone(str(BERLIN))
    freezer.move_to(MIDNIGHT)
    number = request.config.getoption("--soak-printers")
    printers: list[LivingPrinter] = [KINDS[i % len(KINDS)](i) for i in range(number)]
    for printer in printers:
        await add(hass, printer)
    yield printers
    for printer in printers:
        await printer.server.stop()


async def add(hass: HomeAssistant, printer: LivingPrinter) -> None:
    """Add a printer with items, and let it have been there for long."""
    printer.start(PAST)
    printer.live(PAST.seconds + 60)
    entry = await printer.be_added()
    entry.add_to_hass(hass)
    start = start_of(MIDNIGHT)
    add_item(hass, entry, "Rails", {"print_time": 60 * HOUR}, start=start)
    add_item(
        hass, entry, "Nozzle", {"filament": 150 * METER, "prints": 60}, start=start
    )
    add_item(hass, entry, "Filter", {"days": 7, "print_time": 400 * HOUR}, start=start)
    await set_up(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    record = RecordFile.of(hass, entry.entry_id)
    content = record.read()
    ((material, usage),) = content["data"]["odometer"]["buckets"].items()
    content["data"]["daily"]["days"] = {
        (FIRST - (DAYS_KEPT + 1 - i) * DAY).isoformat(): {
            material: [int(amount) * i // DAYS_KEPT for amount in usage.values()]
        }
        for i in range(DAYS_KEPT)
    } | {(FIRST - DAY).isoformat(): {material: list(usage.values())}}
    record.write(content)
    await set_up(hass, entry)
    assert len(coordinator(entry).record.daily.days) == DAYS_KEPT + 1


async def test_a_long_time(
    request: pytest.FixtureRequest,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    lines: list[str],
    printers: list[LivingPrinter],
    record_property: Callable[[str, object], None],
) -> None:
    days = request.config.getoption("--soak-days")
    life = Life(hass, freezer, printers, seed=days)
    # It notes where every callback comes from, which takes most of the time.
    hass.loop.set_debug(False)
    if request.config.getoption("--soak-trace"):
        tracemalloc.start()
    figures: list[Figures] = []
    for number in range(1, days + 1):
        await life.live(FIRST + (number - 1) * DAY)
        if number % MONTH == 0 or number == days:
            figures.append(Figures.of(hass, printers, number))
    tracemalloc.stop()
    record_property(FIGURES, table(life, lines, figures))
    expect_one_line_for_each(life, printers, lines)
    expect_all_completions(life, printers)
    assert life.error.prints == 0
    assert life.error.largest(LARGEST_ERROR) == LARGEST_ERROR
    assert life.day_error.largest(LARGEST_ERROR_OF_A_DAY) == LARGEST_ERROR_OF_A_DAY
    for printer in printers:
        record = coordinator(printer.entry).record
        assert len(record.daily.days) == DAYS_KEPT + 1
        assert len(record.odometer.jobs) <= JOBS_REMEMBERED + 1
    if days >= 4 * MONTH:
        assert figures[-1].grew_beyond(figures[1]) == []


def table(life: Life, lines: list[str], figures: list[Figures]) -> str:
    """Return what happened, how wrong the count was, and how large everything is."""
    happened = [f"{count} {what}" for what, count in life.happened.items()]
    return "\n".join(
        [
            ", ".join(happened),
            f"{len(lines)} lines in the log",
            f"largest error: {life.error}",
            f"largest error of what was recorded for a day: {life.day_error}",
            *(figure.line() for figure in figures),
        ]
    )


def expect_one_line_for_each(
    life: Life, printers: list[LivingPrinter], lines: list[str]
) -> None:
    """Expect a line when a printer goes and one when it is back, and nothing else."""
    off = sum(not printer.is_on for printer in printers)
    outages = life.happened["outages"]
    gone = [line for line in lines if line.startswith("INFO") and " is away " in line]
    back = [line for line in lines if line.startswith("INFO") and "is back" in line]
    assert (len(gone), len(back)) == (outages, outages - off)
    assert len(lines) == len(gone) + len(back)


def expect_all_completions(life: Life, printers: list[LivingPrinter]) -> None:
    """Expect every completion, and the starting point of every item."""
    histories = [
        history
        for printer in printers
        for history in coordinator(printer.entry).record.histories.values()
    ]
    begun = len(printers) * len(ITEMS)
    assert len(histories) == begun
    assert sum(map(len, histories)) == begun + life.happened["completions"]
