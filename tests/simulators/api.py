"""Moonraker's requests: which there are, who may make them, how errors look."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .database import Json
from .history import ApiError

type Handler = Callable[[Json], Any]

RPC_CODES = {404: -32601, 401: -32602}
REASONS = {404: "Not Found", 405: "Method Not Allowed", 500: "Internal Server Error"}
TRACEBACK = (
    "Traceback (most recent call last):\n\n"
    '  File "/home/pi/moonraker/moonraker/components/application.py", line 714\n'
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back over HTTP."""

    status: int
    body: Any

    @property
    def result(self) -> Json:
        """Return the result of a request that went well."""
        result: Json = self.body["result"]
        return result


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One request: over HTTP by verb and path, over JSON-RPC by name."""

    verb: str
    path: str
    name: str
    handler: Handler
    is_open: bool = False
    """It needs no key."""
    is_remote: bool = False
    """It is Klipper's own: unknown until Klipper was connected once."""

    def takes(self, verb: str, path: str) -> bool:
        """Tell whether an HTTP request is meant for it."""
        return path == self.path and (self.is_remote or verb == self.verb)


@dataclass(slots=True)
class Access:
    """Who may ask: clients at a trusted address, and who has the key."""

    api_key: str
    is_trusted: bool

    def check(self, headers: Mapping[str, str], *, is_old: bool, is_open: bool) -> bool:
        """Tell whether a request comes with rights; refuse one with a wrong key.

        0.8.0 does not look at what comes with an open request, and lets a trusted
        client in with a wrong key.
        """
        if is_old and is_open:
            return True
        require(not headers.get("Authorization", "").startswith("Bearer "))
        key = headers.get("X-Api-Key", "")
        if key == self.api_key:
            return True
        require(not key or is_old)
        return self.is_trusted


def require(is_authorized: bool) -> None:
    """Refuse a request without rights."""
    if not is_authorized:
        raise ApiError(401, "Unauthorized")


def parameters(path: str, body: Any) -> tuple[str, Json]:
    """Split a path from its query, and add what a JSON body gives."""
    url = urlsplit(path)
    query: Json = dict(parse_qsl(url.query, keep_blank_values=True))
    return url.path, query | (body if isinstance(body, dict) else {})


def wanted_objects(params: Json) -> dict[str, list[str] | None]:
    """Return which printer objects, and which of their fields, a request asks for."""
    objects = params.get("objects", params)
    if not isinstance(objects, dict):
        raise ApiError(400, "Invalid argument 'objects'")
    return {
        name: fields.split(",")
        if isinstance(fields, str) and fields
        else fields or None
        for name, fields in objects.items()
    }


def http_error(error: ApiError) -> Answer:
    """Return an error as HTTP gives it: without a text of several lines."""
    text = str(error)
    message = "Unknown" if "\n" in text else text
    body = {"code": error.status, "message": message, "traceback": TRACEBACK}
    return Answer(error.status, {"error": body})


def rpc_error(code: int, message: str, request_id: Any) -> Json:
    """Return an error as JSON-RPC gives it."""
    error = {"code": code, "message": message}
    return {"jsonrpc": "2.0", "error": error, "id": request_id}


def rpc_answer(
    item: Any, endpoints: Mapping[str, Endpoint], *, is_authorized: bool
) -> Json | None:
    """Answer one JSON-RPC request; one without id is answered only if it fails."""
    if not isinstance(item, dict) or item.get("jsonrpc") != "2.0":
        request_id = item.get("id") if isinstance(item, dict) else None
        return rpc_error(-32600, "Invalid Request", request_id)
    request_id = item.get("id")
    endpoint = endpoints.get(item.get("method", ""))
    if endpoint is None:
        return rpc_error(-32601, "Method not found", request_id)
    try:
        require(is_authorized or endpoint.is_open)
        result = endpoint.handler(item.get("params", {}))
    except ApiError as error:
        code = RPC_CODES.get(error.status, error.status)
        return rpc_error(code, str(error), request_id)
    except ValueError as error:
        return rpc_error(500, str(error), request_id)
    if request_id is None:
        return None
    return {"jsonrpc": "2.0", "result": result, "id": request_id}
