"""Lives of a printer: the same is done and asked in each of two worlds."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.simulators import Job, extrude, fail, heat, retract
from tests.simulators.octoprint import GLOBAL_KEY, READ_ONLY_KEY, USER_KEY

from .octoprint_worlds import FILES, JOB_AND_PRINTER, KEY, Look, World, comparable, look

type Life = Callable[[World], Awaitable[list[Look]]]

JOB = Job("a.gcode", (heat(1), extrude(2, 24)))
LONG = Job("b.gcode", (extrude(20, 200),))
COLD = Job("cold.gcode", (heat(20), extrude(5, 40)))
OTHER = Job("a.gcode", (extrude(40, 120),))
"""It has so many lines that its print begins before the end of its analysis."""
UNLOAD = Job("unload.gcode", (extrude(0.5, 20), retract(60)))
BROKEN = Job("broken.gcode", (extrude(1, 8), fail("MINTEMP", after=0.5)))
APP = {"app": "Maintenance"}
APP_KEYS = "/plugin/appkeys"
CARD = Job("longer_than_dos_allows.gcode", (extrude(60, 40),))


async def prepare(world: World, *jobs: Job) -> None:
    """Upload files, and wait until they were analysed."""
    for job in jobs:
        await world.upload(job)
    for job in jobs:
        await world.do("analysed", job.filename)


async def printing(world: World) -> list[Look]:
    """Print, pause and go on, come to the end, print the same again."""
    seen = await look(world)
    await prepare(world, LONG, JOB)
    await world.do("start", LONG)
    await world.wait(1.5)
    seen += await look(world)
    await world.do("pause")
    await world.wait(2.5)
    seen += await look(world)
    await world.do("resume")
    await world.wait(1.5)
    seen += await look(world)
    await world.do("cancel")
    await world.wait(0.5)
    seen += await look(world)
    for _ in range(2):
        await world.do("start", JOB)
        await world.wait(0.7)
        seen += await look(world, JOB_AND_PRINTER)
        await world.do("finished")
        seen += await look(world)
    await world.do("select", "b.gcode")
    return seen + await look(world)


async def cancelling(world: World) -> list[Look]:
    """Cancel while paused and while the printer is busy; begin anew in a pause."""
    await prepare(world, LONG, COLD)
    await world.do("start", LONG)
    await world.wait(1.5)
    await world.do("pause")
    await world.wait(2.5)
    await world.do("cancel")
    await world.wait(0.5)
    seen = await look(world)
    await world.do("start", LONG)
    await world.wait(1.5)
    await world.do("pause")
    await world.wait(2)
    await world.do("restart")
    await world.wait(1.5)
    seen += await look(world)
    await world.do("cancel")
    await world.wait(0.5)
    seen += await look(world)
    await world.do("start", COLD)
    await world.wait(2)
    seen += await look(world, JOB_AND_PRINTER)
    await world.do("emergency_stop")
    await world.wait(0.5)
    return seen + await look(world)


async def losing_the_printer(world: World) -> list[Look]:
    """Lose the printer while it prints and while it is paused; meet an error."""
    await prepare(world, LONG, BROKEN)
    seen = []
    for is_paused in (False, True):
        for end in ("disconnect", "emergency_stop"):
            await world.do("start", LONG)
            await world.wait(1.5)
            if is_paused:
                await world.do("pause")
                await world.wait(2)
            await world.do(end)
            await world.wait(0.5)
            seen += await look(world)
            await world.do("connect")
            seen += await look(world, JOB_AND_PRINTER)
    await world.do("start", BROKEN)
    await world.wait(2.5)
    return seen + await look(world)


async def dying(world: World) -> list[Look]:
    """Lose OctoPrint while it prints, in a bad and in a good way."""
    await prepare(world, LONG)
    seen = []
    for end in ("kill", "terminate"):
        await world.do("start", LONG)
        await world.wait(1)
        await world.do(end)
        await world.do("launch", is_safe=end == "terminate")
        seen += await look(world, (("GET", "/api/server"),))
        seen += await look(world)
        await world.do("connect")
        seen += await look(world)
    return seen


async def from_the_card(world: World) -> list[Look]:
    """Print from the printer's own card, pause, cancel."""
    path = await world.put_on_card(CARD)
    seen = await look(world)
    await world.do("print_file", path, is_sd=True)
    await world.wait(2)
    seen += await look(world)
    await world.do("pause")
    await world.wait(3)
    seen += await look(world)
    await world.do("cancel")
    await world.wait(0.5)
    return seen + await look(world)


async def files(world: World) -> list[Look]:
    """Analyse, copy, move, overwrite and delete files that were printed."""
    await world.upload(Job("sub/two.gcode", (extrude(0.5, 10),)), (10, 7))
    await world.upload(UNLOAD)
    await world.do("start", JOB)
    await world.wait(1.5)
    await world.do("finished")
    for path in ("sub/two.gcode", "unload.gcode", "a.gcode"):
        await world.do("analysed", path)
    seen = await look(world)
    await world.do("copy", "a.gcode", "sub/copy.gcode")
    await world.do("move", "unload.gcode", "moved.gcode")
    await world.wait(4)
    await world.do("analysed", "a.gcode")
    seen += await look(world)
    await world.do("start", OTHER)
    await world.wait(1)
    seen += await look(world)
    await world.do("cancel")
    await world.wait(2)
    await world.do("analysed", "a.gcode")
    seen += await look(world)
    await world.do("delete", "a.gcode")
    seen += await look(world)
    await prepare(world, OTHER)
    return seen + await look(world)


