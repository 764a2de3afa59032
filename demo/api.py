"""A client of Home Assistant's own API, as a browser would use it."""

import asyncio
import contextlib
from types import TracebackType
from typing import Any, Self

import aiohttp

from demo import DemoError
from demo.patience import patiently

type Json = dict[str, Any]

USER = "demo"
PASSWORD = "demo"
TIMEOUT = aiohttp.ClientTimeout(total=60)


class Api:
    """A signed-in session with one Home Assistant."""

    def __init__(self, url: str) -> None:
        """Remember the address; `async with` opens and closes the session."""
        self.url = url
        self._client_id = f"{url}/"
        self._refresh_token = ""
        self._session = aiohttp.ClientSession(url, timeout=TIMEOUT)
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._listener: asyncio.Task[None] | None = None
        self._pending: dict[int, asyncio.Future[Json]] = {}
        self._last_id = 0

    async def __aenter__(self) -> Self:
        """Sign in, as the first user if there is none yet."""
        try:
            await self.sign_in()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Sign out, unless Home Assistant has gone."""
        with contextlib.suppress(aiohttp.ClientError):
            await self._session.post(
                "/auth/revoke", data={"token": self._refresh_token}
            )
        await self.close()

    async def close(self) -> None:
        """Hang up."""
        if self._socket:
            await self._socket.close()
        if self._listener:
            await self._listener
        await self._session.close()

    async def sign_in(self) -> None:
        """Get a token and open the websocket with it."""
        is_new = await self._has_no_user()
        token = await self._token(
            await (self._create_first_user() if is_new else self._log_in())
        )
        self._session.headers["Authorization"] = f"Bearer {token}"
        await self._open_socket(token)

    async def _has_no_user(self) -> bool:
        """Ask whether there is a first user to create; later nobody answers that."""
        async with self._session.get("/api/onboarding") as response:
            if response.status == 404:
                return False
            steps = await _body(response)
        return any(step["step"] == "user" and not step["done"] for step in steps)

    async def _create_first_user(self) -> str:
        """Create the owner, and return a code for a token."""
        user = {
            "name": "Demo",
            "username": USER,
            "password": PASSWORD,
            "client_id": self._client_id,
            "language": "en",
        }
        answer = await self.post("/api/onboarding/users", user)
        return str(answer["auth_code"])

    async def _log_in(self) -> str:
        """Log in with name and password, and return a code for a token."""
        begin = {
            "client_id": self._client_id,
            "redirect_uri": self._client_id,
            "handler": ["homeassistant", None],
        }
        flow = await self.post("/auth/login_flow", begin)
        answer = await self.post(
            f"/auth/login_flow/{flow['flow_id']}",
            {"client_id": self._client_id, "username": USER, "password": PASSWORD},
        )
        if answer["type"] != "create_entry":
            raise DemoError(f"Home Assistant refused the login {USER}/{PASSWORD}.")
        return str(answer["result"])

    async def _token(self, code: str) -> str:
        """Change a code for an access token."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self._client_id,
        }
        async with self._session.post("/auth/token", data=form) as response:
            tokens = await _body(response)
        self._refresh_token = tokens["refresh_token"]
        return str(tokens["access_token"])

    async def _open_socket(self, token: str) -> None:
        """Open the websocket, which stays signed in for as long as it is open."""
        self._socket = await self._session.ws_connect("/api/websocket")
        await self._socket.receive_json()
        await self._socket.send_json({"type": "auth", "access_token": token})
        answer = await self._socket.receive_json()
        if answer["type"] != "auth_ok":
            raise DemoError("Home Assistant refused its own token.")
        self._listener = asyncio.create_task(self._listen(self._socket))

    async def wait_until_running(self) -> None:
        """Wait until all that is set up at the start is set up."""
        await patiently(
            lambda: self.call("get_config"),
            lambda config: bool(config["state"] == "RUNNING"),
            lambda config: f"Home Assistant is {config['state']}",
        )

    async def get(self, path: str) -> Any:
        """Return what a path holds."""
        async with self._session.get(path) as response:
            return await _body(response)

    async def post(self, path: str, data: Json) -> Json:
        """Send JSON to a path and return the JSON that comes back."""
        async with self._session.post(path, json=data) as response:
            body: Json = await _body(response)
            return body

    async def call(self, command: str, **arguments: Any) -> Any:
        """Send a websocket command and return its result."""
        if self._socket is None or self._socket.closed:
            raise DemoError("The connection to Home Assistant is closed.")
        self._last_id += 1
        message = {"id": self._last_id, "type": command, **arguments}
        answer = self._pending[self._last_id] = asyncio.Future[Json]()
        await self._socket.send_json(message)
        async with asyncio.timeout(60):
            result = await answer
        if not result["success"]:
            raise DemoError(f"{command}: {result['error']['message']}")
        return result["result"]

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Hand the answers out; reading also answers the pings of the server."""
        async for message in socket:
            body = message.json()
            if answer := self._pending.pop(body.get("id"), None):
                answer.set_result(body)
        for answer in self._pending.values():
            answer.set_exception(DemoError("Home Assistant closed the connection."))
        self._pending.clear()

    async def delete(self, path: str) -> None:
        """Delete what a path names."""
        async with self._session.delete(path) as response:
            await _body(response)

    async def states(self) -> dict[str, Json]:
        """Return all states by entity id."""
        return {state["entity_id"]: state for state in await self.get("/api/states")}

    async def action(self, name: str, *entity_ids: str, **data: Any) -> None:
        """Call an action such as `button.press` on entities and wait for its end."""
        domain, service = name.split(".")
        target = {"target": {"entity_id": list(entity_ids)}} if entity_ids else {}
        await self.call(
            "call_service", domain=domain, service=service, service_data=data, **target
        )


async def _body(response: aiohttp.ClientResponse) -> Any:
    """Return the JSON of an answer, or raise what it says."""
    if response.status >= 400:
        text = (await response.text())[:300]
        raise DemoError(f"{response.method} {response.url.path}: {text}")
    return await response.json()
