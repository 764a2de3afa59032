"""How to drive the simulator into the recorded states of the application keys."""

from collections.abc import Callable
from typing import Any

from .access import ADMIN_KEY
from .scenarios import Printer

type Values = dict[str, str]
type Step = Callable[[Printer], Values]

APP = "Lab Maintenance"


def nothing(_: Printer) -> Values:
    """Ask for nothing."""
    return {}


def limited(printer: Printer) -> Values:
    """Ask too often."""
    for _ in range(3):
        _ask(printer, "Other")
    return {}


def asked(printer: Printer) -> Values:
    """Ask for a key, and let the user see it."""
    request = _ask(printer, APP)
    pending = printer.answer(
        "GET", "/api/plugin/appkeys", None, {"X-Api-Key": ADMIN_KEY}
    )
    (user_token,) = pending.body["pending"]
    return {"<app token>": request["app_token"], "<user token>": user_token}


def granted(printer: Printer) -> Values:
    """Let the user allow it."""
    values = asked(printer)
    printer.grant()
    return values


def denied(printer: Printer) -> Values:
    """Let the user deny it."""
    values = asked(printer)
    printer.deny()
    return values


def used(printer: Printer) -> Values:
    """Take the key."""
    values = granted(printer)
    url = f"/plugin/appkeys/request/{values['<app token>']}"
    key = printer.answer("GET", url).body["api_key"]
    return values | {"<application key>": key}


def stale(printer: Printer) -> Values:
    """Do not poll for a while."""
    values = asked(printer)
    printer.clock.advance(6)
    return values


def revoked(printer: Printer) -> Values:
    """Give the key back."""
    values = used(printer)
    printer.app_keys.revoke("admin", APP)
    return values


STEPS: dict[str, Step] = {
    "appkey_revoked_version": revoked,
    "appkey_used_currentuser": used,
    "appkey_used_version": used,
    "decide": asked,
    "decide_deny": asked,
    "list_pending": asked,
    "poll_after_granted": used,
    "poll_denied": denied,
    "poll_granted": granted,
    "poll_pending": asked,
    "poll_pending2": asked,
    "poll_stale": stale,
    "probe": nothing,
    "request": nothing,
    "request_deny": nothing,
    "request_ratelimited": limited,
    "request_stale": nothing,
    "revoke_self": used,
}


def _ask(printer: Printer, app: str) -> Any:
    """Ask for a key, as an application does."""
    return printer.answer("POST", "/plugin/appkeys/request", {"app": app}).body
