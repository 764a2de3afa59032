"""An event loop whose clock can be put forward, and that tells its longest block."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from contextvars import Context
from time import thread_time
from typing import Any, override


class Blocks:
    """Hold the longest time (in s, of the processor) that one callback took."""

    longest = 0.0

    def timed[*Ts](self, callback: Callable[[*Ts], object]) -> Callable[[*Ts], None]:
        """Watch a callback."""

        def run(*args: *Ts) -> None:
            began = thread_time()
            try:
                callback(*args)
            finally:
                self.longest = max(self.longest, thread_time() - began)

        return run


class FastLoop(asyncio.SelectorEventLoop):
    """Let an hour of timers pass in as much time as their work takes."""

    _ahead = 0.0
    _blocks: Blocks | None = None

    @override
    def time(self) -> float:
        """Return the time that timers go by."""
        return super().time() + self._ahead

    def skip(self, seconds: float) -> None:
        """Put the clock forward; what is due by then is done next."""
        self._ahead += seconds

    @contextmanager
    def watched(self) -> Generator[Blocks]:
        """Watch what is run, steps of tasks included."""
        self._blocks = Blocks()
        try:
            yield self._blocks
        finally:
            self._blocks = None

    @override
    def call_soon[*Ts](
        self,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> asyncio.Handle:
        """Run a callback next."""
        if self._blocks is not None:
            callback = self._blocks.timed(callback)
        return super().call_soon(callback, *args, context=context)

    @override
    def call_at[*Ts](
        self,
        when: float,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Run a callback at a moment."""
        if self._blocks is not None:
            callback = self._blocks.timed(callback)
        return super().call_at(when, callback, *args, context=context)


def run[T](work: Callable[[FastLoop], Coroutine[Any, Any, T]]) -> T:
    """Run something in such a loop."""
    loop = FastLoop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(work(loop))
