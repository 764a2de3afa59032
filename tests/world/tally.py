"""What happened in many worlds."""

from collections import Counter

from custom_components.printer_maintenance.maintenance.usage import NOTHING, Usage

from .time import WorldTime

RARE = 0.05


class Tally:
    """Count worlds by what happened in them."""

    def __init__(self, faults: tuple[str, ...], losses: tuple[str, ...]) -> None:
        """Begin without worlds."""
        self.worlds = 0
        self.steps = 0
        self.happened = Counter[str]()
        self.losses = Counter[str]()
        self.largest: dict[str, Usage] = {}
        self.error = NOTHING
        self._faults = faults
        self._names = losses

    def add(self, world: WorldTime, steps: int) -> None:
        """Count a world that has come to its end."""
        self.worlds += 1
        self.steps += steps
        self.happened.update(world.happened)
        self.losses.update(world.losses.keys())
        self.error = self.error.largest(world.error)
        for name, usage in world.losses.items():
            self.largest[name] = self.largest.get(name, NOTHING).largest(usage)

    @property
    def rare(self) -> list[str]:
        """Return the faults that were in too few of the worlds."""
        return [
            name for name in self._faults if self.happened[name] < RARE * self.worlds
        ]

    def table(self) -> str:
        """Return how many worlds had which faults and losses."""
        lines = [f"{self.worlds} worlds of {self.steps / self.worlds:.1f} steps"]
        lines += [
            f"{self.happened[name]:6} {self.happened[name] / self.worlds:6.1%}  {name}"
            for name in self._faults
        ]
        lines.append("losses that no API tells any more, and the largest of each:")
        lines += [
            f"{self.losses[name]:6} {self.losses[name] / self.worlds:6.1%}  {name}"
            f" ({_text(self.largest.get(name, NOTHING))})"
            for name in self._names
        ]
        lines.append(f"largest error without a loss: {_text(self.error)}")
        return "\n".join(lines)


def _text(usage: Usage) -> str:
    return f"{usage.print_time:.2f} s, {usage.filament:.2f} mm, {usage.prints} prints"
