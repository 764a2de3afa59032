"""What the rules cost: folding, status and the record of many years."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
import itertools
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from custom_components.printer_maintenance.maintenance.daily import (
    DAY,
    DAYS_KEPT,
    DailyRecord,
)
from custom_components.printer_maintenance.maintenance.item import (
    Completion,
    CompletionKind,
    History,
    Item,
)
from custom_components.printer_maintenance.maintenance.odometer import Job, Odometer
from custom_components.printer_maintenance.maintenance.pace import Outlook
from custom_components.printer_maintenance.maintenance.schedule import Board
from custom_components.printer_maintenance.maintenance.usage import Usage
from custom_components.printer_maintenance.store import PrinterRecord, PrinterStore

from .home import LIMITS, home
from .loop import FastLoop, run

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
COMPLETIONS = 10_000
JOBS = 1000
ITEMS = (1, 10, 50)


@dataclass(frozen=True, slots=True)
class RuleCost:
    """Hold a median in s of the processor."""

    what: str
    seconds: float


def odometer() -> Odometer:
    """Return an odometer after many jobs of two materials."""
    counted = Odometer()
    for number in range(JOBS):
        usage = Usage(7200.0, 8000.0, 1)
        job = Job(f"{number}", usage, ("PLA", "PETG")[number % 2], ended=True)
        counted = counted.fold([job])
    return counted


def daily(today: date, counted: Odometer) -> DailyRecord:
    """Return a record of as many days as are kept, up to what is counted today."""
    total = counted.by_material()
    record = DailyRecord()
    for age in range(DAYS_KEPT, -1, -1):
        share = 1 - age / (DAYS_KEPT + 1)
        reading = {
            name: Usage(
                usage.print_time * share,
                usage.filament * share,
                int(usage.prints * share),
            )
            for name, usage in total.items()
        }
        record = record.note(today - age * DAY, reading)
    return record.note(today, total)


def items(count: int) -> dict[str, Item]:
    """Return items of all kinds."""
    limits = list(LIMITS.values())
    return {
        f"item_{number}": Item.from_data(
            f"Item {number}", {"intervals": limits[number % len(limits)]}
        )
        for number in range(count)
    }


def history(count: int, counted: Odometer) -> History:
    """Return as many completions, one a day."""
    total = counted.by_material()
    return tuple(
        Completion(
            CompletionKind.DONE if number else CompletionKind.START,
            NOW - timedelta(days=count - number),
            {
                name: Usage(
                    usage.print_time * number / count,
                    usage.filament * number / count,
                    usage.prints * number // count,
                )
                for name, usage in total.items()
            },
        )
        for number in range(count)
    )


def _median(times: int, work: Callable[[], object]) -> float:
    taken = []
    for _ in range(times):
        began = process_time()
        work()
        taken.append(process_time() - began)
    return median(taken)


def _statuses(count: int, counted: Odometer, outlook: Outlook) -> Callable[[], object]:
    """Return what works the statuses out, a minute of printing later each time."""
    past = history(COMPLETIONS // count, counted)
    described = {item_id: (item, past) for item_id, item in items(count).items()}
    board, minutes = Board(), itertools.count()
    usage = counted.by_material()

    def look() -> object:
        minute = next(minutes)
        now = {**usage, "PETG": usage["PETG"] + Usage(60.0 * minute, 100.0 * minute)}
        return board.statuses(described, now, NOW, outlook, None)

    return look


def _block(record: PrinterRecord) -> float:
    """Return how long saving and loading a record hold the event loop at the most."""

    async def work(loop: FastLoop) -> float:
        with TemporaryDirectory() as folder:
            async with home(Path(folder)) as hass:
                with loop.watched() as blocks:
                    store = PrinterStore(hass, "printer")
                    await loop.create_task(store.async_save(record))
                    await loop.create_task(store.async_load(lambda _: None))
                return blocks.longest

    return run(work)


def measure(times: int) -> list[RuleCost]:
    """Measure the rules; each median is of so many times."""
    counted = odometer()
    today = NOW.date()
    recorded = daily(today, counted)
    outlook = Outlook(recorded, today)
    running = Job("now", Usage(600.0, 700.0, 0), "PLA", ended=False)
    later = counted.fold([Job("now", Usage(660.0, 770.0, 0), "PLA", ended=False)])
    costs = [
        RuleCost(
            "fold of a poll that prints",
            _median(times, lambda: counted.fold([running])),
        ),
        RuleCost(
            f"note in a record of {DAYS_KEPT} days",
            _median(times, lambda: recorded.note(today, later.by_material())),
        ),
    ]
    for count in ITEMS:
        taken = _median(times, _statuses(count, counted, outlook)) / count
        costs.append(RuleCost(f"status of one of {count} items", taken))
    record = PrinterRecord(odometer=counted, daily=recorded, seeded=True)
    past = history(COMPLETIONS // 10, counted)
    record.histories = dict.fromkeys(items(10), past)
    stored = record.as_dict()
    few = max(3, times // 50)
    return [
        *costs,
        RuleCost(
            f"writing {COMPLETIONS} completions (in a thread)",
            _median(few, record.as_dict),
        ),
        RuleCost(
            f"reading {COMPLETIONS} completions (in a thread)",
            _median(few, lambda: PrinterRecord.from_dict(stored)),
        ),
        RuleCost(
            f"longest block while {COMPLETIONS} completions are saved and loaded",
            _block(record),
        ),
    ]
