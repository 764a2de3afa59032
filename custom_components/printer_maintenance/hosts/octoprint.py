"""OctoPrint, the host of printers on a serial port."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
import re
from typing import override

from aiohttp import ClientSession

from ..maintenance.usage import Usage
from . import octoprint_commands as commands
from .base import (
    Host,
    HostInfo,
    HostUnauthorized,
    HostUnexpectedAnswer,
    HostUnreachable,
    JsonDict,
    Snapshot,
    is_same_host,
)
from .http import HttpAnswer, HttpClient
from .octoprint_access import COUNTERS, ask_identity, identify
from .octoprint_answer import (
    Counters,
    OctoPrintAnswer,
    Running,
    is_busy,
    is_sending,
    parse_counters,
    parse_flags,
    parse_job,
)
from .octoprint_cursor import Cursor
from .octoprint_files import File, parse_files
from .octoprint_reader import is_known, is_unsure, may_rest, read
from .octoprint_reading import Reading
from .remembered import Parsed

# A file that was printed takes more than a kilobyte, and some people keep thousands.
LARGEST_LIST = 32 * 1024 * 1024
# A small computer takes its time (in s) to list them.
LIST_PATIENCE = 60.0
# Reading that of hundreds of files would hold the event loop.
LONG_LIST = 128 * 1024

_CONFLICT = 409
# As often as something happens while the host is asked what is happening.
_TRIES = 3
_NOTHING = Snapshot(to_come=None)
# What is sent back must be fit for it.
_ETAG = re.compile(r"[!-~]{1,256}")


class OctoPrintHost(Host[OctoPrintAnswer, Cursor]):
    """Poll an OctoPrint; 1.11.8 and 2.0.0rc7 are tested, none before."""

    def __init__(self, session: ClientSession, url: str, api_key: str | None) -> None:
        """Take a session that checks certificates or not, as the user wants it."""
        self._client = HttpClient(
            session, url, {"X-Api-Key": api_key} if api_key else {}
        )
        self._stranger = HttpClient(session, url, {})
        self._identity: str | None = None
        self._created: int | None = None
        self._complaint: str | None = None
        self._read_counters = Parsed(_counters_of)
        # As long as a job runs the printer's state is the same.
        self._read_state = Parsed(_state_of)
        self._still: tuple[OctoPrintAnswer, Cursor | None] | None = None
        self._reading: Reading | None = None

    @override
    async def identify(self) -> HostInfo:
        """Ask who the host is; raises HostError."""
        return await identify(self._client)

    @override
    async def fetch(
        self, cursor: Cursor | None, identity: str | None
    ) -> OctoPrintAnswer:
        """Ask for what is new since the cursor; raises HostError."""
        raw: JsonDict = {}
        if self._created is None or (self._identity is None and identity is not None):
            # The key is for nobody else's eyes.
            self._identity = await ask_identity(self._stranger)
            if self._identity is not None and not is_same_host(
                identity, self._identity
            ):
                return OctoPrintAnswer(self._identity, None, None)
        # The order counts: a job that begins meanwhile is then seen by the next poll.
        counters = await self._counters(raw)
        is_rest = may_rest(counters, cursor)
        if is_rest and (still := self._still_told(counters, cursor)) is not None:
            return still
        await self._recognise(counters, cursor, identity)
        if not is_same_host(identity, self._identity):
            return OctoPrintAnswer(self._identity, None, None)
        job = None
        if not is_rest:
            counters, job = await self._open_job(counters, cursor, raw)
            await self._recognise(counters, cursor, identity)
        answer = OctoPrintAnswer(
            self._identity, counters, job, raw=raw, complaint=self._complaint
        )
        begun = None if cursor is None or cursor.is_carried else cursor
        self._reading = None if begun is None else Reading(answer, begun)
        if self._reading is None or self._reading.wants_files:
            etag = None if begun is None else begun.etag
            answer = await self._with_files(answer, etag, raw)
            if job is not None:
                # Its end may be among the files already.
                answer = replace(answer, job=await self._job(raw))
        return answer

    @override
    def read(
        self, answer: OctoPrintAnswer, cursor: Cursor | None
    ) -> tuple[Snapshot, Cursor | None]:
        """Turn an answer into the jobs it tells of, and the next cursor."""
        snapshot, following = read(answer, cursor, self._reading)
        # What has changed nothing will not do so either when it is told again.
        if following == cursor and snapshot == _NOTHING:
            self._still = answer, cursor
            return _NOTHING, cursor
        self._still = None
        return snapshot, following

    @override
    def restore(self, stored: JsonDict) -> Cursor:
        """Read a stored cursor; ValueError if it is damaged."""
        return Cursor.from_dict(stored)

    @override
    def carry_over(self, cursor: Cursor) -> Cursor:
        """Return what of a cursor may hold where another OctoPrint answers."""
        return cursor.carried()

    @override
    async def usage_since(self, moment: datetime) -> dict[str, Usage] | None:
        """Return None: OctoPrint keeps no list of jobs."""
        return None

    @override
    async def is_idle(self) -> bool:
        """Ask whether the printer is ready and does nothing; raises HostError."""
        return await commands.is_idle(self._client)

    @override
    async def run(self, lines: Sequence[str], patience: float) -> None:
        """Let the printer run G-code; raises HostError."""
        await commands.run(self._client, lines, patience)

    async def _counters(self, raw: JsonDict) -> Counters | None:
        """Return what the achievements plugin counts, None without it."""
        self._complaint = None
        try:
            got = await self._client.exchange("plugin/achievements/")
            if got.status == 404:
                return None
            told, counters = self._read_counters(got)
        except HostUnreachable:
            self._created = None  # another may be there when it is back
            raise
        except HostUnauthorized:
            # Whether it is the key altogether, the next question tells.
            self._complaint = f"the API key lacks {COUNTERS}"
            return None
        raw["achievements"] = told
        return counters

    def _still_told(
        self, counters: Counters | None, cursor: Cursor | None
    ) -> OctoPrintAnswer | None:
        """Return the answer that has changed nothing, if it is given again."""
        answer, since = self._still or (None, None)
        if answer is None or since is not cursor or answer.counters is not counters:
            return None
        is_same = answer.identity == self._identity and not answer.has_files
        return answer if is_same and answer.job is None else None

    async def _open_job(
        self, counters: Counters | None, cursor: Cursor | None, raw: JsonDict
    ) -> tuple[Counters | None, Running | None]:
        """Return the open job, and counters of which it is sure that they have it."""
        job = await self._job(raw)
        for _ in range(_TRIES):
            if job is None or not is_unsure(counters, job, cursor):
                break
            # It may have begun, or another one ended, after they were asked.
            asked, counters = counters, await self._counters(raw)
            if asked == counters:
                break
            job = await self._job(raw)
        return counters, job

    async def _job(self, raw: JsonDict) -> Running | None:
        """Return the open job, None while there is none or the printer is off."""
        got = await self._client.exchange(
            "api/printer", params={"exclude": "temperature,sd"}
        )
        if got.status == _CONFLICT:
            return None
        raw["printer"], flags = self._read_state(got)
        if flags is None:
            return None
        status, body = await self._client.request("api/job")
        raw["job"] = _ok(status, body, "job")
        job = parse_job(body, flags)
        return job if job.path else None  # the printer was lost meanwhile

    async def _recognise(
        self, counters: Counters | None, cursor: Cursor | None, identity: str | None
    ) -> None:
        """Find out who answers; counters that began at the same moment are the same."""
        created = None if counters is None else counters.created
        if created != self._created and self._created is not None:
            self._identity = await ask_identity(self._stranger)
        self._created = created
        if self._identity is None and is_known(counters, cursor):
            self._identity = identity  # the plugin that tells it was switched off

    async def _with_files(
        self, answer: OctoPrintAnswer, etag: str | None, raw: JsonDict
    ) -> OctoPrintAnswer:
        """Ask for the files, unless they are as they were."""
        got = await self._client.exchange(
            "api/files",
            params={"recursive": "true"},
            headers={} if etag is None else {"If-None-Match": etag},
            largest=LARGEST_LIST,
            patience=LIST_PATIENCE,
        )
        if got.status == 304 and etag is not None:
            return replace(answer, has_files=True)
        if len(got.body) > LONG_LIST:
            files = await asyncio.to_thread(_files_of, got)
        else:
            files = _files_of(got)
        raw["files"] = len(files)
        etag = got.headers.get("ETag", "")
        return replace(
            answer,
            has_files=True,
            files=files,
            etag=etag if _ETAG.fullmatch(etag) else None,
        )


def _counters_of(answer: HttpAnswer) -> tuple[object, Counters]:
    """Read what is counted, and what was told of it; raises HostError."""
    body = _ok(*answer.read(), "achievements")
    counters = parse_counters(body)
    # Of the achievements themselves nothing is used.
    return body.get("stats") if isinstance(body, dict) else None, counters


def _state_of(answer: HttpAnswer) -> tuple[object, Mapping[str, object] | None]:
    """Read the flags of an open job, None for none, and what was told; HostError."""
    body = _ok(*answer.read(), "printer")
    flags = parse_flags(body)
    return body, flags if is_busy(flags) and not is_sending(body) else None


def _files_of(answer: HttpAnswer) -> tuple[File, ...]:
    """Read the list of files; raises HostError."""
    return parse_files(_ok(*answer.read(), "files"))


def _ok(status: int, body: object, what: str) -> object:
    if status != 200:
        raise HostUnexpectedAnswer(f"HTTP {status} to {what}")
    return body
