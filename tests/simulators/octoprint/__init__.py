"""What stands in for an OctoPrint and the printer behind it."""

from .access import ADMIN_KEY, GLOBAL_KEY, READ_ONLY_KEY, USER_KEY, User
from .machine import Pace
from .octoprint import OctoPrint, manual_octoprint
from .posing import PosingMoonraker
from .proxy import PathProxy
from .reply import Reply
from .state import State

__all__ = [
    "ADMIN_KEY",
    "GLOBAL_KEY",
    "READ_ONLY_KEY",
    "USER_KEY",
    "OctoPrint",
    "Pace",
    "PathProxy",
    "PosingMoonraker",
    "Reply",
    "State",
    "User",
    "manual_octoprint",
]
