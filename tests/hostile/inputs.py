"""How many hostile inputs were tried, and how long they held the event loop."""

from collections import Counter, defaultdict
from collections.abc import Generator
import math

import pytest

from .stretch import Stretch, watched

INPUTS = 100
TABLE = "hostile inputs"
# What the event loop may be held by one input (in s of its CPU time).
LONGEST = 0.05


class Tried:
    """Count inputs, and keep the longest that the event loop was held."""

    def __init__(self) -> None:
        """Begin with none."""
        self.inputs = 0
        self.longest = 0.0
        self.problems: dict[str, str] = {}

    def note(self, name: str, stretch: Stretch) -> None:
        """Count an input that is named, and what the event loop did meanwhile."""
        self.inputs += 1
        self.longest = max(self.longest, stretch.seconds)
        if stretch.seconds > LONGEST:
            self.wrong(name, f"{stretch.seconds * 1000:.0f} ms in {stretch.where}")

    def wrong(self, name: str, problem: str) -> None:
        """Remember what is wrong; the test goes on with the next input."""
        self.problems.setdefault(name, problem)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the number of inputs be chosen."""
    parser.addoption(
        "--inputs",
        type=int,
        default=INPUTS,
        help="how many inputs each fuzz of a parser tries, and each host whose recorded "
        "answers are wrong over sockets; with --hypothesis-seed the fuzz tries others "
        "each time",
    )


@pytest.fixture
def inputs(request: pytest.FixtureRequest) -> int:
    """Return how many inputs to try where there is no end of them."""
    return int(request.config.getoption("--inputs"))


@pytest.fixture
def tried(request: pytest.FixtureRequest) -> Generator[Tried]:
    """Count inputs; the test fails if anything was wrong with one."""
    tried = Tried()
    yield tried
    request.node.user_properties.append(
        (TABLE, [tried.inputs, math.ceil(tried.longest * 1000)])
    )
    assert not tried.problems
    assert tried.inputs


@pytest.fixture
def watch() -> Generator[Stretch]:
    """Watch how long the event loop is held."""
    with watched() as stretch:
        yield stretch


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was tried, whichever worker did."""
    counts: Counter[str] = Counter()
    longest: defaultdict[str, int] = defaultdict(int)
    seen = set()
    for outcome in ("", "passed", "failed", "error"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in getattr(report, "user_properties", []):
                if name != TABLE or report.nodeid in seen:
                    continue
                seen.add(report.nodeid)
                file = report.location[0].rpartition("/")[2]
                counts[file] += value[0]
                longest[file] = max(longest[file], value[1])
    if counts:
        terminalreporter.section(TABLE)
        for file, count in sorted(counts.items()):
            held = f", the event loop held for {longest[file]} ms of CPU at most"
            terminalreporter.write_line(
                f"{file}: {count}{held if longest[file] else ''}"
            )
        terminalreporter.write_line(f"{counts.total()} inputs tried")
