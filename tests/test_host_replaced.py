"""Another host for a printer: what is counted before, meanwhile and afterwards."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.repairs import DOMAIN as REPAIRS
from homeassistant.config_entries import SOURCE_USER
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.printer_maintenance.const import DOMAIN

from .common import (
    HOUR,
    METER,
    NOON,
    TWO_HOURS,
    add_item,
    counted,
    is_connected,
    left,
    poll,
    printed,
    reload,
    set_up,
    settle,
    wait,
)
from .repairs import NEW, OLD, Address, Repairs
from .simulators import ManualClock, MoonrakerServer, Printer, manual_printer
from .simulators.database import Database
from .test_config_flow_discovery import announcement, is_known

type ManualPrinter = Printer[ManualClock]
type Configure = Callable[..., Awaitable[Any]]


@pytest.fixture(autouse=True)
async def _loaded(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    printer: ManualPrinter,
) -> None:
    """Set a printer up that has printed 2 h and 5 m and is printing for 1 h."""
    freezer.move_to(NOON)
    assert await async_setup_component(hass, REPAIRS, {})
    printed(printer)
    limits = {"print_time": 20 * HOUR, "filament": 50 * METER, "prints": 10}
    add_item(hass, entry, intervals=limits)
    printer.klipper.start(TWO_HOURS)
    printer.clock.advance(60 + HOUR)
    await set_up(hass, entry)
    assert counted(entry) == (3 * HOUR, 7500, 1)


@pytest.fixture
def configure(hass: HomeAssistant) -> Configure:
    """Return what sends a form of a config flow in."""

    async def configure(flow_id: str, **form: object) -> Any:
        result = await hass.config_entries.flow.async_configure(flow_id, form)
        await settle(hass)
        return result

    return configure


@pytest.fixture
async def clone(
    socket_enabled: None, printer: ManualPrinter
) -> AsyncGenerator[MoonrakerServer]:
    """Serve another printer, whose SD card is a copy of this one's; it printed 4 h."""
    other = manual_printer()
    assert other.moonraker.database.instance_id == OLD
    printed(other)
    printed(other)
    clone = MoonrakerServer(other.moonraker)
    await clone.start()
    yield clone
    await clone.stop()


async def test_the_new_host_has_another_history_and_is_printing(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    successor: ManualPrinter,
    repairs: Repairs,
) -> None:
    successor.klipper.start(TWO_HOURS)
    successor.clock.advance(60)
    for _ in range(3):
        await wait(hass, freezer, 301)
        successor.clock.advance(600)
        assert counted(entry) == (3 * HOUR, 7500, 1)
        assert left(hass, entry) == ("17.0", "42", "9")
    await repairs.go_on(await repairs.begin(), next_step_id="same_printer")
    await settle(hass)
    # The job on the old host has ended. That on the new host is this printer's whole.
    assert counted(entry) == (3.5 * HOUR, 8750, 2)
    assert left(hass, entry) == ("16.5", "41", "8")
    successor.clock.advance(2 * HOUR)
    await poll(hass, entry)
    assert counted(entry) == (5 * HOUR, 12500, 3)
    for count in (1, 2):
        printed(successor)
        await reload(hass, entry)
        assert counted(entry) == (
            (5 + 2 * count) * HOUR,
            12500 + 5000 * count,
            3 + count,
        )
    assert left(hass, entry) == ("11.0", "28", "5")


async def test_the_new_host_forgets_what_it_had_counted(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    successor: ManualPrinter,
    repairs: Repairs,
) -> None:
    await poll(hass, entry)
    await repairs.go_on(await repairs.begin(), next_step_id="same_printer")
    await settle(hass)
    assert counted(entry) == (3 * HOUR, 7500, 2)
    answer = successor.moonraker.answer
    assert answer("POST", "/server/history/reset_totals").status == 200
    await poll(hass, entry)
    printed(successor)
    assert answer("DELETE", "/server/history/job?all=true").status == 200
    printed(successor)
    for _ in range(3):
        await poll(hass, entry)
    assert counted(entry) == (7 * HOUR, 17500, 4)


