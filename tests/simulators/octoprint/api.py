"""OctoPrint's own requests, which tell how it stands."""

import hashlib
from typing import Protocol

from .access import GLOBAL_KEY, User
from .listing import Listing
from .machine import Machine
from .reply import NOT_FOUND, NOT_OPERATIONAL, Refused, Reply, Request
from .run import Json
from .storage import Storage
from .version import Version

OPTIONS: Json = {
    "baudratePreference": None,
    "baudrates": [250000, 115200],
    "portPreference": None,
    "ports": ["VIRTUAL"],
    "printerProfilePreference": "_default",
    "printerProfiles": [{"id": "_default", "name": "Default"}],
}


class Process(Protocol):
    """What the requests are answered from."""

    version: Version
    storage: Storage
    name: str
    uuid: str
    has_discovery: bool
    is_safe: bool

    @property
    def machine(self) -> Machine:
        """Return the connection to the printer."""


class Api:
    """Answer what only asks."""

    def __init__(self, process: Process) -> None:
        """Take whose state is told."""
        self._process = process

    @property
    def _machine(self) -> Machine:
        """Return the connection to the printer."""
        return self._process.machine

    def version(self, request: Request, user: User | None) -> Reply:
        """Tell the version."""
        name = self._process.version.name
        body = {"api": "0.1", "server": name, "text": f"OctoPrint {name}"}
        return Reply(200, body)

    def server(self, request: Request, user: User | None) -> Reply:
        """Tell the version, and whether others' plugins are left out."""
        safemode = "flag" if self._process.is_safe else None
        return Reply(200, {"safemode": safemode, "version": self._process.version.name})

    def current_user(self, request: Request, user: User | None) -> Reply:
        """Tell whose key it is, and what that one may; asked by anybody."""
        if user is None:
            return Reply(200, {"groups": ["guests"], "name": None, "permissions": []})
        body = {
            "groups": list(user.groups),
            "name": user.name,
            "permissions": list(user.permissions),
        }
        return Reply(200, body)

    def connection(self, request: Request, user: User | None) -> Reply:
        """Tell of the connection to the printer."""
        machine, is_new = self._machine, self._process.version.is_new
        is_open = not machine.state.is_closed
        closed = "Offline" if is_new else "Closed"
        current = {
            "baudrate": 115200 if is_open else None,
            "port": "VIRTUAL" if is_open else None,
            "printerProfile": machine.profile if is_open or not is_new else None,
            "state": machine.text if is_open else closed,
        }
        options = OPTIONS | ({"autoconnect": False} if is_new else {})
        return Reply(200, {"current": current, "options": options})

    def job(self, request: Request, user: User | None) -> Reply:
        """Tell of the job, running or not."""
        machine = self._machine
        body: Json = {
            "job": machine.job(),
            "progress": machine.progress,
            "state": machine.text,
        }
        if self._process.version.is_new:
            body["error"] = None
        elif machine.error:
            body["error"] = machine.error
        return Reply(200, body)

    def printer(self, request: Request, user: User | None) -> Reply:
        """Tell of the printer, if there is one."""
        machine = self._machine
        if not machine.state.is_operational:
            raise Refused(409, NOT_OPERATIONAL)
        flags = machine.state.flags(self._process.version)
        state = {"error": "", "flags": flags, "text": machine.text}
        return Reply(200, {"state": state})

    def files(self, request: Request, user: User | None) -> Reply:
        """List the files, unless the client knows them already."""
        is_recursive = request.query.get("recursive") in ("true", "1", "yes")
        is_connected = self._machine.state.is_operational
        etag = self._etag(is_recursive=is_recursive, is_connected=is_connected)
        if request.headers.get("If-None-Match") == etag:
            return Reply(304, "", {"ETag": etag})
        listing = Listing(self._process.storage, request.base)
        files = listing.all(is_recursive=is_recursive, is_connected=is_connected)
        body = {"files": files, "free": 81_000_000_000, "total": 270_000_000_000}
        return Reply(200, body, {"ETag": etag})

    def file(self, request: Request, user: User | None) -> Reply:
        """Tell of one file."""
        path = request.path.removeprefix("/api/files/local/")
        file = self._process.storage.files.get(path)
        if file is None:
            raise Refused(404, NOT_FOUND)
        return Reply(200, Listing(self._process.storage, request.base).file(path, file))

    def settings(self, request: Request, user: User | None) -> Reply:
        """Tell a few of the settings; the global key only to an administrator."""
        is_admin = user is not None and "ADMIN" in user.permissions
        body: Json = {
            "api": {"key": GLOBAL_KEY if is_admin else None},
            "appearance": {"name": self._process.name},
            "plugins": {},
        }
        if self._process.has_discovery:
            body["plugins"]["discovery"] = {"upnpUuid": self._process.uuid}
        return Reply(200, body)

    def _etag(self, *, is_recursive: bool, is_connected: bool) -> str:
        """Return what changes with the list of files.

        In 2.0 it changes with each connection as well.
        """
        storage = self._process.storage
        card = list(storage.card) if is_connected else []
        seen = is_connected and self._process.version.is_new
        content = repr((storage.revision, card, is_recursive, seen))
        return f'"{hashlib.sha1(content.encode(), usedforsecurity=False).hexdigest()}"'
