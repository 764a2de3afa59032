"""How many random lives to live through with the real Moonrakers."""

import pytest

ROUNDS = 6


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the number of lives and the seed of the first be chosen."""
    parser.addoption(
        "--rounds",
        type=int,
        default=ROUNDS,
        help="how many random lives to live through with the real Moonrakers",
    )
    parser.addoption(
        "--first-round", type=int, default=1, help="the seed of the first of them"
    )
