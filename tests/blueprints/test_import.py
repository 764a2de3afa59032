"""The files of the blueprints, and the buttons that import them."""

import json
import re
from urllib.parse import quote

from tests.texts import INTEGRATION

from .automating import BLUEPRINTS, REMINDER, WARNING


def test_there_are_no_others() -> None:
    found = {str(path.relative_to(BLUEPRINTS)) for path in BLUEPRINTS.rglob("*.yaml")}
    assert found == {f"automation/{path}" for path in (REMINDER, WARNING)}


def test_the_buttons_that_import_them() -> None:
    manifest = json.loads((INTEGRATION / "manifest.json").read_text())
    readme = (BLUEPRINTS.parent / "README.md").read_text()
    imported = re.findall(r"blueprint_import/\?blueprint_url=([^)]+)\)", readme)
    folder = f"{manifest['documentation']}/blob/main/blueprints/automation"
    assert imported == [
        quote(f"{folder}/{path}", safe="") for path in (REMINDER, WARNING)
    ]
