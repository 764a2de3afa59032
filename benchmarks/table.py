"""The tables that the benchmark prints, in Markdown."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

IDLE_TARGET, PRINTING_TARGET = 1.2, 1.6
BLOCK_TARGET = 0.05


class Results(NamedTuple):
    """Hold what was measured, as it comes from the processes that did."""

    polls: Sequence[dict[str, Any]]
    hours: Sequence[dict[str, Any]]
    scale: Sequence[dict[str, Any]]
    start: dict[str, Any]
    rules: Sequence[dict[str, Any]]


def tables(results: Results) -> str:
    """Return all tables."""
    return "\n".join(
        [
            *_polls(results.polls),
            *_hours(results.hours),
            *_scale(results.scale),
            *_start(results.start),
            *_rules(results.rules),
        ]
    )


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    line = "|".join("---" for _ in head)
    return [
        f"### {title}",
        "",
        f"| {' | '.join(head)} |",
        f"|{line}|",
        *(f"| {' | '.join(row)} |" for row in rows),
        "",
    ]


def _polls(polls: Iterable[dict[str, Any]]) -> list[str]:
    head = (
        "host, printer, entities, times the floor, target, poll µs, floor µs, requests"
    )
    return _table(
        "A poll beside the bare requests",
        [*head.split(", "), "bytes", "state writes"],
        (
            [
                poll["kind"],
                "prints" if poll["printing"] else "idle",
                str(poll["entities"]),
                f"**{poll['poll'] / poll['floor']:.2f}**",
                f"{PRINTING_TARGET if poll['printing'] else IDLE_TARGET}",
                _micro(poll["poll"]),
                _micro(poll["floor"]),
                str(poll["requests"]),
                str(poll["bytes"]),
                f"{poll['state_writes']:.2f}",
            ]
            for poll in polls
        ),
    )


def _hours(hours: Iterable[dict[str, Any]]) -> list[str]:
    keys = ("polls", "requests", "bytes", "state_writes", "store_writes")
    return _table(
        "An hour",
        ["host", "hour", *(key.replace("_", " ") for key in keys)],
        (
            [hour["kind"], hour["hour"], *(str(hour[key]) for key in keys)]
            for hour in hours
        ),
    )


def _scale(scale: Sequence[dict[str, Any]]) -> list[str]:
    head = "printers, set-up ms each, MB, kB each, load %, load % each"
    rows, before = [], None
    for cost in scale:
        count = cost["printers"]
        each = "" if before is None else f"{_slope(before, cost, 'memory') / 1e3:.0f}"
        rows.append(
            [
                str(count),
                f"{1e3 * cost['set_up'] / count:.1f}",
                f"{cost['memory'] / 1e6:.0f}",
                each,
                f"{100 * cost['load']:.2f}",
                f"{100 * cost['load'] / count:.4f}",
                f"{1e3 * cost['set_up_block']:.1f}",
                f"{1e3 * cost['block']:.1f}",
            ]
        )
        before = cost
    title = f"Many printers (a block is to be under {BLOCK_TARGET * 1e3:.0f} ms)"
    return _table(title, [*head.split(", "), "set-up block ms", "block ms"], rows)


def _slope(before: dict[str, Any], after: dict[str, Any], what: str) -> float:
    """Return how much of something comes with each printer."""
    more = after["printers"] - before["printers"]
    slope: float = (after[what] - before[what]) / more
    return slope


def _start(cost: dict[str, Any]) -> list[str]:
    return _table(
        "What is added to Home Assistant's start, the printer being off",
        ["import ms", "set-up ms", "set-up waits ms"],
        [[f"{1e3 * cost[key]:.0f}" for key in ("imported", "set_up", "set_up_wall")]],
    )


def _rules(rules: Iterable[dict[str, Any]]) -> list[str]:
    return _table(
        "The rules",
        ["what", "µs"],
        ([cost["what"], _micro(cost["seconds"])] for cost in rules),
    )


def _micro(seconds: float) -> str:
    return f"{seconds * 1e6:.0f}" if seconds > 1e-4 else f"{seconds * 1e6:.1f}"
