"""How large everything is after some days."""

from dataclasses import dataclass, fields
import gc
import json
from pathlib import Path
import resource
import sys
import time
import tracemalloc
from typing import Self

from homeassistant.core import HomeAssistant

from tests.record import RecordFile

from .printers import LivingPrinter

# A completion is kept for ever; the rest may grow by this share.
GROWTH = 0.05
BLOCKS_OF_A_COMPLETION = 40
BYTES_OF_A_COMPLETION = 4000


@dataclass(frozen=True, slots=True)
class Figures:
    """Hold how large everything is, with the simulators, who keep what is new."""

    day: int
    cpu: float
    resident: int
    blocks: int
    traced: int
    completions: int
    store: int
    """The largest record, without its completions and the days, which have a limit."""

    @classmethod
    def of(cls, hass: HomeAssistant, printers: list[LivingPrinter], day: int) -> Self:
        """Look."""
        gc.collect()
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
        sizes, completions = [], 0
        for printer in printers:
            stored = RecordFile.of(hass, printer.entry.entry_id).read()["data"]
            items, _ = stored.pop("items"), stored.pop("daily")
            completions += sum(len(item["history"]) for item in items.values())
            sizes.append(len(json.dumps(stored)))
        return cls(
            day,
            time.process_time(),
            int(pages) * resource.getpagesize(),
            sys.getallocatedblocks(),
            tracemalloc.get_traced_memory()[0],
            completions,
            max(sizes),
        )

    def grew_beyond(self, earlier: Self) -> list[str]:
        """Name what has grown, beyond what the completions since then take."""
        completions = self.completions - earlier.completions
        allowed = {
            "resident": completions * BYTES_OF_A_COMPLETION,
            "blocks": completions * BLOCKS_OF_A_COMPLETION,
            "traced": completions * BYTES_OF_A_COMPLETION,
            "store": 0,
        }
        return [
            name
            for name, extra in allowed.items()
            if getattr(self, name) > getattr(earlier, name) * (1 + GROWTH) + extra
        ]

    def line(self) -> str:
        """Return it in one line."""
        return ", ".join(
            f"{field.name} {getattr(self, field.name):.0f}" for field in fields(self)
        )
