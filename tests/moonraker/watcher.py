"""Home Assistant's side of a poll of a Moonraker, without a socket."""

from collections.abc import Mapping
from typing import Any, cast, override
from urllib.parse import urlencode

from aiohttp import ClientSession
import orjson

from custom_components.printer_maintenance.hosts.base import HostUnreachable
from custom_components.printer_maintenance.hosts.http import HttpAnswer, HttpClient
from custom_components.printer_maintenance.hosts.moonraker import MoonrakerHost
from custom_components.printer_maintenance.hosts.moonraker_answer import MoonrakerAnswer
from custom_components.printer_maintenance.hosts.moonraker_client import MoonrakerClient
from tests.simulators import ManualClock, Moonraker, Printer
from tests.world.watcher import HostWatcher


class DirectClient(HttpClient):
    """Ask a simulated Moonraker without a network between."""

    def __init__(self, moonraker: Moonraker) -> None:
        """Take the Moonraker, and pass on what it is asked."""
        self.moonraker = moonraker
        self.is_cut = False
        self.hides_rows = False
        self.empties_rows = False
        self.hides_totals = False

    async def exchange(
        self,
        path: str,
        *,
        params: Mapping[str, str | int | float] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        largest: int | None = None,
        patience: float | None = None,
    ) -> HttpAnswer:
        """Answer as the host would over HTTP."""
        if self.is_cut:
            raise HostUnreachable("cut")
        query = f"?{urlencode(params)}" if params else ""
        verb = "GET" if json is None else "POST"
        try:
            answer = self.moonraker.answer(verb, f"/{path}{query}", json)
        except ConnectionRefusedError:
            raise HostUnreachable("refused") from None
        body = orjson.loads(orjson.dumps(answer.body))
        self._hide(body)
        return HttpAnswer(answer.status, {}, orjson.dumps(body))

    def _hide(self, body: Any) -> None:
        """Spoil what is to be hidden, in a batch or in an answer of its own."""
        for part in body if isinstance(body, list) else [body]:
            result = part.get("result", {})
            if self.hides_rows and "jobs" in result:
                result["jobs"] = [{"start_time": "never"}]
            if self.empties_rows and "jobs" in result:
                result["jobs"] = []
            if self.hides_totals and "job_totals" in result:
                result["job_totals"] = None


def host_of(client: DirectClient) -> MoonrakerHost:
    """Return a client of a Moonraker that asks it directly."""
    host = MoonrakerHost(cast("ClientSession", None), "http://printer", None)
    host._client = MoonrakerClient(client)
    return host


class Watcher(HostWatcher[MoonrakerAnswer]):
    """Poll a printer and count, as the coordinator does."""

    def __init__(self, printer: Printer[ManualClock]) -> None:
        """Begin without knowing anything."""
        self.client = DirectClient(printer.moonraker)
        super().__init__()

    @override
    def _open(self) -> MoonrakerHost:
        return host_of(self.client)
