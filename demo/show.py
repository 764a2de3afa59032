"""What a demo shows: printers and items set up, a dashboard, everything checked."""

from pathlib import Path

from demo import DOMAIN
from demo.api import Api
from demo.dashboard import save_dashboard
from demo.fleet import Fleet
from demo.flows import add_item, add_printer
from demo.overview import Overview, Printer
from demo.past import remember
from demo.patience import patiently
from demo.printer import DemoPrinter

NO_STATE = ("unavailable", "unknown", None)


async def set_up(api: Api, fleet: Fleet, config_dir: Path) -> None:
    """Add what is missing of the printers and their items, and the dashboard."""
    overview = await Overview.read(api)
    for simulated in fleet.printers:
        await _set_up_printer(api, simulated, overview)
    await _show_calendars(api)
    await _remember_past(api, fleet, config_dir)
    await save_dashboard(api, await wait_until_complete(api, fleet))


async def _show_calendars(api: Api) -> None:
    """Enable the calendars, which are not for everybody."""
    for entity in await api.call("config/entity_registry/list"):
        if (
            entity["platform"] == DOMAIN
            and entity["entity_id"].startswith("calendar.")
            and entity["disabled_by"] == "integration"
        ):
            change = {"entity_id": entity["entity_id"], "disabled_by": None}
            await api.call("config/entity_registry/update", **change)


async def _remember_past(api: Api, fleet: Fleet, config_dir: Path) -> None:
    """Let every printer have been here as long as it lives, and show its calendar."""
    overview = await Overview.read(api)
    for simulated in fleet.printers:
        if printer := _find(overview, simulated):
            await remember(api, config_dir, printer.entry_id, simulated.past())


async def wait_until_complete(api: Api, fleet: Fleet) -> Overview:
    """Wait until every printer answers and all items have a state."""
    return await patiently(
        lambda: Overview.read(api),
        lambda overview: _problem(overview, fleet) is None,
        lambda overview: str(_problem(overview, fleet)),
    )


async def look(api: Api, fleet: Fleet) -> None:
    """Let Home Assistant poll the printers of the demo now, and no others."""
    urls = [printer.url for printer in fleet.printers]
    entities = [
        printer.entities["print_time"]
        for printer in (await Overview.read(api)).printers
        if printer.url in urls
    ]
    if entities:
        await api.action("homeassistant.update_entity", *entities)


async def print_first(api: Api, fleet: Fleet) -> Overview:
    """Print what is to be printed first, and wait until Home Assistant has counted."""
    before = {
        printer.url: _prints(overview, printer)
        for overview in [await Overview.read(api)]
        for printer in overview.printers
    }
    wanted = {
        printer.url: before[printer.url] + prints
        for printer in fleet.printers
        if (prints := await printer.print_first())
    }

    async def see() -> Overview:
        if wanted:
            await look(api, fleet)
        return await Overview.read(api)

    return await patiently(
        see,
        lambda overview: not _uncounted(overview, wanted),
        lambda overview: f"{_uncounted(overview, wanted)} has not counted its print",
    )


def _uncounted(overview: Overview, wanted: dict[str, float]) -> str | None:
    """Return the name of a printer of which fewer prints than wanted are counted."""
    for printer in overview.printers:
        if _prints(overview, printer) < wanted.get(printer.url, 0):
            return printer.name
    return None


def _prints(overview: Overview, printer: Printer) -> float:
    state = overview.state(printer.entities, "prints")
    return 0.0 if state in NO_STATE else float(state or 0)


async def _set_up_printer(api: Api, simulated: DemoPrinter, overview: Overview) -> None:
    """Add a printer and its items, as far as they are missing."""
    known = _find(overview, simulated)
    entry_id = (
        known.entry_id
        if known
        else await add_printer(api, simulated.url, simulated.api_key)
    )
    names = {item.name for item in known.items} if known else set()
    for item in simulated.plan.items:
        if item.name not in names:
            await add_item(api, entry_id, item.answers())


def _find(overview: Overview, simulated: DemoPrinter) -> Printer | None:
    """Return the printer that is set up at the address of a simulated one."""
    return next((p for p in overview.printers if p.url == simulated.url), None)


def _problem(overview: Overview, fleet: Fleet) -> str | None:
    """Say what of the demo has not come up."""
    for simulated in fleet.printers:
        printer = _find(overview, simulated)
        if printer is None:
            return f"The printer {simulated.plan.name} is not set up"
        if overview.state(printer.entities, "connectivity") != "on":
            return f"The printer {printer.name} is not connected"
        for item in printer.items:
            if overview.state(item.entities, "life_remaining") in NO_STATE:
                return f"The item {item.name} of {printer.name} has no state"
    return None
