"""Moonraker, the host of printers that run Klipper."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import override

from aiohttp import ClientSession

from ..maintenance.moving_in import Findings
from ..maintenance.usage import Usage
from . import moonraker_commands as commands
from .base import (
    Host,
    HostInfo,
    HostUnexpectedAnswer,
    HostUnreachable,
    JsonDict,
    Snapshot,
    is_same_host,
    short,
)
from .http import HttpClient
from .moonraker_answer import PAGE, MoonrakerAnswer, Row, parse_identity
from .moonraker_client import FIRST_PAGE, INSTANCE_ID, MoonrakerClient, Params
from .moonraker_cursor import Cursor
from .moonraker_findings import find
from .moonraker_live import active
from .moonraker_rows import ROWS_KEPT
from .moonraker_steady import SteadyReader
from .moonraker_totals import usage_by_material

DEFAULT_PORT = 7125
# More rows than anybody has; it ends the reading of a history that never ends.
MOST_ROWS = 5000

# A history of thousands of rows takes a minute (in s); a host that drips is away.
LONGEST_READING = 120.0
# As often as a job ends while the host is asked for the first time.
_TRIES = 3


class MoonrakerHost(Host[MoonrakerAnswer, Cursor]):
    """Poll a Moonraker, 0.8.0 or later."""

    def __init__(self, session: ClientSession, url: str, api_key: str | None) -> None:
        """Take a session that checks certificates or not, as the user wants it."""
        # An empty key must not be sent: Moonraker refuses it even from those it trusts.
        headers = {"X-Api-Key": api_key} if api_key else {}
        self._client = MoonrakerClient(HttpClient(session, url, headers))
        self._reader = SteadyReader()

    @override
    async def identify(self) -> HostInfo:
        """Ask who the host is; raises HostError."""
        server = await self._client.get("server/info")
        version = server.result.get("moonraker_version")
        if not isinstance(version, str) or "klippy_state" not in server.result:
            raise HostUnexpectedAnswer("it is no Moonraker")
        identity = await self._client.get("server/database/item", INSTANCE_ID)
        printer = await self._client.get("printer/info")
        return HostInfo(
            identity=parse_identity(identity.result) if identity.result else None,
            name=short(printer.result.get("hostname")),
            host_version=f"Moonraker {short(version)}",
            firmware_version=_klipper_version(printer.result.get("software_version")),
        )

    @override
    async def fetch(
        self, cursor: Cursor | None, identity: str | None
    ) -> MoonrakerAnswer:
        """Ask for what is new since the cursor; raises HostError."""
        answer = await self._client.poll(self._reader.still(cursor))
        if not is_same_host(identity, answer.identity):
            return answer  # another host's history is nobody's business
        if cursor is None and active(answer) is not None:
            # A job that ends between the parts of an answer would be seeded, too.
            for _ in range(_TRIES):
                before, answer = answer, await self._client.poll()
                if before.totals == answer.totals:
                    break
        if answer.rows is None or len(answer.rows) < FIRST_PAGE:
            return answer
        known = (cursor and cursor.known) or ()
        # Rows that are known whatever they are need not all be fetched.
        enough = cursor is not None and cursor.known is None
        wanted = ROWS_KEPT if enough else MOST_ROWS
        rows = list(answer.rows)
        began = monotonic()
        try:
            while len(rows) < wanted and not any(row.key in known for row in rows):
                if monotonic() - began > LONGEST_READING:
                    raise HostUnreachable("its history takes too long")
                start = len(rows)
                rows += await self._client.page({"start": start, "order": "desc"})
                if len(rows) < start + PAGE:
                    break
        except HostUnexpectedAnswer as err:
            return replace(answer, rows=None, complaint=str(err))
        if len(rows) == len(answer.rows):
            return answer
        return replace(answer, rows=tuple(rows))

    @override
    def read(
        self, answer: MoonrakerAnswer, cursor: Cursor | None
    ) -> tuple[Snapshot, Cursor | None]:
        """Turn an answer into the jobs it tells of, and the next cursor."""
        return self._reader.read(answer, cursor)

    @override
    def restore(self, stored: JsonDict) -> Cursor:
        """Read a stored cursor; ValueError if it is damaged."""
        return Cursor.from_dict(stored)

    @override
    def carry_over(self, cursor: Cursor) -> Cursor | None:
        """Return what of a cursor may hold where another Moonraker answers."""
        return cursor.carried()

    @override
    async def usage_since(self, moment: datetime) -> dict[str, Usage] | None:
        """Sum up the jobs since a moment; None if the history does not reach back."""
        answer = await self._client.poll()
        if answer.totals is None:
            return None
        since = moment.timestamp()
        rows: list[Row] = []
        while len(rows) < MOST_ROWS:
            page = await self._client.page(
                {"since": since, "start": len(rows), "order": "desc"}
            )
            rows += page
            if len(page) < PAGE:
                break
        older = await self._client.page({"order": "asc", "limit": 1})
        if older and float(older[0].key) <= since:
            return usage_by_material(rows, answer)
        # A history without gaps reaches back to the printer's first job.
        complete = sum(row.booked.jobs for row in rows) == answer.totals.jobs
        return usage_by_material(rows, answer) if complete else None

    @override
    async def find_items(self, answer: MoonrakerAnswer, now: datetime) -> Findings:
        """Find what Mainsail and KlipperMaintenance remind of; raises HostError."""

        async def ask(path: str, params: Params) -> JsonDict:
            return (await self._client.get(path, params)).result

        return await find(ask, answer.totals, now)

    @override
    async def is_idle(self) -> bool:
        """Ask whether the printer is ready and does nothing; raises HostError."""
        return await commands.is_idle(self._client.http)

    @override
    async def run(self, lines: Sequence[str], patience: float) -> None:
        """Let the printer run G-code; raises HostError."""
        await commands.run(self._client.http, lines, patience)


def _klipper_version(version: object) -> str | None:
    """Name Klipper's version, which is a question mark outside of git."""
    known = short(version)
    return f"Klipper {known}" if known not in (None, "?") else None