async def renewed(
    hass: HomeAssistant, entry: MockConfigEntry, printer: ManualPrinter
) -> None:
    """Give the printer's Moonraker a new database in the middle of the print."""
    printer.moonraker.kill()
    printer.moonraker.database = Database(NEW)
    printer.moonraker.launch()
    printer.clock.advance(600)
    await poll(hass, entry)
    assert counted(entry) == (3 * HOUR, 7500, 1)


async def test_a_new_database_in_the_middle_of_a_print(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    server: MoonrakerServer,
    repairs: Repairs,
) -> None:
    await renewed(hass, entry, printer)
    await repairs.go_on(await repairs.begin(), next_step_id="same_printer")
    await settle(hass)
    # The print goes on, and what was counted of it is not counted again.
    assert counted(entry) == (3 * HOUR + 600, round(7500 + 5000 / 12, 3), 1)
    await reload(hass, entry)
    printer.clock.advance(1800)
    await poll(hass, entry)
    assert counted(entry) == (3 * HOUR + 2400, round(7500 + 5000 / 3, 3), 1)
    printer.clock.advance(HOUR)
    for _ in range(3):
        await poll(hass, entry)
        assert counted(entry) == (4 * HOUR, 10000, 2)
    printed(printer)
    await poll(hass, entry)
    assert counted(entry) == (6 * HOUR, 15000, 3)
    assert left(hass, entry) == ("14.0", "35", "7")


async def test_a_new_database_and_another_address(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    server: MoonrakerServer,
    configure: Configure,
) -> None:
    await renewed(hass, entry, printer)
    moved = MoonrakerServer(printer.moonraker)
    await moved.start()
    flow_id = (await entry.start_reconfigure_flow(hass))["flow_id"]
    assert (await configure(flow_id, url=moved.url, verify_ssl=True))["step_id"] == (
        "other_host"
    )
    await configure(flow_id)
    assert entry.unique_id == NEW
    assert counted(entry) == (3 * HOUR + 600, round(7500 + 5000 / 12, 3), 1)
    printer.clock.advance(HOUR)
    await poll(hass, entry)
    assert counted(entry) == (4 * HOUR, 10000, 2)
    await moved.stop()


async def test_a_wrong_answer_is_taken_back_before_the_print_ends(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    address: Address,
    successor: ManualPrinter,
    repairs: Repairs,
) -> None:
    for identity, prints in ((NEW, 2), (OLD, 2)):
        await poll(hass, entry)
        await repairs.go_on(await repairs.begin(), next_step_id="same_printer")
        await settle(hass)
        assert entry.unique_id == identity
        # What was counted of the job that still runs is not counted again.
        assert counted(entry) == (3 * HOUR, 7500, prints)
        await address.give_to(printer)
    printer.clock.advance(HOUR)
    await poll(hass, entry)
    assert counted(entry) == (4 * HOUR, 10000, 2)
    assert left(hass, entry) == ("16.0", "40", "8")


async def test_it_was_replaced_while_home_assistant_was_down(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    address: Address,
    repairs: Repairs,
) -> None:
    successor = manual_printer()
    successor.moonraker.database.instance_id = NEW
    successor.clock.advance(3333)  # it was not switched on in the same moment
    printed(successor)
    assert await hass.config_entries.async_unload(entry.entry_id)
    # This end is known to the old host alone.
    printer.clock.advance(2 * HOUR)
    await address.give_to(successor)
    await set_up(hass, entry)
    assert not is_connected(hass, entry)
    assert counted(entry) == (3 * HOUR, 7500, 1)
    assert left(hass, entry) == ("17.0", "42", "9")
    await repairs.go_on(await repairs.begin(), next_step_id="same_printer")
    await settle(hass)
    assert counted(entry) == (3 * HOUR, 7500, 2)
    printed(successor)
    await poll(hass, entry)
    assert counted(entry) == (5 * HOUR, 12500, 3)


