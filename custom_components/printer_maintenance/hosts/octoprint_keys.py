"""OctoPrint's application keys: a user allows an application in with one click."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum
import re
from typing import Final

from .base import HostError, HostUnexpectedAnswer, HostUnreachable
from .http import HttpClient

APP: Final = "Printer Maintenance (Home Assistant)"
# OctoPrint forgets a request that is not polled for five seconds, or after ten minutes.
POLL: Final = 1.0
PATIENCE: Final = 5.0
LIFETIME: Final = 595.0

_TOKEN: Final = re.compile(r"[\w-]+", re.ASCII)


class Refusal(StrEnum):
    """Name why there is no key."""

    DENIED = "key_denied"
    TIMED_OUT = "key_timed_out"
    RATE_LIMITED = "key_rate_limited"
    PLUGIN_MISSING = "key_plugin_missing"


class KeyRefused(HostError):
    """Say that OctoPrint gives no key."""

    def __init__(self, refusal: Refusal) -> None:
        """Take why."""
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class KeyRequest:
    """An application waits for a user's decision, who is asked at a URL, too."""

    token: str
    url: str


class AppKeys:
    """Ask one OctoPrint for a key, without having one."""

    def __init__(self, client: HttpClient) -> None:
        """Take a client without a key."""
        self._client = client

    async def request(self) -> KeyRequest:
        """Let OctoPrint ask its user; raises HostError."""
        probe = await self._client.exchange("plugin/appkeys/probe")
        if probe.status == 404:
            raise KeyRefused(Refusal.PLUGIN_MISSING)
        status, body = await self._client.request(
            "plugin/appkeys/request", json={"app": APP}
        )
        if status == 429:
            raise KeyRefused(Refusal.RATE_LIMITED)
        token = body.get("app_token") if isinstance(body, dict) else None
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise HostUnexpectedAnswer(f"HTTP {status} to the request for a key")
        # A proxy may hide from OctoPrint where it is; the user has told where.
        url = self._client.url_of(f"plugin/appkeys/auth/{token}")
        return KeyRequest(token, str(url))

    async def poll(self, request: KeyRequest) -> str | None:
        """Return the key, or None while nothing is decided; raises HostError.

        A request that was denied is as unknown as one that was forgotten.
        """
        status, body = await self._client.request(
            f"plugin/appkeys/request/{request.token}"
        )
        if status == 202:
            return None
        if status == 404:
            raise KeyRefused(Refusal.DENIED)
        key = body.get("api_key") if isinstance(body, dict) else None
        if not isinstance(key, str) or not key:
            raise HostUnexpectedAnswer(f"HTTP {status} instead of a key")
        return key

    async def wait(self, request: KeyRequest) -> str:
        """Return the key as soon as the user has decided; raises HostError."""
        now = asyncio.get_running_loop().time
        end = (heard := now()) + LIFETIME
        while now() < end:
            try:
                key = await self.poll(request)
            except HostUnreachable:
                if now() - heard > PATIENCE:
                    raise
            except KeyRefused:
                if now() - heard <= PATIENCE:
                    raise
                break  # who was silent for so long was forgotten, not denied
            else:
                if key is not None:
                    return key
                heard = now()
            await asyncio.sleep(POLL)
        raise KeyRefused(Refusal.TIMED_OUT)
