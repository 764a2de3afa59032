"""The filament of what an OctoPrint printed, which it only tells of files."""

from collections.abc import Iterable
from dataclasses import replace

from ..maintenance.odometer import Job
from ..maintenance.usage import UNKNOWN_MATERIAL, Usage
from .octoprint_cursor import LiveJob, Pending
from .octoprint_files import File
from .octoprint_gap import Prints


def booked(key: str, usage: Usage, *, ended: bool) -> Job:
    """Return a job as it is counted; OctoPrint knows no materials."""
    return Job(key, usage, UNKNOWN_MATERIAL, ended)


def analysed(
    pending: Iterable[Pending], listed: Iterable[File] | None
) -> tuple[list[Job], tuple[Pending, ...]]:
    """Count the filament of jobs whose file was analysed after their end."""
    if listed is None:
        return [], tuple(pending)
    files = {(file.path, file.date): file for file in listed}
    jobs, waiting = [], []
    for part in pending:
        file = files.get((part.path, part.date))
        if file is None:
            continue  # nobody will tell any more
        if file.length is None:
            waiting.append(part)
        else:
            usage = Usage(filament=file.length * part.share)
            jobs.append(booked(f"{part.key} filament", usage, ended=True))
    return jobs, tuple(waiting)


def with_length(job: LiveJob, files: Iterable[File]) -> LiveJob:
    """Note the filament in the file of a job, which may be gone when the job is."""
    if job.length is not None:
        return job
    return replace(job, length=next((f.length for f in files if job.is_of(f)), None))


def missing(job: LiveJob) -> list[Pending]:
    """Return what must be found out later of a job that ended."""
    if job.length is not None or not job.is_local or not job.share:
        return []
    return [Pending(job.key, job.path, job.date, job.share)]


def unseen_files(prints: Iterable[Prints], own: str | None) -> list[File]:
    """Return the files that were finished, the shortest first, without a job's own."""
    files: list[File] = []
    for of_file in prints:
        times = of_file.success - int(of_file.file.path == own)
        files += [of_file.file] * max(0, times)
    return sorted(files, key=lambda file: (file.length is None, file.length or 0.0))
