"""Wrong values in the place of those that a host's answer has."""

from collections.abc import Iterator
import copy
from typing import Any, Final

type Path = tuple[str | int, ...]

WRONG: Final[tuple[object, ...]] = (
    True,
    "",
    "text",
    "1",
    [],
    {},
    [[]],
    {"a": 1},
    -1,
    1e13,
    -1e300,
    2**63,
    None,
)
MISSING: Final = object()


def paths(value: object, prefix: Path = ()) -> Iterator[Path]:
    """Yield where there is a value, the whole first."""
    yield prefix
    parts = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, part in parts:
        yield from paths(part, (*prefix, key))


def at(value: Any, path: Path) -> Any:
    """Return what is at a path."""
    for key in path:
        value = value[key]
    return value


def mutated(value: Any, path: Path, wrong: object) -> Any:
    """Return a copy with something else at a path, or nothing."""
    if not path:
        return None if wrong is MISSING else wrong
    value = copy.deepcopy(value)
    parent = at(value, path[:-1])
    if wrong is MISSING:
        del parent[path[-1]]
    else:
        parent[path[-1]] = wrong
    return value
