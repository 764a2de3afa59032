"""The simulated Moonraker on a real port, with the faults a network can have."""

import asyncio
from collections import deque
import json
from typing import Any

from aiohttp import web

from .moonraker import Moonraker

HOST = "127.0.0.1"


class MoonrakerServer:
    """Serve a Moonraker over HTTP; it keeps its port when it is stopped and started."""

    def __init__(self, moonraker: Moonraker, port: int = 0) -> None:
        """Choose a port; 0 takes any that is free."""
        self.moonraker = moonraker
        self.port = port
        self._runner: web.AppRunner | None = None
        self._canned: deque[web.Response] = deque()
        self._released = asyncio.Event()
        self._released.set()

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
        """Kill Moonraker."""
        self.moonraker.kill()
        await self.stop()

    async def terminate(self) -> None:
        """End Moonraker in good order."""
        self.moonraker.terminate()
        await self.stop()

    async def launch(self) -> None:
        """Start Moonraker again."""
        self.moonraker.launch()
        await self.start()

    # Faults.

    def answer_next(self, status: int, body: Any, *, times: int = 1) -> None:
        """Answer the next requests with this instead; bytes are sent as they are."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        for _ in range(times):
            response = web.Response(
                status=status, body=raw, content_type="application/json"
            )
            self._canned.append(response)

    def hang(self) -> None:
        """Take requests but answer none until `release`."""
        self._released.clear()

    def release(self) -> None:
        """Answer what waits."""
        self._released.set()

    async def _handle(self, request: web.Request) -> web.Response:
        """Answer one request."""
        raw = await request.read()
        await self._released.wait()
        if self._canned:
            self.moonraker.requests += 1
            return self._canned.popleft()
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            return web.json_response(
                {"error": {"code": 400, "message": ""}}, status=400
            )
        if not self.moonraker.is_running:
            return _hang_up(request)
        answer = self.moonraker.answer(
            request.method, request.path_qs, body, request.headers
        )
        return web.json_response(answer.body, status=answer.status)


def _hang_up(request: web.Request) -> web.Response:
    """Break the connection, as a process does that dies."""
    if request.transport:
        request.transport.abort()
    return web.Response()
