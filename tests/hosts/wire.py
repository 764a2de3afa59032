"""One connection to Klippy's socket: JSON, each message closed by an ETX."""

import asyncio
import json
from typing import Any

type Json = dict[str, Any]

ETX = b"\x03"


class Wire:
    """A connection, and what is subscribed over it."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Take over a connection."""
        self._reader = reader
        self._writer = writer
        self._sent: dict[str, Json] = {}
        self.wanted: dict[str, list[str] | None] = {}
        self.template: Json = {}
        self.console: Json | None = None
        """What comes with a line of the console, if those are subscribed."""

    async def receive(self) -> Json:
        """Wait for the next message."""
        data = await self._reader.readuntil(ETX)
        message: Json = json.loads(data[:-1])
        return message

    def send(self, message: Json) -> None:
        """Send a message."""
        self._writer.write(json.dumps(message).encode() + ETX)

    def close(self) -> None:
        """Hang up."""
        self._writer.close()

    def subscribe(self, wanted: dict[str, list[str] | None], template: Json) -> None:
        """Remember what is to be sent from now on, instead of what was before."""
        self.wanted, self.template, self._sent = wanted, template, {}

    def changes(self, status: Json) -> Json:
        """Return what differs from what was sent last, and remember it as sent."""
        changes: Json = {}
        for name, values in status.items():
            sent = self._sent.get(name, {})
            changed = {
                field: value
                for field, value in values.items()
                if field not in sent or sent[field] != value
            }
            if changed:
                changes[name] = changed
        self._sent = status
        return changes
