"""The socket of a Klippy, for a real Moonraker, around a simulated Klipper.

Time moves only in `run`, tick by tick, and stands still between: whatever the machine
is busy with, each tick is seen by Moonraker and no test depends on its speed.
"""

import asyncio
from contextlib import suppress
from pathlib import Path

from tests.moonraker.world_printer import WitnessedKlipper
from tests.simulators import ManualClock
from tests.simulators.timeline import Action

from .commands import SENSOR, Commands, Refused
from .wire import Json, Wire

TICK = 0.25
PACE = 0.01
"""Real seconds between ticks: what Moonraker needs to take an update in peace."""


class Klippy:
    """Serve a Klipper on a Unix socket, as its process does."""

    def __init__(self, socket: Path, gcodes: Path) -> None:
        """Be ready and idle; `start` opens the socket."""
        self.clock = ManualClock()
        self.klipper = WitnessedKlipper(self.clock)
        self._socket = socket
        self._commands = Commands(self.klipper, gcodes)
        self._wires: list[Wire] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._subscribed = asyncio.Event()

    async def start(self) -> None:
        """Open the socket."""
        self._server = await asyncio.start_unix_server(self._serve, self._socket)

    async def stop(self) -> None:
        """Close the socket."""
        if self._server:
            self._server.close()
            self._server = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._socket.unlink(missing_ok=True)
        self._subscribed.clear()

    async def subscribed(self) -> None:
        """Wait until Moonraker follows the print.

        It asks for the statistics first and for the sensors last; between the two it
        can miss a start.
        """
        async with asyncio.timeout(30):
            await self._subscribed.wait()

    def hung_up(self) -> None:
        """Forget that Moonraker followed the print: it was ended."""
        self._subscribed.clear()

    async def run(self, seconds: float, pace: float = PACE) -> None:
        """Let time pass, and Moonraker see all that happens."""
        for _ in range(round(seconds / TICK)):
            self.clock.advance(TICK)
            await self._follow()
            self._send_updates()
            await asyncio.sleep(pace)

    async def act(self, action: Action) -> None:
        """Do something to Klipper, and open or close the socket if it wants that."""
        action()
        await self._follow()

    def say(self, text: str) -> None:
        """Write something to the console."""
        for wire in self._wires:
            if wire.console is not None:
                wire.send({**wire.console, "params": {"response": text}})

    async def _follow(self) -> None:
        """Open or close the socket as the process lives or not."""
        self.klipper.catch_up()
        if self.klipper.is_running and self._server is None:
            await self.start()
        elif not self.klipper.is_running and self._server is not None:
            await self.stop()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Serve one connection until it closes or Klipper is gone."""
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        wire = Wire(reader, writer)
        self._wires.append(wire)
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                while self.klipper.is_running:
                    self._answer(wire, await wire.receive())
        finally:
            wire.close()
            self._wires.remove(wire)
            self._tasks.discard(task)

    def _answer(self, wire: Wire, request: Json) -> None:
        """Answer one request."""
        method, params = request["method"], request.get("params", {})
        try:
            result = self._do(wire, method, params)
        except Refused as error:
            message = {"error": "WebRequestError", "message": str(error)}
            wire.send({"id": request.get("id"), "error": message})
        else:
            wire.send({"id": request.get("id"), "result": result})

    def _do(self, wire: Wire, method: str, params: Json) -> Json:
        """Do what a request asks for."""
        if method == "objects/subscribe":
            wire.subscribe(params["objects"], params["response_template"])
            status = self._read(params["objects"])
            wire.changes(status)
            if SENSOR in params["objects"]:
                self._subscribed.set()
            return {"eventtime": self.klipper.eventtime, "status": status}
        if method == "gcode/subscribe_output":
            wire.console = params["response_template"]
        if method == "objects/query":
            status = self._read(params["objects"])
            return {"eventtime": self.klipper.eventtime, "status": status}
        return self._commands.do(method, params)

    def _read(self, wanted: dict[str, list[str] | None]) -> Json:
        """Read the objects asked for; what is not there is empty."""
        objects = self._commands.objects()
        status: Json = {}
        for name, fields in wanted.items():
            values = objects.get(name, {})
            status[name] = {
                field: value
                for field, value in values.items()
                if fields is None or field in fields
            }
        return status

    def _send_updates(self) -> None:
        """Send each subscriber what changed since the last tick."""
        for wire in self._wires:
            if wire.wanted:
                changes = wire.changes(self._read(wire.wanted))
                if changes:
                    params = {"eventtime": self.klipper.eventtime, "status": changes}
                    wire.send({**wire.template, "params": params})
