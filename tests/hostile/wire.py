"""A simulated host behind a socket of its own, where every byte can be spoiled."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
import json
import ssl
from typing import Any, Protocol

from tests.simulators import Answer
from tests.simulators.server import HOST, NoHttp

# What watches the event loop leaves these tasks out.
TASK = "hostile host"


class Host(Protocol):
    """A process that answers requests, as the simulated hosts do."""

    def answer(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Answer one request; raises NoHttp."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request, and the means to answer it badly."""

    request: Request
    status: int
    body: bytes
    """What a well-behaved host would answer."""
    writer: asyncio.StreamWriter
    headers: Mapping[str, str]
    is_last: bool
    """Whether the connection ends with it."""

    async def send(self, raw: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(raw)
        await self.writer.drain()

    async def answer(
        self,
        body: bytes | None = None,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer in good form, whatever it says; by default what it should."""
        body = self.body if body is None else body
        sent = {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **(self.headers if headers is None else headers),
            **({"Connection": "close"} if self.is_last else {}),
        }
        await self.send(head(status or self.status, sent) + body)

    def reset(self) -> None:
        """Break the connection off."""
        self.writer.transport.abort()


type Fault = Callable[[Exchange], Awaitable[None]]


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """Return the beginning of an answer."""
    lines = [f"HTTP/1.1 {status} X", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


class Wire:
    """Serve a simulated host; with a fault set, let that answer instead.

    The first requests of `spared` are answered well all the same.
    """

    def __init__(self, host: Host, tls: ssl.SSLContext | None = None) -> None:
        """Take the host, and how to encrypt."""
        self.host = host
        self.fault: Fault | None = None
        self.spared = 0
        self.requests: list[Request] = []
        self.port = 0
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"{'https' if self._tls else 'http'}://{HOST}:{self.port}"

    async def start(self) -> None:
        """Listen, on the same port as before."""
        self._server = await asyncio.start_server(
            self._accept, HOST, self.port, ssl=self._tls
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no more, and break off what goes on."""
        if self._server is not None:
            self._server.close()
            self._server = None
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def spoil(self, fault: Fault | None, spared: int = 0) -> None:
        """Answer with a fault from now on, after some more good answers."""
        self.fault, self.spared = fault, spared

    def _accept(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.create_task(self._serve(reader, writer), name=TASK)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Answer the requests of one connection."""
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                while await self._answer(await _request(reader), writer):
                    pass
        finally:
            writer.transport.abort() if self._server is None else writer.close()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        """Answer one request, and tell whether the connection is kept."""
        self.requests.append(request)
        fault = self.fault if self.spared <= 0 else None
        self.spared -= 1
        exchange = self._exchange(request, writer, is_last=fault is not None)
        await (fault or Exchange.answer)(exchange)
        return fault is None

    def _exchange(
        self, request: Request, writer: asyncio.StreamWriter, *, is_last: bool
    ) -> Exchange:
        body = json.loads(request.body) if request.body else None
        try:
            answer = self.host.answer(
                request.method, request.path, body, request.headers
            )
        except NoHttp as error:
            raise ConnectionAbortedError from error
        text = answer.body
        raw = text.encode() if isinstance(text, str) else json.dumps(text).encode()
        headers = dict(getattr(answer, "headers", {}))
        return Exchange(request, answer.status, raw, writer, headers, is_last)


async def _request(reader: asyncio.StreamReader) -> Request:
    """Read a request to its end."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = lines[0].split(" ")
    headers = dict(line.split(": ", 1) for line in lines[1:] if line)
    body = await reader.readexactly(int(headers.get("Content-Length", "0")))
    return Request(method, path, headers, body)
