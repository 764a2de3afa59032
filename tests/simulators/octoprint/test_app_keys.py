"""How an application gets a key, checked on the simulated OctoPrint."""

import pytest

from . import ADMIN_KEY, manual_octoprint
from .helpers import get, post
from .reply import Reply
from .scenarios import Printer

ASK = "/plugin/appkeys/request"


@pytest.fixture
def printer() -> Printer:
    """Return an OctoPrint."""
    return manual_octoprint()


def ask(printer: Printer, app: str = "Maintenance", **more: str) -> Reply:
    """Ask for a key; return the answer."""
    return printer.answer("POST", ASK, {"app": app} | more)


def poll(printer: Printer, request: Reply) -> Reply:
    """Ask for the decision."""
    return printer.answer("GET", f"{ASK}/{request.body['app_token']}")


def test_a_key_is_granted_once(printer: Printer) -> None:
    request = ask(printer)
    assert request.status == 201
    assert request.headers["Location"].endswith(request.body["app_token"])
    assert poll(printer, request).status == 202
    printer.grant()
    granted = poll(printer, request)
    assert poll(printer, request).status == 404
    headers = {"X-Api-Key": granted.body["api_key"]}
    user = printer.answer("GET", "/api/currentuser", None, headers)
    assert user.body["name"] == "admin"
    printer.kill()
    printer.launch()
    assert printer.answer("GET", "/api/version", None, headers).status == 200


def test_the_same_application_gets_the_same_key_again(printer: Printer) -> None:
    keys = set()
    for app in ("Maintenance", "maintenance"):
        request = ask(printer, app)
        printer.grant()
        keys.add(poll(printer, request).body["api_key"])
    assert len(keys) == 1


def test_a_request_can_be_denied(printer: Printer) -> None:
    request = ask(printer)
    printer.deny()
    assert poll(printer, request).status == 404


def test_a_request_for_a_user_is_that_users_alone(printer: Printer) -> None:
    request = ask(printer, user="user")
    assert request.body["auth_dialog"].endswith("?user=user")
    with pytest.raises(IndexError):
        printer.grant("admin")
    printer.grant("user")
    assert poll(printer, request).status == 200


def test_who_does_not_poll_is_forgotten(printer: Printer) -> None:
    request = ask(printer)
    for _ in range(3):
        printer.clock.advance(4)
        assert poll(printer, request).status == 202
    printer.clock.advance(6)
    assert poll(printer, request).status == 404


def test_nobody_waits_longer_than_ten_minutes(printer: Printer) -> None:
    request = ask(printer)
    for _ in range(150):
        printer.clock.advance(4)
        assert poll(printer, request).status == 202
    printer.clock.advance(4)
    assert poll(printer, request).status == 404


def test_too_many_requests_are_refused(printer: Printer) -> None:
    assert [ask(printer).status for _ in range(4)] == [201, 201, 201, 429]
    printer.clock.advance(61)
    assert [ask(printer).status for _ in range(3)] == [201, 201, 429]
    printer.clock.advance(601)
    assert ask(printer).status == 201


def test_a_key_can_be_given_back(printer: Printer) -> None:
    request = ask(printer)
    printer.grant()
    headers = {"X-Api-Key": poll(printer, request).body["api_key"]}
    body = {"command": "revoke", "app": "Maintenance"}
    path = "/api/plugin/appkeys"
    assert get(printer, path).body["keys"] == [
        {"app_id": "maintenance", "user_id": "admin"}
    ]
    assert printer.answer("POST", path, body, headers).status == 204
    assert printer.answer("GET", "/api/version", None, headers).status == 403
    assert post(printer, path, **body).status == 400


def test_the_plugin_may_be_missing(printer: Printer) -> None:
    assert printer.answer("GET", "/plugin/appkeys/probe").status == 204
    printer.switch("appkeys", is_on=False)
    probe = printer.answer("GET", "/plugin/appkeys/probe")
    assert probe.status == 404
    assert "Not Found" in probe.body
    assert ask(printer).status == 404


def test_a_restart_forgets_requests_and_limits(printer: Printer) -> None:
    request = [ask(printer) for _ in range(3)][-1]
    printer.kill()
    printer.launch()
    assert poll(printer, request).status == 404
    assert ask(printer).status == 201


def test_what_a_request_must_have(printer: Printer) -> None:
    assert printer.answer("POST", ASK, {}).body == {"error": "No app name provided"}
    decision = "/plugin/appkeys/decision/nobody"
    assert printer.answer("POST", decision, {"decision": True}).status == 400
    headers = {"X-Api-Key": ADMIN_KEY}
    assert printer.answer("POST", decision, {"decision": True}, headers).status == 404
