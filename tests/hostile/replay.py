"""Recorded answers, given again: as they were, or with one value that is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
import json
import re
from typing import Any, Final, cast, override
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import ClientSession

from custom_components.printer_maintenance.hosts.http import HttpAnswer, HttpClient
from tests.simulators import recordings as moonraker
from tests.simulators.octoprint import recordings as octoprint
from tests.simulators.octoprint.reply import Reply

from .mutation import KINDS, Novelty, Path, mutated, mutations

OBJECTS: Final = "/printer/objects/query"
BATCH: Final = "POST /server/jsonrpc"
# Where the parts of a batch are found when they are asked for one by one.
PARTS: Final = {
    "printer.objects.query": OBJECTS,
    "server.history.list": "GET /server/history/list",
    "server.history.totals": "GET /server/history/totals",
    "server.database.get_item": "GET /server/database/item moonraker",
}
# What makes another question of the same path.
_TELLING: Final = ("namespace", "recursive", "configfile")
_PLACEHOLDER: Final = re.compile(r"<(\w+) (\w+)>")

type Answers = Mapping[str, Reply]


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is said instead at one place of one of the next answers."""

    number: int
    path: Path
    value: object


def question(method: str, path: str) -> str:
    """Name what is asked; the objects may be asked for in either way."""
    url = urlsplit(path)
    query = parse_qs(url.query)
    told = [query[name][0] for name in _TELLING if name in query]
    return " ".join([*([] if url.path == OBJECTS else [method]), url.path, *told])


def _filled(value: Any) -> Any:
    """Return it with something that could be a key where one was."""
    return json.loads(_PLACEHOLDER.sub(r"\1-\2", json.dumps(value)))


def _read() -> dict[tuple[str, str], dict[str, tuple[str, Reply]]]:
    """Return all that was recorded, by version and state, and then by endpoint."""
    states: dict[tuple[str, str], dict[str, tuple[str, Reply]]] = {}
    for old in moonraker.recordings():
        state = states.setdefault((old.version, old.state), {})
        asked = question(old.request["method"], old.request["path"])
        state[old.endpoint] = asked, Reply(old.status, old.body)
    for new in octoprint.recordings():
        state = states.setdefault((new.version, new.state), {})
        asked = question(new.request["method"], _filled(new.request["path"]))
        reply = replace(new.reply, body=_filled(new.reply.body))
        state[new.endpoint] = asked, reply
    return states


_RECORDED: Final = _read()


def recorded(version: str, state: str, *endpoints: str) -> dict[str, Reply]:
    """Return what was answered in a state, or only what these endpoints did."""
    found = _RECORDED[version, state]
    return dict(found[endpoint] for endpoint in endpoints or found)


def states(version: str, *names: str) -> Iterator[Answers]:
    """Yield what is answered in these states; what was not recorded is as before."""
    answers: dict[str, Reply] = {}
    for name in names:
        answers = answers | recorded(version, name)
        yield answers


def having(version: str, *questions: str) -> Iterator[Answers]:
    """Yield the states in which all of this was recorded."""
    for known, state in _RECORDED:
        answers = recorded(known, state)
        if known == version and all(asked in answers for asked in questions):
            yield answers


# What is the same in every state was recorded once.
_ALWAYS: Final = {
    **recorded("0.11.0", "16_database_instance_id"),
    **recorded("1.11.8", "34_discovery"),
}
_UNKNOWN: Final = recorded("0.11.0", "16_unknown_endpoint")["GET /server/nope"]
_SAID: Final = recorded(
    "0.11.0", "14_after_moonraker_kill_job_completed", "gcode_store"
)["GET /server/gcode_store"]

