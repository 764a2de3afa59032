"""Which requests there are, who may make them, and who answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
import re

from .access import User
from .api import Api
from .commands import Commands
from .plugins import Plugins
from .reply import NOT_FOUND, Refused, Reply, Request, page, require

type Handler = Callable[[Request, User | None], Reply]


@dataclass(frozen=True, slots=True)
class Route:
    """One request."""

    method: str
    pattern: str
    handler: Handler
    permission: str | None = None
    plugin: str | None = None
    is_exempt: bool = False
    """It may change something without a key."""

    def answer(self, request: Request, user: User | None) -> Reply:
        """Check the rights, and answer."""
        if request.method != "GET" and user is None and not self.is_exempt:
            raise Refused(400, "CSRF validation failed")
        require(user, self.permission)
        return self.handler(request, user)


class Routes:
    """All requests of one process."""

    def __init__(self, api: Api, commands: Commands, plugins: Plugins) -> None:
        """Take who answers."""
        self._routes = (
            *_own(api, commands),
            *_of_achievements(plugins),
            *_of_app_keys(plugins),
            Route(
                "GET",
                r"/plugin/discovery/discovery\.xml",
                plugins.discovery,
                plugin="discovery",
            ),
        )

    def answer(self, request: Request, user: User | None, plugins: set[str]) -> Reply:
        """Answer a request with the plugins that are there."""
        for route in self._routes:
            if (
                route.method == request.method
                and re.fullmatch(route.pattern, request.path)
                and route.plugin in (None, *plugins)
            ):
                return route.answer(request, user)
        if request.path.startswith("/api/"):
            raise Refused(404, NOT_FOUND)
        return page(404, "404 Not Found", NOT_FOUND)


def _own(api: Api, commands: Commands) -> Iterator[Route]:
    """Return OctoPrint's own requests."""
    status = "STATUS"
    yield Route("GET", "/api/version", api.version, status)
    yield Route("GET", "/api/server", api.server, status)
    yield Route("GET", "/api/currentuser", api.current_user)
    yield Route("GET", "/api/connection", api.connection, status)
    yield Route("GET", "/api/job", api.job, status)
    yield Route("GET", "/api/printer", api.printer, status)
    yield Route("GET", "/api/files", api.files, "FILES_LIST")
    yield Route("GET", "/api/files/local/.+", api.file, "FILES_LIST")
    yield Route("GET", "/api/settings", api.settings, "SETTINGS_READ")
    yield Route("POST", "/api/connection", commands.connection, "CONNECTION")
    yield Route("POST", "/api/job", commands.job, "PRINT")
    yield Route("POST", "/api/printer/command", commands.printer, "CONTROL")
    yield Route("POST", "/api/files/[^/]+/.+", commands.file, "FILES_SELECT")
    yield Route("DELETE", "/api/files/local/.+", commands.delete, "FILES_DELETE")


def _of_achievements(plugins: Plugins) -> Iterator[Route]:
    """Return the requests of the plugin that counts."""
    name, view = "achievements", "PLUGIN_ACHIEVEMENTS_VIEW"
    path = "/plugin/achievements"
    yield Route("GET", f"{path}/", plugins.achievements, view, name)
    yield Route("GET", path, plugins.no_slash, plugin=name)


def _of_app_keys(plugins: Plugins) -> Iterator[Route]:
    """Return the requests of the plugin for application keys."""
    name, path = "appkeys", "/plugin/appkeys"
    grant, own = "PLUGIN_APPKEYS_GRANT", "/api/plugin/appkeys"
    yield Route("GET", f"{path}/probe", plugins.probe, plugin=name)
    yield Route("POST", f"{path}/request", plugins.request, None, name, is_exempt=True)
    yield Route("GET", f"{path}/request/[^/]+", plugins.poll, plugin=name)
    yield Route("POST", f"{path}/decision/[^/]+", plugins.decide, grant, name)
    yield Route("GET", own, plugins.pending, plugin=name)
    yield Route("POST", own, plugins.revoke, plugin=name)
