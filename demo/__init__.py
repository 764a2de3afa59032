"""A real Home Assistant with simulated printers, to look at and to test against."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = "printer_maintenance"


class DemoError(Exception):
    """Tell the user in one sentence what did not come up."""
