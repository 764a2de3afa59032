"""The printers and items as a table on the terminal."""

from demo.overview import Item, Overview, Printer

UNITS = {"print_time": "h", "filament": "m", "prints": "prints"}
LEFT = {f"{meter}_remaining": unit for meter, unit in UNITS.items()} | {
    "days_remaining": "d"
}
HEAD = ("maintenance item", "life", "remaining", "")


def table(overview: Overview) -> str:
    """Return the table of all printers."""
    if not overview.printers:
        return "No printer is set up."
    rows = {
        printer.entry_id: [_row(overview, item) for item in printer.items]
        for printer in overview.printers
    }
    widths = [
        max(
            len(row[column]) for row in (HEAD, *(r for rs in rows.values() for r in rs))
        )
        for column in range(len(HEAD))
    ]
    lines = []
    for printer in overview.printers:
        lines += ["", _title(overview, printer)]
        lines += [_line(row, widths) for row in (HEAD, *rows[printer.entry_id])]
    return "\n".join(lines[1:])


def _title(overview: Overview, printer: Printer) -> str:
    """Return the line that tells about a printer."""
    values = [
        f"{_number(overview.state(printer.entities, key))} {unit}"
        for key, unit in UNITS.items()
    ]
    on = overview.state(printer.entities, "connectivity") == "on"
    return " · ".join(
        [printer.name, printer.url, *values, "connected" if on else "away"]
    )


def _row(overview: Overview, item: Item) -> tuple[str, ...]:
    """Return what there is to tell about an item."""
    left = [
        f"{_number(overview.state(item.entities, key))} {unit}"
        for key, unit in LEFT.items()
        if key in item.entities
    ]
    life = overview.state(item.entities, "life_remaining")
    due = overview.state(item.entities, "due") == "on"
    return item.name, f"{_number(life)} %", ", ".join(left), "DUE" if due else ""


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    """Return a row with its columns in line; what is a number ends in line."""
    name, life, left, due = row
    return (
        f"  {name:<{widths[0]}}  {life:>{widths[1]}}  {left:<{widths[2]}}  {due}"
    ).rstrip()


def _number(state: str | None) -> str:
    """Return a state as a person writes it; what is no number as it is."""
    try:
        return f"{float(state or ''):,.1f}".removesuffix(".0")
    except ValueError:
        return state or "?"
