"""A dashboard of stock cards: one column per printer, what is due on top and red."""

from collections.abc import Iterable
from dataclasses import dataclass

from demo.api import Api, Json
from demo.overview import Entities, Item, Overview, Printer

URL_PATH = "printer-maintenance"
DUE_SOON = 10
ODOMETER = {
    "print_time": "mdi:timer-outline",
    "filament": "mdi:printer-3d-nozzle-outline",
    "prints": "mdi:counter",
}
REMAINING = {f"{meter}_remaining": icon for meter, icon in ODOMETER.items()} | {
    "days_remaining": "mdi:calendar-clock"
}


@dataclass(frozen=True, slots=True)
class Stage:
    """How an item is shown at one stage of its life."""

    name: str
    color: str
    icon: str
    due: bool
    life: Json

    def conditions(self, item: Item) -> list[Json]:
        """Return what must hold for the item to be at this stage."""
        due = {"condition": "state", "entity": item.entities["due"]}
        life = {"condition": "numeric_state", "entity": item.entities["life_remaining"]}
        return [
            due | {"state" if self.due else "state_not": "on"},
            *([life | self.life] if self.life else []),
        ]


# The order of this list is the order on the dashboard.
STAGES = (
    Stage("Due", "red", "mdi:alert-circle", due=True, life={}),
    Stage("Due soon", "orange", "mdi:clock-alert", False, {"below": DUE_SOON + 1}),
    Stage("Life remaining", "green", "mdi:check-circle", False, {"above": DUE_SOON}),
)


async def save_dashboard(api: Api, overview: Overview) -> None:
    """Save the dashboard and make it the page that a browser lands on."""
    known = await api.call("lovelace/dashboards/list")
    if all(known_one["url_path"] != URL_PATH for known_one in known):
        panel = {"title": "Printers", "icon": "mdi:printer-3d"}
        await api.call("lovelace/dashboards/create", url_path=URL_PATH, **panel)
    await api.call(
        "lovelace/config/save", url_path=URL_PATH, config=dashboard(overview.printers)
    )
    core = (await api.call("frontend/get_system_data", key="core"))["value"] or {}
    core["default_panel"] = URL_PATH
    await api.call("frontend/set_system_data", key="core", value=core)


def dashboard(printers: Iterable[Printer]) -> Json:
    """Return the whole dashboard."""
    view = {
        "type": "sections",
        "title": "Maintenance",
        "max_columns": 3,
        "header": {"layout": "start", "card": _summary(printers)},
        "sections": [_section(printer) for printer in printers],
    }
    return {"title": "Printers", "views": [view, _plan(printers)]}


def _plan(printers: Iterable[Printer]) -> Json:
    """Return the view of what is to do, as lists to tick off and as a calendar."""
    lists = [
        {
            "type": "todo-list",
            "entity": printer.entities["todo"],
            "title": printer.name,
            "hide_create": True,
            "hide_completed": False,
        }
        for printer in printers
        if "todo" in printer.entities
    ]
    calendars = [
        printer.entities["calendar"]
        for printer in printers
        if "calendar" in printer.entities
    ]
    calendar = {"type": "calendar", "entities": calendars}
    cards = [*([calendar] if calendars else []), *lists]
    return {"title": "To do", "path": "to-do", "type": "masonry", "cards": cards}


def _summary(printers: Iterable[Printer]) -> Json:
    """Say in one line how much is to do."""
    due = [item.entities["due"] for printer in printers for item in printer.items]
    return {
        "type": "markdown",
        "text_only": True,
        "content": (
            f"{{% set due = {due} | select('is_state', 'on') | list | count %}}"
            f"# {{{{ due or 'None' }}}} of {len(due)} items "
            "{{ 'is' if due == 1 else 'are' }} due"
        ),
    }


def _section(printer: Printer) -> Json:
    """Return the column of one printer, the worst items first."""
    cards = [
        card
        for stage in STAGES
        for item in printer.items
        for card in _item(item, stage)
    ]
    return {"type": "grid", "cards": [_heading(printer), *cards]}


def _heading(printer: Printer) -> Json:
    """Name the printer, with its odometer and whether its host answers."""
    connected = {"connectivity": "mdi:lan-connect"}
    badges = _badges(printer.entities, ODOMETER) + [
        badge | {"show_state": False, "color": "green"}
        for badge in _badges(printer.entities, connected)
    ]
    return {
        "type": "heading",
        "heading": printer.name,
        "icon": "mdi:printer-3d",
        "badges": badges,
    }


def _badges(entities: Entities, icons: dict[str, str]) -> list[Json]:
    """Return a badge for each of the entities that there are."""
    return [
        {"type": "entity", "entity": entities[key], "icon": icon}
        for key, icon in icons.items()
        if key in entities
    ]


def _item(item: Item, stage: Stage) -> list[Json]:
    """Show an item while it is at that stage: what is left, *done*, and its life."""
    color = {"color": stage.color}
    left = [badge | color for badge in _badges(item.entities, REMAINING)]
    heading = {
        "type": "heading",
        "heading": item.name,
        "heading_style": "subtitle",
        "badges": [*left, _done(item) | color],
    }
    life = {
        "type": "tile",
        "entity": item.entities["life_remaining"],
        "name": stage.name,
        "icon": stage.icon,
        "features": [{"type": "bar-gauge"}],
        "features_position": "inline",
        "grid_options": {"columns": 12},
    }
    visible = {"visibility": stage.conditions(item)}
    return [heading | visible, life | color | visible]


def _done(item: Item) -> Json:
    """Return the button that says: I did it."""
    press = {
        "action": "perform-action",
        "perform_action": "button.press",
        "target": {"entity_id": item.entities["done"]},
    }
    return {"type": "button", "text": "Done", "icon": "mdi:check", "tap_action": press}
