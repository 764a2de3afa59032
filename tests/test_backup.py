"""Home Assistant restored from a backup: nothing is counted twice, nothing lost."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .common import (
    DAY,
    FILTER_DAYS,
    HOUR,
    METER,
    NOON,
    TWO_HOURS,
    counted,
    left,
    poll,
    press_done,
    printed,
    reload,
    set_up,
    set_up_with_filter,
    stop,
)
from .disk import hass_config_dir, hass_storage
from .record import RecordFile
from .simulators import ManualClock, MoonrakerServer, Printer

# Fixtures.
__all__ = ["hass_config_dir", "hass_storage"]

type ManualPrinter = Printer[ManualClock]


@pytest.fixture(autouse=True)
async def _loaded(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: ManualPrinter,
) -> None:
    """Set a printer up that has printed 2 h and 5 m."""
    freezer.move_to(NOON)
    printed(printer)
    await set_up_with_filter(hass, entry)


@pytest.fixture
async def backup(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    record: RecordFile,
    _loaded: None,
) -> str:
    """Return a backup of the record, made an hour into a job after an item was done."""
    await press_done(hass, entry)
    printer.klipper.start(TWO_HOURS)
    printer.clock.advance(60 + HOUR)
    await reload(hass, entry)
    assert counted(entry) == (3 * HOUR, 7500, 1)
    assert left(hass, entry, FILTER_DAYS) == ("99.0", "498", "50", "35")
    return record.text


async def restore(
    hass: HomeAssistant, entry: MockConfigEntry, record: RecordFile, backup: str
) -> None:
    """Go back to a backup, and poll until there is nothing new."""
    await stop(hass, entry)
    record.write(backup)
    await set_up(hass, entry)
    for _ in range(3):
        await poll(hass, entry)


@pytest.mark.parametrize("jobs", [1, 30, 75])
async def test_home_assistant_is_restored_from_a_month_old_backup(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    record: RecordFile,
    backup: str,
    jobs: int,
) -> None:
    printer.clock.advance(2 * HOUR)
    for _ in range(jobs):
        printed(printer)
        await poll(hass, entry)
    freezer.tick(20 * DAY)
    await press_done(hass, entry)
    freezer.tick(10 * DAY)
    whole = ((4 + 2 * jobs) * HOUR, (10 + 5 * jobs) * METER, 2 + jobs)
    assert counted(entry) == whole
    assert len(record.history("grease_the_rails")) == 3

    await restore(hass, entry, record, backup)
    # The job of the backup is whole, all jobs since are there, and none is twice.
    assert counted(entry) == whole
    # The completion since then is gone with the record; that of the backup is not.
    assert len(record.history("grease_the_rails")) == 2
    hours, meters, prints = 98 - 2 * jobs, 495 - 5 * jobs, 49 - jobs
    assert left(hass, entry, FILTER_DAYS) == (
        f"{hours}.0",
        str(meters),
        str(prints),
        "5",
    )
    printed(printer)
    await poll(hass, entry)
    assert counted(entry) == (whole[0] + 2 * HOUR, whole[1] + 5 * METER, whole[2] + 1)


@pytest.mark.parametrize("what", ["history/reset_totals", "history/job?all=true"])
async def test_a_backup_from_before_the_host_forgot(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    record: RecordFile,
    backup: str,
    what: str,
) -> None:
    printer.clock.advance(2 * HOUR)
    for _ in range(4):
        printed(printer)
        await poll(hass, entry)
    verb = "POST" if what.endswith("totals") else "DELETE"
    assert printer.moonraker.answer(verb, f"/server/{what}").status == 200
    await restore(hass, entry, record, backup)
    assert counted(entry) == (12 * HOUR, 30000, 6)
    assert left(hass, entry, FILTER_DAYS) == ("90.0", "475", "45", "35")


async def test_an_older_backup_than_the_host_is_known(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    server: MoonrakerServer,
    printer: ManualPrinter,
    record: RecordFile,
) -> None:
    """An unseeded record takes all that the host has counted, once."""
    await stop(hass, entry)
    record.lose()
    await server.stop()
    await set_up(hass, entry)
    backup = record.text
    await server.start()
    printed(printer)
    await poll(hass, entry)
    assert counted(entry) == (4 * HOUR, 10000, 2)
    await restore(hass, entry, record, backup)
    assert counted(entry) == (4 * HOUR, 10000, 2)
    assert left(hass, entry, FILTER_DAYS) == ("96.0", "490", "48", "35")