async def test_a_wrong_address_is_corrected_in_the_middle_of_a_print(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    successor: ManualPrinter,
    repairs: Repairs,
    configure: Configure,
) -> None:
    await poll(hass, entry)
    # The printer goes on with its print, and the stranger prints too.
    printed(successor)
    printer.clock.advance(1800)
    await poll(hass, entry)
    assert counted(entry) == (3 * HOUR, 7500, 1)
    result = await repairs.go_on(await repairs.begin(), next_step_id="wrong_address")
    right = MoonrakerServer(printer.moonraker)
    await right.start()
    await configure(result["next_flow"][1], url=right.url, verify_ssl=True)
    assert entry.unique_id == OLD
    assert counted(entry) == (3.5 * HOUR, 8750, 1)
    assert left(hass, entry) == ("16.5", "41", "9")
    printer.clock.advance(HOUR)
    await poll(hass, entry)
    assert counted(entry) == (4 * HOUR, 10000, 2)
    await right.stop()


async def test_reconfigured_to_another_host_at_another_address(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    clone: MoonrakerServer,
    configure: Configure,
) -> None:
    clone.moonraker.database.instance_id = NEW
    flow_id = (await entry.start_reconfigure_flow(hass))["flow_id"]
    result = await configure(flow_id, url=clone.url, verify_ssl=True)
    assert result["step_id"] == "other_host"
    # Until the question is answered, all is as it was.
    printer.clock.advance(1800)
    await poll(hass, entry)
    assert counted(entry) == (3.5 * HOUR, 8750, 1)
    await configure(flow_id)
    assert (entry.unique_id, entry.data[CONF_URL]) == (NEW, clone.url)
    assert is_connected(hass, entry)
    assert counted(entry) == (3.5 * HOUR, 8750, 2)
    # What the old host prints is another printer's business now.
    printer.clock.advance(2 * HOUR)
    clone.moonraker.klipper.start(TWO_HOURS)
    await reload(hass, entry)
    clock = clone.moonraker.klipper.clock
    assert isinstance(clock, ManualClock)
    clock.advance(3 * HOUR)
    await poll(hass, entry)
    assert counted(entry) == (5.5 * HOUR, 13750, 3)
    assert left(hass, entry) == ("14.5", "36", "7")


async def test_cloned_identities_are_counted_apart(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    server: MoonrakerServer,
    clone: MoonrakerServer,
    configure: Configure,
) -> None:
    flow = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    result = await configure(flow["flow_id"], url=clone.url, verify_ssl=True)
    assert result["step_id"] == "twin"
    result = await configure(flow["flow_id"])
    twin: MockConfigEntry = result["result"]
    assert twin.unique_id == f"{OLD}#{clone.url}"
    assert counted(twin) == (4 * HOUR, 10000, 2)
    assert counted(entry) == (3 * HOUR, 7500, 1)
    printer.clock.advance(2 * HOUR)
    for of in (entry, twin):
        await reload(hass, of)
    assert counted(twin) == (4 * HOUR, 10000, 2)
    assert counted(entry) == (4 * HOUR, 10000, 2)
    assert left(hass, entry) == ("16.0", "40", "8")


async def test_a_clone_that_announces_itself_takes_nothing_over(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    server: MoonrakerServer,
    clone: MoonrakerServer,
) -> None:
    assert await is_known(hass, announcement(clone))
    printer.clock.advance(1800)
    await poll(hass, entry)
    assert entry.data[CONF_URL] == server.url
    assert counted(entry) == (3.5 * HOUR, 8750, 1)
    assert left(hass, entry) == ("16.5", "41", "9")


async def test_an_address_that_moved_in_the_middle_of_a_print(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    printer: ManualPrinter,
    server: MoonrakerServer,
) -> None:
    await server.stop()
    await poll(hass, entry)
    printer.clock.advance(1800)
    moved = MoonrakerServer(printer.moonraker)
    await moved.start()
    assert await is_known(hass, announcement(moved))
    assert entry.data[CONF_URL] == moved.url
    assert counted(entry) == (3.5 * HOUR, 8750, 1)
    printer.clock.advance(HOUR)
    await poll(hass, entry)
    assert counted(entry) == (4 * HOUR, 10000, 2)
    await moved.stop()
