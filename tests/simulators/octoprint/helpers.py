"""What tests of the simulated OctoPrint ask and do."""

from tests.simulators.job import Job, extrude, heat

from .access import ADMIN_KEY
from .reply import Reply
from .run import Json
from .scenarios import Printer
from .state import State

JOB = Job("a.gcode", (heat(60), extrude(600, 300)))
OTHER = Job("b.gcode", (extrude(100, 50),))
VERSIONS = ["1.11.8", "2.0.0rc7"]
KEY = {"X-Api-Key": ADMIN_KEY}
FILES = "/api/files?recursive=true"


def get(printer: Printer, path: str, **headers: str) -> Reply:
    """Ask for something with an administrator's key."""
    return printer.answer("GET", path, None, KEY | headers)


def post(printer: Printer, path: str, **body: object) -> Reply:
    """Give a command with an administrator's key."""
    return printer.answer("POST", path, body, KEY)


def job(printer: Printer) -> Json:
    """Return what is told of the job."""
    body: Json = get(printer, "/api/job").body
    return body


def state(printer: Printer) -> State:
    """Return the state of the connection."""
    return printer.state


def shown(printer: Printer) -> tuple[int | None, int | None]:
    """Return print time and completion as they are shown, the latter rounded."""
    progress = job(printer)["progress"]
    completion = progress["completion"]
    return progress["printTime"], None if completion is None else round(completion)


def flags(printer: Printer) -> set[str] | int:
    """Return the flags that are set, or the status that is no 200."""
    reply = get(printer, "/api/printer?exclude=temperature,sd")
    if reply.status != 200:
        return reply.status
    return {name for name, value in reply.body["state"]["flags"].items() if value} - {
        "sdReady"
    }


def counters(printer: Printer) -> tuple[int, int, float, float]:
    """Return prints started and finished, seconds finished and in all."""
    stats = get(printer, "/plugin/achievements/").body["stats"]
    return (
        stats["prints_started"],
        stats["prints_finished"],
        stats["print_duration_finished"],
        stats["print_duration_total"],
    )


def file(printer: Printer, path: str = "a.gcode") -> Json:
    """Return what is told of a file."""
    body: Json = get(printer, f"/api/files/local/{path}").body
    return body


def prints(printer: Printer, path: str = "a.gcode") -> tuple[int, int]:
    """Return how often a file was printed to its end and not."""
    told = file(printer, path).get("prints", {"success": 0, "failure": 0})
    return told["success"], told["failure"]


def run(printer: Printer, job: Job = JOB, seconds: float = 1000) -> None:
    """Start a job and let time pass."""
    printer.start(job)
    printer.clock.advance(seconds)
