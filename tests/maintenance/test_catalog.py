"""The catalogue's file, and what is read of it."""

import json
from urllib.parse import urlsplit

import pytest

from custom_components.printer_maintenance.catalog_texts import FILE, load_catalog
from custom_components.printer_maintenance.maintenance.catalog import (
    CatalogItem,
    Claimant,
    Family,
    Source,
    by_source,
    read_catalog,
)
from custom_components.printer_maintenance.maintenance.usage import (
    EVERY_MATERIAL,
    Meter,
)

WRITTEN = json.loads(FILE.read_text())
CATALOG = load_catalog()
ITEMS = [(family, item) for family, items in CATALOG.items() for item in items]
# In h, m, prints and days: less would nag, more is beyond a printer's life.
PLAUSIBLE = {
    Meter.PRINT_TIME: (40, 5000),
    Meter.FILAMENT: (1000, 100_000),
    Meter.PRINTS: (10, 1000),
    Meter.DAYS: (7, 730),
}
# Whose machines, or some of them, run on wheels in extrusions.
WITH_WHEELS = (Family.CREALITY, Family.FDM)
WIKI = Source("Care", "https://example.com/care", Claimant.MAKER)
FORUM = Source("A tip", "https://example.com/tip", Claimant.COMMUNITY)


def test_what_is_read() -> None:
    catalog = read_catalog(
        {
            "sources": {
                "wiki": {"title": WIKI.title, "url": WIKI.url, "by": "maker"},
                "forum": {"title": FORUM.title, "url": FORUM.url, "by": "community"},
            },
            "families": {
                "prusa": [
                    {"item": "rails", "days": 30, "source": "wiki", "usual": True},
                    {
                        "item": "carbon",
                        "kilograms": 9,
                        "print_time": 50,
                        "materials": ["ABS", "ASA"],
                        "source": "forum",
                    },
                ],
                "resin": [],
            },
        }
    )
    rails = CatalogItem("rails", {Meter.DAYS: 30}, WIKI, usual=True)
    limits = {Meter.PRINT_TIME: 50, Meter.FILAMENT: 2970}
    materials = frozenset({"ABS", "ASA"})
    carbon = CatalogItem("carbon", limits, FORUM, materials=materials, kilograms=9)
    assert catalog == {Family.PRUSA: (rails, carbon), Family.RESIN: ()}
    assert rails.materials == EVERY_MATERIAL
    assert list(catalog[Family.PRUSA][1].limits) == [Meter.PRINT_TIME, Meter.FILAMENT]


def test_items_by_their_source() -> None:
    rails, screws, carbon = (
        CatalogItem(key, {Meter.DAYS: 30}, source)
        for key, source in (("rails", WIKI), ("screws", FORUM), ("carbon", WIKI))
    )
    assert by_source([rails, screws, carbon]) == {
        WIKI: [rails, carbon],
        FORUM: [screws],
    }
    assert by_source([]) == {}


def test_every_family_has_something_that_is_usual() -> None:
    assert list(CATALOG) == list(Family)
    for family, items in CATALOG.items():
        assert any(item.usual for item in items), family
        keys = [item.key for item in items]
        assert len(keys) == len(set(keys)), family


@pytest.mark.parametrize(
    ("family", "item"), ITEMS, ids=[f"{family} {item.key}" for family, item in ITEMS]
)
def test_every_item_says_who_says_how_often(family: Family, item: CatalogItem) -> None:
    assert item.source.title == item.source.title.strip() != ""
    url = urlsplit(item.source.url)
    assert url.scheme in ("http", "https")
    assert "." in url.netloc
    assert len(url.path) > 1
    assert item.limits
    for meter, limit in item.limits.items():
        least, most = PLAUSIBLE[meter]
        assert least <= limit <= most
        assert isinstance(limit, int)
    assert Meter.FILAMENT not in item.limits or family is not Family.RESIN


def test_nothing_in_the_file_is_overlooked() -> None:
    known = {"item", "source", "usual", "materials", "kilograms", *Meter}
    items = [item for family in WRITTEN["families"].values() for item in family]
    assert not [item for item in items if set(item) - known]
    assert {item["source"] for item in items} == set(WRITTEN["sources"])
    for source in WRITTEN["sources"].values():
        assert set(source) == {"title", "url", "by"}
    for item in items:
        assert item.get("usual", True) is True
        assert item.get("materials", ["ABS"])


def texts_of(language: str) -> dict[str, dict[str, str]]:
    """Return what is said of each item."""
    path = FILE.parent / "translations" / f"{language}.json"
    texts: dict[str, dict[str, str]] = json.loads(path.read_text())["selector"][
        "catalog"
    ]["fields"]
    return texts


@pytest.mark.parametrize(
    ("language", "lubricating", "wheels", "dry"),
    [
        ("en", ("lubricat", "grease", "oil"), "wheels that run in", "stay dry"),
        ("de", ("schmier", "fett", "öl"), "rollen, die in", "bleiben trocken"),
    ],
)
def test_wheels_are_never_greased(
    language: str, lubricating: tuple[str, ...], wheels: str, dry: str
) -> None:
    texts = texts_of(language)
    told = set()
    for family, item in ITEMS:
        if family not in WITH_WHEELS or item.key == "lead_screws":
            continue
        text = " ".join(texts[item.key].values()).casefold()
        if any(word in text for word in lubricating):
            assert wheels in text, item.key
            assert dry in text, item.key
            told.add(item.key)
    assert told == {"axes", "rails_and_rods"}


def test_what_only_others_quote_is_not_said_to_be_read() -> None:
    quoted = {
        urlsplit(item.source.url).hostname
        for _, item in ITEMS
        if item.source.by is Claimant.QUOTED
    }
    assert quoted == {"help.prusa3d.com", "wiki.bambulab.com"}


def test_carbon_rods_are_never_greased() -> None:
    items = texts_of("en")
    assert "Never grease or oil" in items["carbon_rods"]["description"]
    for key, item in items.items():
        text = f"{item['name']} {item['description']}".casefold()
        if "carbon rods" in text and key != "carbon_rods":
            assert any(word in text for word in ("never", "none on", "stay dry")), key
