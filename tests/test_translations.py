"""Texts: none missing, none left over, the same in every language."""

import ast
from collections.abc import Mapping
import json
import re
from typing import Any

from homeassistant.helpers.selector import SelectSelector
import pytest
import voluptuous as vol

from custom_components.printer_maintenance import (
    catalog_flow,
    config_flow,
    host_flow,
    issues,
    item_fields,
    item_form,
    moving_in_flow,
    printer_flow,
)
from custom_components.printer_maintenance.catalog_texts import load_catalog
from custom_components.printer_maintenance.hosts import HostKind
from custom_components.printer_maintenance.item_form import LONGEST_NAME
from custom_components.printer_maintenance.maintenance.catalog import Claimant, Family
from custom_components.printer_maintenance.maintenance.usage import USAGE_METERS, Meter
from custom_components.printer_maintenance.starting_point import CONF_START
from custom_components.printer_maintenance.store import StoreDamage

from .texts import ENGLISH, INTEGRATION, placeholders
from .written import at, calls, keywords, leaves, literals

LANGUAGES = sorted(path.stem for path in (INTEGRATION / "translations").iterdir())
FORMS: dict[str, dict[str, Mapping[Any, Any]]] = {
    "config": {
        "user": config_flow._PRINTER.schema,
        "reconfigure": config_flow._PRINTER.schema,
        "zeroconf_confirm": host_flow.ACCESS,
        "reauth_confirm": host_flow.KEY,
        "paste": host_flow.KEY,
        "other_host": {},
        "twin": {},
    },
    "config_subentries.item": {
        "own": item_fields.new_item_fields([]),
        "items": dict.fromkeys((printer_flow.CONF_ITEMS, CONF_START)),
        "move_in": dict.fromkeys(
            (printer_flow.CONF_ITEMS, moving_in_flow.CONF_ONCE, item_form.CONF_GCODE)
        ),
        "reconfigure": item_fields.item_fields([]),
        "used": dict.fromkeys(Meter),
        "new": item_fields.DATE.schema,
        "date": item_fields.DATE.schema,
        "date_used": dict.fromkeys(USAGE_METERS),
    },
}
KEYS = {
    "key",
    "key_denied",
    "key_timed_out",
    "key_rate_limited",
    "key_plugin_missing",
    "key_away",
    "key_permissions",
}
MENUS = {"config": {*KEYS, "which_host"}, "config_subentries.item": {"user"}}
PROGRESS = {"allow"}
FLOWS = {
    "config": ("config_flow", "discovery_flow", "host_flow", "key_flow"),
    "config_subentries.item": (
        "item_flow",
        "catalog_flow",
        "start_flow",
        "moving_in_flow",
        "printer_flow",
    ),
}
# These only lead on to another step, or show that something goes on.
SILENT = {"zeroconf", "reauth", "allowed", "none", *HostKind, *Family} | PROGRESS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_and_placeholders(language: str) -> None:
    path = INTEGRATION / "translations" / f"{language}.json"
    texts = dict(leaves(json.loads(path.read_text())))
    english = dict(leaves(ENGLISH))
    assert list(texts) == list(english)
    for key, text in texts.items():
        assert text.strip() == text, key
        assert text, key
        assert placeholders(text) == placeholders(english[key]), key
        # Home Assistant takes neither markup nor the references of its own strings.
        assert not re.search(r"</?[a-z]|\[%key:", text), key


def test_english_and_german_are_there() -> None:
    assert LANGUAGES == ["de", "en"]
    path = INTEGRATION / "translations" / "de.json"
    german = dict(leaves(json.loads(path.read_text())))
    same = [key for key, text in leaves(ENGLISH) if german[key] == text]
    # Whole sentences are never the same.
    assert not [key for key in same if "." in german[key]]


@pytest.mark.parametrize("flow", FORMS)
def test_every_step_and_every_field(flow: str) -> None:
    steps = at(ENGLISH, flow)["step"]
    others = (MENUS[flow] | PROGRESS) & set(steps)
    assert set(steps) - others == set(FORMS[flow])
    for step, fields in FORMS[flow].items():
        names = {str(field) for field in fields}
        assert set(steps[step].get("data", {})) == names, step
        assert set(steps[step].get("data_description", {})) <= names, step
        assert set(steps[step]) <= {"title", "description", "data", "data_description"}


