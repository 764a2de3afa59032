"""What OctoPrint answers, and what it asks of a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.simulators.api import Answer

from .access import User, key_of

NO_PERMISSION = (
    "You don't have the permission to access the requested resource. "
    "It is either read-protected or not readable by the server."
)
NOT_FOUND = (
    "The requested URL was not found on the server. If you entered the URL manually "
    "please check your spelling and try again."
)
NOT_OPERATIONAL = "Printer is not operational"
HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGE = "<!doctype html>\n<html lang=en>\n<title>{title}</title>\n<h1>{head}</h1>\n<p>{text}</p>\n"


@dataclass(frozen=True, slots=True)
class Reply(Answer):
    """An answer with headers; text for a body is sent as it is."""

    headers: Mapping[str, str] = field(default_factory=dict)


NO_CONTENT = Reply(204, "")


@dataclass(frozen=True, slots=True)
class Request:
    """A request as HTTP brings it."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    headers: Mapping[str, str]

    @classmethod
    def of(
        cls, method: str, path: str, body: Any, headers: Mapping[str, str] | None
    ) -> Request:
        """Split a path from its query."""
        url = urlsplit(path)
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        return cls(method, url.path, query, body, headers or {})

    @property
    def key(self) -> str | None:
        """Return the key it brings."""
        return key_of(self.headers, self.query)

    @property
    def base(self) -> str:
        """Return the URL that the client sees, with the prefix a proxy tells of."""
        host = self.headers.get("Host", "127.0.0.1:5000")
        return f"http://{host}{self.headers.get('X-Script-Name', '')}"

    @property
    def command(self) -> str:
        """Return the command in its body."""
        return str(self.body.get("command", "")) if isinstance(self.body, dict) else ""

    def option(self, name: str) -> Any:
        """Return something else from its body."""
        return self.body.get(name) if isinstance(self.body, dict) else None


class Refused(Exception):
    """A request is refused, with a reason."""

    def __init__(self, status: int, reason: str) -> None:
        """Take status and reason."""
        super().__init__(reason)
        self.reply = Reply(status, {"error": reason})


def page(status: int, title: str, text: str) -> Reply:
    """Return a page for people, as where no part of the API answers."""
    head = title.partition(" ")[2]
    return Reply(status, PAGE.format(title=title, head=head, text=text), HTML)


def require(user: User | None, permission: str | None) -> None:
    """Refuse who may not."""
    if permission and (user is None or permission not in user.permissions):
        raise Refused(403, NO_PERMISSION)
