"""Live through many worlds of one host kind."""

from collections.abc import Callable, Iterable

from hypothesis import HealthCheck, Phase, given, settings, strategies as st
import pytest

from tests.worlds import TABLE, WORLDS

from .steps import Step
from .tally import Tally
from .world import WatchedWorld

PHASES = (Phase.generate, Phase.shrink)


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
        phases=[phase for phase in PHASES if phase in settings().phases],
        suppress_health_check=list(HealthCheck),
    )
    @given(version=st.sampled_from(versions), steps=steps)
    def live(version: str, steps: list[Step]) -> None:
        tally.add(lived_through(begin(version), steps), len(steps))

    live()
    record_property(TABLE, tally.table())
    if tally.worlds >= WORLDS:
        assert tally.rare == []


def lived_through[W: WatchedWorld](world: W, steps: Iterable[Step]) -> W:
    """Let a world come to its end; AssertionError where the count is not true."""
    for step in steps:
        step(world)
    world.end()
    return world
