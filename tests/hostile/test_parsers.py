"""Every parser against whatever JSON there can be: only declared errors come out."""

from collections.abc import Callable, Mapping
from contextlib import suppress
import json
from pathlib import Path
from typing import Any, Final

from hypothesis import given, settings, strategies as st
import orjson
import pytest
import voluptuous as vol

from custom_components.printer_maintenance.hosts import (
    klipper_maintenance,
    mainsail,
    moonraker_answer as moonraker,
    octoprint_answer as octoprint,
    octoprint_files,
)
from custom_components.printer_maintenance.hosts.amount import amount, estimated
from custom_components.printer_maintenance.hosts.base import HostError
from custom_components.printer_maintenance.hosts.http import HttpAnswer, HttpClient
from custom_components.printer_maintenance.hosts.moonraker_cursor import (
    Cursor as MoonrakerCursor,
)
from custom_components.printer_maintenance.hosts.octoprint_cursor import (
    Cursor as OctoPrintCursor,
)
from custom_components.printer_maintenance.hosts.octoprint_keys import AppKeys
from custom_components.printer_maintenance.hosts.url import complete_url
from custom_components.printer_maintenance.maintenance.usage import Usage
from tests.world.watcher import run

from .conftest import stored_cursor
from .inputs import Tried
from .mutation import WRONG, Novelty, mutated, mutations, paths
from .replay import CONFIGURED, CONSOLE, NOW

FIXTURES: Final = Path(__file__).parent.parent / "fixtures"


class Never(Exception):
    """Stand for the errors of a parser that has none."""


JSON: Final = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(['["PLA", "\\ud800"]', "PLA;;PETG", "1e999", "x" * 5000]),
    lambda parts: (
        st.lists(parts, max_size=4)
        | st.dictionaries(st.text(max_size=8), parts, max_size=4)
    ),
    max_leaves=12,
)


def recorded(*patterns: str) -> list[Any]:
    """Return the bodies of recorded answers, of Moonraker what is in the envelope."""
    found = []
    for pattern in patterns:
        for path in sorted(FIXTURES.glob(pattern)):
            body = json.loads(path.read_text())["body"]
            inner = body.get("result", body) if isinstance(body, dict) else body
            found.append(inner)
    assert found
    return found


@st.composite
def spoiled(draw: st.DrawFn, bodies: list[Any]) -> Any:
    """Draw a recorded answer with wrong values at up to three places, or any JSON."""
    if draw(st.integers(0, 5)) == 0:
        return draw(JSON)
    body = draw(st.sampled_from(bodies))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(list(paths(body))))
        body = mutated(body, path, draw(st.sampled_from(WRONG) | JSON))
    # A surrogate would not have come through the reading of a body.
    return orjson.loads(orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS))


def job(body: Any) -> object:
    """Read an open job that is printing."""
    return octoprint.parse_job(body, {"printing": True})


def find_in_mainsail(body: object) -> object:
    """Read what Mainsail keeps."""
    kept = body.get("value") if isinstance(body, dict) else body
    return mainsail.read_mainsail(kept, Usage(1e5, 1e5, 5), NOW)


def find_in_klipper(body: object) -> object:
    """Read Klipper's configuration and its console."""
    console = body if isinstance(body, dict) else {}
    sections = klipper_maintenance.sections_of(body)
    return klipper_maintenance.read_klipper_maintenance(sections, console, NOW)


def ask_for_key(body: object) -> object:
    """Ask for a key, and for the decision, where this is answered to everything."""

    class Client(HttpClient):
        async def exchange(self, path: str, **rest: Any) -> HttpAnswer:
            return HttpAnswer(200, {}, orjson.dumps(body))

    keys = AppKeys(Client(None, "http://octopi.local", {}))  # type: ignore[arg-type]
    return run(keys.poll(run(keys.request())))


