"""The run of a demo, from the first process started to the last one stopped."""

import asyncio
import contextlib
from dataclasses import dataclass
from pathlib import Path
import signal

import aiohttp

from demo import DOMAIN, DemoError
from demo.api import PASSWORD, USER, Api
from demo.configuration import claim
from demo.fleet import Fleet
from demo.hass import RESTART_EXIT_CODE, Hass, free_port, is_free
from demo.plan import SIMULATED, WITH_REAL
from demo.show import look, print_first, set_up, wait_until_complete
from demo.table import table

PORT = 8123
# In fast motion the usual minute between two polls would be hours.
REFRESH = 10.0
ADD_PRINTER = f"/_my_redirect/config_flow_start?domain={DOMAIN}"


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    config_dir: Path
    once: bool = False
    empty: bool = False
    octoprint: bool = False
    reset: bool = False
    speed: float = 300.0
    port: int = 0


async def run(options: Options) -> None:
    """Start everything, show it, and stop everything."""
    hass = Hass(
        options.config_dir,
        options.port or (PORT if is_free(PORT) else free_port()),
        discovery=options.empty,
    )
    hass.check()
    claim(options.config_dir, anew=options.reset)
    fleet = Fleet(
        options.config_dir / "simulated_printers.json",
        options.speed,
        () if options.empty else WITH_REAL if options.octoprint else SIMULATED,
    )
    _cancel_on_signals()
    await fleet.start()
    try:
        await _show(hass, fleet, options)
    finally:
        _say("stopping")
        await hass.stop()
        await fleet.stop()


async def _show(hass: Hass, fleet: Fleet, options: Options) -> None:
    """Start Home Assistant, tell what there is to see, and stay if asked to."""
    await _start(hass, fleet)
    if options.once:
        return
    print("\nPress Ctrl-C to stop.", flush=True)
    looking = asyncio.create_task(_keep_looking(hass, fleet))
    try:
        await _keep_running(hass)
    except asyncio.CancelledError:
        print()
    finally:
        looking.cancel()


async def _start(hass: Hass, fleet: Fleet) -> None:
    """Start Home Assistant, set up what is missing, and print what it then tells."""
    for printer in fleet.printers:
        _say(
            f"running {printer.plan.name} ({printer.plan.kind.value}) at {printer.url}"
        )
    marker = hass.config_dir / "set_up"
    patience = "" if marker.exists() else " (the first time takes up to a minute)"
    _say(f"starting Home Assistant in {hass.config_dir}{patience}")
    await hass.start()
    async with Api(hass.url) as api:
        await api.wait_until_running()
        if fleet.printers and not marker.exists():
            _say("adding printers and maintenance items")
            await set_up(api, fleet, hass.config_dir)
            marker.touch()
        await wait_until_complete(api, fleet)
        overview = await print_first(api, fleet)
    print(f"\n{table(overview)}\n\nOpen   {hass.url}\nLogin  {USER} / {PASSWORD}")
    if not fleet.printers:
        print(f"Add a printer at {hass.url}{ADD_PRINTER}")


async def _keep_running(hass: Hass) -> None:
    """Start Home Assistant again whenever it is restarted from its own pages."""
    while (code := await hass.wait_for_exit()) == RESTART_EXIT_CODE:
        _say("Home Assistant restarts")
        await hass.start()
    raise DemoError(f"Home Assistant ended by itself with exit code {code}.")


async def _keep_looking(hass: Hass, fleet: Fleet) -> None:
    """Let Home Assistant look at the printers often, and keep how far they came."""
    while True:
        with contextlib.suppress(DemoError, aiohttp.ClientError, TimeoutError):
            async with Api(hass.url) as api:
                while True:
                    await look(api, fleet)
                    fleet.save()
                    await asyncio.sleep(REFRESH)
        await asyncio.sleep(REFRESH)


def _cancel_on_signals() -> None:
    """Let Ctrl-C, and whatever else ends a program, stop this one in order."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def stop() -> None:
        for number in signals:
            loop.add_signal_handler(number, lambda: None)
        task.cancel()

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        loop.add_signal_handler(number, stop)


def _say(text: str) -> None:
    """Tell what is going on."""
    print(f"· {text}", flush=True)
