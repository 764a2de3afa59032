"""A simulated OctoPrint with a printer of its own, with or without HTTP."""

from collections.abc import Mapping
from typing import Any

from tests.simulators.clock import Clock, ManualClock
from tests.simulators.job import Job
from tests.simulators.server import NoHttp

from .access import Access, User
from .achievements import Achievements
from .agenda import Agenda
from .api import Api
from .app_keys import AppKeys
from .commands import Commands
from .machine import Action, Machine, Pace
from .plugins import Plugins
from .reply import Refused, Reply, Request
from .routes import Routes
from .selection import Selection
from .state import State
from .storage import Storage
from .version import VERSIONS

CARD_SIZE = 1000


class OctoPrint[C: Clock]:
    """The process, what it keeps on disk, and the printer behind it.

    `answer` takes a request as HTTP would bring it. The commands do what a person does
    in the web interface; time is the clock's.
    """

    def __init__(
        self, clock: C, *, version: str = "1.11.8", is_connected: bool = True
    ) -> None:
        """Install and start it, with a printer switched on or not."""
        self.clock = clock
        self.version = VERSIONS[version]
        self.name = "Prusa"
        self.uuid = "8ba32fde-c874-4001-9d9b-43b81688ccce"
        self.storage = Storage(self.version)
        self.achievements = Achievements(self.version)
        self.app_keys = AppKeys()
        self.access = Access()
        self.pace = Pace()
        self.has_discovery = True
        self.autoconnects = False
        """Connect to the printer whenever the process starts."""
        self.is_safe = False
        self.display: str | None = None
        self.commands: list[str] = []
        """The G-code that clients have sent."""
        self.requests = 0
        self.idle: Action | None = None
        """Called when a job ended or a printer came: start the next one here."""
        self._machine: Machine | None = None
        self._agenda = Agenda(clock, lambda: self._machine)
        self._routes = Routes(Api(self), Commands(self), Plugins(self))
        self._ready = 0.0
        self.launch()
        if is_connected:
            self.connect()

    # What is to be seen.

    @property
    def now(self) -> float:
        """Return the present moment."""
        return self._agenda.now

    @property
    def wall(self) -> float:
        """Return the time of day."""
        return self.clock.wall(self.now)

    @property
    def is_running(self) -> bool:
        """Tell whether the process lives."""
        return self._machine is not None

    @property
    def machine(self) -> Machine:
        """Return the connection to the printer, as it stands now."""
        self._agenda.catch_up()
        if self._machine is None:
            raise RuntimeError("OctoPrint does not run")
        return self._machine

    @property
    def state(self) -> State:
        """Return the state of the connection."""
        return self.machine.state

    # The process.

    def launch(self, startup: float = 0.0, *, is_safe: bool = False) -> None:
        """Start the process; until it is up it answers what is no HTTP."""
        self._agenda.catch_up()
        if self._machine is not None:
            return
        self._machine = Machine(
            self.version,
            self.clock,
            self.storage,
            self.achievements,
            self.pace,
            self._tell_idle,
        )
        self.is_safe = is_safe
        self._ready = self.now + startup
        self.storage.restart()
        self.achievements.launched(self.wall)
        if self.autoconnects:
            self._agenda.after(startup, self._connect)

    def kill(self) -> None:
        """End the process at once; a job on its way is noted nowhere."""
        self._agenda.catch_up()
        self._machine = None
        self.app_keys.restart()

    def terminate(self) -> None:
        """End the process in good order, which for a job is no better."""
        self.kill()

    def upgrade(self, version: str) -> None:
        """Stop, and start another version on the same files."""
        self.terminate()
        self.version = VERSIONS[version]
        self.storage.version = self.achievements.version = self.version
        self.launch()

    def switch(self, plugin: str, *, is_on: bool) -> None:
        """Switch a bundled plugin on or off, which takes a restart."""
        self.terminate()
        match plugin:
            case "achievements":
                self.achievements.is_enabled = is_on
            case "appkeys":
                self.app_keys.is_enabled = is_on
            case "discovery":
                self.has_discovery = is_on
            case _:
                raise ValueError(plugin)
        self.launch()

    # The printer.

    def after(self, seconds: float, action: Action) -> None:
        """Let something happen at a moment to come."""
        self._agenda.after(seconds, action)

    def connect(self, profile: str = "_default") -> None:
        """Connect to the printer."""
        self.machine.connect(profile)

    def disconnect(self) -> None:
        """Let go of the printer; also what a pulled cable does."""
        self.machine.disconnect()

    def emergency_stop(self) -> None:
        """Send M112."""
        self.machine.emergency_stop()

    def start(self, job: Job, user: str = "admin") -> None:
        """Print a job; its file is uploaded if it is not there yet."""
        file = self.storage.files.get(job.filename)
        if file is None or file.job != job:
            self.upload(job, user=user)
        self.print_file(job.filename, user)

    def print_file(
        self, path: str, user: str = "admin", *, is_sd: bool = False
    ) -> None:
        """Select a file, on the printer's card if so wished, and print it."""
        self.select(path, user, is_sd=is_sd)
        self.machine.start(user)

    def restart(self, user: str = "admin") -> None:
        """Begin the selected file anew."""
        self.machine.start(user)

    def pause(self) -> None:
        """Pause the job."""
        self.machine.pause()

    def resume(self) -> None:
        """Go on with the job."""
        self.machine.resume()

    def cancel(self) -> None:
        """Cancel the job, printing or paused."""
        self.machine.cancel()

    # The files.

    def upload(
        self,
        job: Job,
        *,
        tools: tuple[float, ...] | None = None,
        user: str = "admin",
    ) -> None:
        """Upload a file, or overwrite one; `tools` is what each tool extrudes."""
        machine = self.machine
        selection = machine.selection
        is_selected = selection is not None and selection.path == job.filename
        if is_selected and machine.state.is_busy:
            raise RuntimeError("OctoPrint does not overwrite what it prints")
        self.storage.upload(job, tools, self.wall, user)
        self.achievements.uploaded(self.wall)
        machine.file_came()
        if is_selected:
            self.select(job.filename, user)

    def put_on_card(self, job: Job) -> None:
        """Put a file on the printer's own card."""
        self.storage.card[job.filename] = job

    def send_to_card(self, job: Job, seconds: float, user: str = "admin") -> None:
        """Send a file to the printer's own card."""
        self.machine.send(Selection(job.filename, CARD_SIZE, user, None), seconds)
        self.put_on_card(job)

    def select(self, path: str, user: str = "admin", *, is_sd: bool = False) -> None:
        """Select a file."""
        if is_sd:
            selection = Selection(path, CARD_SIZE, user, None)
        else:
            file = self.storage.files[path]
            selection = Selection(path, file.size, user, file)
        self.machine.select(selection)

    def delete(self, path: str) -> None:
        """Delete a file."""
        self._let_go(path)
        self.storage.delete(path)
        self.achievements.deleted(self.wall)

    def copy(self, path: str, destination: str) -> None:
        """Copy a file."""
        machine = self.machine
        self.storage.copy(path, destination, self.wall)
        machine.file_came()

    def move(self, path: str, destination: str) -> None:
        """Move a file."""
        self._let_go(path)
        self.storage.move(path, destination, self.wall)

    def add_folder(self, path: str) -> None:
        """Make a folder."""
        self.storage.add_folder(path, self.wall)

    # Applications that ask for a key.

    def grant(self, user: str = "admin") -> None:
        """Allow the application in that asked last."""
        self._decide(user, is_granted=True)

    def deny(self, user: str = "admin") -> None:
        """Refuse the application that asked last."""
        self._decide(user, is_granted=False)

    # Requests.

    def answer(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Answer one request, or raise ConnectionRefusedError if nobody listens."""
        self._agenda.catch_up()
        if self._machine is None:
            raise ConnectionRefusedError("OctoPrint does not run")
        self.requests += 1
        if self.now < self._ready:
            raise NoHttp(b"Not found")
        request = Request.of(method, path, body, headers)
        try:
            return self._routes.answer(request, self._user(request), self._plugins())
        except Refused as error:
            return error.reply

    def _user(self, request: Request) -> User | None:
        """Return who asks."""
        owner = self.app_keys.owner(request.key)
        if owner is not None and self.app_keys.is_enabled:
            return self.access.users.get(owner)
        return self.access.user(request.key)

    def _plugins(self) -> set[str]:
        """Return the plugins that answer."""
        there = {
            "achievements": self.achievements.is_enabled,
            "appkeys": self.app_keys.is_enabled,
            "discovery": self.has_discovery,
        }
        return {name for name, is_there in there.items() if is_there}

    def _decide(self, user: str, *, is_granted: bool) -> None:
        """Decide about the application that asked last."""
        self._agenda.catch_up()
        token = self.app_keys.pending(user, self.now)[-1].user_token
        self.app_keys.decide(token, user, self.now, is_granted=is_granted)

    def _let_go(self, path: str) -> None:
        """Deselect a file that goes away."""
        selection = self.machine.selection
        if selection and selection.path == path:
            self.machine.select(None)

    def _connect(self) -> None:
        """Connect, if the process still lives."""
        if self._machine is not None:
            self._machine.connect()

    def _tell_idle(self) -> None:
        """Ask for the next job."""
        if self.idle:
            self.idle()


def manual_octoprint(
    *, version: str = "1.11.8", is_connected: bool = True
) -> OctoPrint[ManualClock]:
    """Return an OctoPrint whose time a test moves by hand."""
    return OctoPrint(ManualClock(), version=version, is_connected=is_connected)
