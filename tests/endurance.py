"""How long to endure: days of the soak, and kills of a real Home Assistant."""

import pytest

DAYS = 14
PRINTERS = 4
KILLS = 2
FIGURES = "figures"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the lengths be chosen."""
    parser.addoption(
        "--soak-days",
        type=int,
        default=DAYS,
        help="how many days simulated printers live with Home Assistant; a year is 365",
    )
    parser.addoption(
        "--soak-printers", type=int, default=PRINTERS, help="how many printers live so"
    )
    parser.addoption(
        "--soak-trace",
        action="store_true",
        help="trace the memory that they take, which makes it twice as long",
    )
    parser.addoption(
        "--kills",
        type=int,
        default=KILLS,
        help="how often a real Home Assistant is killed while completions are made",
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what was endured, whichever worker did it."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, lines in getattr(report, "user_properties", []):
                if name == FIGURES:
                    terminalreporter.section(report.nodeid.partition("::")[2])
                    terminalreporter.write_line(lines)
