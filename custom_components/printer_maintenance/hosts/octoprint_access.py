"""Who an OctoPrint is, and whether the key suffices to read from it."""

import re
from typing import Final

from .base import (
    HostInfo,
    HostPosing,
    HostUnauthorized,
    HostUnexpectedAnswer,
    HostUnreachable,
    short,
)
from .http import HttpClient

NEEDED: Final = ("STATUS", "FILES_LIST")
COUNTERS: Final = "PLUGIN_ACHIEVEMENTS_VIEW"
_SETTINGS: Final = "SETTINGS_READ"
_FORBIDDEN: Final = 403
_UDN: Final = re.compile(rb"<UDN>uuid:([0-9A-Za-z-]{1,64})</UDN>")
_UUID: Final = re.compile(r"[0-9A-Za-z-]{1,64}")


async def identify(client: HttpClient) -> HostInfo:
    """Ask who the host is; raises HostError."""
    version = await _version(client)
    is_known, permissions = await _user(client)
    missing = await _missing(client, permissions)
    if missing and is_known:
        raise HostUnauthorized("the API key may not read enough", missing)
    if missing or version is None:
        raise HostUnauthorized("the API key is missing or wrong")
    identity: str | None
    if _SETTINGS in permissions:
        name, identity = await _settings(client)
    else:
        name, identity = None, await ask_identity(client)
    return HostInfo(
        identity=identity,
        name=name,
        host_version=version,
        firmware_version=None,
    )


async def answers(client: HttpClient) -> bool:
    """Tell whether it is an OctoPrint, which needs no key; raises HostError."""
    answer = await client.exchange("api/currentuser")
    if answer.status != 200 or _permissions(answer.json) is None:
        return False
    await _version(client)
    return True


async def _version(client: HttpClient) -> str | None:
    """Return name and version, or None if the key does not suffice to see them."""
    answer = await client.exchange("api/version")
    if answer.status == _FORBIDDEN:
        return None
    _, body = answer.read()
    text = body.get("text") if isinstance(body, dict) else None
    if not isinstance(text, str) or not text.startswith("OctoPrint "):
        raise HostUnexpectedAnswer("it is no OctoPrint")
    if "Moonraker" in text:
        raise HostPosing("a Moonraker poses as OctoPrint")
    return short(text)


async def _user(client: HttpClient) -> tuple[bool, list[object]]:
    """Return whether the key is somebody's, and what it may do."""
    _, user = await client.request("api/currentuser")
    permissions = _permissions(user)
    if permissions is None:
        raise HostUnexpectedAnswer("it is no OctoPrint")
    return _at(user, "name") is not None, permissions


def _permissions(user: object) -> list[object] | None:
    """Return what a user may do, if it is one of OctoPrint."""
    permissions = user.get("permissions") if isinstance(user, dict) else None
    return permissions if isinstance(permissions, list) else None


async def _missing(client: HttpClient, permissions: list[object]) -> tuple[str, ...]:
    """Return what the key may not do, but is needed."""
    missing = tuple(need for need in NEEDED if need not in permissions)
    if COUNTERS in permissions:
        return missing
    # The plugin may as well be missing; then nobody has its permission.
    counters = await client.exchange("plugin/achievements/")
    return (*missing, COUNTERS) if counters.status == _FORBIDDEN else missing


async def _settings(client: HttpClient) -> tuple[str | None, str | None]:
    """Return the name that the user has given, and the identity."""
    _, body = await client.request("api/settings")
    name = short(_at(body, "appearance", "name"))
    identity = _at(body, "plugins", "discovery", "upnpUuid")
    return name, identity if identity and _UUID.fullmatch(identity) else None


async def ask_identity(client: HttpClient) -> str | None:
    """Return the identity that everybody may know; raises HostError."""
    answer = await client.exchange("plugin/discovery/discovery.xml")
    if answer.status != 200 and not _is_silent(answer.status):
        raise HostUnreachable(f"HTTP {answer.status} to who it is")
    found = _UDN.search(answer.body) if answer.status == 200 else None
    return found[1].decode() if found else None


def _is_silent(status: int) -> bool:
    """Tell whether nobody tells who it is, and trying again would not help.

    The plugin is switched off, or a proxy wants everybody to log in first.
    """
    return 300 <= status < 400 or status in (401, 403, 404)


def _at(body: object, *keys: str) -> str | None:
    """Return the text at a path of keys, if there is one."""
    for key in keys:
        body = body.get(key) if isinstance(body, dict) else None
    return body if isinstance(body, str) and body else None
