"""Tell aloud what was not tested, and let CI fail over it."""

import os

import pytest


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let a run of CI fail if it left out a test; workers leave that to their master."""
    if os.environ.get("CI") and _reasons(session.config) and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(config: pytest.Config) -> None:
    """Say at the end what was left out, and why."""
    reporter = config.pluginmanager.getplugin("terminalreporter")
    for reason in _reasons(config):
        reporter.write_line(f"✗ NOT TESTED: {reason}", red=True, bold=True)


def _reasons(config: pytest.Config) -> list[str]:
    reporter = config.pluginmanager.getplugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    reasons = (report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    return list(dict.fromkeys(reasons))
