"""The count is true in every simulated world."""

from collections.abc import Callable

from hypothesis import HealthCheck, Phase, given, settings, strategies as st
import pytest

from tests.worlds import TABLE

from .world import World
from .world_steps import Step, steps
from .world_tally import Tally


def test_the_count_is_true_in_every_world(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> None:
    """Live through many worlds; a failure shows the steps that lead to it."""
    tally = Tally()

    @settings(
        max_examples=request.config.getoption("--worlds"),
        derandomize=request.config.getoption("--hypothesis-seed") is None,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(version=st.sampled_from(["0.8.0", "0.11.0"]), steps=steps)
    def live(version: str, steps: list[Step]) -> None:
        world = World(version)
        for step in steps:
            step(world)
        world.end()
        tally.add(world, len(steps))

    live()
    record_property(TABLE, tally.table())
    assert tally.rare == []
