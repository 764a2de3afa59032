"""What many printers cost, and what the integration adds to Home Assistant's start."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
import gc
from importlib import import_module
from pathlib import Path
from resource import getpagesize
from time import perf_counter, process_time

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from demo import DOMAIN

from .home import PLATFORMS, async_add_printers, home
from .hosts import Kind
from .loop import FastLoop, run

MINUTE = 60


@dataclass(frozen=True, slots=True)
class ScaleCost:
    """Hold what some printers cost: s, those of the processor where not said, bytes.

    Load is the share of a processor that their polls take.
    """

    printers: int
    imported: float
    set_up: float
    set_up_wall: float
    set_up_block: float
    load: float
    block: float
    memory: int


def prepare(folder: str, kind: Kind, urls: Sequence[str]) -> None:
    """Add printers, and leave them to the next start of Home Assistant."""

    async def work(_: FastLoop) -> None:
        async with home(Path(folder)) as hass:
            await async_add_printers(hass, kind, urls)

    run(work)


def begin(folder: str) -> ScaleCost:
    """Start Home Assistant with the printers that are there, for a minute."""

    async def work(loop: FastLoop) -> ScaleCost:
        async with home(Path(folder)) as hass:
            return await _begin(hass, loop)

    return run(work)


async def _begin(hass: HomeAssistant, loop: FastLoop) -> ScaleCost:
    printers = len(hass.config_entries.async_entries(DOMAIN))
    began = process_time()
    for name in ("", *(f".{domain}" for domain in PLATFORMS if _is_ours(domain))):
        import_module(f"custom_components.{DOMAIN}{name}")
    imported = process_time()
    wall = perf_counter()
    # It looks at all that Home Assistant holds, in whoever's callback it begins.
    gc.disable()
    with loop.watched() as blocks:
        assert await async_setup_component(hass, DOMAIN, {})
        waited = perf_counter() - wall
        await hass.async_block_till_done(wait_background_tasks=True)
        set_up_block = blocks.longest
    set_up = process_time()
    gc.enable()
    gc.collect()
    load, block = await _minute(hass, loop)
    return ScaleCost(
        printers=printers,
        imported=imported - began,
        set_up=set_up - imported,
        set_up_wall=waited,
        set_up_block=set_up_block,
        load=load,
        block=block,
        memory=_memory(),
    )


def _memory() -> int:
    """Return how much memory the process has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * getpagesize()


def _is_ours(domain: str) -> bool:
    return (Path("custom_components") / DOMAIN / f"{domain}.py").exists()


async def _minute(hass: HomeAssistant, loop: FastLoop) -> tuple[float, float]:
    """Return the load in a minute of polls, and its longest block."""
    with loop.watched() as blocks:
        began = process_time()
        for _ in range(MINUTE + 1):
            loop.skip(1)
            await asyncio.sleep(0)
            await hass.async_block_till_done(wait_background_tasks=True)
        return (process_time() - began) / (MINUTE + 1), blocks.longest
