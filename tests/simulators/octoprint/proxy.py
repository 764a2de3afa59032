"""Several hosts behind one, each below a path of its own."""

from collections.abc import Mapping
from typing import Any

from tests.simulators.api import Answer
from tests.simulators.server import Host

from .reply import page


class PathProxy:
    """A web server that passes requests on by their first folder: `/one`, `/two`."""

    def __init__(self, hosts: Mapping[str, Host]) -> None:
        """Take the hosts by prefix."""
        self.requests = 0
        self.is_running = True
        self._hosts = hosts

    def answer(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Pass a request on, telling the host which prefix was taken off."""
        self.requests += 1
        for prefix, host in self._hosts.items():
            if path.startswith(f"{prefix}/"):
                if not host.is_running:
                    return page(502, "502 Bad Gateway", "nginx")
                told = dict(headers or {}) | {"X-Script-Name": prefix}
                return host.answer(method, path.removeprefix(prefix), body, told)
        return page(404, "404 Not Found", "nginx")

    def kill(self) -> None:
        """End the web server; the hosts live on."""
        self.is_running = False

    def terminate(self) -> None:
        """End the web server in good order."""
        self.kill()

    def launch(self) -> None:
        """Start the web server."""
        self.is_running = True
