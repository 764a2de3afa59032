"""Fixtures for tests of what is read of a Moonraker."""

import pytest


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Do without Home Assistant, which other tests start here."""
