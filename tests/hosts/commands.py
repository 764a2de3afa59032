"""What Klippy does for the requests that Moonraker passes on to it."""

from collections.abc import Callable
import os
from pathlib import Path
import re

from tests.simulators import Klipper, KlipperError

from .wire import Json

SENSOR = "extruder"
FILENAME = re.compile(r'FILENAME="?([^"]+)"?')


class Refused(Exception):
    """A request is answered with an error."""


class Commands:
    """The endpoints of Klippy besides those about objects."""

    def __init__(self, klipper: Klipper, gcodes: Path) -> None:
        """Remember whom to command, and where the files are."""
        self._klipper = klipper
        self._gcodes = gcodes
        self._endpoints: dict[str, Callable[[Json], Json | None]] = {
            "info": self._info,
            "list_endpoints": self._list_endpoints,
            "emergency_stop": lambda _: klipper.emergency_stop(),
            "register_remote_method": lambda _: None,
            "gcode/subscribe_output": lambda _: None,
            "gcode/help": lambda _: None,
            "gcode/script": self._script,
            "gcode/restart": lambda _: klipper.firmware_restart(),
            "gcode/firmware_restart": lambda _: klipper.firmware_restart(),
            "objects/list": lambda _: {"objects": list(self.objects())},
            "pause_resume/pause": lambda _: klipper.pause(),
            "pause_resume/resume": lambda _: klipper.resume(),
            "pause_resume/cancel": lambda _: klipper.cancel(),
        }

    def do(self, method: str, params: Json) -> Json:
        """Do what a request asks for."""
        endpoint = self._endpoints.get(method)
        if endpoint is None:
            raise Refused(f"webhooks: No registered callback for path '{method}'")
        try:
            return endpoint(params) or {}
        except KlipperError as error:
            raise Refused(str(error)) from error

    def objects(self) -> dict[str, Json]:
        """Return all printer objects; reading them makes Klipper count."""
        config = {
            "virtual_sdcard": {"path": str(self._gcodes)},
            **self._klipper.config,
        }
        return {
            **self._klipper.objects(),
            "configfile": {"config": config, "settings": config},
            "heaters": {"available_sensors": [SENSOR]},
            SENSOR: {"temperature": 20.0, "target": 0.0, "power": 0.0},
        }

    def _info(self, _: Json) -> Json:
        """Tell about the process."""
        return {
            "state": self._klipper.state,
            "state_message": self._klipper.state_message,
            "hostname": "printer",
            "klipper_path": str(self._gcodes.parent),
            "python_path": str(self._gcodes.parent / "python"),
            "process_id": os.getpid(),
            "user_id": os.getuid(),
            "group_id": os.getgid(),
            "log_file": str(self._gcodes.parent / "logs" / "klippy.log"),
            "config_file": str(self._gcodes.parent / "config" / "printer.cfg"),
            "software_version": "v0.13.0-simulated",
            "cpu_info": "",
        }

    def _list_endpoints(self, _: Json) -> Json:
        """Tell what can be asked."""
        objects = ["objects/query", "objects/subscribe"]
        return {"endpoints": [*self._endpoints, *objects]}

    def _script(self, params: Json) -> None:
        """Run the few commands that matter here; let others pass."""
        script = str(params["script"])
        self._klipper.catch_up()
        if script in ("RESTART", "FIRMWARE_RESTART"):
            self._klipper.firmware_restart()
        elif self._klipper.state != "ready":
            raise Refused(self._klipper.state_message)
        elif script.startswith("SDCARD_PRINT_FILE"):
            match = FILENAME.search(script)
            self._klipper.print_file(match[1] if match else "")
        elif script.startswith("SDCARD_RESET_FILE"):
            self._klipper.reset_file()
        else:
            self._klipper.run_script(script)
