"""What the demo wants of a printer, simulated or real."""

from typing import Protocol

from demo.api import Json
from demo.past import Days
from demo.plan import PrinterPlan


class DemoPrinter(Protocol):
    """A printer that works through its jobs, over HTTP."""

    plan: PrinterPlan
    api_key: str

    @property
    def url(self) -> str:
        """Return where its host answers."""

    async def start(self) -> None:
        """Let its host answer; DemoError if it cannot."""

    async def stop(self) -> None:
        """Let its host answer no more."""

    async def print_first(self) -> int:
        """Print what must be counted before the demo is shown; return how often."""

    def past(self) -> Days:
        """Return what it has printed on which day, as far as its host remembers."""

    def as_dict(self) -> Json:
        """Return what has to be kept for the next run."""
