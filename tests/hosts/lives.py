"""Lives of a printer: the same is done and asked in each of two worlds."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
import math
from typing import Any

from tests.simulators import Job, extrude, fail, heat, retract

from .worlds import QUESTIONS, Question, World, comparable, look

type Life = Callable[[World], Awaitable[list[Any]]]

JOB = Job("a.gcode", (heat(4), extrude(20, 120), heat(1)), "PLA")
MIXED = Job("b.gcode", (extrude(10, 50), heat(1)), '["PLA", "PETG"]')
UNLOAD = Job("unload.gcode", (heat(2), retract(60), heat(1)))
BROKEN = Job("broken.gcode", (extrude(5, 25), fail("Move out of range", after=1)))
BRIEF = Job("brief.gcode", (extrude(0.1, 1),))
JOBS = (JOB, MIXED, UNLOAD, BROKEN, BRIEF)
MESSAGE = {"script": "M117 Maintenance due"}
COMMANDS: tuple[Question, ...] = (
    ("POST", "/printer/gcode/script", MESSAGE),
    ("POST", "/printer/gcode/script", {"script": "M117 Up\nG1 Z10"}),
    ("POST", "/printer/print/start?filename=a.gcode", None),
    ("POST", "/printer/print/cancel", None),
    (
        "POST",
        "/server/jsonrpc",
        {
            "jsonrpc": "2.0",
            "method": "printer.gcode.script",
            "params": MESSAGE,
            "id": 1,
        },
    ),
)
ODD: tuple[Question, ...] = (
    ("POST", "/printer/gcode/script", MESSAGE),
    (
        "GET",
        "/printer/objects/query?print_stats=state,filename&display_status=message",
        None,
    ),
    ("POST", "/printer/objects/query", {"objects": {"print_stats": ["state"]}}),
    ("POST", "/printer/objects/query", {"objects": {"idle_timeout": ["state"]}}),
    ("GET", "/server/nope", None),
    ("GET", "/server/history/reset_totals", None),
    ("GET", "/server/database/item?namespace=maintenance", None),
    ("GET", "/server/database/item?namespace=moonraker&key=nope", None),
    ("GET", "/server/history/job?uid=000001", None),
    ("POST", "/server/jsonrpc", {"jsonrpc": "2.0", "method": "server.nope", "id": 1}),
    ("POST", "/server/jsonrpc", {"method": "server.info", "id": 1}),
    (
        "POST",
        "/server/jsonrpc",
        [
            {"jsonrpc": "2.0", "method": "server.history.totals"},
            {"jsonrpc": "2.0", "method": "server.history.get_job", "id": 7},
            {
                "jsonrpc": "2.0",
                "method": "server.history.get_job",
                "params": {"uid": "FFFF"},
                "id": "x",
            },
        ],
    ),
)


async def ask_each(
    world: World,
    questions: Iterable[Question],
    headers: Mapping[str, str] | None = None,
) -> list[Any]:
    """Ask some questions; return what must be the same in both worlds."""
    return [
        comparable(await world.ask(method, path, body, headers))
        for method, path, body in questions
    ]


async def start(world: World, job: Job, seconds: float) -> None:
    """Start a job and let time pass."""
    await world.act(lambda: world.klipper.start(job))
    await world.run(seconds)


async def printing(world: World) -> list[Any]:
    """Heat, print, pause, go on, come to the end."""
    seen = []
    await start(world, JOB, 3)
    seen += await look(world)
    await world.run(7)
    seen += await look(world)
    await world.act(world.klipper.pause)
    await world.run(5)
    seen += await look(world)
    await world.act(world.klipper.resume)
    await world.run(5)
    seen += await look(world)
    await world.run(20)
    seen += await look(world)
    await start(world, MIXED, 15)
    return seen + await look(world)


async def cancelling(world: World) -> list[Any]:
    """Cancel while printing and while paused; replace a paused job; forget one."""
    await start(world, JOB, 10)
    await world.act(world.klipper.cancel)
    await world.run(2)
    seen = await look(world)
    await start(world, JOB, 10)
    await world.act(world.klipper.pause)
    await world.run(5)
    await world.act(world.klipper.cancel)
    await world.run(2)
    seen += await look(world)
    await start(world, JOB, 10)
    await world.act(world.klipper.pause)
    await world.run(5)
    await start(world, JOB, 5)
    seen += await look(world)
    await world.act(world.klipper.reset_file)
    await world.run(2)
    return seen + await look(world)


async def odd_jobs(world: World) -> list[Any]:
    """Unload only, break, end within one tick."""
    seen = []
    for job in (UNLOAD, BROKEN, BRIEF, BRIEF, MIXED):
        await start(world, job, 12)
        seen += await look(world)
    return seen


async def a_killed_moonraker(world: World) -> list[Any]:
    """Kill Moonraker while printing; miss the start of the next job."""
    await start(world, JOB, 10)
    await world.kill()
    await world.run(5)
    await world.launch()
    seen = await look(world)
    await world.run(20)
    seen += await look(world)
    await world.kill()
    await start(world, JOB, 10)
    await world.launch()
    await world.run(20)
    seen += await look(world)
    await start(world, MIXED, 15)
    return seen + await look(world)


async def a_terminated_moonraker(world: World) -> list[Any]:
    """Restart Moonraker in good order while printing, then while paused."""
    await start(world, JOB, 10)
    await world.terminate()
    await world.run(5)
    await world.launch()
    seen = await look(world)
    await world.run(20)
    seen += await look(world)
    await start(world, JOB, 10)
    await world.act(world.klipper.pause)
    await world.run(5)
    await world.terminate()
    await world.run(5)
    await world.launch()
    await world.act(world.klipper.resume)
    await world.run(20)
    return seen + await look(world)


async def a_first_extrusion_unseen(world: World) -> list[Any]:
    """Keep Moonraker away while the first extrusion comes."""
    await start(world, JOB, 2)
    await world.kill()
    await world.run(8)
    await world.launch()
    await world.run(1)
    return await look(world)


async def stops(world: World) -> list[Any]:
    """Press the emergency stop, restart the firmware; lose Klipper while it prints."""
    await start(world, JOB, 10)
    await world.act(world.klipper.emergency_stop)
    await world.run(5)
    seen = await look(world)
    seen += await ask_each(world, COMMANDS)
    await world.act(world.klipper.firmware_restart)
    await world.run(10)
    await world.rejoin()
    seen += await look(world)
    await start(world, JOB, 10)
    await world.act(world.klipper.kill)
    seen += await look(world)
    seen += await ask_each(world, COMMANDS)
    await world.act(lambda: world.klipper.launch(startup=math.inf))
    await world.run(5)
    await world.reconnect()
    seen += await look(world)
    await world.act(world.klipper.become_ready)
    await world.rejoin()
    await start(world, MIXED, 15)
    return seen + await look(world)


async def a_power_cut(world: World) -> list[Any]:
    """Cut the power while printing; Moonraker boots before Klipper does."""
    await start(world, JOB, 10)
    await world.kill()
    await world.act(world.klipper.kill)
    await world.run(5)
    await world.launch()
    seen = await look(world)
    await world.act(world.klipper.boot)
    await world.rejoin()
    await start(world, MIXED, 15)
    return seen + await look(world)


async def keys(world: World) -> list[Any]:
    """Ask from an address that is not trusted, with and without a key."""
    await start(world, MIXED, 15)
    seen = await ask_each(world, QUESTIONS, {"X-Api-Key": "wrong"})
    key = await world.mistrust()
    for headers in (
        {},
        {"X-Api-Key": key},
        {"X-Api-Key": "wrong"},
        {"Authorization": f"Bearer {key}"},
    ):
        seen += await ask_each(world, QUESTIONS, headers)
    return seen


async def requests(world: World) -> list[Any]:
    """Steer a print over the API and ask what is odd."""
    seen = []
    for path in ("start?filename=no.gcode", "start?filename=a.gcode", "pause"):
        seen += await ask_each(world, [("POST", f"/printer/print/{path}", None)])
        await world.run(5)
        seen += await look(world)
    for path in ("resume", "cancel"):
        seen += await ask_each(world, [("POST", f"/printer/print/{path}", None)])
        await world.run(2)
    seen += await ask_each(world, ODD)
    seen += await ask_each(world, [("POST", "/printer/firmware_restart", None)])
    await world.run(10)
    await world.rejoin()
    return seen + await look(world)


async def history(world: World) -> list[Any]:
    """Delete, reset, restart."""

    async def ask(method: str, path: str) -> list[Any]:
        return await ask_each(world, [(method, f"/server/history/{path}", None)])

    for _ in range(2):
        await start(world, MIXED, 15)
    seen = await ask("DELETE", "job?uid=000002")
    await start(world, MIXED, 5)
    seen += await look(world)
    seen += await ask("POST", "reset_totals")
    seen += await ask("DELETE", "job?all=true")
    await world.run(10)
    seen += await look(world)
    seen += await ask("POST", "reset_totals")
    seen += await look(world)
    await start(world, MIXED, 15)
    seen += await look(world)
    for path in ("job?uid=1", "job", "job?uid=FFFF", "job?uid=xyz", "list?order=x"):
        seen += await ask("GET", path)
    await world.terminate()
    await world.launch()
    return seen + await look(world)


async def upgrades(world: World) -> list[Any]:
    """Upgrade with a history, a row that was deleted, one that was lost; then again."""
    for _ in range(2):
        await start(world, MIXED, 15)
    await world.ask("DELETE", "/server/history/job?uid=000001")
    await start(world, JOB, 10)
    await world.kill()
    await world.run(5)
    seen = []
    for _ in range(2):
        await world.upgrade("0.11.0")
        seen += await look(world)
        await world.run(20)
        seen += await look(world)
        await start(world, JOB, 10)
    return seen


async def a_list_of_maintenance(world: World) -> list[Any]:
    """Keep entries as Mainsail does, and take them away; what must not be done."""

    async def ask(method: str, **params: Any) -> list[Any]:
        path = "/server/database/item"
        if method == "POST":
            answer = await world.ask(method, path, params)
        else:
            query = "&".join(f"{name}={value}" for name, value in params.items())
            answer = await world.ask(method, f"{path}?{query}")
        result = answer.body.get("result", {})
        return [comparable(answer), result.get("value")]

    entry = {"name": "Rails", "start_time": 1.5, "reminder": {"type": None}}
    kept = {"namespace": "maintenance"}
    seen = await ask("GET", **kept)
    seen += await ask("DELETE", **kept, key="one")
    for key in ("one", "two", "deep.in.it"):
        seen += await ask("POST", **kept, key=key, value=entry)
        seen += await ask("GET", **kept)
    seen += await ask("GET", **kept, key="one")
    for key in ("deep.in.it", "deep", "one", "one", "two", "two"):
        seen += await ask("DELETE", **kept, key=key)
        seen += await ask("GET", **kept)
    seen += await ask("POST", namespace="moonraker", key="mine", value=1)
    seen += await ask("POST", **kept, value=1)
    seen += await ask("POST", **kept, key="one")
    seen += await ask("DELETE", **kept)
    return seen + await ask("GET")


async def a_console(world: World) -> list[Any]:
    """Write to the console, and restart: it is forgotten."""
    store: Question = ("GET", "/server/gcode_store", None)
    query: Question = ("GET", "/printer/objects/query?configfile=nope", None)
    seen = await ask_each(world, [store, query])
    for text in ("// Rails: 12.5h remaining", "// one\n// two"):
        await world.say(text)
        seen += await ask_each(world, [store])
    seen += await ask_each(world, [("GET", "/server/gcode_store?count=1", None)])
    await world.terminate()
    await world.launch()
    return seen + await ask_each(world, [store])


LIVES: tuple[Life, ...] = (
    printing,
    cancelling,
    odd_jobs,
    a_killed_moonraker,
    a_terminated_moonraker,
    a_first_extrusion_unseen,
    stops,
    a_power_cut,
    keys,
    requests,
    history,
    upgrades,
    a_list_of_maintenance,
    a_console,
)
