"""A Moonraker that poses as OctoPrint, so that slicers can send it files."""

from collections.abc import Mapping
from typing import Any

from tests.simulators.api import Answer
from tests.simulators.moonraker import Moonraker

from .run import Json


class PosingMoonraker:
    """A Moonraker with `[octoprint_compat]` in its configuration."""

    def __init__(self, moonraker: Moonraker) -> None:
        """Take the Moonraker behind it."""
        self.moonraker = moonraker
        self._poses = {
            "/api/version": {
                "server": "1.5.0",
                "api": "0.1",
                "text": f"OctoPrint (Moonraker {moonraker.version})",
            },
            "/api/server": {"server": "1.5.0", "safemode": None},
            "/api/currentuser": {
                "_is_external_client": False,
                "_login_mechanism": "apikey",
                "name": "_api",
                "active": True,
                "user": True,
                "admin": True,
                "apikey": None,
                "permissions": [],
                "groups": ["admins", "users"],
            },
            "/api/job": NO_JOB,
        }

    @property
    def requests(self) -> int:
        """Return how many requests came."""
        return self.moonraker.requests

    @requests.setter
    def requests(self, requests: int) -> None:
        """Count a request that is answered by somebody else."""
        self.moonraker.requests = requests

    @property
    def is_running(self) -> bool:
        """Tell whether the process lives."""
        return self.moonraker.is_running

    def answer(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Answer as OctoPrint where Moonraker does so, else as Moonraker."""
        pose = self._poses.get(path.partition("?")[0]) if method == "GET" else None
        if pose is None:
            return self.moonraker.answer(method, path, body, headers)
        allowed = self.moonraker.answer("GET", "/server/info", None, headers)
        return Answer(200, pose) if allowed.status == 200 else allowed

    def kill(self) -> None:
        """End the process at once."""
        self.moonraker.kill()

    def terminate(self) -> None:
        """End the process in good order."""
        self.moonraker.terminate()

    def launch(self) -> None:
        """Start the process."""
        self.moonraker.launch()


NO_JOB: Json = {
    "job": {
        "file": {"name": None},
        "estimatedPrintTime": None,
        "filament": {"length": None},
        "user": None,
    },
    "progress": {
        "completion": None,
        "filepos": None,
        "printTime": None,
        "printTimeLeft": None,
        "printTimeOrigin": None,
    },
    "state": "Operational",
}
