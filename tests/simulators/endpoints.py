"""The requests that the simulated Moonraker answers."""

from collections.abc import Callable, Sequence

from .api import Access, Endpoint, Handler, wanted_objects
from .database import Database, Json
from .history import ApiError, History
from .klipper import Klipper, KlipperError
from .namespaces import Namespaces
from .version import Version

SYSTEM_INFO: Json = {
    "cpu_info": {
        "cpu_count": 4,
        "bits": "64bit",
        "processor": "aarch64",
        "cpu_desc": "",
        "serial_number": "10000000abcdef01",
        "hardware_desc": "",
        "model": "Raspberry Pi 4 Model B",
        "total_memory": 3_882_000,
        "memory_units": "kB",
    },
    "sd_info": {},
    "distribution": {
        "name": "Debian GNU/Linux 12 (bookworm)",
        "id": "debian",
        "version": "12",
        "version_parts": {"major": "12", "minor": "", "build_number": ""},
        "like": "",
        "codename": "bookworm",
        "release_info": {},
    },
    "virtualization": {"virt_type": "none", "virt_identifier": "none"},
    "network": {
        "eth0": {
            "mac_address": "02:00:00:00:00:01",
            "ip_addresses": [
                {"family": "ipv4", "address": "192.0.2.2", "is_link_local": False}
            ],
        }
    },
    "canbus": {},
    "provider": "systemd_dbus",
    "available_services": [],
    "service_state": {},
    "instance_ids": {"moonraker": "moonraker", "klipper": "klipper"},
}


class Endpoints:
    """What there is to ask of one run of Moonraker."""

    def __init__(
        self,
        version: Version,
        klipper: Klipper,
        history: History,
        database: Database,
        access: Access,
        console: Sequence[Json],
    ) -> None:
        """Remember what the answers are made of."""
        self._version = version
        self._klipper = klipper
        self._console = console
        self._access = access
        self.all = (
            local("GET /server/info", "server.info", self._server_info),
            local("GET /access/info", "access.info", self._access_info, is_open=True),
            local("GET /machine/system_info", "machine.system_info", _system_info),
            local("GET /server/gcode_store", "server.gcode_store", self._gcode_store),
            *_database(Namespaces(version, database)),
            *_history(history),
            *self._print(),
            remote("info", self._printer_info),
            remote("objects/query", self._query),
            remote("gcode/script", self._script),
            remote("emergency_stop", self._emergency_stop),
        )

    def _print(self) -> tuple[Endpoint, ...]:
        """Return the requests that steer a print."""
        klipper = self._klipper
        return (
            local("POST /printer/print/start", "printer.print.start", self._start),
            self._command("print/pause", klipper.pause),
            self._command("print/resume", klipper.resume),
            self._command("print/cancel", klipper.cancel),
            self._command("firmware_restart", klipper.firmware_restart),
        )

    def _command(self, path: str, command: Callable[[], None]) -> Endpoint:
        """Return a request that passes a command on to Klipper."""

        def handler(_: Json) -> str:
            """Pass it on."""
            return self._do(command)

        name = f"printer.{path.replace('/', '.')}"
        return local(f"POST /printer/{path}", name, handler)

    def _do(self, command: Callable[[], None]) -> str:
        """Pass a command on to Klipper, its refusal back."""
        self._require_klippy()
        try:
            command()
        except KlipperError as error:
            raise self._refusal(error) from error
        return "ok"

    def _refusal(self, error: KlipperError) -> ApiError:
        """Return Klipper's refusal as Moonraker words it."""
        if self._version.is_old:
            wrapped = {"error": "WebRequestError", "message": str(error)}
            return ApiError(400, str(wrapped))
        return ApiError(400, str(error))

    def _require_klippy(self) -> None:
        """Refuse what needs Klipper while it is away."""
        if not self._klipper.is_running:
            raise ApiError(503, "Klippy Host not connected")

    def _server_info(self, _: Json) -> Json:
        """Answer server.info."""
        return {
            "klippy_connected": self._klipper.is_running,
            "klippy_state": self._klipper.state,
            "components": ["klippy_connection", "database", "file_manager", "history"],
            "failed_components": [],
            "registered_directories": ["config", "logs", "gcodes"],
            "warnings": [],
            "websocket_count": 0,
            "moonraker_version": self._version.name,
            "missing_klippy_requirements": [],
            "api_version": list(self._version.api),
            "api_version_string": ".".join(map(str, self._version.api)),
        }

    def _access_info(self, _: Json) -> Json:
        """Answer access.info."""
        info: Json = {
            "default_source": "moonraker",
            "available_sources": ["moonraker"],
        }
        if not self._version.is_old:
            info |= {"login_required": False, "trusted": self._access.is_trusted}
        return info

    def _gcode_store(self, params: Json) -> Json:
        """Answer server.gcode_store: the newest lines of the console."""
        count = int(params.get("count", 0))
        return {"gcode_store": list(self._console)[-count:]}

    def _printer_info(self, _: Json) -> Json:
        """Answer printer.info."""
        self._require_klippy()
        return {
            "state": self._klipper.state,
            "state_message": self._klipper.state_message,
            "hostname": self._klipper.hostname,
            "klipper_path": "/home/pi/klipper",
            "python_path": "/home/pi/klippy-env/bin/python",
            "process_id": 801,
            "user_id": 1000,
            "group_id": 1000,
            "log_file": "/home/pi/printer_data/logs/klippy.log",
            "config_file": "/home/pi/printer_data/config/printer.cfg",
            "software_version": "v0.13.0-730-g84104bbb",
        }

    def _query(self, params: Json) -> Json:
        """Answer printer.objects.query; what is not there is empty, not an error."""
        self._require_klippy()
        objects = self._klipper.objects()
        status = {
            name: {
                field: value
                for field, value in objects.get(name, {}).items()
                if fields is None or field in fields
            }
            for name, fields in wanted_objects(params).items()
        }
        return {"eventtime": self._klipper.eventtime, "status": status}

    def _script(self, params: Json) -> str:
        """Answer printer.gcode.script."""
        script = str(params.get("script", ""))
        return self._do(lambda: self._klipper.run_script(script))

    def _start(self, params: Json) -> str:
        """Answer printer.print.start."""
        filename = str(params.get("filename", "")).lstrip("/")
        return self._do(lambda: self._klipper.print_file(filename))

    def _emergency_stop(self, _: Json) -> str:
        """Answer printer.emergency_stop."""
        return self._do(self._klipper.emergency_stop)


