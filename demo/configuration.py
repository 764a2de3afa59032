"""What Home Assistant finds in its configuration directory when it starts."""

from datetime import UTC, datetime
import json
from pathlib import Path
import shutil
from typing import Any

import yaml

from demo import DOMAIN, ROOT, DemoError

# What a person sees in a usual installation, less all that talks to the internet.
COMPONENTS = ("config", "conversation", "frontend", "history", "logbook", "my", "sun")
MARK = "# This directory belongs to scripts/run, which writes this file at every start."


def write_configuration(config_dir: Path, port: int, *, discovery: bool) -> None:
    """Write or renew all that the next start reads; what users did is kept."""
    claim(config_dir)
    configuration = {
        "homeassistant": {
            "name": "Printer Maintenance",
            "time_zone": local_time_zone(),
            "unit_system": "metric",
            "country": "US",
            "language": "en",
        },
        "logger": {
            "default": "warning",
            "logs": {f"custom_components.{DOMAIN}": "info"},
        },
        **dict.fromkeys(COMPONENTS),
        **({"zeroconf": None} if discovery else {}),
    }
    automations = config_dir / "automations.yaml"
    (config_dir / "configuration.yaml").write_text(
        f"{MARK}\n{yaml.safe_dump(configuration)}automation: !include {automations.name}\n",
        encoding="utf-8",
    )
    automations.touch()
    _store(config_dir, "http", 3, _server(port))
    if not (config_dir / ".storage" / "onboarding").exists():
        # Only the first user is left to create: the other steps of the onboarding
        # add integrations that need the internet.
        done = ["core_config", "analytics", "integration"]
        _store(config_dir, "onboarding", 4, {"done": done})
    _link_integration(config_dir / "custom_components" / DOMAIN)


def claim(config_dir: Path, *, anew: bool = False) -> None:
    """Make a configuration directory ours, or find that it is."""
    _refuse_foreign(config_dir)
    if anew and config_dir.exists():
        shutil.rmtree(config_dir)
    (config_dir / ".storage").mkdir(parents=True, exist_ok=True)
    configuration = config_dir / "configuration.yaml"
    if not configuration.exists():
        configuration.write_text(f"{MARK}\n", encoding="utf-8")


def _refuse_foreign(config_dir: Path) -> None:
    """Keep away from directories that are somebody else's."""
    configuration = config_dir / "configuration.yaml"
    if configuration.exists():
        if configuration.read_text(encoding="utf-8").startswith(MARK):
            return
    elif not config_dir.exists() or not any(config_dir.iterdir()):
        return
    raise DemoError(f"{config_dir} holds something else; choose another directory.")


def local_time_zone() -> str:
    """Name the time zone of this machine, so that days change when they do here."""
    target = str(Path("/etc/localtime").resolve())
    _, found, name = target.partition("/zoneinfo/")
    return name if found else "UTC"


def _server(port: int) -> dict[str, Any]:
    """Return the settings of the web server, as confirmed by the user.

    Those of configuration.yaml would be on trial, and taken back after five minutes.
    """
    stable = {
        "server_host": ["127.0.0.1"],
        "server_port": port,
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": True,
        "ssl_profile": "intermediate_v6",
        "use_x_frame_options": True,
        "created_at": datetime.now(UTC).isoformat(),
        "error": None,
        "error_message": None,
    }
    return {"stable": stable, "pending": None, "yaml_migration_done": True}


def _store(config_dir: Path, key: str, version: int, data: dict[str, Any]) -> None:
    """Write a file as Home Assistant's own storage does."""
    content = {"version": version, "minor_version": 1, "key": key, "data": data}
    path = config_dir / ".storage" / key
    path.write_text(json.dumps(content), encoding="utf-8")


def _link_integration(link: Path) -> None:
    """Let Home Assistant load the integration of this checkout."""
    link.parent.mkdir(exist_ok=True)
    if link.is_symlink():
        link.unlink()
    elif link.exists():
        shutil.rmtree(link)
    link.symlink_to(ROOT / "custom_components" / DOMAIN, target_is_directory=True)
