"""The texts that a user can meet, and what is missing of them."""

from collections.abc import Iterable, Mapping
import json
from pathlib import Path
from string import Formatter
from typing import Any, Final

from homeassistant.components.repairs import RepairsFlow
from homeassistant.config_entries import (
    DISCOVERY_SOURCES,
    ConfigFlow,
    ConfigSubentryFlow,
)
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.selector import SelectSelector

from custom_components.printer_maintenance.const import DOMAIN

INTEGRATION: Final = Path(__file__).parents[1] / "custom_components" / DOMAIN
ENGLISH: Final[dict[str, Any]] = json.loads(
    (INTEGRATION / "translations" / "en.json").read_text()
)


def text_of(path: str) -> str | None:
    """Return the English text at a path such as config.error.unknown."""
    found: object = ENGLISH
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else None


def placeholders(text: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def lacking(paths: Iterable[str], given: Mapping[str, str] | None = None) -> set[str]:
    """Return the paths without a text, or whose text wants more than is given."""
    return {
        path
        for path in paths
        if (text := text_of(path)) is None or placeholders(text) - set(given or ())
    }


def lacking_of_flow(flow: Any, result: Mapping[str, Any]) -> set[str]:
    """Return what is missing for the result of a step of one of our flows."""
    base = _base(flow)
    if base is None:
        return set()
    given = result.get("description_placeholders")
    match result["type"]:
        case FlowResultType.FORM:
            return lacking(_form_paths(base, result), given)
        case FlowResultType.MENU:
            step = f"{base}.step.{result['step_id']}"
            options = (f"{step}.menu_options.{o}" for o in result["menu_options"])
            return lacking([f"{step}.title", *options], given) | _unfit(step, given)
        case FlowResultType.SHOW_PROGRESS:
            title = f"{base}.step.{result['step_id']}.title"
            action = f"{base}.progress.{result['progress_action']}"
            return lacking([title, action], given)
        case FlowResultType.ABORT if _is_seen(flow, result):
            return lacking([f"{base}.abort.{result['reason']}"], given)
        case _:
            return set()


def _base(flow: object) -> str | None:
    if isinstance(flow, RepairsFlow):
        if flow.handler != DOMAIN:
            return None
        return f"issues.{flow.issue_id.rpartition('_')[0]}.fix_flow"
    if not type(flow).__module__.startswith(f"custom_components.{DOMAIN}."):
        return None
    if isinstance(flow, ConfigSubentryFlow):
        return f"config_subentries.{flow.handler[1]}"
    return "config" if isinstance(flow, ConfigFlow) else None


def _is_seen(flow: Any, result: Mapping[str, Any]) -> bool:
    """Tell whether an abort is shown to somebody, with a text of our own."""
    if result.get("translation_domain") == "homeassistant":
        return False
    in_background = flow.source in DISCOVERY_SOURCES and flow.cur_step is None
    return not in_background


def _unfit(step: str, given: Mapping[str, str] | None) -> set[str]:
    """Return the description of a menu, which it may do without, if it is not fit."""
    path = f"{step}.description"
    return set() if text_of(path) is None else lacking([path], given)


def _form_paths(base: str, result: Mapping[str, Any]) -> Iterable[str]:
    step = f"{base}.step.{result['step_id']}"
    yield f"{step}.title"
    yield f"{step}.description"
    for error in (result["errors"] or {}).values():
        yield f"{base}.error.{error}"
    schema = result["data_schema"].schema if result["data_schema"] else {}
    for field, selector in schema.items():
        yield f"{step}.data.{field}"
        if not isinstance(selector, SelectSelector):
            continue
        # Materials have the same names everywhere.
        if key := selector.config.get("translation_key"):
            for option in selector.config["options"]:
                yield f"selector.{key}.options.{option}"
