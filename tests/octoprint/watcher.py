"""Home Assistant's side of a poll of an OctoPrint, without a socket."""

from collections.abc import Mapping
from typing import cast, override
from urllib.parse import urlencode

from aiohttp import ClientSession
import orjson
from yarl import URL

from custom_components.printer_maintenance.hosts.base import HostUnreachable
from custom_components.printer_maintenance.hosts.http import HttpAnswer, HttpClient
from custom_components.printer_maintenance.hosts.octoprint import OctoPrintHost
from custom_components.printer_maintenance.hosts.octoprint_answer import OctoPrintAnswer
from tests.simulators.clock import ManualClock
from tests.simulators.octoprint import READ_ONLY_KEY, OctoPrint
from tests.world.watcher import HostWatcher


class DirectClient(HttpClient):
    """Ask a simulated OctoPrint without a network between."""

    def __init__(self, octoprint: OctoPrint[ManualClock]) -> None:
        """Take the OctoPrint, and pass on what it is asked."""
        self.octoprint = octoprint
        self.is_cut = False
        self._url = URL("http://octopi.local")

    @override
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
        if self.is_cut:
            raise HostUnreachable("cut")
        query = f"?{urlencode(params)}" if params else ""
        verb = "GET" if json is None else "POST"
        sent = {"X-Api-Key": READ_ONLY_KEY, **(headers or {})}
        try:
            reply = self.octoprint.answer(verb, f"/{path}{query}", json, sent)
        except ConnectionError:
            raise HostUnreachable("refused") from None
        is_text = isinstance(reply.body, str)
        body = reply.body.encode() if is_text else orjson.dumps(reply.body)
        return HttpAnswer(reply.status, reply.headers, body)


def host_of(client: DirectClient) -> OctoPrintHost:
    """Return a client of an OctoPrint that asks it directly."""
    host = OctoPrintHost(cast("ClientSession", None), "http://printer", None)
    host._client = host._stranger = client
    return host


class Watcher(HostWatcher[OctoPrintAnswer]):
    """Poll a simulated OctoPrint and count, as the coordinator does."""

    def __init__(self, octoprint: OctoPrint[ManualClock]) -> None:
        """Begin without knowing anything."""
        self.client = DirectClient(octoprint)
        super().__init__()

    @override
    def _open(self) -> OctoPrintHost:
        return host_of(self.client)
