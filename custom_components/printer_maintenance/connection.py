"""The connection to a printer's host: what it tells, if it is the right one."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr

from . import issues
from .hosts.base import (
    Answer,
    Host,
    HostUnauthorized,
    HostUnexpectedAnswer,
    HostUnreachable,
    is_same_host,
)
from .outage import Outage
from .probe import async_end_reauth, async_learn_identity, async_learn_versions, host_of
from .store import PrinterRecord

_REFUSED: Final = "refuses the API key"


class Connection:
    """Ask a printer's host, and tell the user once what is wrong with it."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        host: Host[Any],
        device: dr.DeviceEntry,
    ) -> None:
        """Begin without an answer."""
        self.is_up = False
        self.answer: Answer | None = None
        """What the host has answered last."""
        self.other: Answer | None = None
        """What another host has answered in the place of this one."""
        self._hass = hass
        self._entry = entry
        self._host = host
        self._device = device
        self._outage = Outage(entry.title)

    async def async_fetch(self, record: PrinterRecord) -> Answer | None:
        """Return what the host tells, or None if it tells nothing of this printer."""
        kind, identity = host_of(self._entry)
        cursor = record.cursor_of(kind, identity)
        try:
            answer: Answer = await self._host.fetch(cursor, identity)
        except HostUnauthorized:
            self._away(_REFUSED)
            self._entry.async_start_reauth(self._hass)
            return None
        except HostUnreachable as err:
            self._away(f"is away ({err})", "away")
            return None
        except HostUnexpectedAnswer as err:
            self._away(f"is not understood: {err}", warn=True)
            return None
        if self.is_up and answer is self.answer:
            return answer
        if not is_same_host(identity, answer.identity):
            self._other_host(answer)
            return None
        if identity is None and answer.identity is not None:
            # Moonraker has one from 0.9.0 on, OctoPrint with its discovery plugin.
            record.learn_identity(kind, answer.identity)
            async_learn_identity(self._hass, self._entry, answer.identity)
        self._outage.complain(answer.complaint)
        if not self.is_up:
            await self._back()
        self.answer = answer
        return answer

    def _other_host(self, answer: Answer) -> None:
        """Count nothing of another host, or of one that hides who it is."""
        if answer.identity is None:
            self._away("does not tell who it is any more", warn=True)
        else:
            self._away("answers as another host", warn=True)
        self.other = answer
        issues.async_tell_other_host(self._hass, self._entry)

    def _away(self, message: str, kind: str = "", *, warn: bool = False) -> None:
        self.is_up = False
        self._outage.tell(message, kind, warn=warn)

    async def _back(self) -> None:
        if _REFUSED in self._outage.end():
            async_end_reauth(self._hass, self._entry)
        self.other = None
        self.is_up = True
        issues.async_other_host_gone(self._hass, self._entry)
        await async_learn_versions(self._hass, self._host, self._device)
