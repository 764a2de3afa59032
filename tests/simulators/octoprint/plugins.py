"""The requests of the bundled plugins: achievements, application keys, discovery."""

from typing import Protocol
from xml.sax.saxutils import escape

from .access import User
from .achievements import Achievements
from .app_keys import AppKeys, Request as AppRequest, Undecided
from .reply import HTML, NO_CONTENT, NO_PERMISSION, NOT_FOUND, Refused, Reply, Request

TOO_MANY = "You have made too many app key requests. Please try again later."
DISCOVERY = """<?xml version="1.0"?>
<root xmlns="urn:schemas-upnp-org:device-1-0">
    <device>
        <deviceType>urn:schemas-upnp-org:device:Basic:1</deviceType>
        <friendlyName>{name}</friendlyName>
        <manufacturer>The OctoPrint Project</manufacturer>
        <UDN>uuid:{uuid}</UDN>
        <presentationURL>{base}/</presentationURL>
    </device>
</root>"""


class Process(Protocol):
    """What the requests are answered from."""

    name: str
    uuid: str
    achievements: Achievements
    app_keys: AppKeys

    @property
    def now(self) -> float:
        """Return the present moment."""

    @property
    def wall(self) -> float:
        """Return the time of day."""


class Plugins:
    """Answer for the plugins."""

    def __init__(self, process: Process) -> None:
        """Take whose plugins they are."""
        self._process = process

    @property
    def _app_keys(self) -> AppKeys:
        """Return the plugin for application keys."""
        return self._process.app_keys

    def achievements(self, request: Request, user: User | None) -> Reply:
        """Tell the counters."""
        return Reply(200, self._process.achievements.as_json(self._process.wall))

    def no_slash(self, request: Request, user: User | None) -> Reply:
        """Send who left out the slash to where it is."""
        url = f"{request.base}/plugin/achievements/"
        return Reply(308, "Redirecting...", HTML | {"Location": url})

    def discovery(self, request: Request, user: User | None) -> Reply:
        """Describe the device, as UPnP wants it."""
        name = escape(f'OctoPrint instance "{self._process.name}"')
        text = DISCOVERY.format(name=name, uuid=self._process.uuid, base=request.base)
        return Reply(200, text, {"Content-Type": "application/xml"})

    # Application keys.

    def probe(self, request: Request, user: User | None) -> Reply:
        """Tell that the plugin is there."""
        return NO_CONTENT

    def request(self, request: Request, user: User | None) -> Reply:
        """Take an application's request for a key."""
        app = request.option("app")
        if app is None:
            raise Refused(400, "No app name provided")
        asked = self._app_keys.request(app, request.option("user"), self._process.now)
        if asked is None:
            raise Refused(429, TOO_MANY)
        base = f"{request.base}/plugin/appkeys"
        suffix = f"?user={asked.user}" if asked.user else ""
        body = {
            "app_token": asked.app_token,
            "auth_dialog": f"{base}/auth/{asked.app_token}{suffix}",
        }
        return Reply(201, body, {"Location": f"{base}/request/{asked.app_token}"})

    def poll(self, request: Request, user: User | None) -> Reply:
        """Tell an application what was decided."""
        token = request.path.rpartition("/")[2]
        answer = self._app_keys.poll(token, self._process.now)
        if answer is Undecided.PENDING:
            return Reply(202, {"message": "Awaiting decision"})
        if answer is Undecided.GONE:
            raise Refused(404, NOT_FOUND)
        return Reply(200, {"api_key": answer})

    def decide(self, request: Request, user: User | None) -> Reply:
        """Take a user's decision."""
        token = request.path.rpartition("/")[2]
        is_granted = bool(request.option("decision"))
        if user is None or not self._app_keys.decide(
            token, user.name, self._process.now, is_granted=is_granted
        ):
            raise Refused(404, NOT_FOUND)
        return NO_CONTENT

    def pending(self, request: Request, user: User | None) -> Reply:
        """Tell a user which applications have a key, and which ask for one."""
        name = _name(user)
        keys = [
            {"app_id": app, "user_id": owner}
            for owner, app in self._app_keys.keys
            if owner == name
        ]
        pending = self._app_keys.pending(name, self._process.now)
        asked = {entry.user_token: _asked(entry) for entry in pending}
        return Reply(200, {"keys": keys, "pending": asked})

    def revoke(self, request: Request, user: User | None) -> Reply:
        """Give a key back."""
        app = str(request.option("app") or "")
        if request.command != "revoke":
            raise Refused(400, "command is invalid")
        if not self._app_keys.revoke(_name(user), app):
            raise Refused(400, "Need either app or key")
        return NO_CONTENT


def _asked(request: AppRequest) -> dict[str, str | None]:
    """Describe what a user is asked."""
    return {
        "app_id": request.app,
        "remote_address": "127.0.0.1",
        "user_id": request.user,
        "user_token": request.user_token,
    }


def _name(user: User | None) -> str:
    """Return who asks; refuse a stranger."""
    if user is None:
        raise Refused(403, NO_PERMISSION)
    return user.name
