"""Ask a host over HTTP, trusting nothing about what comes back."""

from collections.abc import Mapping
from math import inf
from typing import NamedTuple

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
)
from multidict import CIMultiDict
import orjson
from yarl import URL

from .base import HostAbsent, HostUnauthorized, HostUnexpectedAnswer, HostUnreachable

# Klippy answers within a quarter of a second; a slow network may take longer.
TIMEOUT = ClientTimeout(total=10)
# Fifty rows of history with their metadata are a few hundred kilobytes.
LARGEST_BODY = 1024 * 1024
# Reading JSON holds the event loop, and takes the longer the more values there are.
# No host tells so many; each of them takes a comma or a bracket.
BYTES_PER_VALUE = 12


# What is compressed may become a thousand times as much; on a home's network it gains
# little, and costs the printer's board more.
_PLAIN = {"Accept-Encoding": "identity"}
_JSON = {"Content-Type": "application/json"}


class HttpAnswer(NamedTuple):
    """Hold an answer whatever its status."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> object:
        """Return the body, or None if it is no JSON."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None

    @property
    def is_gateway(self) -> bool:
        """Tell whether a reverse proxy answers for a host that is away."""
        return self.status in (502, 503, 504) and self.json is None

    def read(self) -> tuple[int, object]:
        """Return status and JSON body, None for none; raises HostError."""
        status, body = self.status, self.json
        if status in (401, 403):
            raise HostUnauthorized(f"HTTP {status}")
        if 300 <= status < 400:
            raise HostUnexpectedAnswer(f"HTTP {status} instead of an answer")
        if self.is_gateway:
            raise HostUnreachable(f"HTTP {status}")
        if body is None and status == 200:
            raise HostUnexpectedAnswer("an answer is no JSON")
        return status, body


class HttpClient:
    """Send requests to one host; redirects are refused, so no key travels along."""

    def __init__(
        self, session: ClientSession, url: str, headers: Mapping[str, str]
    ) -> None:
        """Take the address, whose path is kept, and headers for every request."""
        self._session = session
        self._url = URL(url)
        self._urls: dict[str, URL] = {}
        self._last: tuple[object, bytes] = None, b""
        self._headers = CIMultiDict(_PLAIN, **headers)
        self._json_headers = CIMultiDict(self._headers, **_JSON)

    def url_of(self, path: str) -> URL:
        """Return where a path of the host is."""
        if path not in self._urls:
            self._urls[path] = self._url.joinpath(path)
        return self._urls[path]

    async def exchange(
        self,
        path: str,
        *,
        params: Mapping[str, str | int | float] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        largest: int | None = None,
        patience: float | None = None,
    ) -> HttpAnswer:
        """Return the answer whatever its status; raises HostError."""
        sent = self._headers if json is None else self._json_headers
        if headers:
            sent = CIMultiDict(sent, **headers)
        try:
            async with self._session.request(
                "GET" if json is None else "POST",
                self.url_of(path),
                params=params,
                data=None if json is None else self._written(json),
                headers=sent,
                allow_redirects=False,
                auto_decompress=False,
                timeout=ClientTimeout(total=patience) if patience else TIMEOUT,
            ) as response:
                body = await _body(response, largest or LARGEST_BODY)
                return HttpAnswer(response.status, response.headers, body)
        # The text of these errors tells the address.
        except ClientConnectorError as err:
            raise HostAbsent(type(err).__name__) from err
        except (ClientError, TimeoutError, OSError) as err:
            raise HostUnreachable(type(err).__name__) from err

    def _written(self, json: object) -> bytes:
        """Write JSON; what is the same with every poll only once."""
        if json is not self._last[0]:
            self._last = json, orjson.dumps(json)
        return self._last[1]

    async def request(
        self,
        path: str,
        *,
        params: Mapping[str, str | int | float] | None = None,
        json: object = None,
    ) -> tuple[int, object]:
        """Return status and JSON body, None for none; raises HostError."""
        return (await self.exchange(path, params=params, json=json)).read()


async def _body(response: ClientResponse, largest: int) -> bytes:
    """Read a body to its end; raises HostUnexpectedAnswer if that does not come."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise HostUnexpectedAnswer("an answer is compressed")
    # Who tells the length is held to it.
    is_short = (response.content_length or inf) <= largest
    body = await response.read() if is_short else await _chunks(response, largest)
    most = largest // BYTES_PER_VALUE
    if len(body) > most and sum(map(body.count, b",[{")) > most:
        raise HostUnexpectedAnswer("an answer tells too much")
    return body


async def _chunks(response: ClientResponse, largest: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(65536):
        body += chunk
        if len(body) > largest:
            raise HostUnexpectedAnswer("an answer is too long")
    return bytes(body)
