"""What is counted of a host, as the coordinator counts it."""

import copy
from typing import Any, Final

from custom_components.printer_maintenance.hosts.moonraker import MoonrakerHost
from custom_components.printer_maintenance.hosts.moonraker_client import MoonrakerClient
from custom_components.printer_maintenance.hosts.octoprint import OctoPrintHost
from custom_components.printer_maintenance.maintenance.odometer import Odometer

from .replay import Direct, Replay

MOONRAKERS: Final = ("0.11.0", "0.8.0")


class Counter:
    """Count as the coordinator does, from a known state on."""

    def __init__(self, client: Any) -> None:
        """Begin with nothing."""
        self.client = client
        self.cursor: Any = None
        self.odometer = Odometer()

    async def poll(self, times: int = 1) -> None:
        """Poll and count; raises HostError."""
        for _ in range(times):
            answer = await self.client.fetch(self.cursor, None)
            snapshot, following = self.client.read(answer, self.cursor)
            if self.cursor is None and following is not None:
                self.odometer = self.odometer.fold(snapshot.seeds)
            self.cursor = following
            self.odometer = self.odometer.fold(snapshot.jobs)

    def fork(self) -> Counter:
        """Return another that remembers the same, and learns by itself."""
        other = copy.copy(self)
        other.client = copy.copy(self.client)
        parts = {name: copy.copy(part) for name, part in vars(self.client).items()}
        vars(other.client).update(parts)
        return other

    def knows_as_much_as(self, other: Counter) -> bool:
        """Tell whether both would go on in the same way."""
        return self.cursor == other.cursor and self.usage == other.usage

    @property
    def usage(self) -> tuple[float, float, int]:
        """Return what is counted."""
        usage = self.odometer.total
        return round(usage.print_time, 1), round(usage.filament, 1), usage.prints


def client_of(version: str) -> type[MoonrakerHost | OctoPrintHost]:
    """Return what asks a host of a version."""
    return MoonrakerHost if version in MOONRAKERS else OctoPrintHost


def directly(version: str, replay: Replay) -> Any:
    """Return a client that asks without a network between."""
    session: Any = None
    client: Any = client_of(version)(session, "http://printer.local", None)
    direct = Direct(replay)
    if isinstance(client, OctoPrintHost):
        client._client = client._stranger = direct
    else:
        client._client = MoonrakerClient(direct)
    return client
