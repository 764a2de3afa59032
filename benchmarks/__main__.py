"""Measure, and print the tables: `python -m benchmarks [--quick] [--json FILE]`."""

from argparse import ArgumentParser
import json
from pathlib import Path
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import Any

from .hosts import Kind, SimulatedHosts
from .table import Results, tables

POLLS, QUICK_POLLS = 400, 40
SIZES, QUICK_SIZES = (1, 10, 100, 500), (3,)
RULES, QUICK_RULES = 500, 20


def _part(name: str, *arguments: object) -> Any:
    """Measure something in a process that has done nothing else."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.part",
        name,
        *map(json.dumps, arguments),
    ]
    # A warning that it is a custom integration is all that Home Assistant has to say.
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def _scale(printers: int) -> dict[str, Any]:
    with (
        TemporaryDirectory() as folder,
        SimulatedHosts(Kind.MOONRAKER, printers) as hosts,
    ):
        _part("prepare", folder, hosts.urls)
        cost: dict[str, Any] = _part("begin", folder)
        return cost


def _start() -> dict[str, Any]:
    """Start with a printer that is known, and off."""
    with TemporaryDirectory() as folder:
        with SimulatedHosts(Kind.MOONRAKER) as hosts:
            _part("prepare", folder, hosts.urls)
        cost: dict[str, Any] = _part("begin", folder)
        return cost


def measure(*, quick: bool) -> Results:
    """Measure all there is."""
    polls, hours = _part("polls", list(Kind), QUICK_POLLS if quick else POLLS)
    return Results(
        polls=polls,
        hours=hours,
        scale=[_scale(size) for size in (QUICK_SIZES if quick else SIZES)],
        start=_start(),
        rules=_part("rules", QUICK_RULES if quick else RULES),
    )


def main() -> None:
    """Measure as the command line says."""
    parser = ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer of everything")
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    options = parser.parse_args()
    results = measure(quick=options.quick)
    if options.json:
        options.json.write_text(json.dumps(results._asdict()), encoding="utf-8")
    print(tables(results))


if __name__ == "__main__":
    main()
