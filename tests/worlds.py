"""How many simulated worlds to live through, and what happened in them."""

import pytest

WORLDS = 1000
TABLE = "worlds"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the number of worlds be chosen."""
    parser.addoption(
        "--worlds",
        type=int,
        default=WORLDS,
        help="how many simulated worlds to live through; "
        "with --hypothesis-seed they are others each time",
    )
    parser.addoption(
        "--worlds-first",
        action="store_true",
        help="begin with the worlds, which find most errors soon",
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Put the worlds first where that is wanted."""
    if config.getoption("--worlds-first"):
        items.sort(key=lambda item: item.path.name != "test_world.py")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the table, whichever worker made it."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, lines in getattr(report, "user_properties", []):
                if name == TABLE:
                    terminalreporter.section("simulated worlds")
                    terminalreporter.write_line(lines)
