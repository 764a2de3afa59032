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


def is_wrong_type(value: object, wrong: object) -> bool:
    """Tell whether no value of the kind that is expected could be like this."""
    if value is None or wrong is None or wrong is MISSING:
        return False
    if isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(wrong, int | float) and not isinstance(wrong, bool):
            return abs(wrong) > 1e12
        return True
    return type(value) is not type(wrong)


def mutations(value: Any) -> Iterator[tuple[Path, object]]:
    """Yield every wrong value for every place."""
    for path in paths(value):
        for wrong in (*WRONG, MISSING):
            yield path, wrong
