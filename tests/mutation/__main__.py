"""Run the mutation tester: the fast tests must notice nearly every small change."""

import argparse
from collections import Counter
from fnmatch import fnmatch
import hashlib
import json
from math import sqrt
from pathlib import Path
import shutil
import subprocess
import sys

ROOT = Path(__file__).parents[2]
MUTANTS = ROOT / "mutants"
# mutmut wants to be where these are, with the settings of one part beside them.
SHARED = ("custom_components", "pyproject.toml", "tests")
# Beside them there is a small one for those who have a minute.
PARTS, HEART = ("counting", "keeping"), "heart"
WANTED = 0.9
MOST_SHOWN = 20_000

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
    parser.add_argument(
        "--part",
        choices=(*PARTS, HEART),
        action="append",
        help="only this part of the code",
    )
    parser.add_argument(
        "--like", default="*", help="only those of such names, '*coordinator*' for one"
    )
    arguments = parser.parse_args()
    if arguments.fresh:
        shutil.rmtree(MUTANTS, ignore_errors=True)
    parts = arguments.part or PARTS
    for part in parts:
        if code := _run(MUTANTS / part, arguments.jobs, arguments.like):
            sys.exit(code)
    sys.exit(_report([MUTANTS / part for part in parts], arguments.like))


def _run(place: Path, jobs: int, like: str) -> int:
    """Let mutmut work on a part of the code."""
    place.mkdir(parents=True, exist_ok=True)
    settings = Path(__file__).parent / f"{place.name}.cfg"
    shutil.copy(settings, place / "setup.cfg")
    for name in SHARED:
        if not (link := place / name).is_symlink():
            link.symlink_to(ROOT / name)
    _follow_tests(place / "mutants")
    # Those that are named are tested again, whatever is known of them.
    command = [str(Path(sys.executable).with_name("mutmut")), "run"]
    command += ["--max-children", str(jobs)] + [like] * (like != "*")
    if sys.stdout.isatty():
        return subprocess.call(command, cwd=place)
    # Its progress fills a log.
    done = subprocess.run(command, cwd=place, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.stdout.write(done.stdout.decode()[-MOST_SHOWN:])
    return done.returncode


def _follow_tests(made: Path) -> None:
    """Forget what survived if the tests are others now."""
    # mutmut copies them, and leaves those that are gone.
    shutil.rmtree(made / "tests", ignore_errors=True)
    digest = hashlib.sha256()
    for path in sorted((ROOT / "tests").rglob("*.py")):
        digest.update(path.read_bytes())
    tests, noted = digest.hexdigest(), made / "tests.sha256"
    if noted.exists() and noted.read_text() == tests:
        return
    (made / "mutmut-stats.json").unlink(missing_ok=True)
    for path in _verdict_files(made):
        contents = json.loads(path.read_text())
        verdicts: Verdicts = contents["exit_code_by_key"]
        contents["exit_code_by_key"] = {
            name: code if code in KILLED else None for name, code in verdicts.items()
        }
        path.write_text(json.dumps(contents))
    made.mkdir(exist_ok=True)
    noted.write_text(tests)


def _verdict_files(place: Path) -> list[Path]:
    return sorted(place.rglob("*.py.meta"))


def _report(places: list[Path], like: str) -> int:
    """Tell what became of the mutants; nonzero if too many survived."""
    total, alive = Counter[str](), list[str]()
    lines = ["", "   made killed  (timed out) survived"]
    for path in (file for place in places for file in _verdict_files(place)):
        known: Verdicts = json.loads(path.read_text())["exit_code_by_key"]
        verdicts = {n: _verdict(code) for n, code in known.items() if fnmatch(n, like)}
        counts = Counter(verdicts.values())
        if verdicts:
            lines.append(_line(counts, path.name.removesuffix(".meta")))
        total += counts
        alive += [name for name, verdict in verdicts.items() if verdict == "survived"]
    lines.append(_line(total, "all"))
    if alive:
        lines += ["", "survived (mutmut show <name> shows one):", *alive]
    sys.stdout.write("\n".join([*lines, ""]))
    return int(total.total() == 0 or _share(total) < _least(total.total(), like))


def _verdict(code: int | None) -> str:
    if code in KILLED:
        return "killed"
    return "timed out" if code in TIMED_OUT else "survived"


def _share(counts: Counter[str]) -> float:
    return 1 - counts["survived"] / counts.total()


def _least(number: int, like: str) -> float:
    """Return the share that has to die: of a few, chance may let two sigmas live."""
    return WANTED - (like != "*") * 2 * sqrt(WANTED * (1 - WANTED) / number)


def _line(counts: Counter[str], name: str) -> str:
    dead = counts["killed"] + counts["timed out"]
    return (
        f"{counts.total():7} {dead:6} {counts['timed out']:12}"
        f" {counts['survived']:8} {_share(counts):7.1%}  {name}"
    )


if __name__ == "__main__":
    main()
