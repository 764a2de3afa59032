"""A number as a host tells it."""

import voluptuous as vol

# No printer gets near it (in s and mm); a larger number is damage, not usage.
LARGEST = 1e12
# Nor will a single job: 30 years, or 1,000 km of filament.
_LONGEST_JOB = 1e9


def amount(value: object) -> float:
    """Validate a number that may be missing; vol.Invalid if it is none."""
    if value is None:
        return 0.0
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise vol.Invalid("expected a number")
    if not abs(value) <= LARGEST:  # nor is NaN
        raise vol.Invalid("expected a number that makes sense")
    return float(value)


def count(value: object) -> float:
    """Validate a number that only grows; vol.Invalid if it is none."""
    number = amount(value)
    if number < 0:
        raise vol.Invalid("expected no negative number")
    return number


def estimated(value: object) -> float | None:
    """Return what was estimated; None if it was not, or makes no sense."""
    try:
        number = amount(value)
    except vol.Invalid:
        return None
    return number if 0 < number <= _LONGEST_JOB else None
