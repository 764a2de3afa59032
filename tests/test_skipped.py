"""A test that is left out is told aloud, and fails CI."""

import os
from pathlib import Path
import subprocess
import sys

import pytest

ROOT = Path(__file__).parent.parent
NO_PLUGINS = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
LEFT_OUT = """
import pytest

def test_passes() -> None:
    assert True

def test_left_out() -> None:
    pytest.skip("no such program")
"""


def run(folder: Path, *options: str, ci: str) -> tuple[int, str]:
    """Run the test file in a pytest of its own; return its exit status and output."""
    command = [sys.executable, "-m", "pytest", "-p", "xdist", "-p", "tests.skipped"]
    result = subprocess.run(
        [*command, *options, f"--rootdir={folder}", f"--confcutdir={folder}", folder],
        cwd=folder,
        env=os.environ | NO_PLUGINS | {"CI": ci, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return result.returncode, result.stdout


@pytest.mark.parametrize("options", [("-n0",), ("-n2",)])
@pytest.mark.parametrize(("ci", "status"), [("true", 1), ("", 0)])
def test_a_test_that_is_left_out(
    tmp_path: Path, options: tuple[str, ...], ci: str, status: int
) -> None:
    (tmp_path / "test_it.py").write_text(LEFT_OUT)
    returncode, output = run(tmp_path, *options, ci=ci)
    assert returncode == status
    assert "NOT TESTED: no such program" in output


def test_nothing_left_out(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(LEFT_OUT)
    returncode, output = run(tmp_path, "-k", "passes", ci="true")
    assert returncode == 0
    assert "NOT TESTED" not in output
