"""Usage, and usage by material."""

import pytest

from custom_components.printer_maintenance.maintenance.usage import (
    EVERY_MATERIAL,
    Usage,
    counted,
    materials_of,
)

PARTS = {
    "PLA": Usage(1, 0, 0),
    "Petg": Usage(10, 0, 0),
    "ABS;PLA": Usage(100, 0, 0),
    "unknown": Usage(1000, 0, 0),
}


@pytest.mark.parametrize(
    ("materials", "seconds"),
    [
        (EVERY_MATERIAL, 1111),
        ({"PLA"}, 1101),
        ({"ABS"}, 1100),
        ({"PETG"}, 1010),
        ({"abs", "petg"}, 1110),
        ({"PL"}, 1000),
    ],
)
def test_a_part_counts_for_each_of_its_materials(
    materials: frozenset[str], seconds: int
) -> None:
    assert counted(PARTS, frozenset(materials)) == Usage(seconds, 0, 0)


def test_the_materials_of_parts() -> None:
    assert materials_of(PARTS) == ["ABS", "PLA", "Petg"]
    assert materials_of([]) == []


@pytest.mark.parametrize("meter", ["print_time", "filament"])
@pytest.mark.parametrize("amount", ["inf", "-inf", "nan"])
def test_what_is_not_finite_is_damaged(meter: str, amount: str) -> None:
    stored = Usage(1.5, 2.5, 3).as_dict()
    assert Usage.from_dict(stored) == Usage(1.5, 2.5, 3)
    with pytest.raises(ValueError, match=r"^an amount is not finite$"):
        Usage.from_dict(stored | {meter: float(amount)})
