"""OctoPrint's requests that do something to the printer or its files."""

from typing import Any, Protocol
from urllib.parse import unquote

from .access import User
from .machine import Machine
from .reply import NO_CONTENT, NOT_FOUND, NOT_OPERATIONAL, Refused, Reply, Request
from .state import State
from .storage import Storage
from .version import Version

START_CONFLICT = "Printer already has an active print job, did you mean 'restart'?"
RESTART_CONFLICT = "Printer does not have an active print job or is not paused"
NOT_PRINTING = (
    "Printer is neither printing nor paused, '{}' command cannot be performed"
)
SELECT_CONFLICT = "Printer is already printing, cannot select a new file"
IN_USE = "Trying to delete a file that is currently in use"
NO_COMMAND = "Need one of 'command', 'commands' or 'script'"


class Process(Protocol):
    """What the requests act on."""

    version: Version
    storage: Storage
    display: str | None
    commands: list[str]

    @property
    def machine(self) -> Machine:
        """Return the connection to the printer."""

    def select(self, path: str, user: str, *, is_sd: bool = False) -> None:
        """Select a file."""

    def delete(self, path: str) -> None:
        """Delete a file."""

    def copy(self, path: str, destination: str) -> None:
        """Copy a file."""

    def move(self, path: str, destination: str) -> None:
        """Move a file."""


class Commands:
    """Do what a request asks for."""

    def __init__(self, process: Process) -> None:
        """Take what to act on."""
        self._process = process

    @property
    def _machine(self) -> Machine:
        """Return the connection to the printer."""
        return self._process.machine

    def connection(self, request: Request, user: User | None) -> Reply:
        """Connect or disconnect."""
        match request.command:
            case "connect":
                self._machine.connect(request.option("printerProfile") or "_default")
            case "disconnect":
                self._machine.disconnect()
            case _:
                raise Refused(400, "command is invalid")
        return NO_CONTENT

    def job(self, request: Request, user: User | None) -> Reply:
        """Start, pause, resume or cancel."""
        self._require_operational()
        is_busy = self._machine.state.is_busy
        command = request.command
        if command == "start" and is_busy:
            raise Refused(409, START_CONFLICT)
        if command == "restart" and self._machine.state is not State.PAUSED:
            raise Refused(409, RESTART_CONFLICT)
        if command in ("pause", "cancel") and not is_busy:
            raise Refused(409, NOT_PRINTING.format(command))
        match command:
            case "start" | "restart":
                self._machine.start(_name(user))
            case "pause":
                self._pause(request.option("action") or "toggle")
            case "cancel":
                self._machine.cancel()
            case _:
                raise Refused(400, "command is invalid")
        return NO_CONTENT

    def printer(self, request: Request, user: User | None) -> Reply:
        """Send commands: M117 and M112 do something here."""
        self._require_operational()
        commands: list[Any] = request.option("commands") or []
        for line in [*commands, *filter(None, [request.command])]:
            self._process.commands.append(str(line))
            code, _, rest = str(line).partition(" ")
            if code == "M112":
                self._machine.emergency_stop()
            elif code == "M117":
                self._process.display = rest
        if not commands and not request.command:
            raise Refused(400, NO_COMMAND)
        return NO_CONTENT

    def file(self, request: Request, user: User | None) -> Reply:
        """Select, copy or move a file."""
        origin, path = self._file(request)
        match request.command:
            case "select":
                return self._select(request, path, user, is_sd=origin != "local")
            case "copy":
                self._process.copy(path, str(request.option("destination")))
            case "move":
                self._process.move(path, str(request.option("destination")))
            case _:
                raise Refused(400, "command is invalid")
        destination = str(request.option("destination"))
        name = path.rpartition("/")[2]
        return Reply(201, {"name": name, "origin": "local", "path": destination})

    def delete(self, request: Request, user: User | None) -> Reply:
        """Delete a file that is not being printed."""
        _, path = self._file(request)
        selection = self._machine.selection
        if self._machine.state.is_busy and selection and selection.path == path:
            raise Refused(409, IN_USE)
        self._process.delete(path)
        return NO_CONTENT

    def _pause(self, action: str) -> None:
        """Pause or resume."""
        is_paused = self._machine.state is State.PAUSED
        if action == "resume" or (action == "toggle" and is_paused):
            self._machine.resume()
        elif action in ("pause", "toggle"):
            self._machine.pause()
        else:
            raise Refused(400, "Unknown action")

    def _select(
        self, request: Request, path: str, user: User | None, *, is_sd: bool
    ) -> Reply:
        """Select a file and, if wished, print it."""
        if self._machine.state is not State.OPERATIONAL:
            raise Refused(409, SELECT_CONFLICT)
        self._process.select(path, _name(user), is_sd=is_sd)
        if request.option("print"):
            self._machine.start(_name(user))
        return NO_CONTENT

    def _file(self, request: Request) -> tuple[str, str]:
        """Return origin and path of the file that a request is about."""
        _, _, _, origin, path = request.path.split("/", 4)
        path = unquote(path)
        files = self._process.storage.files if origin == "local" else {}
        card = self._process.storage.card if origin == self._process.version.sd else {}
        if path not in files and path not in card:
            raise Refused(404, NOT_FOUND)
        return origin, path

    def _require_operational(self) -> None:
        """Refuse a command that wants a printer."""
        if not self._machine.state.is_operational:
            raise Refused(409, NOT_OPERATIONAL)


def _name(user: User | None) -> str:
    """Return the name of who gives a command."""
    assert user
    return user.name
