"""A Moonraker around a simulated Klipper, with or without HTTP."""

from collections.abc import Callable, Mapping
from typing import Any
import uuid

from .api import (
    REASONS,
    Access,
    Answer,
    Endpoint,
    http_error,
    parameters,
    require,
    rpc_answer,
)
from .database import Database, Json
from .endpoints import Endpoints
from .history import ApiError, History
from .job_state import JobState
from .klipper import Klipper
from .print_stats import Stats
from .version import VERSIONS

VALID_KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


class Moonraker:
    """The process and what it knows.

    `answer` takes a request as HTTP would bring it. `tick` is how often Klipper sends
    updates: 0 for at once, 0.25 for real life.
    """

    def __init__(
        self,
        klipper: Klipper,
        *,
        version: str = "0.11.0",
        api_key: str = VALID_KEY,
        is_trusted: bool = True,
        tick: float = 0.0,
    ) -> None:
        """Start with an empty database."""
        self.klipper = klipper
        self.database = Database()
        self.access = Access(api_key, is_trusted)
        self.tick = tick
        self.is_running = False
        self.requests = 0
        self.between_items: Callable[[], None] | None = None
        """Called after each item of a batch: the items are not of one moment."""
        self.loses_filenames = False
        self._console: list[Json] = []
        self._version = VERSIONS[version]
        self._history: History
        self._job_state: JobState
        self._endpoints: tuple[Endpoint, ...] = ()
        self._has_met_klippy = False
        self._klippy_state = "disconnected"
        self.launch()

    @property
    def version(self) -> str:
        """Return the version that runs."""
        return self._version.name

    # The process.

    def launch(self) -> None:
        """Start the process."""
        if self.is_running:
            return
        self.is_running = True
        self._console.clear()
        self._history = self._version.history(self.database, self)
        self._job_state = JobState(self._history)
        self._endpoints = Endpoints(
            self._version,
            self.klipper,
            self._history,
            self.database,
            self.access,
            self._console,
        ).all
        self._has_met_klippy = False
        self.klipper.connect(self)

    def kill(self) -> None:
        """End the process at once, as SIGKILL and a power cut do."""
        if self.is_running:
            self.klipper.disconnect(self)
            self.is_running = False

    def terminate(self) -> None:
        """End the process in good order, as SIGTERM does: the job so far is booked."""
        if self.is_running:
            self.klipper.catch_up()
            self._job_state.close("server_exit", self._wall(self.klipper.now))
            self.kill()

    def upgrade(self, version: str) -> None:
        """Stop, and start another version on the same database."""
        self.terminate()
        if self._version.is_old and not VERSIONS[version].is_old:
            self.database.move_to_sql()
        self._version = VERSIONS[version]
        self.launch()

    # What Klipper tells.

    def klippy_connected(self) -> None:
        """Learn Klipper's own requests."""
        self._has_met_klippy = True

    def klippy_ready(self, stats: Stats) -> None:
        """Take the first statistics."""
        self._klippy_state = "ready"
        self._job_state.begin(stats)

    def klippy_update(self, moment: float, stats: Stats, state: str) -> None:
        """Take later ones, and the news of a shutdown."""
        is_shutdown = state == "shutdown" != self._klippy_state
        self._klippy_state = state
        self._job_state.loses_filenames = self.loses_filenames
        self._job_state.update(stats, self._wall(moment), is_shutdown=is_shutdown)

    def klippy_gone(self, moment: float) -> None:
        """End the job: Klipper went away."""
        self._job_state.close("klippy_disconnect", self._wall(moment))

    def klippy_said(self, message: str) -> None:
        """Remember what Klipper has written to the console."""
        moment = self._wall(self.klipper.now)
        self._console.append({"message": message, "time": moment, "type": "response"})

    # The files, as the history sees them.

    def metadata(self, filename: str) -> Json:
        """Return what is known of a file."""
        job = self.klipper.files.get(filename)
        if job is None:
            return {}
        metadata: Json = {
            "size": 1000,
            "modified": 1_794_000_000.5,
            "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, filename)),
            "slicer": "PrusaSlicer",
            "slicer_version": "2.9.4",
            "estimated_time": job.seconds,
            "filament_total": job.mm,
        }
        if job.material is not None:
            metadata["filament_type"] = self._version.material(job.material)
        return metadata

    def exists(self, filename: str) -> bool:
        """Tell whether the file is still there."""
        return filename in self.klipper.files

    # Requests.

    def answer(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Answer one request, or raise ConnectionRefusedError if nobody listens."""
        if not self.is_running:
            raise ConnectionRefusedError("Moonraker does not run")
        self.requests += 1
        self.klipper.catch_up()
        try:
            return self._answer(method, path, body, headers or {})
        except ApiError as error:
            return http_error(error)
        except ValueError:
            return http_error(ApiError(500, REASONS[500]))

    def _answer(
        self, method: str, path: str, body: Any, headers: Mapping[str, str]
    ) -> Answer:
        """Find the endpoint and ask it."""
        path, params = parameters(path, body)
        if path == "/server/jsonrpc" and method == "POST":
            return self._answer_rpc(body, headers)
        endpoint = self._find(method, path)
        is_open = endpoint is not None and endpoint.is_open
        require(self._check(headers, is_open=is_open) or is_open)
        if endpoint is None:
            raise ApiError(404, REASONS[404])
        return Answer(200, {"result": endpoint.handler(params)})

    def _answer_rpc(self, body: Any, headers: Mapping[str, str]) -> Answer:
        """Answer JSON-RPC, one request or a batch; one item comes after the other."""
        if self._version.is_old:
            raise ApiError(404, REASONS[404])
        is_authorized = self._check(headers, is_open=True)
        names = {endpoint.name: endpoint for endpoint in self._known_endpoints()}
        if not isinstance(body, list):
            return Answer(200, rpc_answer(body, names, is_authorized=is_authorized))
        answers = []
        for item in body:
            answers.append(rpc_answer(item, names, is_authorized=is_authorized))
            if self.between_items:
                self.between_items()
                self.klipper.catch_up()
        return Answer(200, [answer for answer in answers if answer is not None])

    def _known_endpoints(self) -> list[Endpoint]:
        """Return the requests that can be made now."""
        return [
            endpoint
            for endpoint in self._endpoints
            if self._has_met_klippy or not endpoint.is_remote
        ]

    def _find(self, verb: str, path: str) -> Endpoint | None:
        """Return the endpoint of an HTTP request."""
        known = self._known_endpoints()
        for endpoint in known:
            if endpoint.takes(verb, path):
                return endpoint
        if any(endpoint.path == path for endpoint in known):
            raise ApiError(405, REASONS[405])
        return None

    def _check(self, headers: Mapping[str, str], *, is_open: bool) -> bool:
        """Tell whether a request comes with rights."""
        return self.access.check(headers, is_old=self._version.is_old, is_open=is_open)

    def _wall(self, moment: float) -> float:
        """Return the host's time of day at a moment."""
        return self.klipper.clock.wall(moment)
