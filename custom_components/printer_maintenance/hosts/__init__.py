"""Printer hosts: clients that read what they tell, knowing nothing of Home Assistant."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

from aiohttp import ClientSession

from .base import Host
from .moonraker import MoonrakerHost
from .octoprint import OctoPrintHost


class HostKind(StrEnum):
    """Name the software that is polled."""

    MOONRAKER = "moonraker"
    OCTOPRINT = "octoprint"


HOSTS: Final[dict[HostKind, Callable[[ClientSession, str, str | None], Host[Any]]]] = {
    HostKind.MOONRAKER: MoonrakerHost,
    HostKind.OCTOPRINT: OctoPrintHost,
}
