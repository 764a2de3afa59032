"""Home Assistant away, killed or wrong about the time: the count is true.

The integration runs in a real Home Assistant, with its record on a real disk.
"""

from datetime import UTC, datetime

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.history import async_undo

from .common import (
    DAY,
    FILTER_DAYS,
    HOUR,
    METER,
    NOON,
    TWO_HOURS,
    coordinator,
    counted,
    left,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    set_up_with_filter,
    stop,
    value,
    wait,
)
from .disk import hass_config_dir, hass_storage
from .record import RecordFile
from .simulators import Job, ManualClock, MoonrakerServer, Printer, extrude, heat

# Fixtures.
__all__ = ["hass_config_dir", "hass_storage"]

type ManualPrinter = Printer[ManualClock]

# No two prints of a file take equally long to the last digit.
FIRST = Job("secret_bracket.gcode", (heat(64.2), extrude(7200, 5000)), "PLA")

LONG_AGO = datetime(2016, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def _loaded(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: ManualPrinter,
) -> None:
    """Set a printer up that has printed 2 h and 5 m."""
    freezer.move_to(NOON)
    printed(printer, FIRST)
    await set_up_with_filter(hass, entry)


async def kill(hass: HomeAssistant, entry: MockConfigEntry, record: RecordFile) -> None:
    """Stop with no more on disk than there is."""
    content = record.text
    await stop(hass, entry)
    record.write(content)


def on_disk(record: RecordFile) -> tuple[float, float]:
    """Return print time and filament that are saved, open jobs included."""
    odometer = record.read()["data"]["odometer"]
    parts = [
        *odometer["buckets"].values(),
        *(job for job in odometer["jobs"] if not job["ended"]),
    ]
    return (
        round(sum(part["print_time"] for part in parts), 3),
        round(sum(part["filament"] for part in parts), 3),
    )


async def test_home_assistant_is_restarted_in_a_print(
    hass: HomeAssistant, entry: MockConfigEntry, printer: ManualPrinter
) -> None:
    printer.klipper.start(TWO_HOURS)
    for count in (1, 2, 3):
        printer.clock.advance(1800 + (60 if count == 1 else 0))
        await reload(hass, entry)
        assert counted(entry) == ((2 + count / 2) * HOUR, 5000 + 1250 * count, 1)
    printer.clock.advance(HOUR)
    await poll(hass, entry)
    assert counted(entry) == (4 * HOUR, 10000, 2)
    assert left(hass, entry, FILTER_DAYS) == ("96.0", "490", "48", "35")


async def test_home_assistant_is_down_for_a_month(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: ManualPrinter,
) -> None:
    printer.klipper.start(TWO_HOURS)
    printer.clock.advance(60 + HOUR)
    await poll(hass, entry)
    assert counted(entry) == (3 * HOUR, 7500, 1)
    await stop(hass, entry)
    printer.clock.advance(2 * HOUR)
    for _ in range(60):
        printed(printer)
    freezer.tick(30 * DAY)
    await set_up(hass, entry)
    assert counted(entry) == (124 * HOUR, 310 * METER, 62)
    assert left(hass, entry, FILTER_DAYS) == ("-24.0", "190", "-12", "5")
    await poll(hass, entry)
    await reload(hass, entry)
    assert counted(entry) == (124 * HOUR, 310 * METER, 62)


@pytest.mark.parametrize("is_back", ["in the print", "after it", "after Moonraker"])
async def test_home_assistant_is_killed_minutes_after_a_job_began(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    record: RecordFile,
    is_back: str,
) -> None:
    printer.klipper.start(TWO_HOURS)
    for _ in range(5):
        printer.clock.advance(60)
        await wait(hass, freezer, 60)
    assert counted(entry) == (2 * HOUR + 240, 5166.667, 1)
    # To spare the disk, nothing of the job is on it yet.
    assert on_disk(record) == (2 * HOUR, 5000)
    await kill(hass, entry, record)
    if is_back == "after Moonraker":
        printer.moonraker.kill()
        printer.moonraker.launch()
    printer.clock.advance(1560 if is_back == "in the print" else 3 * HOUR)
    await set_up(hass, entry)
    if is_back == "in the print":
        assert counted(entry) == (2.5 * HOUR, 6250, 1)
        printer.clock.advance(2 * HOUR)
        await poll(hass, entry)
    assert counted(entry) == (4 * HOUR, 10000, 2)
    assert left(hass, entry, FILTER_DAYS) == ("96.0", "490", "48", "35")


async def test_home_assistant_is_killed_after_part_of_a_job_was_saved(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    record: RecordFile,
) -> None:
    printer.klipper.start(TWO_HOURS)
    for _ in range(15):
        printer.clock.advance(60)
        await wait(hass, freezer, 60)
    assert counted(entry)[0] == 2 * HOUR + 840
    saved, _ = on_disk(record)
    assert 2 * HOUR + 480 <= saved <= 2 * HOUR + 660
    await kill(hass, entry, record)
    printer.clock.advance(960)
    await set_up(hass, entry)
    assert counted(entry) == (2.5 * HOUR, 6250, 1)
    printer.clock.advance(2 * HOUR)
    await poll(hass, entry)
    assert counted(entry) == (4 * HOUR, 10000, 2)


@pytest.mark.parametrize("is_printer_on", [True, False])
async def test_the_clock_of_home_assistant_is_years_behind_at_boot(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    printer: ManualPrinter,
    is_printer_on: bool,
) -> None:
    printer.klipper.start(TWO_HOURS)
    printer.clock.advance(60 + HOUR)
    await poll(hass, entry)
    await stop(hass, entry)
    if not is_printer_on:
        await server.stop()
    freezer.move_to(LONG_AGO)
    await set_up(hass, entry)
    assert counted(entry) == (3 * HOUR, 7500, 1)
    # A clock behind the last completion counts as no day, not as thousands.
    assert left(hass, entry, FILTER_DAYS) == ("97.0", "492", "49", "40")
    assert value(hass, entry, "filter_due", "binary_sensor") == "off"
    printer.clock.advance(1800)
    await poll(hass, entry)
    share = 0.5 * is_printer_on
    assert counted(entry) == ((3 + share) * HOUR, 7500 + 2500 * share, 1)

    # The network is there at last, and with it the time: two days have passed.
    freezer.move_to(NOON + 2 * DAY)
    await poll(hass, entry)
    assert left(hass, entry, FILTER_DAYS)[3] == "33"
    assert counted(entry) == ((3 + share) * HOUR, 7500 + 2500 * share, 1)
    if not is_printer_on:
        await server.start()
    printer.clock.advance(2 * HOUR)
    await poll(hass, entry)
    assert counted(entry) == (4 * HOUR, 10000, 2)
    assert left(hass, entry, FILTER_DAYS) == ("96.0", "490", "48", "33")


async def test_the_clock_of_home_assistant_is_years_ahead_at_boot(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: ManualPrinter,
) -> None:
    await stop(hass, entry)
    freezer.move_to(NOON + 4000 * DAY)
    await set_up(hass, entry)
    printed(printer)
    await poll(hass, entry)
    assert counted(entry) == (4 * HOUR, 10000, 2)
    assert left(hass, entry, FILTER_DAYS) == ("96.0", "490", "48", "-3965")
    freezer.move_to(NOON + 2 * DAY)
    printed(printer)
    await poll(hass, entry)
    assert counted(entry) == (6 * HOUR, 15000, 3)
    assert left(hass, entry, FILTER_DAYS) == ("94.0", "485", "47", "33")
    assert value(hass, entry, "filter_due", "binary_sensor") == "off"


async def test_what_was_done_while_the_clock_was_wrong_counts_for_usage(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: ManualPrinter,
) -> None:
    await stop(hass, entry)
    freezer.move_to(LONG_AGO)
    await set_up(hass, entry)
    await press_done(hass, entry)
    freezer.move_to(NOON + 2 * DAY)
    printed(printer)
    await reload(hass, entry)
    assert counted(entry) == (4 * HOUR, 10000, 2)
    assert left(hass, entry, FILTER_DAYS) == ("98.0", "495", "49", "33")
    await async_undo(coordinator(entry), "grease_the_rails")
    assert left(hass, entry, FILTER_DAYS) == ("96.0", "490", "48", "33")
