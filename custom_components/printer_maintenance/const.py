"""Constants of the Printer Maintenance integration."""

from datetime import timedelta
import logging
from typing import Final

DOMAIN: Final = "printer_maintenance"
LOGGER: Final = logging.getLogger(__package__)

CONF_HOST_KIND: Final = "host_kind"
CONF_DISPLAY: Final = "display"

SUBENTRY_ITEM: Final = "item"

POLL_CONNECTED: Final = timedelta(seconds=60)
POLL_AWAY: Final = timedelta(minutes=5)
# SD cards wear out: while a job runs, its progress is written this often.
SAVE_WHILE_PRINTING: Final = timedelta(minutes=10)
