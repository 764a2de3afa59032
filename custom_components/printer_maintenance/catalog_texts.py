"""What the catalogue says, in the language that Home Assistant is set to."""

from collections.abc import Iterable, Mapping
import json
from pathlib import Path
from typing import Any, Final

from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .const import DOMAIN
from .item_form import (
    CONF_DUE_SOON,
    CONF_INSTRUCTIONS,
    CONF_LINK,
    CONF_MATERIALS,
    form_errors,
)
from .maintenance.catalog import (
    Catalog,
    CatalogItem,
    Family,
    Source,
    by_source,
    read_catalog,
)
from .maintenance.item import DEFAULT_DUE_SOON

FILE: Final = Path(__file__).parent / "catalog.json"


def load_catalog() -> Catalog:
    """Read the catalogue's file."""
    return read_catalog(json.loads(FILE.read_text(encoding="utf-8")))


class CatalogTexts:
    """Put the items of the catalogue into words."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Take the texts of the integration's selectors."""
        self._texts = texts

    def _text(self, path: str) -> str:
        return self._texts[f"component.{DOMAIN}.selector.{path}"]

    def name(self, item: CatalogItem) -> str:
        """Return what an item is called."""
        return self._text(f"catalog.fields.{item.key}.name")

    def label(self, item: CatalogItem) -> str:
        """Return an item's name with how often it is to be done."""
        limits = [
            f"{limit} {self._text(f'interval.unit_of_measurement.{meter}')}"
            for meter, limit in item.limits.items()
        ]
        if item.kilograms is not None:
            limits[-1] += f" ≈ {item.kilograms} kg"
        return f"{self.name(item)} ({' / '.join(limits)})"

    def form(self, item: CatalogItem) -> dict[str, Any]:
        """Return an item as it would be entered."""
        instructions = self._text(f"catalog.fields.{item.key}.description")
        paragraphs = [instructions, self._source(item.source, item.source.title)]
        if item.kilograms is not None:
            converted = self._text("source.options.converted")
            paragraphs.append(converted.format(kilograms=item.kilograms))
        return {
            CONF_NAME: self.name(item),
            **{meter.value: limit for meter, limit in item.limits.items()},
            CONF_INSTRUCTIONS: "\n\n".join(paragraphs),
            CONF_LINK: item.source.url,
            CONF_MATERIALS: list(item.materials),
            CONF_DUE_SOON: DEFAULT_DUE_SOON * 100,
        }

    def sources(self, items: Iterable[CatalogItem]) -> str:
        """List where items come from, as Markdown."""
        return "\n".join(
            f"* {self._source(source, f'[{source.title}]({source.url})')} "
            f"({', '.join(map(self.name, said))})"
            for source, said in by_source(items).items()
        )

    def _source(self, source: Source, title: str) -> str:
        return self._text(f"source.options.{source.by}").format(title=title)


async def async_offer(
    hass: HomeAssistant, family: Family, taken: Iterable[str]
) -> tuple[tuple[CatalogItem, ...], CatalogTexts]:
    """Return the items for a family whose names are not taken, and their texts."""
    texts = CatalogTexts(
        await async_get_translations(
            hass, hass.config.language, "selector", integrations=[DOMAIN]
        )
    )
    catalog = await hass.async_add_executor_job(load_catalog)
    names = tuple(taken)
    items = (
        item for item in catalog[family] if not form_errors(texts.form(item), names)
    )
    return tuple(items), texts
