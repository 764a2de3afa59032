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
        is_believed = self._is_believed(heard)
        self._hear_calm(heard)
        if is_believed:
            self._hear_counters(heard)
        if heard.has_files:
            self._hear_files(heard, is_believed=is_believed)

    def _begun(self, heard: Heard) -> int:
        """Return how many jobs had begun before the open one."""
        if heard.open_job is None:
            return heard.jobs_until_now
        return self.printer.jobs.index(heard.open_job)

    def _hear_job(self, heard: Heard) -> None:
        memory, job = self.memory, heard.open_job
        if job is not None and heard.is_ending and job not in memory.live:
            return  # what came before it is not settled, and it may not be seen again
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

    def _is_believed(self, heard: Heard) -> bool:
        """Tell whether what is told of ended jobs is believed.

        While a job ends it may be only a part of it. So it is believed when the next
        job is open, or when two polls saw the same.
        """
        if heard.open_job is None:
            return self.memory.calm == _calm(heard)
        known = self.printer.jobs[: heard.jobs_until_now]
        return not heard.is_ending and heard.open_job in known

    def _hear_calm(self, heard: Heard) -> None:
        calm = None if heard.open_job else _calm(heard)
        self.memory = replace(self.memory, calm=calm)

    def _hear_counters(self, heard: Heard) -> None:
        """Note what the counters told for certain."""
        memory, moment = self.memory, heard.counted_at
        assert moment is not None
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

    def _hear_files(self, heard: Heard, *, is_believed: bool) -> None:
        """Note of which jobs the files told; of analyses they always do."""
        memory = self.memory
        listed = {
            job: self.printer.now
            for job in self.jobs
            if is_believed and job not in memory.listed and self.printer.is_listed(job)
        }
        known = {*memory.live, *memory.listed, *listed}
        analysed = {job for job in known if self.printer.length(job) is not None}
        self.memory = replace(
            memory,
            listed={**memory.listed, **listed},
            begun={**memory.begun, **dict.fromkeys(listed, self._begun(heard))},
            analysed=memory.analysed | analysed,
        )


def _calm(heard: Heard) -> tuple[int | None, int, int]:
    """Return what stays the same while nothing happens, as far as that is told."""
    if heard.counters is None:
        return None, 0, 0
    return heard.counters, heard.jobs_until_now, len(heard.over)
