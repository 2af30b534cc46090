"""TagRow: one element of a data set as people read it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TagRow:
    """One element. `depth` counts sequences around it; `value` is cut to a line.

    `problem` says in plain words what is wrong with the value, "" for nothing.
    """

    depth: int
    tag: int
    vr: str
    vm: int
    keyword: str
    name: str
    value: str
    creator: str = ""
    problem: str = ""

    @property
    def tag_text(self) -> str:
        """The tag as `(0008,0060)`."""
        return tag_text(self.tag)


def tag_text(tag: int) -> str:
    """A tag as `(0008,0060)`."""
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"
