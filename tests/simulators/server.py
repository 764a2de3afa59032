"""A simulated host on a real port, with the faults a network can have."""

import asyncio
from collections import deque
from collections.abc import Mapping
import json
from typing import Any, Protocol

from aiohttp import web

from .api import Answer
from .moonraker import Moonraker

HOST = "127.0.0.1"


class NoHttp(ConnectionError):
    """Say that what answers does not speak HTTP, but sends these bytes."""

    def __init__(self, raw: bytes) -> None:
        """Take what is sent."""
        super().__init__(raw)
        self.raw = raw


class Host(Protocol):
    """A process that answers requests, as the simulated hosts do.

    An answer may bring headers; text for a body is sent as it is.
    """

    requests: int

    @property
    def is_running(self) -> bool:
        """Tell whether the process lives."""

    def answer(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Answer one request; raises NoHttp."""

    def kill(self) -> None:
        """End the process at once."""

    def terminate(self) -> None:
        """End the process in good order."""

    def launch(self) -> None:
        """Start the process."""


class HostServer[HostT: Host]:
    """Serve a host over HTTP; it keeps its port when it is stopped and started."""

    def __init__(self, host: HostT, port: int = 0) -> None:
        """Choose a port; 0 takes any that is free."""
        self.host = host
        self.port = port
        self._runner: web.AppRunner | None = None
        self._canned: deque[web.Response] = deque()
        self._released = asyncio.Event()
        self._released.set()
        self._hanging = ""

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://{HOST}:{self.port}"

    async def start(self) -> str:
        """Listen, and return the URL."""
        if self._runner is None:
            app = web.Application()
            app.router.add_route("*", "/{path:.*}", self._handle)
            self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
            await self._runner.setup()
            await web.TCPSite(self._runner, HOST, self.port).start()
            self.port = self._runner.addresses[0][1]
        return self.url

    async def stop(self) -> None:
        """Listen no more: connections are refused."""
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    # The process.

    async def kill(self) -> None:
        """Kill the host."""
        self.host.kill()
        await self.stop()

    async def terminate(self) -> None:
        """End the host in good order."""
        self.host.terminate()
        await self.stop()

    async def launch(self) -> None:
        """Start the host again."""
        self.host.launch()
        await self.start()

    # Faults.

    def answer_next(
        self,
        status: int,
        body: Any,
        *,
        times: int = 1,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer the next requests with this instead; bytes are sent as they are."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        for _ in range(times):
            response = web.Response(
                status=status,
                body=raw,
                content_type="application/json",
                headers=headers,
            )
            self._canned.append(response)

    def hang(self, path: str = "/") -> None:
        """Take requests below a path but answer none of them until `release`."""
        self._hanging = path
        self._released.clear()

    def release(self) -> None:
        """Answer what waits."""
        self._released.set()

    async def _handle(self, request: web.Request) -> web.Response:
        """Answer one request."""
        raw = await request.read()
        if request.path.startswith(self._hanging):
            await self._released.wait()
        if self._canned:
            self.host.requests += 1
            return self._canned.popleft()
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            return web.json_response(
                {"error": {"code": 400, "message": ""}}, status=400
            )
        if not self.host.is_running:
            return _hang_up(request)
        try:
            answer = self.host.answer(
                request.method, request.path_qs, body, request.headers
            )
        except NoHttp as error:
            return _hang_up(request, error.raw)
        return _response(answer)


class MoonrakerServer(HostServer[Moonraker]):
    """Serve a Moonraker."""

    def __init__(self, moonraker: Moonraker, port: int = 0) -> None:
        """Choose a port; 0 takes any that is free."""
        super().__init__(moonraker, port)
        self.moonraker = moonraker


def _response(answer: Answer) -> web.Response:
    """Return an answer as HTTP: JSON, or text as it is."""
    headers = dict(getattr(answer, "headers", {}))
    if isinstance(answer.body, str):
        return web.Response(status=answer.status, text=answer.body, headers=headers)
    return web.json_response(answer.body, status=answer.status, headers=headers)


def _hang_up(request: web.Request, raw: bytes = b"") -> web.Response:
    """Break the connection, as a process does that dies."""
    if request.transport:
        if raw:
            request.transport.write(raw)
            request.transport.close()
        else:
            request.transport.abort()
    return web.Response()