def local(
    request: str, name: str, handler: Handler, *, is_open: bool = False
) -> Endpoint:
    """Return a request that Moonraker knows by itself."""
    verb, path = request.split()
    return Endpoint(verb, path, name, handler, is_open=is_open)


def remote(path: str, handler: Handler) -> Endpoint:
    """Return a request that Klipper answers."""
    name = f"printer.{path.replace('/', '.')}"
    return Endpoint("GET", f"/printer/{path}", name, handler, is_remote=True)


def _history(history: History) -> tuple[Endpoint, ...]:
    """Return the requests about the history."""
    path, name = "/server/history", "server.history"
    return (
        local(f"GET {path}/list", f"{name}.list", history.list_jobs),
        local(f"GET {path}/job", f"{name}.get_job", history.get_job),
        local(f"DELETE {path}/job", f"{name}.delete_job", history.delete_job),
        local(f"GET {path}/totals", f"{name}.totals", lambda _: history.get_totals()),
        local(
            f"POST {path}/reset_totals",
            f"{name}.reset_totals",
            lambda _: history.reset_totals(),
        ),
    )


def _database(namespaces: Namespaces) -> tuple[Endpoint, ...]:
    """Return the requests about what clients keep."""
    path, name = "/server/database/item", "server.database"
    return (
        local(f"GET {path}", f"{name}.get_item", namespaces.get),
        local(f"POST {path}", f"{name}.post_item", namespaces.post),
        local(f"DELETE {path}", f"{name}.delete_item", namespaces.delete),
    )


def _system_info(_: Json) -> Json:
    """Answer machine.system_info."""
    return {"system_info": SYSTEM_INFO}
