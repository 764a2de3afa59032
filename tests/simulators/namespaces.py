"""What clients of the simulated Moonraker keep in its database."""

import copy
from typing import Any

from .database import Database, Json
from .history import ApiError
from .version import Version

PROTECTED = "moonraker"


class Namespaces:
    """Get, put and delete; a key may be a path with dots."""

    def __init__(self, version: Version, database: Database) -> None:
        """Remember whose they are."""
        self._version = version
        self._database = database

    def get(self, params: Json) -> Json:
        """Answer server.database.get_item; 0.8.0 has no identity."""
        namespace, key = str(_wanted(params, "namespace")), params.get("key")
        value: Any = self._database.namespaces.get(namespace)
        if namespace == PROTECTED:
            value = value or {}
            if not self._version.is_old:
                value = {"instance_id": self._database.instance_id} | value
        if value is None:
            raise self._no_namespace(namespace)
        for part in str(key).split(".") if key is not None else ():
            if not isinstance(value, dict) or part not in value:
                raise _no_key(namespace, key)
            value = value[part]
        return {"namespace": namespace, "key": key, "value": copy.deepcopy(value)}

    def post(self, params: Json) -> Json:
        """Answer server.database.post_item."""
        namespace, key = _writable(params)
        value = _wanted(params, "value")
        place = self._database.namespaces.setdefault(namespace, {})
        *path, last = key.split(".")
        for part in path:
            place = place.setdefault(part, {})
        place[last] = copy.deepcopy(value)
        return {"namespace": namespace, "key": key, "value": value}

    def delete(self, params: Json) -> Json:
        """Answer server.database.delete_item; an empty namespace goes, too."""
        namespace, key = _writable(params)
        if namespace not in self._database.namespaces and self._version.is_old:
            raise self._no_namespace(namespace)
        place = self._database.namespaces.get(namespace, {})
        *path, last = key.split(".")
        for part in path:
            place = place.get(part, {})
        if last not in place:
            raise _no_key(namespace, key)
        value = place.pop(last)
        if not self._database.namespaces[namespace]:
            del self._database.namespaces[namespace]
        return {"namespace": namespace, "key": key, "value": value}

    def _no_namespace(self, namespace: str) -> ApiError:
        quote = "'" if self._version.is_old else ""
        return ApiError(404, f"Namespace {quote}{namespace}{quote} not found")


def _writable(params: Json) -> tuple[str, str]:
    """Return namespace and key of something that may be changed."""
    namespace = str(_wanted(params, "namespace"))
    if namespace == PROTECTED:
        raise ApiError(403, f"Write access to namespace '{namespace}' is forbidden")
    return namespace, str(_wanted(params, "key"))


def _wanted(params: Json, name: str) -> Any:
    if name not in params:
        raise ApiError(400, f"No data for argument: {name}")
    return params[name]


def _no_key(namespace: str, key: object) -> ApiError:
    return ApiError(404, f"Key '{key}' in namespace '{namespace}' not found")
