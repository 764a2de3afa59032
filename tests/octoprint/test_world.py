"""The count is true in every simulated world."""

from collections.abc import Callable

import pytest

from tests.world.living import live_through
from tests.world.tally import Tally

from .world import World
from .world_faults import FAULTS
from .world_losses import LOSSES
from .world_steps import steps


def test_the_count_is_true_in_every_world(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> None:
    """Live through many worlds; a failure shows the steps that lead to it."""
    tally = Tally(FAULTS, LOSSES)
    live_through(request, record_property, tally, World, ["1.11.8", "2.0.0rc7"], steps)
