"""The parts of a reminder as another program keeps it."""

from typing import Final

import voluptuous as vol

from .amount import amount

# Texts come from strangers, and are shown as attributes.
LONGEST_TEXT: Final = 10_000


def text(value: object) -> str:
    """Validate a text that may be missing; vol.Invalid if it is none."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise vol.Invalid("expected a text")
    return value.strip()[:LONGEST_TEXT]


def limit(value: object) -> float:
    """Validate a limit, which a form may have left as a text; vol.Invalid if none."""
    number = amount(vol.Coerce(float)(value))
    if number <= 0:
        raise vol.Invalid("expected a number above 0")
    return number


def whole_days(days: float) -> float:
    """Return an interval of days as ours count: midnights, at least one."""
    return float(max(1, round(days)))