async def asking(world: World) -> list[Look]:
    """Ask what is refused, missing or known already."""
    await prepare(world, LONG)
    commands: tuple[tuple[str, str, Any], ...] = (
        ("POST", "/api/job", {"command": "pause"}),
        ("POST", "/api/job", {"command": "restart"}),
        ("POST", "/api/job", {"command": "dance"}),
        ("POST", "/api/printer/command", {"command": "M117 due"}),
        ("POST", "/api/printer/command", {"commands": ["M117 due"]}),
        ("POST", "/api/files/local/nope.gcode", {"command": "select"}),
        ("POST", "/api/files/local/b.gcode", {"command": "dance"}),
        ("DELETE", "/api/files/local/nope.gcode", None),
        ("GET", "/api/files/local/nope.gcode", None),
        ("GET", "/api/files/local/b.gcode", None),
        ("GET", "/api/nope", None),
        ("GET", "/plugin/nope/", None),
        ("GET", "/plugin/achievements", None),
        ("GET", "/plugin/discovery/discovery.xml", None),
    )
    seen = [comparable(await world.ask(*command)) for command in commands]
    tag = (await world.ask("GET", FILES)).headers["ETag"]
    headers = KEY | {"If-None-Match": tag}
    return [*seen, comparable(await world.ask("GET", FILES, None, headers))]


async def applications(world: World) -> list[Look]:
    """Ask for keys: one is granted, used and given back, others are not to be had."""
    looks = [comparable(await world.ask("GET", f"{APP_KEYS}/probe", None, {}))]
    asked = await world.ask("POST", f"{APP_KEYS}/request", APP, {})
    url = f"{APP_KEYS}/request/{asked.body['app_token']}"
    looks += [comparable(asked), comparable(await world.ask("GET", url, None, {}))]
    looks.append(comparable(await world.ask("GET", "/api/plugin/appkeys")))
    await world.do("grant")
    granted = await world.ask("GET", url, None, {})
    looks += [comparable(granted), comparable(await world.ask("GET", url, None, {}))]
    key = {"X-Api-Key": granted.body["api_key"]}
    for verb, path, body in (
        ("GET", "/api/currentuser", None),
        ("POST", "/api/plugin/appkeys", {"command": "revoke", **APP}),
        ("GET", "/api/currentuser", None),
        ("GET", "/api/version", None),
    ):
        looks.append(comparable(await world.ask(verb, path, body, key)))
    for seconds in (0, 6):
        asked = await world.ask("POST", f"{APP_KEYS}/request", APP, {})
        url = f"{APP_KEYS}/request/{asked.body['app_token']}"
        looks.append(comparable(await world.ask("GET", url, None, {})))
        if not seconds:
            await world.do("deny")
        await world.wait(seconds)
        looks.append(comparable(await world.ask("GET", url, None, {})))
    limited = await world.ask("POST", f"{APP_KEYS}/request", APP, {})
    return [*looks, comparable(limited), *await _rights(world)]


async def _rights(world: World) -> list[Look]:
    """Ask with the keys of others."""
    requests: tuple[tuple[str, str, Any], ...] = (
        ("GET", "/api/currentuser", None),
        ("GET", "/api/version", None),
        ("GET", "/api/job", None),
        ("GET", FILES, None),
        ("GET", "/plugin/achievements/", None),
        ("POST", "/api/printer/command", {"command": "M117 due"}),
        ("POST", "/api/job", {"command": "cancel"}),
    )
    keys = ("wrong", GLOBAL_KEY, USER_KEY, READ_ONLY_KEY)
    ways: list[dict[str, str]] = [
        {},
        *({"X-Api-Key": key} for key in keys),
        *({"Authorization": f"Bearer {key}"} for key in keys),
    ]
    return [
        comparable(await world.ask(*request, headers))
        for headers in ways
        for request in requests
    ]


async def switching_plugins(world: World) -> list[Look]:
    """Print while nobody counts."""
    await prepare(world, LONG)
    await world.do("start", LONG)
    await world.wait(1)
    await world.do("switch", "achievements", is_on=False)
    seen = await look(world)
    await world.do("connect")
    await world.do("start", LONG)
    await world.wait(1.5)
    await world.do("cancel")
    await world.wait(0.5)
    seen += await look(world)
    await world.do("switch", "achievements", is_on=True)
    seen += await look(world)
    await world.do("switch", "appkeys", is_on=False)
    for verb, path in (("GET", "probe"), ("POST", "request")):
        reply = await world.ask(verb, f"{APP_KEYS}/{path}", APP, {})
        seen.append(comparable(reply))
    return seen


LIVES: tuple[Life, ...] = (
    printing,
    cancelling,
    losing_the_printer,
    dying,
    from_the_card,
    files,
    asking,
    applications,
    switching_plugins,
)
