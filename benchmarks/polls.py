"""What a poll costs: beside the bare requests, and what is written for it."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
import json
import math
from pathlib import Path
from statistics import median
import sys
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from aiohttp import ClientResponse, ClientSession
from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util import dt as dt_util

from custom_components.printer_maintenance.const import DOMAIN
from custom_components.printer_maintenance.coordinator import (
    PrinterMaintenanceConfigEntry,
)

from .home import async_add_printer, home
from .hosts import Kind, Request, SimulatedHosts
from .loop import FastLoop, run
from .rules import daily

MINUTE = 60.0
# Home Assistant polls once a minute, and a part of a second later.
POLL = 61.0
WARM_UP = 10


@dataclass(frozen=True, slots=True)
class PollCost:
    """Hold what polls of a host cost; times are medians in s of the processor."""

    kind: Kind
    printing: bool
    entities: int
    poll: float
    floor: float
    requests: int
    bytes: int
    state_writes: float

    @property
    def ratio(self) -> float:
        """Return how many times the floor's a poll's cost is."""
        return self.poll / self.floor


@dataclass(frozen=True, slots=True)
class HourCost:
    """Hold what an hour of polls costs."""

    kind: Kind
    hour: str
    polls: int
    requests: int
    bytes: int
    state_writes: int
    store_writes: int


class Written:
    """Count what is written: states, changed or not, and files of ours."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Count from now on."""
        self.states = self.files = 0

        @callback
        def count(_: Event[Any]) -> None:
            self.states += 1

        hass.bus.async_listen(EVENT_STATE_CHANGED, count)
        hass.bus.async_listen(
            EVENT_STATE_REPORTED, count, event_filter=callback(lambda _: True)
        )
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        # An atomic write ends with the new file taking the place of the old one.
        if event == "os.rename" and Path(arguments[1]).name.startswith(DOMAIN):
            self.files += 1

    def clear(self) -> None:
        """Begin anew."""
        self.states = self.files = 0


class _Floor:
    """Send the requests of a poll, and read the answers as JSON: nothing else."""

    def __init__(
        self, session: ClientSession, url: str, requests: Sequence[Request]
    ) -> None:
        self._session = session
        self._requests = requests
        self._urls = [f"{url}{request.path}" for request in requests]

    async def ask(self) -> list[tuple[ClientResponse, bytes]]:
        responses = []
        for url, request in zip(self._urls, self._requests, strict=True):
            async with self._session.request(
                request.method, url, json=request.body, headers=request.headers
            ) as response:
                body = await response.read()
                json.loads(body)
            responses.append((response, body))
        return responses

    async def size(self) -> int:
        """Return the bytes of requests and answers, their headers included."""
        size = 0
        answers = await self.ask()
        for request, (response, got) in zip(self._requests, answers, strict=True):
            body = b"" if request.body is None else json.dumps(request.body).encode()
            sent = response.request_info.headers.items()
            line = f"{request.method} {request.path} HTTP/1.1\r\n\r\n"
            size += len(line) + sum(len(f"{k}: {v}\r\n") for k, v in sent) + len(body)
            size += len(f"HTTP/1.1 {response.status} {response.reason}\r\n\r\n")
            size += sum(len(k) + len(v) + 4 for k, v in response.raw_headers)
            size += len(got)
        return size


class _Bench:
    """Poll one printer."""

    def __init__(
        self,
        hass: HomeAssistant,
        loop: FastLoop,
        hosts: SimulatedHosts,
        entry: PrinterMaintenanceConfigEntry,
        written: Written,
    ) -> None:
        self._hass = hass
        self._loop = loop
        self._hosts = hosts
        self._entry = entry
        self._coordinator = entry.runtime_data
        self._written = written

    async def compare(self, polls: int, *, printing: bool) -> PollCost:
        """Poll, with the same requests without us in between."""
        for _ in range(WARM_UP):
            await self._turn()
        floor = await self._floor()
        subjects = {"poll": self._coordinator.async_refresh, "floor": floor.ask}
        times: dict[str, list[float]] = {name: [] for name in subjects}
        self._hosts.asked()
        self._written.clear()
        for number in range(polls):
            self._hosts.advance(POLL)
            names = sorted(subjects, reverse=bool(number % 2))
            for name in names:
                times[name].append(await _timed(subjects[name]))
        asked = len(self._hosts.asked()) / 2 / polls
        registry = er.async_get(self._hass)
        entities = er.async_entries_for_config_entry(registry, self._entry.entry_id)
        return PollCost(
            kind=self._hosts.kind,
            printing=printing,
            entities=sum(entity.disabled_by is None for entity in entities),
            poll=median(times["poll"]),
            floor=median(times["floor"]),
            requests=math.ceil(asked),
            bytes=await floor.size(),
            state_writes=self._written.states / polls,
        )

    async def hour(self, name: str) -> HourCost:
        """Let an hour pass in which Home Assistant polls by itself."""
        size = await (await self._floor()).size()
        self._hosts.asked()
        self._written.clear()
        for _ in range(round(60 * MINUTE / POLL)):
            self._hosts.advance(POLL)
            self._loop.skip(POLL)
            # The timer goes off in the next round of the loop, and begins a task.
            for _ in range(2):
                await self._hass.async_block_till_done(wait_background_tasks=True)
        asked = self._hosts.asked()
        polls = max(Counter(request.path for request in asked).values())
        return HourCost(
            kind=self._hosts.kind,
            hour=name,
            polls=polls,
            requests=len(asked),
            bytes=size * polls,
            state_writes=self._written.states,
            store_writes=self._written.files,
        )

    async def _turn(self) -> None:
        self._hosts.advance(POLL)
        await self._coordinator.async_refresh()
        await self._hass.async_block_till_done(wait_background_tasks=True)

    async def _floor(self) -> _Floor:
        self._hosts.asked()
        await self._turn()
        session = async_get_clientsession(self._hass)
        return _Floor(session, self._hosts.urls[0], self._hosts.asked())


def _age(entry: PrinterMaintenanceConfigEntry) -> None:
    """Give the printer as long a daily record as is kept."""
    record = entry.runtime_data.record
    record.daily = daily(dt_util.now().date(), record.odometer)


async def _timed(subject: Callable[[], Awaitable[object]]) -> float:
    began = process_time()
    await subject()
    return process_time() - began


def measure(kinds: Sequence[Kind], polls: int) -> list[list[PollCost] | list[HourCost]]:
    """Measure kinds of hosts, one after the other in one Home Assistant."""

    async def work(loop: FastLoop) -> list[list[PollCost] | list[HourCost]]:
        costs: list[PollCost] = []
        hours: list[HourCost] = []
        with TemporaryDirectory() as folder:
            async with home(Path(folder)) as hass:
                written = Written(hass)
                for kind in kinds:
                    with SimulatedHosts(kind) as hosts:
                        entry = await async_add_printer(hass, kind, hosts.urls[0])
                        _age(entry)
                        bench = _Bench(hass, loop, hosts, entry, written)
                        costs.append(await bench.compare(polls, printing=False))
                        hours.append(await bench.hour("idle"))
                        hosts.print_for(polls / 60 + 2)
                        costs.append(await bench.compare(polls, printing=True))
                        hours.append(await bench.hour("printing"))
                        await hass.config_entries.async_remove(entry.entry_id)
        return [costs, hours]

    return run(work)
