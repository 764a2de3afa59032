"""The odometer: a printer's lifetime usage, counted by job."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from .usage import NOTHING, Usage, total

# A job may be reported again as long as the host's reader remembers its row; this
# is well beyond that.
JOBS_REMEMBERED = 100


@dataclass(frozen=True, slots=True)
class Job:
    """Describe one print run: its identity and the amounts so far."""

    key: str
    usage: Usage
    material: str
    ended: bool


@dataclass(frozen=True)
class Odometer:
    """Keep lifetime usage per material, and how much of each job is in it.

    An ended job is part of its material's bucket, an open one stands beside the
    buckets until it ends. So no bucket ever falls.
    """

    buckets: Mapping[str, Usage] = field(default_factory=dict)
    jobs: Mapping[str, Job] = field(default_factory=dict)

    @property
    def total(self) -> Usage:
        """Return the usage of all materials, open jobs included."""
        return total(self.by_material())

    @property
    def open_job(self) -> str:
        """Return the key of the job that runs, or nothing."""
        return next((key for key, job in self.jobs.items() if not job.ended), "")

    def by_material(self) -> dict[str, Usage]:
        """Return usage per material, open jobs under the one known so far."""
        return dict(self._by_material)

    @cached_property
    def _by_material(self) -> dict[str, Usage]:
        usage = dict(self.buckets)
        for job in self.jobs.values():
            if not job.ended:
                usage[job.material] = usage.get(job.material, NOTHING) + job.usage
        return usage

    def fold(self, jobs: Iterable[Job]) -> Odometer:
        """Count what is new in these jobs: each amount once, however often told."""
        jobs = tuple(jobs)
        if not jobs:
            return self
        buckets, counted = dict(self.buckets), dict(self.jobs)
        for job in jobs:
            before = counted.pop(job.key, None)
            now, gained = _count(job, before)
            counted[job.key] = now
            if now.ended:
                buckets[now.material] = buckets.get(now.material, NOTHING) + gained
        return Odometer(buckets, _recent(counted, max(len(jobs), JOBS_REMEMBERED)))

    def settle(self) -> Odometer:
        """End all open jobs, because the host that told of them is gone."""
        return self.fold(
            Job(job.key, ended_usage(job.usage), job.material, ended=True)
            for job in list(self.jobs.values())
            if not job.ended
        )

    def as_dict(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "buckets": {name: usage.as_dict() for name, usage in self.buckets.items()},
            "jobs": [
                job.usage.as_dict()
                | {"key": job.key, "material": job.material, "ended": job.ended}
                for job in self.jobs.values()
            ],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what was stored; ValueError, TypeError or KeyError if it is damaged."""
        buckets = {
            str(name): Usage.from_dict(usage) for name, usage in data["buckets"].items()
        }
        jobs = (
            Job(
                str(job["key"]),
                Usage.from_dict(job),
                str(job["material"]),
                bool(job["ended"]),
            )
            for job in data["jobs"]
        )
        return cls(buckets, {job.key: job for job in jobs})


def ended_usage(usage: Usage) -> Usage:
    """Count the job itself as a print if it printed something."""
    return Usage(usage.print_time, usage.filament, int(usage.printed))


def _count(job: Job, before: Job | None) -> tuple[Job, Usage]:
    """Return the job as counted now, and what its material's bucket gains."""
    usage = job.usage.largest(NOTHING)
    if before is None:
        return Job(job.key, usage, job.material, job.ended), usage
    usage = usage.largest(before.usage)
    if before.ended:
        return Job(job.key, usage, before.material, ended=True), usage - before.usage
    return Job(job.key, usage, job.material, job.ended), usage


def _recent(jobs: dict[str, Job], limit: int) -> dict[str, Job]:
    """Forget the ended jobs that were told of longest ago."""
    if len(jobs) <= limit:
        return jobs
    ended = [key for key, job in jobs.items() if job.ended]
    for key in ended[: max(0, len(ended) - limit)]:
        del jobs[key]
    return jobs
