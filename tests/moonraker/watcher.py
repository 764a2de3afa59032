"""Home Assistant's side of a poll, without Home Assistant and without a socket."""

from collections.abc import Coroutine, Mapping
import copy
from typing import Any
from urllib.parse import urlencode

import orjson

from custom_components.printer_maintenance.hosts.base import (
    HostUnauthorized,
    HostUnreachable,
    JsonDict,
)
from custom_components.printer_maintenance.hosts.http import HttpClient
from custom_components.printer_maintenance.hosts.moonraker import MoonrakerHost
from custom_components.printer_maintenance.maintenance.odometer import Odometer
from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.simulators import ManualClock, Moonraker, Printer


def run[T](coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    raise AssertionError("it waits")


class DirectClient(HttpClient):
    """Ask a simulated Moonraker without a network between."""

    def __init__(self, moonraker: Moonraker) -> None:
        """Take the Moonraker, and pass on what it is asked."""
        self.moonraker = moonraker
        self.is_cut = False
        self.hides_rows = False
        self.hides_totals = False

    async def request(
        self,
        path: str,
        *,
        params: Mapping[str, str | int | float] | None = None,
        json: object = None,
    ) -> tuple[int, object]:
        """Answer as the host would over HTTP."""
        if self.is_cut:
            raise HostUnreachable("cut")
        query = f"?{urlencode(params)}" if params else ""
        verb = "GET" if json is None else "POST"
        try:
            answer = self.moonraker.answer(verb, f"/{path}{query}", json)
        except ConnectionRefusedError:
            raise HostUnreachable("refused") from None
        if answer.status == 401:
            raise HostUnauthorized("401")
        body = orjson.loads(orjson.dumps(answer.body))
        self._hide(body)
        return answer.status, body

    def _hide(self, body: Any) -> None:
        """Spoil what is to be hidden, in a batch or in an answer of its own."""
        for part in body if isinstance(body, list) else [body]:
            result = part.get("result", {})
            if self.hides_rows and "jobs" in result:
                result["jobs"] = [{"start_time": "never"}]
            if self.hides_totals and "job_totals" in result:
                result["job_totals"] = None


class Watcher:
    """Poll a printer and count, as the coordinator does."""

    def __init__(self, printer: Printer[ManualClock]) -> None:
        """Begin without knowing anything."""
        self.client = DirectClient(printer.moonraker)
        self.host = self._open()
        self.odometer = Odometer()
        self.cursor: JsonDict | None = None
        self.seeded = False
        self.saved: bytes = self._stored()

    def _open(self) -> MoonrakerHost:
        host = MoonrakerHost.__new__(MoonrakerHost)
        host._client = self.client
        host._name = "printer"
        host._has_json_rpc = True
        return host

    @property
    def usage(self) -> Usage:
        """Return what has been counted."""
        return self.odometer.total

    def poll(self) -> bool:
        """Poll once; tell whether the host answered."""
        try:
            answer = run(self.host.fetch(self.cursor, None))
        except HostUnreachable:
            return False
        snapshot, self.cursor = self.host.read(answer, self.cursor)
        if not self.seeded and self.cursor is not None:
            self.odometer = self.odometer.fold(snapshot.seeds)
            self.seeded = True
        self.odometer = self.odometer.fold(snapshot.jobs)
        if any(job.ended for job in snapshot.jobs):
            self.save()
        return True

    def save(self) -> None:
        """Write what is known to disk."""
        self.saved = self._stored()

    def _stored(self) -> bytes:
        return orjson.dumps([self.odometer.as_dict(), self.cursor, self.seeded])

    def restart(self) -> None:
        """Stop in good order, and start again from the disk."""
        self.save()
        self.crash()

    def crash(self) -> None:
        """Lose what is not on disk, and start again."""
        odometer, self.cursor, self.seeded = copy.deepcopy(orjson.loads(self.saved))
        self.odometer = Odometer.from_dict(odometer)
        self.host = self._open()
