"""What an OctoPrint finds in its folder when it starts for the first time.

YAML is written as JSON, which is YAML, too.
"""

from collections.abc import Sequence
import json
from pathlib import Path
from typing import Any

from tests.simulators.octoprint import ADMIN_KEY, GLOBAL_KEY, READ_ONLY_KEY, USER_KEY

# What would ask the internet, announce itself in the network, or welcome a new user.
UNWANTED = [
    "announcements",
    "backup",
    "classicwebcam",
    "corewizard",
    "discovery",
    "errortracking",
    "file_check",
    "firmware_check",
    "health_check",
    "pi_support",
    "pluginmanager",
    "softwareupdate",
    "tracking",
]
# What makes the start slow and is not needed without a browser.
IDLE = ["action_command_notification", "action_command_prompt", "gcodeviewer"]


LONG = 300
"""Lines of a long file."""


def write(folder: Path, port: int, switched_off: Sequence[str]) -> None:
    """Write the configuration, and users whose keys are those of the simulator."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text(json.dumps(_config(port, switched_off)))
    if not (folder / "users.yaml").exists():
        (folder / "users.yaml").write_text(json.dumps(_users()))


def _config(port: int, switched_off: Sequence[str]) -> dict[str, Any]:
    """Return the configuration."""
    return {
        "accessControl": {"salt": "0" * 32},
        "api": {"key": GLOBAL_KEY},
        "appearance": {"name": "OctoPrint"},
        "devel": {
            "cache": {"enabled": False, "preemptive": False},
            "webassets": {"bundle": False, "clean_on_startup": False},
        },
        # A long file is analysed so slowly that a print can begin before the end of it.
        "gcodeAnalysis": {"throttle_highprio": 4, "throttle_lines": LONG},
        "plugins": {
            "_disabled": [*UNWANTED, *IDLE, *switched_off],
            "virtual_printer": {"enabled": True, "simulated_errors": []},
        },
        "server": {
            "firstRun": False,
            "host": "127.0.0.1",
            "onlineCheck": {"enabled": False},
            "pluginBlacklist": {"enabled": False},
            "port": port,
            "secretKey": "0" * 32,
            "startOnceInSafeMode": False,
        },
    }


def _users() -> dict[str, Any]:
    """Return the users; nobody can log in with a password."""
    users = {
        "admin": (ADMIN_KEY, ["admins"], ["user", "admin"]),
        "user": (USER_KEY, ["users"], ["user"]),
        "reader": (READ_ONLY_KEY, ["readonly"], []),
    }
    return {
        name: {
            "active": True,
            "apikey": key,
            "groups": groups,
            "password": "-",
            "permissions": [],
            "roles": roles,
            "settings": {},
        }
        for name, (key, groups, roles) in users.items()
    }
