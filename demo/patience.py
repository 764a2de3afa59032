"""Waiting for what takes a moment."""

import asyncio
from collections.abc import Awaitable, Callable

from demo import DemoError

PATIENCE = 60.0
PAUSE = 0.2


async def patiently[T](
    look: Callable[[], Awaitable[T]],
    is_good: Callable[[T], bool],
    complain: Callable[[T], str],
) -> T:
    """Look again and again until what is seen is good; DemoError if it never is."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while True:
        if is_good(seen := await look()):
            return seen
        if loop.time() > end:
            raise DemoError(f"{complain(seen)}, even after {PATIENCE:.0f} s.")
        await asyncio.sleep(PAUSE)
