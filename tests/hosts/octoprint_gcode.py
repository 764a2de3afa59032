"""G-code that makes OctoPrint's virtual printer live through a job in real time."""

from collections.abc import Iterator

from tests.simulators import Job, Segment

STEP = 0.25
"""Seconds between two moves: the virtual printer moves at once, and waits between."""


def gcode(job: Job, tools: tuple[float, ...] = ()) -> str:
    """Return the file of a job; more tools extrude at its end, at once."""
    lines = ["M82", "G92 E0"]
    position = 0.0
    for segment in job.segments:
        lines += _lines(segment, position)
        position += segment.mm
    for number, length in enumerate(tools[1:], start=1):
        lines += [f"T{number}", "G92 E0", f"G1 E{length} F60000"]
    return "\n".join([*lines, ""])


def card(job: Job) -> str:
    """Return the file of a job for the printer's own card, where only moves count.

    A move to the right takes its time, one to the left none. Few long ones make the end
    of a move come late after a pause: if OctoPrint has no report until then, it takes
    the next one for a new start.
    """
    lines = ["M82", "G92 E0", "G1 X0 F600"]
    for number in range(round(job.seconds)):
        extruded = round(job.mm * (number + 1) / job.seconds, 5)
        lines += [f"G1 X0 E{extruded}", "G1 X100"]
    return "\n".join([*lines, ""])


def _lines(segment: Segment, position: float) -> Iterator[str]:
    """Return the lines of a segment that begins at a position of the extruder."""
    if segment.mm and segment.seconds:
        steps = max(round(segment.seconds / STEP), 1)
        for number in range(steps):
            end = round(position + segment.mm * (number + 1) / steps, 5)
            yield f"G1 X{number % 50} E{end} F60000"
            yield _wait(segment.seconds / steps)
    elif segment.mm:
        yield f"G1 E{round(position + segment.mm, 5)} F60000"
    elif segment.seconds:
        yield _wait(segment.seconds)
    if segment.error is not None:
        yield f"!!DEBUG:send Error:{segment.error}"
        yield _wait(10)  # else the file may end before the error is read


def _wait(seconds: float) -> str:
    """Return a command that the printer is busy with for a while."""
    return f"G4 P{round(seconds * 1000)}"
