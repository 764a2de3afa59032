"""The longest that one callback holds the event loop.

What counts is the CPU time of its thread, which does not depend on what else the
machine does. The garbage of all the tests before is nobody's fault.
"""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
import gc
import time
from typing import Any
from unittest.mock import patch

from .wire import TASK


@dataclass(slots=True)
class Stretch:
    """Hold the longest stretch in seconds, and what it was spent in."""

    seconds: float = 0.0
    where: str = ""

    async def begin(self) -> None:
        """Begin anew, with the next callback."""
        await asyncio.sleep(0)
        self.seconds, self.where = 0.0, ""

    async def end(self) -> float:
        """Return the longest by now, the callback that runs included."""
        await asyncio.sleep(0)
        return self.seconds


class _Garbage:
    """Tell the CPU time that went into collecting garbage."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._began = 0.0

    def __call__(self, phase: str, info: dict[str, Any]) -> None:
        if phase == "start":
            self._began = time.thread_time()
        else:
            self.seconds += time.thread_time() - self._began


@contextmanager
def watched() -> Generator[Stretch]:
    """Watch every callback that the event loop runs, but those of the hosts."""
    stretch, garbage = Stretch(), _Garbage()
    run = asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        began = time.thread_time() - garbage.seconds
        run(handle)
        spent = time.thread_time() - garbage.seconds - began
        if spent > stretch.seconds and not _is_of_host(handle):
            stretch.seconds, stretch.where = spent, repr(handle)

    gc.callbacks.append(garbage)
    try:
        with patch.object(asyncio.Handle, "_run", timed):
            yield stretch
    finally:
        gc.callbacks.remove(garbage)


def _is_of_host(handle: asyncio.Handle) -> bool:
    task = getattr(getattr(handle, "_callback", None), "__self__", None)
    return isinstance(task, asyncio.Task) and task.get_name() == TASK
