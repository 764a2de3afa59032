"""What hassfest, HACS and a reviewer would look at."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from ipaddress import ip_address
import json
from pathlib import Path
import re
import struct
from typing import Any

import homeassistant
from homeassistant.helpers.selector import TargetSelector, selector
from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components import printer_maintenance
from custom_components.printer_maintenance import PLATFORMS
from custom_components.printer_maintenance.automations import CONDITIONS, TRIGGERS
from custom_components.printer_maintenance.item_form import LARGEST, WHOLE
from custom_components.printer_maintenance.maintenance.usage import Meter
from custom_components.printer_maintenance.services import ACTIONS

from .hosts import moonraker_process, octoprint_process
from .texts import INTEGRATION

PROJECT = INTEGRATION.parents[1]
SEMVER = r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?"
HOMEPAGE = "https://github.com/printer-maintenance/printer-maintenance"


def load(path: Path) -> dict[str, Any]:
    """Read a JSON file."""
    content: dict[str, Any] = json.loads(path.read_text())
    return content


def test_the_manifest_is_sorted_as_hassfest_wants_it() -> None:
    domain, name, *others = load(INTEGRATION / "manifest.json")
    assert (domain, name) == ("domain", "name")
    assert others == sorted(others)


def test_the_manifest_says_what_is_so() -> None:
    manifest = load(INTEGRATION / "manifest.json")
    version = manifest.pop("version")
    assert re.fullmatch(SEMVER, version)
    assert manifest == {
        "domain": INTEGRATION.name,
        "name": "Printer Maintenance",
        "after_dependencies": ["conversation"],
        "codeowners": ["@printer-maintenance"],
        "config_flow": (INTEGRATION / "config_flow.py").exists(),
        "documentation": HOMEPAGE,
        "integration_type": "device",
        "iot_class": "local_polling",
        "issue_tracker": f"{HOMEPAGE}/issues",
        "zeroconf": ["_moonraker._tcp.local.", "_octoprint._tcp.local."],
    }


# Every key that HACS and Home Assistant's Marketplace know.
HACS_KEYS: dict[str, type | tuple[type, ...]] = {
    "name": str,
    "content_in_root": bool,
    "country": (str, list),
    "filename": str,
    "hacs": str,
    "hide_default_branch": bool,
    "homeassistant": str,
    "persistent_directory": str,
    "zip_release": bool,
}


def test_what_hacs_reads() -> None:
    hacs = load(PROJECT / "hacs.json")
    assert hacs["name"] == load(INTEGRATION / "manifest.json")["name"]
    assert hacs["homeassistant"] == "2026.10.0"
    for key, value in hacs.items():
        assert isinstance(value, HACS_KEYS[key])
    (only,) = (path for path in INTEGRATION.parent.iterdir() if path.is_dir())
    assert only == INTEGRATION
    for name in ("README.md", "info.md", "LICENSE"):
        assert (PROJECT / name).read_text().strip()


def test_the_quality_scale_covers_every_rule() -> None:
    core = Path(homeassistant.__file__).parent / "components"
    every_rule = load_yaml_dict(str(core / "tailwind" / "quality_scale.yaml"))["rules"]
    rules = load_yaml_dict(str(INTEGRATION / "quality_scale.yaml"))["rules"]
    assert set(rules) == set(every_rule)
    assert {rule["status"] for rule in rules.values()} == {"done", "exempt"}


def test_the_quality_scale_names_places_that_exist() -> None:
    readme = (PROJECT / "README.md").read_text()
    headings = {line.strip("# ") for line in readme.splitlines() if line[:1] == "#"}
    rules = load_yaml_dict(str(INTEGRATION / "quality_scale.yaml"))["rules"]
    for rule, answer in rules.items():
        files = re.findall(r"[\w/]+(?:\.py|\.json|(?<=[a-z])/)", answer["comment"])
        sections = re.findall(r'"([^"]+)"', answer["comment"])
        for file in files:
            assert (INTEGRATION / file).exists() or (PROJECT / file).exists(), file
        assert headings.issuperset(sections), rule
        scripts = "scripts/" in answer["comment"]
        assert files or sections or scripts or answer["status"] == "exempt", rule


def test_the_readme_names_every_program_that_is_run() -> None:
    developing = (PROJECT / "README.md").read_text().partition("## Developing")[2]
    for module in (moonraker_process, octoprint_process):
        for version in module.ENVIRONMENTS:
            assert version in developing, version


def test_no_platform_speaks_to_a_printer() -> None:
    for platform in PLATFORMS:
        module = import_module(f"{printer_maintenance.__name__}.{platform}")
        assert module.PARALLEL_UPDATES == 0


@pytest.mark.parametrize("theme", ["", "dark_"])
@pytest.mark.parametrize("scale", [1, 2])
def test_the_brand_images(theme: str, scale: int) -> None:
    suffix = "@2x" if scale == 2 else ""
    icon = size_of(INTEGRATION / "brand" / f"{theme}icon{suffix}.png")
    assert icon == (256 * scale, 256 * scale)
    logo = size_of(INTEGRATION / "brand" / f"{theme}logo{suffix}.png")
    assert min(logo) in range(128 * scale, 256 * scale + 1)


def size_of(image: Path) -> tuple[int, int]:
    """Return width and height of a PNG image."""
    header = image.read_bytes()[:24]
    assert header.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", header[16:])
    return width, height


def test_every_platform_and_no_strings_of_core() -> None:
    files = {path.name for path in INTEGRATION.iterdir()}
    assert "strings.json" not in files
    assert files >= {f"{platform}.py" for platform in PLATFORMS}


def test_every_action_is_described() -> None:
    described = load_yaml_dict(str(INTEGRATION / "services.yaml"))
    assert set(described) == set(ACTIONS)
    for action, (_, fields, _) in ACTIONS.items():
        names = {str(field) for field in fields}
        assert set(described[action].get("fields", {})) == names
        for field in described[action].get("fields", {}).values():
            selector(field["selector"])
        TargetSelector(described[action]["target"])


@pytest.mark.parametrize(
    ("file", "known"), [("triggers", TRIGGERS), ("conditions", CONDITIONS)]
)
def test_every_trigger_and_condition_is_described(
    file: str, known: Mapping[str, object]
) -> None:
    described = load_yaml_dict(str(INTEGRATION / f"{file}.yaml"))
    shown = {key: value for key, value in described.items() if not key.startswith(".")}
    assert list(shown) == list(known)
    for description in shown.values():
        TargetSelector(description["target"])
        for field in description.get("fields", {}).values():
            selector(field["selector"])


def test_the_amounts_of_an_action_are_those_of_the_form() -> None:
    fields = load_yaml_dict(str(INTEGRATION / "services.yaml"))["set_used"]["fields"]
    for meter in Meter:
        number = fields[meter]["selector"]["number"]
        assert (number["min"], number["max"]) == (0, LARGEST[meter])
        assert (number["step"] == 1) == (meter in WHOLE)


def project_files() -> Iterator[Path]:
    """Return every file that belongs to the project."""
    for top in PROJECT.iterdir():
        if top.name.startswith(".") and top.name not in (
            ".ci",
            ".github",
            ".gitignore",
        ):
            continue
        for path in [top] if top.is_file() else top.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def project_texts() -> Iterator[tuple[str, str]]:
    """Return the name and content of every text file of the project."""
    for path in project_files():
        content = path.read_bytes()
        if b"\0" not in content:
            yield str(path.relative_to(PROJECT)), content.decode()


# A path at its beginning, not the rest of a longer one or a closing tag.
FOREIGN_PATH = re.compile(r"(?<![\w<.$}*)\]])/(work|root|shared)\b")


def test_the_project_stands_alone() -> None:
    found = [
        (name, match.group())
        for name, text in project_texts()
        for match in FOREIGN_PATH.finditer(text)
    ]
    assert found == []


# What is public and meant to be found by readers.
LINKED = {
    "docs.vorondesign.com",
    "foro3d.com",
    "github.com",
    "help.prusa3d.com",
    "mutmut.readthedocs.io",
    "my.home-assistant.io",
    "octoprint.org",
    "research.ppld.org",
    "toolsamurai.com",
    "wiki.bambulab.com",
    "wiki.re3d.org",
    "www.printpal.io",
    "www.w3.org",
}
RESERVED = (".example", ".example.com", ".local", ".invalid", ".test")
HOST = re.compile(r"https?://([\w-]+(?:\.[\w-]+)+)")


def is_reserved(host: str) -> bool:
    """Tell whether a host can not be anybody's."""
    try:
        address = ip_address(host)
    except ValueError:
        return f".{host}".endswith(RESERVED)
    return not address.is_global


def test_no_host_is_named_that_is_not_public() -> None:
    hosts = {
        (name, host)
        for name, text in project_texts()
        for host in HOST.findall(text)
        if host not in LINKED and not is_reserved(host)
    }
    assert hosts == set()
