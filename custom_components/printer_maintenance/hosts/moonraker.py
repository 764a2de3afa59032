"""Moonraker, the host of printers that run Klipper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, override

from aiohttp import ClientSession

from ..maintenance.moving_in import Findings
from ..maintenance.usage import Usage
from . import moonraker_commands as commands
from .base import (
    Host,
    HostInfo,
    HostUnauthorized,
    HostUnexpectedAnswer,
    HostUnreachable,
    JsonDict,
    Snapshot,
    is_same_host,
    short,
)
from .http import HttpClient
from .moonraker_answer import (
    MoonrakerAnswer,
    Row,
    parse_identity,
    parse_rows,
    parse_status,
    parse_totals,
)
from .moonraker_cursor import Cursor
from .moonraker_findings import find
from .moonraker_live import active
from .moonraker_rows import ROWS_KEPT
from .moonraker_steady import SteadyReader
from .moonraker_totals import usage_by_material
from .remembered import Batch, Parsed, Remembered

DEFAULT_PORT = 7125
FIRST_PAGE = 5
PAGE = 50
# More rows than anybody has; it ends the reading of a history that never ends.
MOST_ROWS = 5000

_STATUS = "printer.objects.query"
_ROWS = "server.history.list"
_TOTALS = "server.history.totals"
_IDENTITY = "server.database.get_item"

type _Params = Mapping[str, str | int | float]

_INSTANCE_ID: _Params = {"namespace": "moonraker", "key": "instance_id"}
_OBJECTS: JsonDict = {"objects": {"print_stats": None, "webhooks": None}}
_CALLS: Mapping[str, Mapping[str, Any]] = {
    # The order counts: a job that ends meanwhile is then seen as ended.
    _STATUS: _OBJECTS,
    _ROWS: {"limit": FIRST_PAGE, "order": "desc"},
    _TOTALS: {},
    _IDENTITY: _INSTANCE_ID,
}
_BATCH = [
    {"jsonrpc": "2.0", "method": method, "params": params, "id": method}
    for method, params in _CALLS.items()
]
# An id may be anything, also what no dict could have as a key.
_METHODS = list(_CALLS)
_NOT_FOUND = (404, -32601)
# As often as a job ends while the host is asked for the first time.
_TRIES = 3


@dataclass(frozen=True, slots=True)
class _Part:
    """Hold the result of one of a poll's questions, or the code of its error."""

    result: JsonDict
    error: int | None = None


