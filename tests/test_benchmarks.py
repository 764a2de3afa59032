"""The benchmark in its short form: what it counts holds on any machine."""

import json
from pathlib import Path
import subprocess
from typing import Any

import pytest

from demo import ROOT

pytestmark = pytest.mark.xdist_group("benchmark")  # all of them judge one run
PYTHON = ROOT / ".venv" / "run" / "bin" / "python"
# A machine that does other things, too, may be slower, but so is the floor.
IDLE_RATIO, PRINTING_RATIO = 3.0, 4.0
BLOCK = 0.5
REQUESTS = {
    ("Moonraker", False): 1,
    ("Moonraker", True): 1,
    ("Moonraker 0.8", False): 4,
    ("Moonraker 0.8", True): 4,
    ("OctoPrint", False): 1,
    ("OctoPrint", True): 3,
}


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Do without a Home Assistant inside of pytest."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Run it."""
    if not PYTHON.exists():
        pytest.skip("NO REAL HOME ASSISTANT: run scripts/setup run")
    path: Path = tmp_path_factory.mktemp("benchmark") / "results.json"
    subprocess.run(
        [PYTHON, "-m", "benchmarks", "--quick", "--json", path], check=True, cwd=ROOT
    )
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def test_a_poll(results: dict[str, Any]) -> None:
    requests = {(p["kind"], p["printing"]): p["requests"] for p in results["polls"]}
    assert requests == REQUESTS
    for poll in results["polls"]:
        ratio = PRINTING_RATIO if poll["printing"] else IDLE_RATIO
        assert poll["poll"] < ratio * poll["floor"], poll
        assert poll["entities"] > 45
        if poll["printing"]:
            assert 0 < poll["state_writes"] < 3, poll
        else:
            assert poll["state_writes"] == 0


def test_an_hour(results: dict[str, Any]) -> None:
    for hour in results["hours"]:
        printing = hour["hour"] == "printing"
        assert hour["polls"] == 59
        assert hour["requests"] == 59 * REQUESTS[hour["kind"], printing]
        assert hour["bytes"] < hour["requests"] * 6000
        if printing:
            assert 4 <= hour["store_writes"] <= 6
            assert 30 < hour["state_writes"] < 120
        else:
            assert hour["store_writes"] == 0
            assert hour["state_writes"] == 0


def test_printers(results: dict[str, Any]) -> None:
    assert [cost["printers"] for cost in results["scale"]] == [3]
    for cost in results["scale"]:
        assert cost["block"] < BLOCK
        assert cost["set_up_block"] < BLOCK
        assert 0 < cost["load"] < 0.01 * cost["printers"]
