"""Wrong values in the place of those that a host's answer has."""

from collections.abc import Callable, Iterator
import json
import math
from typing import Any, Final

type Path = tuple[str | int, ...]

MISSING: Final = object()
# One of each kind.
KINDS: Final[tuple[object, ...]] = (
    None,
    True,
    "text",
    1e13,
    -1,
    math.nan,
    math.inf,
    [],
    {"a": 1},
    [[]],
    MISSING,
)
WRONG: Final[tuple[object, ...]] = (
    *KINDS[:-1],
    "",
    "1",
    {},
    -1e300,
    2**63,
    -math.inf,
)


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
    key, *rest = path
    changed = value.copy()
    if rest or wrong is not MISSING:
        changed[key] = mutated(value[key], tuple(rest), wrong)
    else:
        del changed[key]
    return changed


def is_wrong_type(value: object, wrong: object) -> bool:
    """Tell whether no value of the kind that is expected could be like this."""
    if value is None or wrong is None or wrong is MISSING:
        return False
    if isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(wrong, int | float) and not isinstance(wrong, bool):
            return abs(wrong) > 1e12
        return True
    return type(value) is not type(wrong)


def mutations(
    value: Any, wrong: tuple[object, ...] = (*WRONG, MISSING)
) -> Iterator[tuple[Path, object]]:
    """Yield every wrong value for every place."""
    for path in paths(value):
        for one in wrong:
            yield path, one


class Novelty:
    """Tell what has not been there before of answers that mostly repeat themselves."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._seen: set[str] = set()

    def of(self, value: Any) -> Callable[[Path], bool]:
        """Return what tells whether a place of an answer is worth a try.

        One in a part that was told before to the letter is not.
        """
        old = [path for path in paths(value) if self._is_old(path, at(value, path))]
        return lambda path: not any(path[: len(known)] == known for known in old)

    def _is_old(self, path: Path, part: object) -> bool:
        if path and not (isinstance(path[-1], int) and isinstance(part, dict)):
            return False
        text = json.dumps([[key for key in path if isinstance(key, str)], part])
        is_old = text in self._seen
        self._seen.add(text)
        return is_old
