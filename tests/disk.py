"""Fixtures for tests of what is on a real disk."""

import pytest


@pytest.fixture
def hass_storage() -> dict[str, object]:
    """Use the disk."""
    return {}


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Use a configuration folder of our own."""
    return hass_tmp_config_dir
