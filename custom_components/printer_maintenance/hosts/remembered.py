"""What need not be worked out again, because it is as it was at the last poll."""

from collections.abc import Callable, Mapping
from typing import Any

from .http import HttpAnswer


def as_stored(value: Any) -> Any:
    """Return what is stored of a value that dataclasses, mappings and tuples make up."""
    if isinstance(value, tuple | list):
        return [as_stored(part) for part in value]
    if isinstance(value, Mapping):
        return {key: as_stored(part) for key, part in value.items()}
    names = getattr(value, "__dataclass_fields__", None)
    if names is None:
        return value
    return {name: as_stored(getattr(value, name)) for name in names}


class Parsed[ResultT]:
    """Read an answer only if it is not, to the letter, the one before."""

    def __init__(self, parse: Callable[[HttpAnswer], ResultT]) -> None:
        """Take what reads an answer."""
        self._parse = parse
        self._last: tuple[int, bytes, ResultT] | None = None

    def __call__(self, answer: HttpAnswer) -> ResultT:
        """Return what an answer tells; raises what the reading does."""
        last = self._last
        if last is None or last[1] != answer.body or last[0] != answer.status:
            self._last = last = answer.status, answer.body, self._parse(answer)
        return last[2]
