"""Who may do what, checked on the simulated OctoPrint."""

import pytest

from . import ADMIN_KEY, GLOBAL_KEY, READ_ONLY_KEY, USER_KEY, manual_octoprint
from .helpers import FILES

ASKING = [
    "/api/version",
    "/api/server",
    "/api/connection",
    "/api/job",
    "/api/printer",
    "/api/settings",
    "/plugin/achievements/",
    FILES,
]


@pytest.mark.parametrize("path", ASKING)
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"X-Api-Key": "wrong"}, 403),
        ({"X-Api-Key": READ_ONLY_KEY}, 200),
        ({"X-Api-Key": GLOBAL_KEY}, 200),
        ({"Authorization": f"Bearer {ADMIN_KEY}"}, 200),
        ({"Authorization": "Bearer wrong"}, 403),
    ],
)
def test_asking_wants_a_key(path: str, headers: dict[str, str], status: int) -> None:
    printer = manual_octoprint()
    assert printer.answer("GET", path, None, headers).status == status


@pytest.mark.parametrize(
    ("key", "status"), [("wrong", 400), (READ_ONLY_KEY, 403), (USER_KEY, 204)]
)
def test_commands_want_more(key: str, status: int) -> None:
    printer = manual_octoprint()
    command = {"command": "M117 due"}
    headers = {"X-Api-Key": key}
    reply = printer.answer("POST", "/api/printer/command", command, headers)
    assert reply.status == status
    assert printer.display == ("due" if status == 204 else None)


def test_only_an_administrator_sees_the_global_key() -> None:
    printer = manual_octoprint()
    for key, seen in ((ADMIN_KEY, GLOBAL_KEY), (READ_ONLY_KEY, None)):
        headers = {"X-Api-Key": key}
        settings = printer.answer("GET", "/api/settings", None, headers)
        assert settings.body["api"] == {"key": seen}


def test_without_discovery_there_is_no_identity() -> None:
    printer = manual_octoprint()
    path = "/plugin/discovery/discovery.xml"
    assert f"uuid:{printer.uuid}" in printer.answer("GET", path).body
    printer.switch("discovery", is_on=False)
    assert printer.answer("GET", path).status == 404
    headers = {"X-Api-Key": ADMIN_KEY}
    settings = printer.answer("GET", "/api/settings", None, headers)
    assert settings.body["plugins"] == {}


def test_safe_mode_is_told() -> None:
    printer = manual_octoprint()
    printer.kill()
    printer.launch(is_safe=True)
    server = printer.answer("GET", "/api/server", None, {"X-Api-Key": ADMIN_KEY})
    assert server.body == {"safemode": "flag", "version": "1.11.8"}


def test_what_is_not_there() -> None:
    printer = manual_octoprint()
    assert "error" in printer.answer("GET", "/api/nope").body
    assert "<h1>" in printer.answer("GET", "/plugin/nope/").body
    moved = printer.answer("GET", "/plugin/achievements")
    assert (moved.status, moved.headers["Location"][-21:]) == (
        308,
        "/plugin/achievements/",
    )
