"""Live through many worlds of one host kind."""

from collections.abc import Callable

from hypothesis import HealthCheck, Phase, given, settings, strategies as st
import pytest

from tests.worlds import TABLE

from .steps import Step
from .tally import Tally
from .world import WatchedWorld


def live_through(
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
    tally: Tally,
    begin: Callable[[str], WatchedWorld],
    versions: list[str],
    steps: st.SearchStrategy[list[Step]],
) -> None:
    """Live through worlds of several versions; a failure shows the steps."""

    @settings(
        max_examples=request.config.getoption("--worlds"),
        derandomize=request.config.getoption("--hypothesis-seed") is None,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(version=st.sampled_from(versions), steps=steps)
    def live(version: str, steps: list[Step]) -> None:
        world = begin(version)
        for step in steps:
            step(world)
        world.end()
        tally.add(world, len(steps))

    live()
    record_property(TABLE, tally.table())
    assert tally.rare == []
