"""What a real Moonraker keeps for others, found and understood."""

from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from custom_components.printer_maintenance.hosts.moonraker import MoonrakerHost
from custom_components.printer_maintenance.hosts.moonraker_answer import MoonrakerAnswer
from custom_components.printer_maintenance.maintenance.moving_in import (
    Findings,
    FoundItem,
    moved_in,
)
from custom_components.printer_maintenance.maintenance.odometer import Odometer
from custom_components.printer_maintenance.maintenance.usage import Meter, Usage, total
from tests.moonraker.mainsail import MARKER, entry, performed
from tests.simulators import Job, extrude, heat

from .counter import same, start
from .real_printer import RealPrinter

pytestmark = pytest.mark.real_host

JOB = Job("a.gcode", (heat(3), extrude(20, 120), heat(1)), "PLA")
WHOLE = Usage(21, 120)
ITEM = "/server/database/item"
RODS = {"label": "XY rods", "trigger": "print_time", "threshold": "250"}


async def keep(printer: RealPrinter, entries: dict[str, Any]) -> None:
    """Write entries as Mainsail does."""
    for key, value in entries.items():
        body = {"namespace": "maintenance", "key": key, "value": value}
        assert (await printer.ask("POST", ITEM, body)).status == 200


async def totals(printer: RealPrinter) -> tuple[float, float]:
    """Return what Mainsail takes as the beginning of an entry."""
    answer = await printer.ask("GET", "/server/history/totals")
    job_totals = answer.result["job_totals"]
    return job_totals["total_print_time"], job_totals["total_filament_used"]


async def find(
    printer: RealPrinter, now: datetime
) -> tuple[dict[str, FoundItem], Findings, Odometer]:
    """Set the printer up; return what there is by name, and the odometer."""
    async with aiohttp.ClientSession() as session:
        host = MoonrakerHost(session, printer.moonraker.url, None)
        answer: MoonrakerAnswer = await host.fetch(None, None)
        snapshot, _ = host.read(answer, None)
        odometer = Odometer().fold(snapshot.seeds).fold(snapshot.jobs)
        findings = await host.find_items(answer, now)
    return {item.name: item for item in findings.items}, findings, odometer


@pytest.mark.parametrize("version", ["0.11.0", "0.8.0"])
async def test_both_programs(real_printer: RealPrinter) -> None:
    now = datetime.now(UTC)
    await real_printer.upload(JOB)
    _, findings, _ = await find(real_printer, now)
    assert findings == Findings()

    entries = {"0": MARKER, "a": entry("Rails", (now.timestamp() - 9e5, 0.0, 0.0))}
    for number in range(3):
        await start(real_printer, JOB)
        await real_printer.run(28)
        if number < 2:
            moment = (now.timestamp() - 9e4, *await totals(real_printer))
            performed(entries, "ab"[number], "bc"[number], moment, f"Note {number}")
    await keep(real_printer, entries | {"odd": {"name": "Odd"}})
    real_printer.klipper.config = {
        "maintain rods": RODS,
        "maintain air": {"trigger": "time", "threshold": "48"},
    }
    await real_printer.say("// XY rods: 100.5h remaining")
    # Half-way through one more print.
    await start(real_printer, JOB)
    await real_printer.run(14)

    items, findings, odometer = await find(real_printer, datetime.now(UTC))
    assert findings.unreadable == ("Odd",)
    assert list(items) == ["Rails", "XY rods", "air"]
    history = moved_in(items["Rails"], odometer, now)
    assert [completion.note for completion in history] == ["", "Note 0", "Note 1"]
    so_far = odometer.total - WHOLE - WHOLE - WHOLE
    assert 9 < so_far.print_time < 12
    for completion, jobs in zip(history, (3, 2, 1), strict=True):
        used = odometer.total - total(completion.reading)
        expected = Usage(jobs * 21, jobs * 120, 0) + so_far
        assert same(used, Usage(expected.print_time, expected.filament, used.prints))
    assert items["XY rods"].cycles[0].used == Usage(print_time=149.5 * 3600)
    assert items["air"].limits == {Meter.DAYS: 2}
