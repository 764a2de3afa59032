"""The catalogue: what printers are said to need, by whom, and how often."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from .usage import EVERY_MATERIAL, Meter

# What makers give in kilograms, or in spools of one, as 1.75 mm filament of PLA.
METRES_PER_KILOGRAM: Final = 330


class Family(StrEnum):
    """Name a kind of printers that need the same."""

    VORON = "voron"
    PRUSA = "prusa"
    BAMBU_LAB = "bambu_lab"
    CREALITY = "creality"
    FDM = "fdm"
    RESIN = "resin"


class Claimant(StrEnum):
    """Tell who says so: a maker of such printers, or somebody who uses one.

    What a maker is quoted with by others was not read on the maker's own page.
    """

    MAKER = "maker"
    QUOTED = "quoted"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Source:
    """Name where something is said, and of what machine if that is not plain."""

    title: str
    url: str
    by: Claimant


@dataclass(frozen=True, slots=True)
class CatalogItem:
    """Describe an item; its limits are in hours, metres, prints and days.

    A limit in metres may be one that its source gives in kilograms.

    What is usual suits most printers of the family, the rest only some of them.
    """

    key: str
    limits: Mapping[Meter, float]
    source: Source
    usual: bool = False
    materials: frozenset[str] = EVERY_MATERIAL
    kilograms: int | None = None


type Catalog = Mapping[Family, tuple[CatalogItem, ...]]


def read_catalog(data: Mapping[str, Any]) -> Catalog:
    """Read the catalogue as it is kept in its file."""
    sources = {
        key: Source(source["title"], source["url"], Claimant(source["by"]))
        for key, source in data["sources"].items()
    }
    return {
        Family(family): tuple(_item(item, sources) for item in items)
        for family, items in data["families"].items()
    }


def _item(data: Mapping[str, Any], sources: Mapping[str, Source]) -> CatalogItem:
    kilograms = data.get("kilograms")
    limits = {meter: data[meter] for meter in Meter if meter in data}
    if kilograms is not None:
        limits[Meter.FILAMENT] = kilograms * METRES_PER_KILOGRAM
    return CatalogItem(
        key=data["item"],
        limits=limits,
        source=sources[data["source"]],
        usual=data.get("usual", False),
        materials=frozenset(data.get("materials", ())),
        kilograms=kilograms,
    )


def by_source(items: Iterable[CatalogItem]) -> dict[Source, list[CatalogItem]]:
    """Group items by where they come from."""
    groups: dict[Source, list[CatalogItem]] = {}
    for item in items:
        groups.setdefault(item.source, []).append(item)
    return groups
