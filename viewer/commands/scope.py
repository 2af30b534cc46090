"""Scope: where a command and its keys are valid."""

from enum import Enum


class Scope(Enum):
    """A tree, written as paths: a key may mean two things in scopes that never meet."""

    WINDOW = "window"  # everywhere
    VIEWPORT = "window/viewport"  # while the images have the focus
    BROWSER = "window/browser"  # while the study browser has it

    def meets(self, other: "Scope") -> bool:
        """Whether both may be in force at once: one holds the other."""
        mine, others = self.value + "/", other.value + "/"
        return mine.startswith(others) or others.startswith(mine)
