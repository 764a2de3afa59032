"""Ask a host over HTTP, trusting nothing about what comes back."""

from collections.abc import Mapping

from aiohttp import ClientError, ClientSession, ClientTimeout
import orjson
from yarl import URL

from .base import HostUnauthorized, HostUnexpectedAnswer, HostUnreachable

# Klippy answers within a quarter of a second; a slow network may take longer.
TIMEOUT = ClientTimeout(total=10)
# Fifty rows of history with their metadata are a few hundred kilobytes.
LARGEST_BODY = 8 * 1024 * 1024


class HttpClient:
    """Send requests to one host; redirects are refused, so no key travels along."""

    def __init__(
        self, session: ClientSession, url: str, headers: Mapping[str, str]
    ) -> None:
        """Take the address, whose path is kept, and headers for every request."""
        self._session = session
        self._url = URL(url)
        self._headers = headers

    async def request(
        self,
        path: str,
        *,
        params: Mapping[str, str | int | float] | None = None,
        json: object = None,
    ) -> tuple[int, object]:
        """Return status and JSON body, None for none; raises HostError."""
        try:
            async with self._session.request(
                "GET" if json is None else "POST",
                self._url.joinpath(*path.split("/")),
                params=params,
                json=json,
                headers=self._headers,
                allow_redirects=False,
                timeout=TIMEOUT,
            ) as response:
                body = bytearray()
                async for chunk in response.content.iter_chunked(65536):
                    body += chunk
                    if len(body) > LARGEST_BODY:
                        raise HostUnexpectedAnswer("an answer is too long")
                status = response.status
        except (ClientError, TimeoutError, OSError) as err:
            # The text of these errors tells the address.
            raise HostUnreachable(type(err).__name__) from err
        if status in (401, 403):
            raise HostUnauthorized(f"HTTP {status}")
        if 300 <= status < 400:
            raise HostUnexpectedAnswer(f"HTTP {status} instead of an answer")
        try:
            return status, orjson.loads(body)
        except orjson.JSONDecodeError:
            if status in (502, 503, 504):
                # A reverse proxy in front of a host that is away.
                raise HostUnreachable(f"HTTP {status}") from None
            if status == 200:
                raise HostUnexpectedAnswer("an answer is no JSON") from None
            return status, None
