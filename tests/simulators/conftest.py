"""Fixtures for tests of the simulators."""

import pytest


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Do without Home Assistant, which other tests start here."""