NOW: Final = datetime(2026, 11, 20, 22, 10, tzinfo=UTC)
# KlipperMaintenance, which no printer had that was recorded.
CONFIGURED: Final = {
    "status": {
        "configfile": {
            "config": {
                "maintain rails": {
                    "label": "Rails",
                    "trigger": "print_time",
                    "threshold": "250",
                    "message": "Grease",
                },
                "maintain": {},
            }
        }
    }
}
CONSOLE: Final = {
    "gcode_store": [
        *_SAID.body["result"]["gcode_store"],
        {"message": "// Rails: 100h remaining", "time": NOW.timestamp()},
    ]
}


class Replay:
    """Answer as a host did when it was recorded."""

    def __init__(self) -> None:
        """Begin without an answer to anything."""
        self.answers: Answers = {}
        self.given: list[Any] = []
        """What was answered before anything was spoiled."""
        self._wrong: Wrong | None = None
        self._texts: dict[str, str] = {}

    def show(self, answers: Answers) -> None:
        """Answer like this from now on."""
        self.answers = {**_ALWAYS, **answers}
        self._texts.clear()

    def spoil(self, wrong: Wrong | None) -> None:
        """Say something wrong in one answer; the next one has the number 0."""
        self._wrong = wrong
        self.given.clear()

    def wrongs(self, novelty: Novelty) -> Iterator[Wrong]:
        """Yield all that can be wrong with what was just answered, if it is JSON."""
        for number, body in enumerate(list(self.given)):
            if isinstance(body, str):
                continue
            is_new = novelty.of(body)
            for path, value in mutations(body, KINDS):
                if is_new(path):
                    yield Wrong(number, path, value)

    def answer(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Answer one request."""
        reply = self._reply(question(method, path), path, body, headers or {})
        wrong, number = self._wrong, len(self.given)
        self.given.append(reply.body)
        if wrong is not None and wrong.number == number:
            text = json.dumps(mutated(reply.body, wrong.path, wrong.value))
        elif isinstance(reply.body, str):
            text = reply.body
        elif (text := self._texts.get(path, "")) == "":
            text = self._texts[path] = json.dumps(reply.body)
        return Reply(reply.status, text, reply.headers)

    def _reply(
        self, asked: str, path: str, body: Any, headers: Mapping[str, str]
    ) -> Reply:
        reply = self.answers.get(asked, _UNKNOWN)
        if asked == BATCH and reply.status == 200:
            return Reply(200, [self._part(call["method"]) for call in body])
        query = parse_qs(urlsplit(path).query)
        if reply.status == 200 and "/server/history/list" in path:
            return Reply(200, {"result": _page(reply.body["result"], query)})
        etag = reply.headers.get("ETag")
        if etag is not None and headers.get("If-None-Match") == etag:
            return Reply(304, "", reply.headers)
        return reply

    def _part(self, method: str) -> Any:
        """Return one answer of a batch, made of the one that was given alone."""
        reply = self.answers.get(PARTS[method], _UNKNOWN)
        body = reply.body
        if method == "server.history.list" and reply.status == 200:
            body = {"result": _page(body["result"], {"limit": ["5"]})}
        return {"jsonrpc": "2.0", **body, "id": method}


def _page(result: Any, query: Mapping[str, list[str]]) -> Any:
    """Return some rows of a history that was recorded as a whole."""
    start = int(query.get("start", ["0"])[0])
    limit = int(query.get("limit", ["50"])[0])
    rows = result["jobs"]
    if query.get("order") == ["asc"]:
        rows = rows[::-1]
    return {**result, "jobs": rows[start : start + limit]}


class Direct(HttpClient):
    """Ask a host without a network between."""

    def __init__(self, host: Replay) -> None:
        """Take the host."""
        super().__init__(cast("ClientSession", None), "http://printer.local", {})
        self.host = host

    @override
    async def exchange(
        self,
        path: str,
        *,
        params: Mapping[str, str | int | float] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        **rest: Any,
    ) -> HttpAnswer:
        query = f"?{urlencode(params)}" if params else ""
        verb = "GET" if json is None else "POST"
        reply = self.host.answer(verb, f"/{path}{query}", json, headers)
        return HttpAnswer(reply.status, reply.headers, reply.body.encode())
