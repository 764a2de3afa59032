"""What a Moonraker is asked, and what of its answers need not be read again."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
import re
from typing import Any, NamedTuple

import orjson

from .base import HostUnauthorized, HostUnexpectedAnswer, HostUnreachable, JsonDict
from .http import HttpAnswer, HttpClient
from .moonraker_answer import (
    PAGE,
    MoonrakerAnswer,
    Row,
    parse_identity,
    parse_rows,
    parse_status,
    parse_totals,
)
from .remembered import Parsed

FIRST_PAGE = 5

_STATUS = "printer.objects.query"
_ROWS = "server.history.list"
_TOTALS = "server.history.totals"
_IDENTITY = "server.database.get_item"

type Params = Mapping[str, str | int | float]

INSTANCE_ID: Params = {"namespace": "moonraker", "key": "instance_id"}
_OBJECTS: JsonDict = {"objects": {"print_stats": None, "webhooks": None}}
_CALLS: Mapping[str, Mapping[str, Any]] = {
    # The order counts: a job that ends meanwhile is then seen as ended.
    _STATUS: _OBJECTS,
    _ROWS: {"limit": FIRST_PAGE, "order": "desc"},
    _TOTALS: {},
    _IDENTITY: INSTANCE_ID,
}
# Where those after the first are asked one by one.
_PATHS: Mapping[str, str] = {
    _ROWS: "server/history/list",
    _TOTALS: "server/history/totals",
    _IDENTITY: "server/database/item",
}
_BATCH = [
    {"jsonrpc": "2.0", "method": method, "params": params, "id": method}
    for method, params in _CALLS.items()
]
# An id may be anything, also what no dict could have as a key.
_METHODS = list(_CALLS)
_NOT_FOUND = (404, -32601)

# Where the first part of a batch ends, its id stands.
_FIRST_END = re.compile(rb'("id": ?"%b"\}), ?' % re.escape(_STATUS.encode()))
# Klipper's clock goes on whatever else does.
_MOMENT = re.compile(rb'"eventtime": ?[-+.\de]+')


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Hold the result of one of a poll's questions, or the code of its error."""

    result: JsonDict
    error: int | None = None


type _Parts = Mapping[str, Part]


class _Last(NamedTuple):
    """Hold the last answer, and the letters of which it was made.

    The rest are those of all but Klipper's status.
    """

    status: bytes
    rest: object
    answer: MoonrakerAnswer

    def is_told_by(self, status: bytes, still: MoonrakerAnswer | None) -> bool:
        """Tell whether it is the answer that is still given."""
        return self.answer is still and _timeless(status) == _timeless(self.status)


class MoonrakerClient:
    """Ask a Moonraker, in as few requests as it understands."""

    def __init__(self, http: HttpClient) -> None:
        """Take what sends the requests."""
        self.http = http
        self._has_json_rpc = True
        self._last: _Last | None = None
        self._parts = {method: Parsed(_part) for method in _PATHS}

    async def poll(self, still: MoonrakerAnswer | None = None) -> MoonrakerAnswer:
        """Ask for all that a poll needs; raises HostError.

        An answer that nothing follows from, whenever it is given, is returned as it
        was if nothing but the moment is new.
        """
        if self._has_json_rpc:
            got = await self.http.exchange("server/jsonrpc", json=_BATCH)
            if got.status != 404:
                return self._of_batch(got, still)
        return await self._one_by_one(still)

    async def get(self, path: str, params: Params | None = None) -> Part:
        """Ask one question; raises HostError."""
        return _part(await self.http.exchange(path, params=params))

    async def page(self, params: Params) -> tuple[Row, ...]:
        """Ask for rows of the history; raises HostError."""
        part = await self.get("server/history/list", {"limit": PAGE, **params})
        return parse_rows(part.result)

    def _of_batch(
        self, got: HttpAnswer, still: MoonrakerAnswer | None
    ) -> MoonrakerAnswer:
        """Read the answer to a batch; raises HostError."""
        end = _FIRST_END.search(got.body)
        if end is None or got.status != 200:
            return _answer(_parts(got))
        # Together they are a list, whatever is in the first.
        first, rest = got.body[: end.end(1)] + b"]", got.body[end.end() :]
        last = self._last_with(rest)
        if last is not None:
            if last.is_told_by(first, still):
                return last.answer
            with suppress(orjson.JSONDecodeError):
                status = _parts_of(orjson.loads(first), [_STATUS])[_STATUS]
                return self._keep(first, rest, _with_status(last.answer, status))
        answer = _answer(_parts(got))
        if _is_json(first) and _STATUS.encode() not in rest:
            self._keep(first, rest, answer)
        return answer

    async def _one_by_one(self, still: MoonrakerAnswer | None) -> MoonrakerAnswer:
        """Ask a Moonraker before 0.9.0."""
        first = await self.http.exchange("printer/objects/query", json=_OBJECTS)
        status = _part(first)
        rest = [
            self._parts[method](await self.http.exchange(path, params=_CALLS[method]))
            for method, path in _PATHS.items()
        ]
        self._has_json_rpc = False
        last = self._last_with(rest)
        if last is None:
            parts = dict(zip(_METHODS, (status, *rest), strict=True))
            return self._keep(first.body, rest, _answer(parts))
        if last.is_told_by(first.body, still):
            return last.answer
        return self._keep(first.body, rest, _with_status(last.answer, status))

    def _last_with(self, rest: object) -> _Last | None:
        last = self._last
        return last if last is not None and last.rest == rest else None

    def _keep(
        self, status: bytes, rest: object, answer: MoonrakerAnswer
    ) -> MoonrakerAnswer:
        self._last = _Last(status, rest, answer)
        return answer


