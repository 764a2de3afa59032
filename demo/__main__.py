"""Show the integration in a real Home Assistant, on simulated printers."""

import argparse
import asyncio
from pathlib import Path
import sys

from demo import ROOT, DemoError
from demo.run import PORT, Options, run


def main() -> int:
    """Run the demo and return the exit code."""
    options = parse(sys.argv[1:])
    try:
        asyncio.run(run(options))
    except DemoError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    except asyncio.CancelledError:
        return 130
    return 0


def parse(arguments: list[str]) -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/run", description=__doc__)
    add = parser.add_argument
    add("--once", action="store_true", help="stop after the table")
    add(
        "--octoprint",
        action="store_true",
        help="with the real OctoPrint and its virtual printer, in real time",
    )
    add("--empty", action="store_true", help="without printers, to add a real one")
    add("--reset", action="store_true", help="forget the last run and start anew")
    add(
        *("--speed", "-s"),
        type=speed,
        default=300.0,
        metavar="N",
        help="how many times as fast as real the printers print (default: 300)",
    )
    add("--port", type=int, default=0, help=f"default: {PORT}, or one that is free")
    add(
        "--config",
        type=Path,
        metavar="DIR",
        help="where to keep everything (default: a directory below .config)",
    )
    found = parser.parse_args(arguments)
    name = "empty" if found.empty else "octoprint" if found.octoprint else "demo"
    default = ROOT / ".config" / name
    return Options(
        once=found.once,
        empty=found.empty,
        octoprint=found.octoprint,
        reset=found.reset,
        speed=found.speed,
        port=found.port,
        config_dir=(found.config or default).absolute(),
    )


def speed(text: str) -> float:
    """Read a speed: a number above zero."""
    if not 0 < (number := float(text)) < 1e6:
        raise ValueError(text)
    return number


if __name__ == "__main__":
    sys.exit(main())
