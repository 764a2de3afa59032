"""Fixtures for tests of the rules of maintenance."""

import pytest


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Do without Home Assistant, which other tests start here."""
