"""What need not be worked out again, because it is as it was at the last poll."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .base import JsonDict
from .http import HttpAnswer

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def as_stored(value: Any) -> Any:
    """Return what is stored of a value that dataclasses, mappings and tuples make up."""
    if isinstance(value, tuple):
        return [as_stored(part) for part in value]
    if isinstance(value, Mapping):
        return {key: as_stored(part) for key, part in value.items()}
    names = getattr(value, "__dataclass_fields__", None)
    if names is None:
        return value
    return {name: as_stored(getattr(value, name)) for name in names}


class Remembered[CursorT: DataclassInstance]:
    """Read a stored cursor once, not with every poll; nobody changes it in place."""

    def __init__(self, parse: Callable[[JsonDict], CursorT]) -> None:
        """Take what reads a cursor."""
        self._parse = parse
        self._stored: JsonDict | None = None
        self._cursor: CursorT | None = None

    def knows(self, stored: JsonDict) -> bool:
        """Tell whether what is stored can be read."""
        try:
            self._parse(stored)
        except AttributeError, KeyError, TypeError, ValueError:
            return False
        return True

    def of(self, stored: JsonDict | None) -> CursorT | None:
        """Return what is stored as a cursor; ValueError if it is damaged."""
        if stored is not None and stored is not self._stored:
            self._stored, self._cursor = stored, self._parse(stored)
        return None if stored is None else self._cursor

    def stored(self, cursor: CursorT | None) -> JsonDict | None:
        """Return what is to be stored of a cursor."""
        if cursor is None:
            return None
        if cursor is not self._cursor or self._stored is None:
            self._stored, self._cursor = self._as_stored(cursor), cursor
        return self._stored

    def _as_stored(self, cursor: CursorT) -> JsonDict:
        """Return what is stored of a cursor, as far as it can be what was stored before."""
        before, stored = self._cursor, self._stored or {}
        return {
            name: stored[name]
            if name in stored and getattr(before, name) is getattr(cursor, name)
            else as_stored(getattr(cursor, name))
            for name in cursor.__dataclass_fields__
        }


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