KEYS: Final = [
    {"app_token": "ABC-1", "api_key": "0123"},
    {"app_token": "ABC-1", "auth_dialog": "http://octopi.local/x"},
]
PARSERS: Final[
    dict[str, tuple[Callable[[Any], object], list[Any], type[Exception]]]
] = {
    "status": (moonraker.parse_status, recorded("*/*.objects_query.json"), HostError),
    "rows": (moonraker.parse_rows, recorded("*/*.history_list.json"), HostError),
    "totals": (moonraker.parse_totals, recorded("*/*.history_totals.json"), HostError),
    "identity": (
        moonraker.parse_identity,
        recorded("*/*_instance_id.json"),
        HostError,
    ),
    "counters": (
        octoprint.parse_counters,
        recorded("*/*.achievements.json"),
        HostError,
    ),
    "flags": (octoprint.parse_flags, recorded("octoprint*/*.printer.json"), HostError),
    "job": (job, recorded("octoprint*/*.job.json"), HostError),
    "files": (
        octoprint_files.parse_files,
        recorded("octoprint*/*.files.json"),
        HostError,
    ),
    "keys": (ask_for_key, KEYS, HostError),
    "mainsail": (find_in_mainsail, recorded("*/24_maintenance.json"), Never),
    "klipper_maintenance": (find_in_klipper, [{**CONFIGURED, **CONSOLE}], Never),
    "amount": (amount, [1, 1.5, None], vol.Invalid),
    "estimated": (estimated, [1, 1.5, None], Never),
    "moonraker's cursor": (
        MoonrakerCursor.from_dict,
        [stored_cursor("moonraker")],
        ValueError,
    ),
    "octoprint's cursor": (
        OctoPrintCursor.from_dict,
        [stored_cursor("octoprint")],
        ValueError,
    ),
}


@pytest.mark.parametrize("name", PARSERS)
def test_a_wrong_value_at_every_place(tried: Tried, name: str) -> None:
    parse, bodies, declared = PARSERS[name]
    novelty = Novelty()
    for body in bodies:
        is_new = novelty.of(body)
        for path, wrong in mutations(body):
            if not is_new(path):
                continue
            tried.inputs += 1
            try:
                parse(mutated(body, path, wrong))
            except declared:
                pass
            except Exception as err:  # noqa: BLE001
                tried.wrong(f"{path} {wrong!r}", f"raised {err!r}")


def fuzz(
    strategy: st.SearchStrategy[Any], inputs: int, check: Callable[[Any], None]
) -> None:
    """Try so many inputs."""
    settings(max_examples=inputs, database=None)(given(strategy)(check))()


@pytest.mark.parametrize("name", PARSERS)
def test_a_parser(tried: Tried, inputs: int, name: str) -> None:
    parse, bodies, declared = PARSERS[name]
    understood = 0
    for body in bodies:
        with suppress(declared):  # some recorded answers are errors
            parse(body)
            understood += 1
    assert understood

    def check(value: object) -> None:
        tried.inputs += 1
        with suppress(declared):
            # What is remembered of it goes to disk as JSON.
            orjson.dumps(parse(value), default=repr, option=orjson.OPT_NON_STR_KEYS)

    fuzz(spoiled(bodies), inputs, check)


def test_an_address(tried: Tried, inputs: int) -> None:
    parts = st.sampled_from(
        [
            "http://",
            "https:",
            "//",
            "[",
            "]",
            "::1",
            "%",
            ":",
            "@",
            "a.b",
            "80",
            "/",
            "?",
        ]
    )
    texts = st.text(max_size=40) | st.lists(parts, max_size=8).map("".join)

    def check(text: str) -> None:
        tried.inputs += 1
        try:
            url = complete_url(text, 7125)
        except ValueError:
            return
        assert complete_url(url, 7125) == url
        assert url.startswith(("http://", "https://"))

    fuzz(texts, inputs, check)


def test_a_body(tried: Tried, inputs: int) -> None:
    some = [orjson.dumps(body) for body in recorded("*/*.history_list.json")]

    def check(drawn: tuple[bytes, int, int, bytes]) -> None:
        body, begin, length, other = drawn
        tried.inputs += 1
        spoilt = body[:begin] + other + body[begin + length :]
        answer = HttpAnswer(200, {}, spoilt)
        try:
            _, value = answer.read()
        except HostError:
            return
        assert isinstance(value, Mapping | list | str | int | float)

    places = st.integers(0, max(map(len, some)))
    fuzz(
        st.tuples(
            st.sampled_from(some), places, st.integers(0, 50), st.binary(max_size=9)
        ),
        inputs,
        check,
    )
