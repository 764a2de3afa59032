"""One part of the benchmark, in a process of its own: its result as JSON.

Arguments are JSON, too.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
import json
import sys
from typing import Any

from . import polls, rules, scale
from .hosts import Kind

type Part = Callable[..., object]


def _polls(kinds: list[str], times: int) -> object:
    return polls.measure([Kind(kind) for kind in kinds], times)


def _prepare(folder: str, urls: list[str]) -> None:
    scale.prepare(folder, Kind.MOONRAKER, urls)


PARTS: Mapping[str, Part] = {
    "polls": _polls,
    "rules": rules.measure,
    "prepare": _prepare,
    "begin": scale.begin,
}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return [_plain(part) for part in value] if isinstance(value, list) else value


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    result = PARTS[name](*map(json.loads, arguments))
    sys.stdout.write(f"{json.dumps(_plain(result))}\n")