class MoonrakerHost(Host[MoonrakerAnswer]):
    """Poll a Moonraker, 0.8.0 or later."""

    def __init__(self, session: ClientSession, url: str, api_key: str | None) -> None:
        """Take a session that checks certificates or not, as the user wants it."""
        # An empty key must not be sent: Moonraker refuses it even from those it trusts.
        self._client = HttpClient(
            session, url, {"X-Api-Key": api_key} if api_key else {}
        )
        self._has_json_rpc = True
        self._cursor = Remembered(Cursor.from_dict)
        self._reader = SteadyReader()
        # Between two jobs all but the first are as they were.
        self._batches = Batch(_STATUS)
        self._parse_rows = Parsed(lambda result: parse_rows(result, FIRST_PAGE))
        self._parse_totals = Parsed(parse_totals)
        self._parse_identity = Parsed(parse_identity)

    @override
    async def identify(self) -> HostInfo:
        """Ask who the host is; raises HostError."""
        server = await self._get("server/info")
        version = server.result.get("moonraker_version")
        if not isinstance(version, str) or "klippy_state" not in server.result:
            raise HostUnexpectedAnswer("it is no Moonraker")
        identity = await self._get("server/database/item", _INSTANCE_ID)
        printer = await self._get("printer/info")
        return HostInfo(
            identity=parse_identity(identity.result) if identity.result else None,
            name=short(printer.result.get("hostname")),
            host_version=f"Moonraker {short(version)}",
            firmware_version=_klipper_version(printer.result.get("software_version")),
        )

    @override
    async def fetch(
        self, cursor: JsonDict | None, identity: str | None
    ) -> MoonrakerAnswer:
        """Ask for what is new since the cursor; raises HostError."""
        answer = await self._poll()
        if not is_same_host(identity, answer.identity):
            return answer  # another host's history is nobody's business
        if cursor is None and active(answer) is not None:
            # A job that ends between the parts of an answer would be seeded, too.
            for _ in range(_TRIES):
                before, answer = answer, await self._poll()
                if before.totals == answer.totals:
                    break
        if answer.rows is None or len(answer.rows) < FIRST_PAGE:
            return answer
        remembered = self._cursor.of(cursor)
        known = (remembered and remembered.known) or ()
        # Rows that are known whatever they are need not all be fetched.
        enough = remembered is not None and remembered.known is None
        wanted = ROWS_KEPT if enough else MOST_ROWS
        rows = list(answer.rows)
        try:
            while len(rows) < wanted and not any(row.key in known for row in rows):
                page = await self._page({"start": len(rows), "order": "desc"})
                rows += page
                if len(page) < PAGE:
                    break
        except HostUnexpectedAnswer as err:
            return replace(answer, rows=None, complaint=str(err))
        if len(rows) == len(answer.rows):
            return answer
        return replace(answer, rows=tuple(rows))

    @override
    def read(
        self, answer: MoonrakerAnswer, cursor: JsonDict | None
    ) -> tuple[Snapshot, JsonDict | None]:
        """Turn an answer into the jobs it tells of, and the next cursor."""
        snapshot, following = self._reader.read(answer, self._cursor.of(cursor))
        return snapshot, self._cursor.stored(following)

    @override
    def knows(self, cursor: JsonDict) -> bool:
        """Tell whether a stored cursor can be read."""
        return self._cursor.knows(cursor)

    @override
    def carry_over(self, cursor: JsonDict) -> JsonDict | None:
        """Return what of a cursor may hold where another Moonraker answers."""
        carried = Cursor.from_dict(cursor).carried() if self.knows(cursor) else None
        return None if carried is None else carried.as_dict()

    @override
    async def usage_since(self, moment: datetime) -> dict[str, Usage] | None:
        """Sum up the jobs since a moment; None if the history does not reach back."""
        answer = await self._poll()
        if answer.totals is None:
            return None
        since = moment.timestamp()
        rows: list[Row] = []
        while len(rows) < MOST_ROWS:
            page = await self._page(
                {"since": since, "start": len(rows), "order": "desc"}
            )
            rows += page
            if len(page) < PAGE:
                break
        older = await self._page({"order": "asc", "limit": 1})
        if older and float(older[0].key) <= since:
            return usage_by_material(rows, answer)
        # A history without gaps reaches back to the printer's first job.
        complete = sum(row.booked.jobs for row in rows) == answer.totals.jobs
        return usage_by_material(rows, answer) if complete else None

    @override
    async def find_items(self, answer: MoonrakerAnswer, now: datetime) -> Findings:
        """Find what Mainsail and KlipperMaintenance remind of; raises HostError."""

        async def ask(path: str, params: _Params) -> JsonDict:
            return (await self._get(path, params)).result

        return await find(ask, answer.totals, now)

    @override
    async def is_idle(self) -> bool:
        """Ask whether the printer is ready and does nothing; raises HostError."""
        return await commands.is_idle(self._client)

    @override
    async def run(self, lines: Sequence[str], patience: float) -> None:
        """Let the printer run G-code; raises HostError."""
        await commands.run(self._client, lines, patience)

    async def _page(self, params: _Params) -> tuple[Row, ...]:
        part = await self._get("server/history/list", {"limit": PAGE, **params})
        return parse_rows(part.result, PAGE)

    async def _poll(self) -> MoonrakerAnswer:
        parts = await self._parts()
        complaints: list[str] = []
        klippy, stats = "disconnected", None
        if (status := parts[_STATUS]).error is None:
            klippy, stats = parse_status(status.result)
        rows = totals = None
        if parts[_ROWS].error is None and parts[_TOTALS].error is None:
            try:
                totals = self._parse_totals(parts[_TOTALS].result)
                rows = self._parse_rows(parts[_ROWS].result)
            except HostUnexpectedAnswer as err:
                complaints.append(str(err))
        identity = parts[_IDENTITY]
        return MoonrakerAnswer(
            identity=None if identity.error else self._parse_identity(identity.result),
            klippy=klippy,
            stats=stats,
            rows=rows,
            totals=totals,
            has_history=parts[_TOTALS].error not in _NOT_FOUND,
            raw={method: part.result for method, part in parts.items()},
            complaint="; ".join(complaints) or None,
        )

    async def _parts(self) -> dict[str, _Part]:
        """Ask for all that a poll needs, in one request where that is possible."""
        if self._has_json_rpc:
            parts = await self._batch()
            if parts is not None:
                return parts
        parts = {
            _STATUS: await self._get("printer/objects/query", json=_OBJECTS),
            _ROWS: await self._get(
                "server/history/list", {"limit": FIRST_PAGE, "order": "desc"}
            ),
            _TOTALS: await self._get("server/history/totals"),
            _IDENTITY: await self._get("server/database/item", _INSTANCE_ID),
        }
        self._has_json_rpc = False  # Moonraker before 0.9.0
        return parts

    async def _batch(self) -> dict[str, _Part] | None:
        answer = await self._client.exchange("server/jsonrpc", json=_BATCH)
        status, body = answer.read(self._batches.loads)
        if status == 404:
            return None
        if status == 503:
            raise HostUnreachable(f"HTTP {status}")
        if status != 200 or not isinstance(body, list):
            raise HostUnexpectedAnswer(f"HTTP {status} to the poll")
        items = [item for item in body if isinstance(item, dict)]
        answers = {item["id"]: item for item in items if item.get("id") in _METHODS}
        return {method: _rpc_part(answers.get(method, {})) for method in _CALLS}

    async def _get(
        self, path: str, params: _Params | None = None, json: JsonDict | None = None
    ) -> _Part:
        status, body = await self._client.request(path, params=params, json=json)
        if not isinstance(body, dict):
            raise HostUnexpectedAnswer(f"HTTP {status} without an answer")
        if status not in (200, 400, 404, 503):
            raise HostUnexpectedAnswer(f"HTTP {status}")
        result, error = body.get("result"), body.get("error")
        if status == 200 and isinstance(result, dict):
            return _Part(result)
        if status == 200 or not isinstance(error, dict):
            raise HostUnexpectedAnswer(f"HTTP {status} not as Moonraker says it")
        return _Part({}, status)


def _rpc_part(item: JsonDict) -> _Part:
    """Read one answer of a batch; raises HostError."""
    result, error = item.get("result"), item.get("error")
    if isinstance(result, dict):
        return _Part(result)
    if not isinstance(error, dict):
        raise HostUnexpectedAnswer("an answer to the poll is missing")
    code = error.get("code")
    # Without a key the batch itself succeeds; only its parts tell.
    if code == 401 or error.get("message") == "Unauthorized":
        raise HostUnauthorized("the API key is missing or wrong")
    return _Part({}, code if isinstance(code, int) else 0)


def _klipper_version(version: object) -> str | None:
    """Name Klipper's version, which is a question mark outside of git."""
    known = short(version)
    return f"Klipper {known}" if known not in (None, "?") else None
