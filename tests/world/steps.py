"""The steps that a simulated world is made of."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do in a world."""

    name: str
    arguments: tuple[Any, ...] = ()

    def __call__(self, world: object) -> None:
        """Do it."""
        getattr(world, self.name)(*self.arguments)

    def __repr__(self) -> str:
        """Show it as one would write it."""
        return f"{self.name}{self.arguments}"


def each(name: str, *arguments: tuple[Any, ...], times: int = 1) -> list[Step]:
    """Return a step for each of the arguments, several times."""
    return [Step(name, those) for those in arguments or ((),)] * times


def lists_of(choices: list[Step]) -> st.SearchStrategy[list[Step]]:
    """Return a strategy for the life of a world.

    It draws bytes, one for each step: hypothesis makes fewer worlds like others of
    them than of a list.
    """
    assert len(choices) == 256

    def steps_of(drawn: bytes) -> list[Step]:
        return [choices[choice] for choice in drawn]

    return st.binary(min_size=30, max_size=60).map(steps_of)
