"""What need not be worked out again, because it is as it was at the last poll."""

from collections.abc import Callable
from contextlib import suppress
import re
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from .base import JsonDict

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
    """Check an answer only if it is not, to the letter, the one before."""

    def __init__(self, parse: Callable[[object], ResultT]) -> None:
        """Take what checks an answer."""
        self._parse = parse
        self._answer: object = None
        self._last: tuple[bytes, ResultT] | None = None

    def __call__(self, answer: Any) -> ResultT:
        """Return what an answer tells; raises what the check does."""
        if self._last is not None and answer is self._answer:
            return self._last[1]
        # True and 1.0 are equal to 1, but not the same answer.
        try:
            letters = orjson.dumps(answer)
        except orjson.JSONEncodeError:
            return self._parse(answer)  # deeper than anybody needs
        if self._last is None or self._last[0] != letters:
            self._last = letters, self._parse(answer)
        self._answer = answer
        return self._last[1]


class Batch:
    """Read the first part of a JSON list, and the rest if it is not the one before.

    Where the first part ends, its id stands.
    """

    def __init__(self, first: str) -> None:
        """Take the id of the first part."""
        self._end = re.compile(rb'("id": ?"%b"\}), ?' % re.escape(first.encode()))
        self._rest = b""
        self._parts: list[object] = []

    def loads(self, body: bytes) -> object:
        """Return what orjson does; raises what it does."""
        end = self._end.search(body)
        if end is None:
            return orjson.loads(body)
        first, rest = body[: end.end(1)] + b"]", body[end.end() :]
        # Together they are a list, whatever is in the first.
        if rest == self._rest:
            with suppress(orjson.JSONDecodeError):
                return [*orjson.loads(first), *self._parts]
        parts = orjson.loads(body)
        with suppress(orjson.JSONDecodeError):
            self._parts = parts[len(orjson.loads(first)) :]
            self._rest = rest
        return parts
