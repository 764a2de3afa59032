"""What was told to Home Assistant, as somebody keeps it who knows which job is which.

It is kept beside what Home Assistant stores, and goes back with it.
"""

from dataclasses import replace

from custom_components.printer_maintenance.maintenance.usage import Usage

from .world_account import Account
from .world_heard import Heard, Memory, Shown


class Hearing(Account):
    """Follow what a poll told, and sum it up."""

    def hear(self, heard: Heard, seeds: Usage) -> None:
        """Remember what a poll told; seeds are what was counted before the first."""
        self.printer.see_files()
        if self.memory.first is None:
            first = heard.jobs_until_now - (heard.open_job is not None)
            self.memory = Memory(first, seeds, calm=_calm(heard))
        self._hear_job(heard)
        self._hear_counters(heard)
        if heard.has_files:
            self._hear_files()

    def _hear_job(self, heard: Heard) -> None:
        memory, job = self.memory, heard.open_job
        if job is not None:
            shown = heard.shown.largest(memory.live.get(job, Shown()))
            memory = replace(
                memory,
                live={**memory.live, job: shown},
                paused={**memory.paused, job: heard.paused_since},
            )
        else:
            memory = replace(memory, rests=memory.rests | {heard.jobs_until_now})
        self.memory = memory

    def _hear_counters(self, heard: Heard) -> None:
        """Note what the counters told for certain.

        While a job ends they may tell only a part of it. So they are believed when the
        next job is open, or when two polls saw the same.
        """
        memory, moment = self.memory, heard.counted_at
        assert moment is not None
        calm = _calm(heard)
        self.memory = replace(memory, calm=None if heard.open_job else calm)
        if heard.open_job is not None:
            known = self.printer.jobs[: heard.jobs_until_now]
            is_believed = not heard.is_ending and heard.open_job in known
        else:
            is_believed = memory.calm == calm
        if not is_believed:
            return
        counters, since = memory.counters
        if counters is None or counters != heard.counters:
            self.memory = replace(self.memory, counters=(heard.counters, moment))
            return
        new = [
            job
            for job in self.jobs
            if job in heard.over and job not in memory.windows and job.ended >= since
        ]
        told = {job: moment for job in new if job.counters == counters}
        self.memory = replace(
            self.memory,
            windows={**memory.windows, **told},
            overlooked=memory.overlooked.union(new) - told.keys(),
        )

    def _hear_files(self) -> None:
        memory = self.memory
        listed = {
            job: self.printer.now
            for job in self.jobs
            if job not in memory.listed and self.printer.is_listed(job)
        }
        known = {*memory.live, *memory.listed, *listed}
        analysed = {job for job in known if self.printer.length(job) is not None}
        self.memory = replace(
            memory,
            listed={**memory.listed, **listed},
            analysed=memory.analysed | analysed,
        )


def _calm(heard: Heard) -> tuple[int | None, int, int]:
    """Return what stays the same while nothing happens, as far as that is told."""
    if heard.counters is None:
        return None, 0, 0
    return heard.counters, heard.jobs_until_now, len(heard.over)
