"""The versions of OctoPrint that are simulated."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Version:
    """A version of OctoPrint; 2.0 differs from 1.11 in many small things."""

    name: str
    is_new: bool = False

    @property
    def sd(self) -> str:
        """Return what the printer's own card is called."""
        return "printer" if self.is_new else "sdcard"


VERSIONS = {
    "1.11.8": Version("1.11.8"),
    "2.0.0rc7": Version("2.0.0rc7", is_new=True),
}