def _timeless(status: bytes) -> bytes:
    return _MOMENT.sub(b"", status)


def _part(got: HttpAnswer) -> Part:
    """Read the answer to one question; raises HostError."""
    status, body = got.read()
    if not isinstance(body, dict):
        raise HostUnexpectedAnswer(f"HTTP {status} without an answer")
    if status not in (200, 400, 404, 503):
        raise HostUnexpectedAnswer(f"HTTP {status}")
    result, error = body.get("result"), body.get("error")
    if status == 200 and isinstance(result, dict):
        return Part(result)
    if status == 200 or not isinstance(error, dict):
        raise HostUnexpectedAnswer(f"HTTP {status} not as Moonraker says it")
    return Part({}, status)


def _parts(got: HttpAnswer) -> _Parts:
    """Read the answers of a batch; raises HostError."""
    status, body = got.read()
    if status == 503:
        raise HostUnreachable(f"HTTP {status}")
    if status != 200 or not isinstance(body, list):
        raise HostUnexpectedAnswer(f"HTTP {status} to the poll")
    return _parts_of(body, _METHODS)


def _is_json(body: bytes) -> bool:
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    return True


def _parts_of(body: list[object], methods: Iterable[str]) -> _Parts:
    items = [item for item in body if isinstance(item, dict)]
    answers = {item["id"]: item for item in items if item.get("id") in _METHODS}
    return {method: _rpc_part(answers.get(method, {})) for method in methods}


def _rpc_part(item: JsonDict) -> Part:
    """Read one answer of a batch; raises HostError."""
    result, error = item.get("result"), item.get("error")
    if isinstance(result, dict):
        return Part(result)
    if not isinstance(error, dict):
        raise HostUnexpectedAnswer("an answer to the poll is missing")
    code = error.get("code")
    # Without a key the batch itself succeeds; only its parts tell.
    if code == 401 or error.get("message") == "Unauthorized":
        raise HostUnauthorized("the API key is missing or wrong")
    return Part({}, code if isinstance(code, int) else 0)


def _answer(parts: _Parts) -> MoonrakerAnswer:
    complaint = rows = totals = None
    if parts[_ROWS].error is None and parts[_TOTALS].error is None:
        try:
            totals = parse_totals(parts[_TOTALS].result)
            rows = parse_rows(parts[_ROWS].result, FIRST_PAGE)
        except HostUnexpectedAnswer as err:
            complaint = str(err)
    identity = parts[_IDENTITY]
    answer = MoonrakerAnswer(
        identity=None
        if identity.error in _NOT_FOUND
        else parse_identity(identity.result),
        klippy="disconnected",
        stats=None,
        rows=rows,
        totals=totals,
        has_history=parts[_TOTALS].error not in _NOT_FOUND,
        raw={method: part.result for method, part in parts.items()},
        complaint=complaint,
    )
    return _with_status(answer, parts[_STATUS])


def _with_status(answer: MoonrakerAnswer, status: Part) -> MoonrakerAnswer:
    """Return an answer with another status of Klipper; raises HostError."""
    klippy, stats = "disconnected", None
    if status.error is None:
        klippy, stats = parse_status(status.result)
    raw = {**answer.raw, _STATUS: status.result}
    # As replace does it, which takes several times as long with every poll.
    return MoonrakerAnswer(
        identity=answer.identity,
        klippy=klippy,
        stats=stats,
        rows=answer.rows,
        totals=answer.totals,
        has_history=answer.has_history,
        raw=raw,
        complaint=answer.complaint,
    )
