"""Run the mutation tester: the fast tests must notice nearly every small change."""

import argparse
from collections import Counter
import hashlib
import json
from pathlib import Path
import shutil
import subprocess
import sys

ROOT = Path(__file__).parents[1]
MUTANTS = ROOT / "mutants"
TESTS = MUTANTS / "tests.sha256"
STATS = MUTANTS / "mutmut-stats.json"
WANTED = 0.9

# What mutmut notes: pytest's exit code, or the signal that ended a mutant in a loop.
KILLED = (1, 3)
TIMED_OUT = (-24, -9, 24, 36, 152, 255)

type Verdicts = dict[str, int | None]


def main() -> None:
    """Test the mutants that were not tested yet, and those that survived other tests."""
    parser = argparse.ArgumentParser(prog="scripts/test --mutate", description=__doc__)
    parser.add_argument(
        "--fresh", action="store_true", help="test those again, too, that were killed"
    )
    parser.add_argument(
        "--jobs", type=int, default=2, help="how many to test at a time (default: 2)"
    )
    arguments = parser.parse_args()
    if arguments.fresh:
        shutil.rmtree(MUTANTS, ignore_errors=True)
    _follow_tests()
    mutmut = Path(sys.executable).with_name("mutmut")
    command = [str(mutmut), "run", "--max-children", str(arguments.jobs)]
    if code := subprocess.call(command, cwd=ROOT):
        sys.exit(code)
    sys.exit(_report())


def _follow_tests() -> None:
    """Forget what survived if the tests are others now."""
    # mutmut copies them, and leaves those that are gone.
    shutil.rmtree(MUTANTS / "tests", ignore_errors=True)
    digest = hashlib.sha256()
    for path in sorted((ROOT / "tests").rglob("*.py")):
        digest.update(path.read_bytes())
    tests = digest.hexdigest()
    if TESTS.exists() and TESTS.read_text() == tests:
        return
    STATS.unlink(missing_ok=True)
    for path in _verdict_files():
        noted = json.loads(path.read_text())
        verdicts: Verdicts = noted["exit_code_by_key"]
        noted["exit_code_by_key"] = {
            name: code if code in KILLED else None for name, code in verdicts.items()
        }
        path.write_text(json.dumps(noted))
    MUTANTS.mkdir(exist_ok=True)
    TESTS.write_text(tests)


def _verdict_files() -> list[Path]:
    return sorted(MUTANTS.rglob("*.py.meta"))


def _report() -> int:
    """Tell what became of the mutants; nonzero if too many survived."""
    total, alive = Counter[str](), list[str]()
    lines = ["", "   made killed  (timed out) survived"]
    for path in _verdict_files():
        verdicts: Verdicts = json.loads(path.read_text())["exit_code_by_key"]
        counts = Counter(map(_verdict, verdicts.values()))
        if verdicts:
            lines.append(_line(counts, path.name.removesuffix(".meta")))
        total += counts
        alive += [n for n, code in verdicts.items() if _verdict(code) == "survived"]
    lines.append(_line(total, "all"))
    if alive:
        lines += ["", "survived (mutmut show <name> shows one):", *alive]
    sys.stdout.write("\n".join([*lines, ""]))
    return int(total.total() == 0 or _share(total) < WANTED)


def _verdict(code: int | None) -> str:
    if code in KILLED:
        return "killed"
    return "timed out" if code in TIMED_OUT else "survived"


def _share(counts: Counter[str]) -> float:
    return 1 - counts["survived"] / counts.total()


def _line(counts: Counter[str], name: str) -> str:
    dead = counts["killed"] + counts["timed out"]
    return (
        f"{counts.total():7} {dead:6} {counts['timed out']:12}"
        f" {counts['survived']:8} {_share(counts):7.1%}  {name}"
    )


if __name__ == "__main__":
    main()
