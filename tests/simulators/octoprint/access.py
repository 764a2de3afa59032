"""Who may do what: keys, users and their permissions."""

from collections.abc import Mapping
from dataclasses import dataclass

ADMIN_KEY = "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5"
GLOBAL_KEY = "1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6"
USER_KEY = "2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f607"
READ_ONLY_KEY = "3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718"

READ_ONLY = (
    "STATUS",
    "WEBCAM",
    "FILES_LIST",
    "FILES_DOWNLOAD",
    "GCODE_VIEWER",
    "MONITOR_TERMINAL",
    "TIMELAPSE_LIST",
    "TIMELAPSE_DOWNLOAD",
    "SETTINGS_READ",
    "PLUGIN_ACHIEVEMENTS_VIEW",
)
USER = (
    "STATUS",
    "CONNECTION",
    "WEBCAM",
    "FILES_LIST",
    "FILES_UPLOAD",
    "FILES_DOWNLOAD",
    "FILES_DELETE",
    "FILES_SELECT",
    "PRINT",
    "GCODE_VIEWER",
    "MONITOR_TERMINAL",
    "CONTROL",
    "SLICE",
    "TIMELAPSE_LIST",
    "TIMELAPSE_DOWNLOAD",
    "TIMELAPSE_DELETE",
    "TIMELAPSE_MANAGE_UNRENDERED",
    "TIMELAPSE_ADMIN",
    "SETTINGS_READ",
    "PLUGIN_ACHIEVEMENTS_VIEW",
    "PLUGIN_APPKEYS_GRANT",
)
ADMIN = (
    "ADMIN",
    "SYSTEM",
    "SETTINGS",
    "PLUGIN_ACHIEVEMENTS_RESET",
    "PLUGIN_APPKEYS_ADMIN",
    *USER,
)


@dataclass(frozen=True, slots=True)
class User:
    """Somebody whose key is known."""

    name: str
    groups: tuple[str, ...]
    permissions: tuple[str, ...]


class Access:
    """The users by name and by key; a test may add some, or take keys away."""

    def __init__(self) -> None:
        """Begin with one user of each kind."""
        users = {
            ADMIN_KEY: User("admin", ("admins",), ADMIN),
            GLOBAL_KEY: User("_api", ("admins", "users"), ADMIN),
            USER_KEY: User("user", ("users",), USER),
            READ_ONLY_KEY: User("reader", ("readonly",), READ_ONLY),
        }
        self.users = {user.name: user for user in users.values()}
        self.keys = {key: user.name for key, user in users.items()}

    def user(self, key: str | None) -> User | None:
        """Return whose key it is."""
        return self.users.get(self.keys.get(key or "", ""))


def key_of(headers: Mapping[str, str], query: Mapping[str, str]) -> str | None:
    """Return the key that a request brings, in one of three ways."""
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    if scheme == "Bearer":
        return token
    return headers.get("X-Api-Key") or query.get("apikey")
