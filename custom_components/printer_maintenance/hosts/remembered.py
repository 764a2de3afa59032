"""What need not be worked out again, because it is as it was at the last poll."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from .base import JsonDict
from .http import HttpAnswer

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def plain(part: DataclassInstance) -> JsonDict:
    """Return the fields of a dataclass, whose values are plain already."""
    return {name: getattr(part, name) for name in part.__dataclass_fields__}


class Storable(Protocol):
    """Become what is stored."""

    def as_dict(self) -> JsonDict:
        """Return what is stored."""


class Remembered[CursorT: Storable]:
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
            self._stored, self._cursor = cursor.as_dict(), cursor
        return self._stored


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