def test_every_menu() -> None:
    steps = ENGLISH["config"]["step"]
    for menu in KEYS:
        assert set(steps[menu]) == {"title", "description", "menu_options"}
        plugin_missing = menu == "key_plugin_missing"
        ways = {"paste"} if plugin_missing else {"allow", "paste"}
        assert set(steps[menu]["menu_options"]) == ways
    hosts = steps["which_host"]
    assert set(hosts) == {"title", "description", "menu_options"}
    assert list(hosts["menu_options"]) == list(HostKind)
    families = at(ENGLISH, "config_subentries.item.step.user")
    assert set(families) == {"title", "description", "menu_options"}
    assert list(families["menu_options"]) == ["move_in", *Family, "own", "none"]


@pytest.mark.parametrize("flow", FLOWS)
def test_every_step_that_is_shown_is_listed_above(flow: str) -> None:
    methods = {
        node.name.removeprefix("async_step_")
        for node in calls(*FLOWS[flow])
        if isinstance(node, ast.AsyncFunctionDef)
        and node.name.startswith("async_step_")
    }
    assert methods - SILENT == set(FORMS[flow]) | MENUS[flow]


def test_everything_that_takes_a_while() -> None:
    shown = keywords("progress_action", *FLOWS["config"])
    assert shown == set(ENGLISH["config"]["progress"]) == PROGRESS
    for step in PROGRESS:
        assert set(ENGLISH["config"]["step"][step]) == {"title"}


@pytest.mark.parametrize(
    ("flow", "modules"),
    [
        ("config", (*FLOWS["config"], "probe")),
        (
            "config_subentries.item",
            (*FLOWS["config_subentries.item"], "item_form", "maintenance/gcode"),
        ),
    ],
)
def test_no_error_is_left_over(flow: str, modules: tuple[str, ...]) -> None:
    # That none is missing, every test sees to that meets one.
    written = literals(*modules)
    texts = at(ENGLISH, flow)
    # Home Assistant gives this reason where an entry is there already.
    written.add("already_configured")
    assert set(texts["error"]) <= written
    assert set(texts["abort"]) <= written
    assert keywords("reason", *modules) <= set(texts["abort"])


def test_every_choice() -> None:
    start = vol.Schema(item_fields.new_item_fields([])).schema[CONF_START]
    assert isinstance(start, SelectSelector)
    selects = [start, catalog_flow.CATALOG_START]
    of_catalog = {"catalog", "interval", "source"}
    keys = {select.config["translation_key"] for select in selects}
    assert ENGLISH["selector"].keys() == keys | of_catalog
    for select in selects:
        options = ENGLISH["selector"][select.config["translation_key"]]["options"]
        assert list(options) == select.config["options"]


def test_everything_in_the_catalogue() -> None:
    items = {item.key for family in load_catalog().values() for item in family}
    texts = ENGLISH["selector"]["catalog"]["fields"]
    assert set(texts) == items
    for text in texts.values():
        assert set(text) == {"name", "description"}
        assert len(text["name"]) <= LONGEST_NAME
        assert not placeholders(text["name"] + text["description"])
    names = [text["name"].casefold() for text in texts.values()]
    assert len(names) == len(set(names))
    units = ENGLISH["selector"]["interval"]["unit_of_measurement"]
    assert list(units) == list(Meter)
    claims = ENGLISH["selector"]["source"]["options"]
    assert list(claims) == [*Claimant, "converted"]
    for claimant in Claimant:
        assert placeholders(claims[claimant]) == {"title"}
    assert placeholders(claims["converted"]) == {"kilograms"}


def test_every_exception() -> None:
    modules = ("__init__", "coordinator", "history", "targets", "todo")
    raised = keywords("translation_key", *modules) | {
        argument.value
        for node in calls("services")
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "_error"
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }
    assert set(ENGLISH["exceptions"]) == raised


def test_every_issue() -> None:
    kinds = {issues.OTHER_HOST, issues.NOT_SAVED, issues.NO_CONTROL, *StoreDamage}
    assert set(ENGLISH["issues"]) == kinds
    other_host = ENGLISH["issues"][issues.OTHER_HOST]["fix_flow"]
    assert set(other_host["abort"]) == keywords("reason", "repairs")
    options = other_host["step"]["init"]["menu_options"]
    assert set(options) <= literals("repairs")
    for kind in kinds - {issues.OTHER_HOST}:
        text = ENGLISH["issues"][kind]
        assert ("description" in text) != ("fix_flow" in text)


def test_there_is_nothing_else() -> None:
    assert set(ENGLISH) == {
        "config",
        "config_subentries",
        "selector",
        "entity",
        "exceptions",
        "issues",
        "services",
        "triggers",
        "conditions",
        "common",
    }
    parts = {"flow_title", "step", "error", "abort", "progress"}
    assert set(ENGLISH["config"]) == parts
    assert set(ENGLISH["config_subentries"]) == {"item"}
